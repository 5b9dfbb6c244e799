#include "core/cadence/agenda.hpp"

#include "core/cadence/due_date.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <tuple>
#include <utility>

namespace crm {
namespace {

bool goes_before(const Promise& a, const Promise& b)
{
    return std::tuple(requirement_rank(a.requirement), std::string_view(a.requirement)) <
           std::tuple(requirement_rank(b.requirement), std::string_view(b.requirement));
}

int notice_days(const Settings& settings, std::string_view requirement)
{
    if (requirement == "major") {
        return settings.notice.major;
    }
    const Touch* touch = settings.touches.find(requirement);
    const bool major = touch != nullptr && touch->touch_class == TouchClass::major;
    return major ? settings.notice.major : settings.notice.minor;
}

std::optional<Date> start_of(const Contact& contact, const std::vector<const Interaction*>& history,
                             Date today)
{
    if (contact.promised_from) {
        return contact.promised_from;
    }
    if (contact.since) {
        return contact.since;
    }
    const auto first = std::find_if(history.begin(), history.end(), [&](const Interaction* i) {
        return !i->attempt && i->date <= today;
    });
    return first == history.end() ? std::nullopt : std::optional((*first)->date);
}

/// Where two interactions fall on one day the weightier one is named.
bool is_later(const Interaction& a, const Interaction& b)
{
    return std::tuple(a.date, -static_cast<int>(a.touch_class), std::string_view(a.id)) >
           std::tuple(b.date, -static_cast<int>(b.touch_class), std::string_view(b.id));
}

State state_of(const Item& item, const Contact& contact, const Settings& settings, Date today)
{
    if (contact.snooze && *contact.snooze > today) {
        return State::snoozed;
    }
    if (!item.due || today < *item.start) {
        return State::ok;
    }
    if (today > *item.due) {
        return State::overdue;
    }
    if (today == *item.due) {
        return State::due;
    }
    const int notice =
        std::min(notice_days(settings, item.promise.requirement), item.promise.cadence.share() / 3);
    return days_between(today, *item.due) <= notice ? State::soon : State::ok;
}

/// What satisfies a requirement up to a day: the newest of all, and the dates that count.
struct Satisfied {
    const Interaction* newest = nullptr;
    std::vector<Date> counting; ///< from `start` on, sorted; none without a start
};

Satisfied satisfied(const std::vector<const Interaction*>& history, std::string_view requirement,
                    const std::optional<Date>& start, Date today)
{
    Satisfied out;
    for (const Interaction* interaction : history) {
        if (interaction->date > today || !satisfies(*interaction, requirement)) {
            continue;
        }
        if (out.newest == nullptr || is_later(*interaction, *out.newest)) {
            out.newest = interaction;
        }
        if (start && interaction->date >= *start) {
            out.counting.push_back(interaction->date);
        }
    }
    return out;
}

void compute(Item& item, const Contact& contact, const std::vector<const Interaction*>& history,
             const Settings& settings, Date today, bool with_arithmetic)
{
    const Satisfied found = satisfied(history, item.promise.requirement, item.start, today);
    item.last = found.newest;
    if (item.start) {
        item.due = due_date(item.promise.cadence, *item.start, found.counting,
                            with_arithmetic ? &item.arithmetic : nullptr);
        item.days_overdue = days_between(*item.due, today);
    }
    item.state = state_of(item, contact, settings, today);
    if (item.due && *item.due > today && item.state != State::snoozed &&
        settings.is_workday(today)) {
        const auto next = next_workday(settings, today);
        item.before_next_workday = next && *item.due < *next;
    }
}

struct ByUrgency {
    const Settings& settings;

