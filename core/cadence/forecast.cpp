#include "core/cadence/forecast.hpp"

#include "core/cadence/due_date.hpp"
#include "core/cadence/relation.hpp"

#include <optional>
#include <tuple>
#include <utility>

namespace crm {
namespace {

/// A promise on its way through the weeks.
struct PromiseAhead {
    Satisfying satisfies;
    Moment kept; ///< what keeps it, when it is asked for
    bool major;
    int order; ///< of those asked on one day the lowest goes first
    Date from;
    Date due;
    std::vector<Date> counting;
};

/// What keeps a promise: its touch, or any of its class.
Moment keeping(std::string_view requirement, const Touches& touches, bool major)
{
    Moment out;
    const Touch* touch = touches.find(requirement);
    out.touch = touch == nullptr ? Moment::no_touch
                                 : static_cast<std::uint16_t>(touch - touches.declared.data());
    out.touch_class = major ? TouchClass::major : TouchClass::minor;
    return out;
}

PromiseAhead course_of(const Roster& roster, const Item& item, Date today)
{
    const Touches& touches = roster.settings.touches;
    const std::string& requirement = item.promise.requirement;
    const bool major = asks_for_major(requirement, touches);
    // A lunch that is due keeps the major of the same day too, and the major keeps the minor.
    const bool named = requirement_rank(requirement) > 1;
    PromiseAhead out{Satisfying(requirement, touches),
                     keeping(requirement, touches, major),
                     major,
                     (major ? 0 : 2) + (named ? 0 : 1),
                     std::max(today, *item.start),
                     *item.due,
                     {}};
    if (item.contact->snooze) {
        out.from = std::max(out.from, *item.contact->snooze);
    }
    for (const Moment& moment : roster.moments(*item.contact)) {
        if (moment.date > today) {
            break;
        }
        if (moment.date >= *item.start && out.satisfies(moment)) {
            out.counting.push_back(moment.date);
        }
    }
    return out;
}

Date asked(const PromiseAhead& course)
{
    return std::max(course.from, course.due);
}

class Simulation {
public:
    Simulation(const Roster& roster, const Filter& filter, Date today, Forecast& out)
        : m_roster(roster), m_filter(filter), m_today(today), m_out(out)
    {
    }

    void add(const Contact& contact)
    {
        std::vector<Item> items = items_of(m_roster, contact, m_today);
        if (items.empty() ||
            (m_filter.has_relation() && !m_filter.matches_relation(relation_name(
                                            relation_of(m_roster, contact, items, m_today))))) {
            return;
        }
        ++m_out.promised;
        if (!items.front().start) {
            ++m_out.undated;
            return;
        }
        std::vector<PromiseAhead> courses;
        for (const Item& item : items) {
            courses.push_back(course_of(m_roster, item, m_today));
        }
        run(items, courses);
    }

private:
    void run(std::vector<Item>& items, std::vector<PromiseAhead>& courses)
    {
        const std::size_t first = m_out.items.size();
        std::vector<bool> wanted;
        for (Item& item : items) {
            wanted.push_back(m_filter.matches_state(state_name(item.state)));
            m_out.items.push_back(std::move(item));
        }
        for (;;) {
            const auto next =
                std::min_element(courses.begin(), courses.end(), [](const auto& a, const auto& b) {
                    return std::tuple(asked(a), a.order) < std::tuple(asked(b), b.order);
                });
            const Date day = asked(*next);
            if (day > m_out.span.last) {
                return;
            }
            const auto index = static_cast<std::size_t>(next - courses.begin());
            if (wanted[index]) {
                m_out.jobs.push_back({static_cast<std::uint32_t>(first + index), next->major,
                                      next->from, next->due});
            }
            Moment kept = next->kept;
            kept.date = day;
            for (std::size_t i = 0; i < courses.size(); ++i) {
                keep(courses[i], m_out.items[first + i], kept);
            }
        }
    }

    static void keep(PromiseAhead& course, const Item& item, const Moment& moment)
    {
        if (moment.date < *item.start || !course.satisfies(moment)) {
            return;
        }
        course.counting.push_back(moment.date);
        course.due = due_date(item.promise.cadence, *item.start, item.run, course.counting);
        course.from = add_days(moment.date, 1);
    }

    const Roster& m_roster;
    const Filter& m_filter;
    Date m_today;
    Forecast& m_out;
};

} // namespace

bool asks_for_major(std::string_view requirement, const Touches& touches)
{
    const Touch* touch = touches.find(requirement);
    return touch == nullptr ? requirement == "major" : touch->touch_class == TouchClass::major;
}

std::vector<Span> weeks_from(Date today, int weeks)
{
    constexpr int length = 7;
    const Date monday = add_days(today, -static_cast<int>(weekday(today)));
    std::vector<Span> out;
    for (int week = 0; week < weeks; ++week) {
        const Date first = add_days(monday, week * length);
        out.push_back({std::max(first, today), add_days(first, length - 1)});
    }
    return out;
}

Forecast forecast(const Roster& roster, const Filter& filter, Date today, int weeks)
{
    Forecast out;
    out.span = {today, weeks_from(today, weeks).back().last};
    Simulation simulation(roster, filter, today, out);
    for (const Contact& contact : roster.contacts) {
        if (filter.matches(contact)) {
            simulation.add(contact);
        }
    }
    std::vector<std::size_t> tiers;
    for (const Item& item : out.items) {
        tiers.push_back(roster.settings.tier_rank(item.contact->tier));
    }
    std::sort(out.jobs.begin(), out.jobs.end(), [&](const Job& a, const Job& b) {
        const auto rank = [&](const Job& job) {
            return std::tuple(job.asked(), job.due, !job.major, tiers[job.item], job.item);
        };
        return rank(a) < rank(b);
    });
    return out;
}

} // namespace crm
