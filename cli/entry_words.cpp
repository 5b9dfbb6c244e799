#include "cli/entry_words.hpp"

#include "cli/phrases.hpp"
#include "core/base/text.hpp"
#include "core/cadence/agenda.hpp"
#include "core/cadence/ceilings.hpp"

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
    return entry.touch_class == TouchClass::signal ? " (a signal keeps no promise)"
           : entry.touch_class == TouchClass::none ? " (nothing has happened yet)"
                                                   : "";
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

/// "3rd".
std::string ordinal(int number)
{
    const int tens = number % 100;
    const bool teen = tens >= 11 && tens <= 13;
    const int last = teen ? 0 : number % 10;
    return fmt::format("{}{}", number,
                       last == 1   ? "st"
                       : last == 2 ? "nd"
                       : last == 3 ? "rd"
                                   : "th");
}

/// How it would keep one, where the relationship only began too late: a contact that was added is
/// one since that day unless another was given.
std::string begin_earlier(const Interaction& entry, const Contact& contact,
                          std::string_view program)
{
    if (!keeps_none(entry).empty() || entry.is_void || contact.promised_from || !contact.since ||
        entry.date >= *contact.since) {
        return {};
    }
    return fmt::format("    to count it: {} edit {} --set since={}\n", program, contact.id,
                       iso(entry.date));
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
    const bool nothing = entry.touch_class == TouchClass::none; // has happened
    return fmt::format("{} {}: {}{} {} {}, {}\n", weekday_name(weekday(entry.date)),
                       long_date(entry.date), entry.touch,
                       nothing ? "" : fmt::format(" ({}{})", class_name(entry.touch_class), more),
                       nothing ? "for" : "with", enumerate(names), visible(entry.id));
}

std::string follow_up_words(const Interaction& entry)
{
    if (entry.follow_up.empty()) {
        return {};
    }
    return fmt::format("{}, by {}{}", visible(entry.follow_up), short_date(entry.follow_up_due()),
                       entry.done ? ", done " + short_date(*entry.done) : "");
}

std::string cautions(const Roster& ledger, const Interaction& entry, bool ahead)
{
    std::string out;
    const Touch* touch = ledger.settings.touches.find(entry.touch);
    if (touch == nullptr || entry.attempt || entry.is_void) {
        return out;
    }
    for (const Contact* contact : ledger.participants(entry)) {
        if (avoids(*contact, *touch) && !entry.inbound) {
            out += fmt::format("  caution: {} is to be spared '{}' (avoid)\n",
                               visible(contact->name), touch->name);
        }
        if (const auto much =
                excess(ledger, *contact, *touch, entry.touch_class, entry.date, ahead ? 1 : 0)) {
            out += fmt::format("  caution: too much for {}: {} at most {}, and it is the {} ({}); "
                               "the next not before {}\n",
                               visible(contact->name), much->ceiling.of, much->ceiling.cadence.text,
                               ordinal(much->count + (ahead ? 1 : 0)), visible(much->ceiling.rule),
                               long_date(much->free_from));
        }
    }
    return out;
}

std::string consequences(const Roster& ledger, const std::vector<const Contact*>& contacts,
                         const Interaction& entry, Date today, std::string_view program)
{
    std::string out;
    const auto part = ledger.participants(entry);
    for (const Contact* contact : contacts) {
        const auto items = items_of(ledger, *contact, today);
        std::string text;
        std::string remedy;
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
                remedy = begin_earlier(entry, *contact, program);
            }
        }
        out += fmt::format("  {}: {}\n{}", visible(contact->name), text, remedy);
    }
    return out;
}

} // namespace crm::cli
