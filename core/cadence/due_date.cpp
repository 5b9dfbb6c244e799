#include "core/cadence/due_date.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crm {
namespace {

std::string ordinal(int number)
{
    const int last_two = number % 100;
    const bool teen = last_two >= 11 && last_two <= 13;
    const char* ending = teen               ? "th"
                         : number % 10 == 1 ? "st"
                         : number % 10 == 2 ? "nd"
                         : number % 10 == 3 ? "rd"
                                            : "th";
    return fmt::format("{}{}", number, ending);
}

/// "2026", "quarter 4 of 2026", "November 2026", "the week of 2026-11-23".
std::string unit_label(const CalendarUnit& span, Unit unit)
{
    const int year = year_of(span.first);
    const unsigned month = month_of(span.first);
    switch (unit) {
    case Unit::year: return fmt::format("{}", year);
    case Unit::quarter: return fmt::format("quarter {} of {}", (month + 2) / 3, year);
    case Unit::month: return fmt::format("{} {}", month_name(month), year);
    case Unit::week:
    case Unit::day: break;
    }
    return fmt::format("the week of {}", iso(span.first));
}

Date rolling(const Cadence& cadence, Date start, std::span<const Date> counting,
             std::string* arithmetic)
{
    const auto wanted = static_cast<std::size_t>(cadence.count);
    const int share = cadence.share();
    // The start stands in for what is missing: start, start - share, start - 2 shares ...
    const Date nth = counting.size() >= wanted
                         ? counting[counting.size() - wanted]
                         : add_days(start, -share * static_cast<int>(wanted - counting.size() - 1));
    const Date from_nth = add(nth, cadence.period);
    const Date due = counting.empty()
                         ? from_nth
                         : std::max(from_nth, add_days(counting.back(), half_rounded_up(share)));
    if (arithmetic != nullptr) {
        if (counting.size() >= wanted) {
            *arithmetic =
                fmt::format("{} {} + {}", wanted == 1 ? "last" : ordinal(cadence.count) + " last",
                            iso(nth), cadence.period.str());
        } else if (nth == start) {
            *arithmetic = fmt::format("start {} + {}", iso(start), cadence.period.str());
        } else {
            *arithmetic = fmt::format("start {} - {} x {} days + {}", iso(start),
                                      wanted - counting.size() - 1, share, cadence.period.str());
        }
        *arithmetic += fmt::format(" = {}", iso(from_nth));
        if (due != from_nth) {
            *arithmetic += fmt::format("; not before the last {} + {} days = {}",
                                       iso(counting.back()), half_rounded_up(share), iso(due));
        }
    }
    return due;
}

Date calendar(const Cadence& cadence, Date start, std::span<const Date> counting,
              std::string* arithmetic)
{
    const int share = cadence.share();
    const Date from_start = add_days(start, share);
    if (counting.empty()) {
        if (arithmetic != nullptr) {
            *arithmetic =
                fmt::format("start {} + {} days = {}", iso(start), share, iso(from_start));
        }
        return from_start;
    }
    const Date newest = counting.back();
    CalendarUnit unit = unit_of(newest, cadence.unit);
    const CalendarUnit first_unit = unit;
    const auto in_unit = static_cast<int>(
        counting.end() - std::lower_bound(counting.begin(), counting.end(), unit.first));
    const Date earliest = std::max(add_days(newest, half_rounded_up(share)), from_start);
    int slice = in_unit + 1;
    if (slice > cadence.count) {
        unit = unit.next(cadence.unit);
        slice = 1;
    }
    for (;;) {
        const int end_of_slice = (unit.length * slice + cadence.count - 1) / cadence.count;
        const Date due = add_days(unit.first, end_of_slice - 1);
        if (due >= earliest) {
            if (arithmetic != nullptr) {
                const bool by_start = from_start > add_days(newest, half_rounded_up(share));
                *arithmetic = fmt::format(
                    "{} of {} in {}; part {} of {} ends {}; at least {} days after {} {}", in_unit,
                    cadence.count, unit_label(first_unit, cadence.unit), slice,
                    unit_label(unit, cadence.unit), iso(due),
                    by_start ? share : half_rounded_up(share), by_start ? "the start" : "the last",
                    iso(by_start ? start : newest));
            }
            return due;
        }
        if (++slice > cadence.count) {
            unit = unit.next(cadence.unit);
            slice = 1;
        }
    }
}

} // namespace

Date due_date(const Cadence& cadence, Date start, const Run& run, std::span<const Date> counting,
              std::string* arithmetic)
{
    const Date due = cadence.form == Cadence::Form::calendar
                         ? calendar(cadence, start, counting, arithmetic)
                         : rolling(cadence, start, counting, arithmetic);
    if (due >= run.earliest()) {
        return due;
    }
    if (arithmetic != nullptr) {
        *arithmetic += fmt::format("; not before {} + {} days = {}, for it is promised since {}",
                                   iso(run.first), run.grace, iso(run.earliest()), iso(run.first));
    }
    return run.earliest();
}

} // namespace crm
