#include "core/cadence/spreading.hpp"

#include "core/base/error.hpp"
#include "core/cadence/due_date.hpp"
#include "core/cadence/relation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

namespace crm {
namespace {

struct Unbegun {
    const Contact* contact = nullptr;
    std::vector<Promise> promises;
    std::size_t last = 0; ///< the last of the working days on which it may fall due first
    std::optional<Date> due_before;
};

Date first_due(const std::vector<Promise>& promises, Date start)
{
    const auto due = [start](const Promise& promise) {
        const Cadence& cadence = promise.cadence;
        return due_date(cadence, start, {start, half_rounded_up(cadence.share())}, {});
    };
    Date out = due(promises.front());
    for (const Promise& promise : promises) {
        out = std::min(out, due(promise));
    }
    return out;
}

/// The latest start from which nothing is due after `day`.
Date latest_start(const std::vector<Promise>& promises, Date day)
{
    constexpr int longest_period = 110 * 366; // days, of 100 years and a share more
    int least = -longest_period;
    int most = 0;
    while (least < most) {
        const int middle = least + (most - least + 1) / 2;
        if (first_due(promises, add_days(day, middle)) <= day) {
            least = middle;
        } else {
            most = middle - 1;
        }
    }
    return add_days(day, least);
}

/// The start from which `day` is the first due date. No start gives the 31st where every month of
/// the cadence's before has 30 days: then the day before, else the one after.
Date start_for(const std::vector<Promise>& promises, Date day, Date today)
{
    const Date start = latest_start(promises, day);
    return first_due(promises, start) > today ? start : add_days(start, 1);
}

std::vector<Date> workdays_after(const Settings& settings, Date today, Date last)
{
    std::vector<Date> out;
    for (Date day = add_days(today, 1); day <= last; day = add_days(day, 1)) {
        if (settings.is_workday(day)) {
            out.push_back(day);
        }
    }
    return out;
}

/// How many fall on each day: as even as can be where `by_day` of them may not come after each.
std::vector<std::size_t> evenly(const std::vector<std::size_t>& by_day)
{
    std::vector<std::size_t> out;
    std::size_t given = 0;
    while (out.size() < by_day.size()) {
        // The days up to some later one have to take so many a day; the most pressing decides.
        const std::size_t begin = out.size();
        std::size_t due = 0;
        std::size_t best_due = 0;
        std::size_t best_days = 1;
        for (std::size_t day = 0; day < by_day.size(); ++day) {
            due += by_day[day];
            if (day < begin) {
                continue;
            }
            const std::size_t more = due - std::min(due, given);
            const std::size_t days = day - begin + 1;
            if (more * best_days >= best_due * days) {
                best_due = more;
                best_days = days;
            }
        }
        for (std::size_t day = 0; day < best_days; ++day) {
            out.push_back(best_due * (day + 1) / best_days - best_due * day / best_days);
        }
        given += best_due;
    }
    return out;
}

class Spread {
public:
    Spread(const Settings& settings, std::vector<Unbegun> candidates, std::vector<Date> days)
        : m_candidates(std::move(candidates)), m_days(std::move(days))
    {
        std::sort(m_candidates.begin(), m_candidates.end(), [&](const auto& a, const auto& b) {
            const auto rank = [&](const Unbegun& one) {
                return std::tuple(settings.tier_rank(one.contact->tier),
                                  std::string_view(one.contact->id));
            };
            return rank(a) < rank(b);
        });
    }

    std::vector<Beginning> run(Date today)
    {
        std::vector<std::size_t> by_day(m_days.size(), 0);
        for (std::size_t i = m_candidates.size(); i-- > 0;) {
            ++by_day[m_candidates[i].last];
            m_waiting[m_candidates[i].last].push_back(i);
        }
        std::vector<std::size_t> slots;
        const auto quota = evenly(by_day);
        for (std::size_t day = 0; day < quota.size(); ++day) {
            slots.insert(slots.end(), quota[day], day);
        }
        std::vector<Beginning> out;
        for (std::size_t at = 0; at < slots.size(); ++at) {
            const Unbegun& next = m_candidates[take(slots, at)];
            const Date start = start_for(next.promises, m_days[slots[at]], today);
            out.push_back({next.contact, start, first_due(next.promises, start), next.due_before});
        }
        return out;
    }

private:
    /// The first in order that the slot can go to so that the others still come in time.
    std::size_t take(const std::vector<std::size_t>& slots, std::size_t at)
    {
        std::size_t waiting = 0;
        std::size_t best = std::numeric_limits<std::size_t>::max();
        std::vector<std::size_t>* from = nullptr;
        for (auto& [last, some] : m_waiting) {
            if (!some.empty() && some.back() < best) {
                best = some.back();
                from = &some;
            }
            waiting += some.size();
            const auto up_to = static_cast<std::size_t>(
                std::upper_bound(slots.begin(), slots.end(), last) - slots.begin());
            if (waiting > 0 && waiting >= up_to - at) {
                break; // all slots up to that day are spoken for
            }
        }
        from->pop_back();
        return best;
    }

    std::vector<Unbegun> m_candidates;
    std::vector<Date> m_days;
    std::map<std::size_t, std::vector<std::size_t>> m_waiting; ///< by last day: the first is last
};

/// Whether anything is recorded with the contact, an attempt too; a follow-up is nothing yet.
bool has_history(const Roster& roster, const Contact& contact, Date today)
{
    const auto moments = roster.moments(contact);
    return std::any_of(moments.begin(), moments.end(), [&](const Moment& moment) {
        return moment.date <= today && moment.touch_class != TouchClass::none;
    });
}

} // namespace

std::vector<Beginning> spread(const Roster& roster, const Filter& filter, Date today,
                              const Period& within)
{
    const std::vector<Date> days = workdays_after(roster.settings, today, add(today, within));
    if (days.empty()) {
        throw Error(Fault::usage, fmt::format("no working day lies in the next {}", within.str()),
                    "name a longer time");
    }
    std::vector<Unbegun> candidates;
    for (const Contact& contact : roster.contacts) {
        if (!filter.matches(contact) || has_history(roster, contact, today)) {
            continue;
        }
        const std::vector<Item> items = items_of(roster, contact, today);
        if (items.empty() ||
            std::none_of(
                items.begin(), items.end(),
                [&](const Item& item) { return filter.matches_state(state_name(item.state)); }) ||
            (filter.has_relation() &&
             !filter.matches_relation(relation_name(relation_of(roster, contact, items, today))))) {
            continue;
        }
        Unbegun candidate{&contact, {}, 0, {}};
        int share = std::numeric_limits<int>::max();
        for (const Item& item : items) {
            candidate.promises.push_back(item.promise);
            if (item.due && (!candidate.due_before || *item.due < *candidate.due_before)) {
                candidate.due_before = item.due;
            }
            share = std::min(share, item.promise.cadence.share());
        }
        const auto behind = std::upper_bound(days.begin(), days.end(), add_days(today, share));
        // a weekly day off may be longer than the share
        candidate.last =
            static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, behind - days.begin() - 1));
        candidates.push_back(std::move(candidate));
    }
    return Spread(roster.settings, std::move(candidates), days).run(today);
}

} // namespace crm