    bool operator()(const Item& a, const Item& b) const
    {
        if (a.days_overdue.has_value() != b.days_overdue.has_value()) {
            return a.days_overdue.has_value();
        }
        if (a.days_overdue) {
            // days / share compared without division
            const std::int64_t left = std::int64_t{*a.days_overdue} * b.promise.cadence.share();
            const std::int64_t right = std::int64_t{*b.days_overdue} * a.promise.cadence.share();
            if (left != right) {
                return left > right;
            }
        }
        const auto rest = [this](const Item& item) {
            return std::tuple(
                settings.tier_rank(item.contact->tier), requirement_rank(item.promise.requirement),
                std::string_view(item.contact->id), std::string_view(item.promise.requirement));
        };
        return rest(a) < rest(b);
    }
};

} // namespace

std::string_view state_name(State state)
{
    switch (state) {
    case State::ok: return "ok";
    case State::soon: return "soon";
    case State::due: return "due";
    case State::overdue: return "overdue";
    case State::snoozed: return "snoozed";
    }
    return "ok";
}

bool Item::asks_today() const
{
    return state == State::overdue || state == State::due || before_next_workday;
}

int requirement_rank(std::string_view requirement)
{
    return requirement == "major" ? 0 : requirement == "minor" ? 1 : 2;
}

std::vector<Promise> promises_to(const Contact& contact, const Settings& settings)
{
    std::vector<Promise> out;
    if (contact.promises_nothing) {
        return out;
    }
    const auto add_new = [&](const std::vector<Promise>& promises) {
        for (const Promise& promise : promises) {
            const bool decided = std::any_of(out.begin(), out.end(), [&](const Promise& p) {
                return p.requirement == promise.requirement;
            });
            if (!decided) {
                out.push_back(promise);
            }
        }
    };
    add_new(contact.cadence);
    for (const Rule& rule : settings.rules) {
        if (rule.applies_to.matches(contact)) {
            add_new(rule.promises);
        }
    }
    out.erase(
        std::remove_if(out.begin(), out.end(),
                       [](const Promise& p) { return p.cadence.form == Cadence::Form::none; }),
        out.end());
    std::sort(out.begin(), out.end(), goes_before);
    return out;
}

bool satisfies(const Interaction& interaction, std::string_view requirement)
{
    if (interaction.attempt) {
        return false;
    }
    const bool major = interaction.touch_class == TouchClass::major;
    const bool minor = interaction.touch_class == TouchClass::minor;
    if (requirement == "major") {
        return major;
    }
    if (requirement == "minor") {
        return major || minor;
    }
    return (major || minor) && interaction.touch == requirement;
}

bool reaches(const Interaction& interaction)
{
    return !interaction.attempt && interaction.touch_class != TouchClass::signal;
}

const Interaction* last_reached(const Ledger& ledger, const Contact& contact, Date today)
{
    const auto history = ledger.history(contact);
    const auto found = std::find_if(history.rbegin(), history.rend(), [&](const Interaction* i) {
        return i->date <= today && reaches(*i);
    });
    return found == history.rend() ? nullptr : *found;
}

std::vector<Item> items_of(const Ledger& ledger, const Contact& contact, Date today,
                           bool with_arithmetic)
{
    std::vector<Item> out;
    if (contact.status != Status::active || contact.merged_into) {
        return out;
    }
    const auto promises = promises_to(contact, ledger.settings);
    if (promises.empty()) {
        return out;
    }
    const auto history = ledger.history(contact);
    const auto start = start_of(contact, history, today);
    for (const Promise& promise : promises) {
        Item item;
        item.contact = &contact;
        item.promise = promise;
        item.start = start;
        compute(item, contact, history, ledger.settings, today, with_arithmetic);
        out.push_back(std::move(item));
    }
    const bool major_asked = std::any_of(out.begin(), out.end(), [](const Item& item) {
        return item.promise.requirement == "major" &&
               (item.state == State::overdue || item.state == State::due ||
                item.state == State::soon);
    });
    for (Item& item : out) {
        item.covered_by_major = major_asked && item.promise.requirement == "minor";
    }
    return out;
}

std::vector<Item> agenda(const Ledger& ledger, const Filter& filter, Date today,
                         bool with_arithmetic)
{
    std::vector<Item> out;
    for (const Contact& contact : ledger.contacts) {
        if (!filter.matches(contact)) {
            continue;
        }
        for (Item& item : items_of(ledger, contact, today, with_arithmetic)) {
            if (filter.matches_state(state_name(item.state))) {
                out.push_back(std::move(item));
            }
        }
    }
    sort_by_urgency(out, ledger.settings);
    return out;
}

void sort_by_urgency(std::vector<Item>& items, const Settings& settings)
{
    std::sort(items.begin(), items.end(), ByUrgency{settings});
}

std::vector<Closing> closings_of(const Ledger& ledger, const Item& item, Date today)
{
    if (!item.start) {
        return {};
    }
    return closings(
        item.promise.cadence, *item.start,
        satisfied(ledger.history(*item.contact), item.promise.requirement, item.start, today)
            .counting);
}

std::optional<Date> next_workday(const Settings& settings, Date date)
{
    constexpr int longest_break = 366;
    for (int days = 1; days <= longest_break; ++days) {
        if (settings.is_workday(add_days(date, days))) {
            return add_days(date, days);
        }
    }
    return std::nullopt;
}

} // namespace crm
