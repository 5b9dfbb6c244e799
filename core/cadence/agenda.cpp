#include "core/cadence/agenda.hpp"

#include "core/base/parallel.hpp"
#include "core/cadence/due_date.hpp"
#include "core/cadence/relation.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>

namespace crm {
namespace {

/// How many days before a day it is near enough to be listed.
int notice_days(const Settings& settings, const Promise& promise)
{
    return std::min(asks_for_major(promise, settings) ? settings.notice.major
                                                      : settings.notice.minor,
                    promise.cadence.share() / 3);
}

/// When the blackout begins in which a major falls due, where that is near and lies ahead. A lunch
/// is not followed by another request on the next day: half a share has to lie between.
std::optional<Date> blackout_ahead(const Item& item, const std::vector<Date>& counting,
                                   const Settings& settings, Date today)
{
    if (item.state == State::snoozed || !item.due || !asks_for_major(item.promise, settings)) {
        return std::nullopt;
    }
    const Blackout* blackout = settings.capacity.blackout(*item.due, true);
    if (blackout == nullptr) {
        return std::nullopt;
    }
    const Date newest =
        counting.empty() ? item.run.first : std::max(item.run.first, counting.back());
    const Date first = blackout->around(*item.due)->first;
    const bool is_near = today < first && days_between(today, first) <= settings.notice.major;
    const bool is_rested = today >= add_days(newest, half_rounded_up(item.promise.cadence.share()));
    return is_near && is_rested ? std::optional(first) : std::nullopt;
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
    return days_between(today, *item.due) <= notice_days(settings, item.promise) ? State::soon
                                                                                 : State::ok;
}

/// What satisfies a requirement up to a day: the newest of all, and the dates that count.
struct Satisfied {
    std::optional<Moment> newest;
    std::vector<Date> counting; ///< from `start` on, sorted; none without a start
};

Satisfied satisfied(std::span<const Moment> moments, const Satisfying& satisfies,
                    const std::optional<Date>& start, Date today)
{
    Satisfied out;
    for (const Moment& moment : moments) {
        if (moment.date > today) {
            break;
        }
        if (satisfies(moment)) {
            out.newest = moment;
            if (start && moment.date >= *start) {
                out.counting.push_back(moment.date);
            }
        }
    }
    return out;
}

void compute(Item& item, const Roster& roster, std::span<const Moment> moments, Date today,
             bool with_arithmetic)
{
    const Settings& settings = roster.settings;
    const Satisfied found = satisfied(
        moments, Satisfying(item.promise.requirement, settings.touches), item.start, today);
    item.last = found.newest;
    item.last_touch = found.newest ? roster.touch_name(*found.newest) : "";
    if (item.start) {
        item.due = due_date(item.promise.cadence, *item.start, item.run, found.counting,
                            with_arithmetic ? &item.arithmetic : nullptr);
        item.days_overdue = days_between(*item.due, today);
    }
    item.state = state_of(item, *item.contact, settings, today);
    if (item.due && *item.due > today && item.state != State::snoozed &&
        settings.is_workday(today)) {
        const auto next = next_workday(settings, today);
        item.before_next_workday = next && *item.due < *next;
    }
    item.before_blackout = blackout_ahead(item, found.counting, settings, today);
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
    return state == State::overdue || state == State::due || before_next_workday || before_blackout;
}

bool asks_for_major(const Promise& promise, const Settings& settings)
{
    if (promise.requirement == "major" || promise.requirement == "minor") {
        return promise.requirement == "major";
    }
    const Touch* touch = settings.touches.find(promise.requirement);
    return touch != nullptr && touch->touch_class == TouchClass::major;
}

std::optional<Date> start_of(const Contact& contact, std::span<const Moment> moments, Date today)
{
    if (contact.promised_from) {
        return contact.promised_from;
    }
    if (contact.since) {
        return contact.since;
    }
    const auto first = std::find_if(moments.begin(), moments.end(), [&](const Moment& moment) {
        return !moment.attempt && moment.touch_class != TouchClass::none && moment.date <= today;
    });
    return first == moments.end() ? std::nullopt : std::optional(first->date);
}

Satisfying::Satisfying(std::string_view requirement, const Touches& touches)
{
    if (requirement == "major") {
        m_least = TouchClass::major;
    } else if (requirement != "minor") {
        const Touch* touch = touches.find(requirement);
        m_touch = touch == nullptr ? Moment::no_touch
                                   : static_cast<std::uint16_t>(touch - touches.declared.data());
    }
}

std::optional<Moment> last_reached(const Roster& roster, const Contact& contact, Date today)
{
    const auto moments = roster.moments(contact);
    const auto found = std::find_if(moments.rbegin(), moments.rend(), [&](const Moment& moment) {
        return moment.date <= today && reaches(moment);
    });
    return found == moments.rend() ? std::nullopt : std::optional(*found);
}

std::size_t attempts_since(const Roster& roster, const Item& item, Date today)
{
    const Satisfying satisfies(item.promise.requirement, roster.settings.touches);
    const auto moments = roster.moments(*item.contact);
    return static_cast<std::size_t>(
        std::count_if(moments.begin(), moments.end(), [&](const Moment& moment) {
            return moment.attempt && satisfies.would(moment) && moment.date <= today &&
                   (!item.last || moment.date > item.last->date);
        }));
}

std::vector<Item> items_of(const Roster& roster, const Contact& contact, Date today,
                           bool with_arithmetic)
{
    std::vector<Item> out;
    if (contact.merged_into) {
        return out;
    }
    const auto moments = roster.moments(contact);
    const auto start = start_of(contact, moments, today);
    for (PromisedDays& promised :
         promise_history(contact, roster.settings, start.value_or(today), today)) {
        if (promised.days.last != today) {
            continue;
        }
        Item item;
        item.contact = &contact;
        item.promise = std::move(promised.promise);
        item.start = start;
        item.run = promised.run;
        compute(item, roster, moments, today, with_arithmetic);
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

std::vector<Item> agenda(const Roster& roster, const Filter& filter, Date today,
                         bool with_arithmetic)
{
    std::vector<Item> out;
    constexpr std::size_t least_for_a_worker = 500;
    const std::size_t count = roster.contacts.size();
    const std::size_t shares = workers_for(count, least_for_a_worker);
    std::vector<std::vector<Item>> found(shares);
    for_each_of(shares, shares, [&](std::size_t, std::size_t share) {
        for (std::size_t i = count * share / shares; i < count * (share + 1) / shares; ++i) {
            const Contact& contact = roster.contacts[i];
            if (!filter.matches(contact)) {
                continue;
            }
            std::vector<Item> items = items_of(roster, contact, today, with_arithmetic);
            if (filter.has_relation() && !filter.matches_relation(relation_name(
                                             relation_of(roster, contact, items, today)))) {
                continue;
            }
            for (Item& item : items) {
                if (filter.matches_state(state_name(item.state))) {
                    found[share].push_back(std::move(item));
                }
            }
        }
    });
    for (auto& some : found) {
        out.insert(out.end(), std::make_move_iterator(some.begin()),
                   std::make_move_iterator(some.end()));
    }
    sort_by_urgency(out, roster.settings);
    return out;
}

void sort_by_urgency(std::vector<Item>& items, const Settings& settings)
{
    std::sort(items.begin(), items.end(), ByUrgency{settings});
}

std::vector<Closing> closings_of(const Roster& roster, const Item& item, Date today)
{
    if (!item.start) {
        return {};
    }
    const Satisfying satisfies(item.promise.requirement, roster.settings.touches);
    return closings(
        item.promise.cadence, *item.start, item.run,
        satisfied(roster.moments(*item.contact), satisfies, item.start, today).counting);
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
