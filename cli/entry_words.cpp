#include "cli/entry_words.hpp"

#include "cli/phrases.hpp"
#include "core/base/text.hpp"
#include "core/cadence/agenda.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crm::cli {
namespace {

std::string describe(const std::vector<Item>& items)
{
    std::string out;
    for (const Item& item : items) {
        const bool ahead = item.days_overdue && *item.days_overdue < 0;
        out += fmt::format("{}{}{}", out.empty() ? "" : ", ", ahead ? "next " : "",
                           promise_state(item));
    }
    return out;
}

/// Why an entry keeps no promise; empty where it may keep one.
std::string keeps_none(const Interaction& entry)
{
    if (entry.is_void) {
        return {};
    }
    if (entry.attempt) {
        return " (an attempt keeps no promise)";
    }
    if (entry.touch_class == TouchClass::service) {
        return " (service keeps no promise)";
    }
    return entry.touch_class == TouchClass::signal ? " (a signal keeps no promise)" : "";
}

/// Why it keeps none of the promises that began on `start`; empty where it may.
std::string does_not_count(const Interaction& entry, const std::optional<Date>& start)
{
    const std::string none = keeps_none(entry);
    if (!none.empty() || entry.is_void || !start || entry.date >= *start) {
        return none;
    }
    return fmt::format(" (it was before {}, when your promises begin, and does not count)",
                       long_date(*start));
}

} // namespace

std::string understood(const Roster& ledger, const Interaction& entry)
{
    std::vector<std::string> names;
    for (const Contact* contact : ledger.participants(entry)) {
        names.push_back(visible(contact->name));
    }
    for (const Reference& reference : entry.with) {
        if (ledger.find(reference.id) == nullptr) {
            names.push_back(reference.id);
        }
    }
    std::string more;
    if (entry.attempt) {
        more += ", an attempt";
    }
    if (entry.inbound) {
        more += ", inbound";
    }
    if (entry.minutes) {
        more += fmt::format(", {} min", *entry.minutes);
    }
    if (entry.talk) {
        more += fmt::format(", talked {}%", *entry.talk);
    }
    return fmt::format("{} {}: {} ({}{}) with {}, {}\n", weekday_name(weekday(entry.date)),
                       long_date(entry.date), entry.touch, class_name(entry.touch_class), more,
                       enumerate(names), visible(entry.id));
}

std::string consequences(const Roster& ledger, const std::vector<const Contact*>& contacts,
                         const Interaction& entry, Date today)
{
    std::string out;
    const auto part = ledger.participants(entry);
    for (const Contact* contact : contacts) {
        const auto items = items_of(ledger, *contact, today);
        std::string text;
        if (contact->status != Status::active) {
            text = fmt::format("{}; nothing is asked for", status_name(contact->status));
        } else if (items.empty()) {
            text = "nothing is promised";
        } else {
            text = describe(items);
            if (contact->snooze && *contact->snooze > today) {
                text = fmt::format("snoozed until {}; {}", long_date(*contact->snooze), text);
            }
            if (std::find(part.begin(), part.end(), contact) != part.end()) {
                text += does_not_count(entry, items.front().start);
            }
        }
        out += fmt::format("  {}: {}\n", visible(contact->name), text);
    }
    return out;
}

} // namespace crm::cli
