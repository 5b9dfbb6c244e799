#pragma once

// Civil dates as whole days (Howard Hinnant's date), their arithmetic and how they are written.
// core/calendar is the only place that knows that library. No function here asks the clock but
// local_today(), and none passes through seconds.

#include <date/date.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace crm {

/// A civil date: a number of days. Differences are date::days.
using Date = date::sys_days;

/// Day of the week, 0 = Monday ... 6 = Sunday (ISO 8601 order).
using Weekday = unsigned;

[[nodiscard]] Date make_date(int year, unsigned month, unsigned day);
[[nodiscard]] Date add_days(Date date, int days);
[[nodiscard]] int days_between(Date from, Date to); ///< negative when `to` is the earlier
[[nodiscard]] int year_of(Date date);
[[nodiscard]] unsigned month_of(Date date);
[[nodiscard]] unsigned day_of(Date date);
[[nodiscard]] Weekday weekday(Date date);

/// The same day `months` later (earlier when negative), the last of the month where it has no such
/// day: 31 January + 1 = 28 or 29 February; 29 February + 12 = 28 February.
[[nodiscard]] Date add_months(Date date, int months);

/// `YYYY-MM-DD` with four digits for the year, a date that exists, years 1 to 9999.
[[nodiscard]] std::optional<Date> parse_iso(std::string_view text);

[[nodiscard]] std::string iso(Date date);                  ///< 2026-11-22
[[nodiscard]] std::string iso_month(Date date);            ///< 2026-11
[[nodiscard]] std::string long_date(Date date);            ///< 22 November 2026
[[nodiscard]] std::string short_date(Date date);           ///< 22 Nov 2026
[[nodiscard]] std::string day_and_month(Date date);        ///< 22 Nov
[[nodiscard]] std::string_view weekday_name(Weekday day);  ///< Monday
[[nodiscard]] std::string_view month_name(unsigned month); ///< November; month from 1

/// Index (from 0) of the name that `word` is or abbreviates to three letters or more, case ignored.
[[nodiscard]] std::optional<unsigned> parse_weekday(std::string_view word);
[[nodiscard]] std::optional<unsigned> parse_month(std::string_view word); ///< from 1

/// Today by the system's clock in the time zone of the user (TZ).
[[nodiscard]] Date local_today();

/// A day of the year with or without the year: a birthday.
struct YearlyDate {
    unsigned month = 1;
    unsigned day = 1;
    std::optional<int> year;

    /// `MM-DD` or `YYYY-MM-DD`; 02-29 exists.
    [[nodiscard]] static std::optional<YearlyDate> parse(std::string_view text);

    /// The day on which it is kept in `year`: 29 February in a common year on the 28th.
    [[nodiscard]] Date in(int in_year) const;

    /// Its next day on `from` or after.
    [[nodiscard]] Date next(Date from) const;

    [[nodiscard]] std::string str() const;
    friend bool operator==(const YearlyDate&, const YearlyDate&) = default;
};

} // namespace crm
