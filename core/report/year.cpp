#include "core/report/year.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace crm {

bool ContactYear::is_empty() const
{
    const auto none = [](std::size_t count) { return count == 0; };
    return std::all_of(major.begin(), major.end(), none) &&
           std::all_of(minor.begin(), minor.end(), none) &&
           std::all_of(promises.begin(), promises.end(),
                       [](const PromiseYear& promise) { return promise.kept.now.all() == 0; });
}

ContactYear contact_year(const Roster& roster, const Contact& contact, Date today)
{
    ContactYear out{};
    const Date newest = unit_of(today, Unit::month).first;
    for (std::size_t i = 0; i < months_of_year; ++i) {
        const int back = static_cast<int>(i + 1) - static_cast<int>(months_of_year);
        const Date first = add_months(newest, back);
        out.months.at(i) = {first, std::min(add_days(add_months(first, 1), -1), today)};
    }
    const Span now{out.months.front().first, today};
    const Span before{add_months(now.first, -static_cast<int>(months_of_year)),
                      add_days(now.first, -1)};
    for (const Moment& moment : roster.moments(contact)) {
        const bool counts = !moment.attempt && moment.touch_class <= TouchClass::minor;
        if (counts && now.contains(moment.date)) {
            const auto month =
                std::find_if(out.months.begin(), out.months.end(),
                             [&](const Span& span) { return span.contains(moment.date); });
            const auto at = static_cast<std::size_t>(month - out.months.begin());
            ++(moment.touch_class == TouchClass::major ? out.major : out.minor).at(at);
        }
    }
    for (Item& item : items_of(roster, contact, today)) {
        PromiseYear promise;
        promise.item = std::move(item);
        const Course course(roster, promise.item, today);
        for (std::size_t i = 0; i < months_of_year; ++i) {
            promise.months.at(i) = course.within(out.months.at(i));
        }
        promise.kept = {course.within(now), course.within(before)};
        auto misses = course.misses(now);
        std::move(misses.begin(), misses.end(), std::back_inserter(out.misses));
        out.promises.push_back(std::move(promise));
    }
    sort_worst_first(out.misses, roster.settings);
    return out;
}

} // namespace crm
