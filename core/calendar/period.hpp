#pragma once

// Lengths of time as they are promised (`45 days`, `6w`) and the calendar's own units (a quarter,
// a week from Monday). The nominal lengths are those of crm-cadence(7), "Share".

#include "core/calendar/date.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace crm {

enum class Unit { day, week, month, quarter, year };

/// Days that the unit counts as where a length in days is needed: 1, 7, 30, 91, 365.
[[nodiscard]] int nominal_days(Unit unit);

[[nodiscard]] std::string_view unit_name(Unit unit); ///< singular: "day"

/// `day`, `days`, `d` ... `year`, `years`, `y`; `quarter(s)` too. Case ignored.
[[nodiscard]] std::optional<Unit> parse_unit(std::string_view word);

struct Period {
    int count = 1;
    Unit unit = Unit::day; ///< never quarter

    [[nodiscard]] int nominal_days() const { return count * crm::nominal_days(unit); }
    [[nodiscard]] std::string str() const; ///< "45 days", "1 month"

    /// `45 days`, `45d`, `6 weeks`, `1 month`, `month`. At most 100 years.
    [[nodiscard]] static std::optional<Period> parse(std::string_view text);

    friend bool operator==(const Period&, const Period&) = default;
};

[[nodiscard]] Date add(Date date, const Period& period);

/// Days that follow one another.
struct Span {
    Date first;
    Date last; ///< the last day that belongs to it

    [[nodiscard]] int days() const { return days_between(first, last) + 1; }
    [[nodiscard]] bool contains(Date date) const { return first <= date && date <= last; }
    friend bool operator==(const Span&, const Span&) = default;
};

/// One week (from Monday), month, quarter or year of the calendar.
struct CalendarUnit {
    Date first;
    int length = 0; ///< in days

    [[nodiscard]] CalendarUnit next(Unit unit) const;
};

/// The unit that `date` lies in; `unit` is not day.
[[nodiscard]] CalendarUnit unit_of(Date date, Unit unit);

} // namespace crm
