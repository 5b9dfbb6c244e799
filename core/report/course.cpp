#include "core/report/course.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>

namespace crm {
namespace {

/// What closed the promise, in the order of its closings.
std::vector<Moment> closers(const Roster& roster, const Item& item, Date end)
{
    const Satisfying satisfies(item.promise.requirement, roster.settings.touches);
    std::vector<Moment> out;
    for (const Moment& moment : roster.moments(*item.contact)) {
        if (moment.date > end) {
            break;
        }
        if (moment.date >= *item.start && satisfies(moment)) {
            out.push_back(moment);
        }
    }
    return out;
}

} // namespace

int Kept::percent() const
{
    const std::size_t nearest = (kept * 200 / all() + 1) / 2;
    return missed() == 0 ? 100
           : kept == 0   ? 0
                         : static_cast<int>(std::clamp<std::size_t>(nearest, 1, 99));
}

Course::Course(const Roster& roster, const Item& item, Date end)
    : m_roster(roster), m_item(item), m_end(end), m_closings(closings_of(roster, item, end))
{
}

bool Course::overdue_on(Date day) const
{
    if (!m_item.start || day < m_item.run.first) {
        return false;
    }
    if (m_item.contact->snooze && *m_item.contact->snooze > day) {
        return false;
    }
    const auto next =
        std::upper_bound(m_closings.begin(), m_closings.end(), day,
                         [](Date date, const Closing& closing) { return date < closing.date; });
    return day > (next == m_closings.end() ? *m_item.due : next->due);
}

Kept Course::within(const Span& span) const
{
    Kept out;
    const auto first = std::lower_bound(
        m_closings.begin(), m_closings.end(), std::max(span.first, m_item.run.first),
        [](const Closing& closing, Date date) { return closing.date < date; });
    for (auto at = first; at != m_closings.end() && at->date <= span.last; ++at) {
        ++(at->kept() ? out.kept : out.late);
    }
    out.open = overdue_on(span.last) ? 1 : 0;
    return out;
}

std::vector<Miss> Course::misses(const Span& span) const
{
    std::vector<Miss> out;
    std::vector<Moment> met;
    for (std::size_t i = 0; i < m_closings.size(); ++i) {
        const Closing& closing = m_closings[i];
        if (closing.kept() || closing.date < m_item.run.first || !span.contains(closing.date)) {
            continue;
        }
        if (met.empty()) {
            met = closers(m_roster, m_item, m_end);
        }
        out.push_back({m_item.contact, m_item.promise, closing.due, met.at(i),
                       m_roster.touch_name(met.at(i)), days_between(closing.due, closing.date)});
    }
    if (overdue_on(m_end)) {
        out.push_back({m_item.contact,
                       m_item.promise,
                       *m_item.due,
                       std::nullopt,
                       {},
                       days_between(*m_item.due, m_end)});
    }
    return out;
}

void sort_worst_first(std::vector<Miss>& misses, const Settings& settings)
{
    std::stable_sort(misses.begin(), misses.end(), [&](const Miss& a, const Miss& b) {
        // days / share compared without division
        const std::int64_t left = std::int64_t{a.days_late} * b.promise.cadence.share();
        const std::int64_t right = std::int64_t{b.days_late} * a.promise.cadence.share();
        if (left != right) {
            return left > right;
        }
        const auto rest = [&](const Miss& miss) {
            return std::tuple(settings.tier_rank(miss.contact->tier),
                              requirement_rank(miss.promise.requirement),
                              std::string_view(miss.contact->id),
                              std::string_view(miss.promise.requirement), miss.due);
        };
        return rest(a) < rest(b);
    });
}

} // namespace crm
