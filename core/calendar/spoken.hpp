#pragma once

// Dates as people type them: `yesterday`, `last friday`, `3 days ago`, `-3d`, `20 nov`.

#include "core/calendar/date.hpp"

#include <optional>
#include <string_view>

namespace crm {

/// Which way a date without a year, or a bare day of the week, is looked for.
enum class Look {
    back,  ///< today or before: `friday` on a Friday is today
    ahead, ///< after today: `friday` on a Friday is a week on
};

/// What `spoken_forms` says, for messages.
inline constexpr std::string_view spoken_forms =
    "dates read 2026-11-20, 11-20, 11/20, 'nov 20', friday, 'last friday', '3 days ago', -3d";

/// Those of a day to come.
inline constexpr std::string_view spoken_forms_ahead =
    "a day ahead reads 2027-01-04, 1-4, 'jan 4', friday, 2w or '2 months'";

/// Those of the day when something began.
inline constexpr std::string_view spoken_beginnings =
    "it reads 2009-03-15, 'mar 15 2009', 'mar 2009' or 2009";

/// Those of a birthday.
inline constexpr std::string_view spoken_yearly_forms =
    "month and day: 12-31, 12/31 or 'dec 31'; with the year: 1984-12-31 or 'dec 31 1984'";

/// The date that `text` means on the day `today`, or nothing when it is none. Case and surrounding
/// spaces are ignored.
[[nodiscard]] std::optional<Date> parse_spoken(std::string_view text, Date today, Look look);

/// A day to come: as parse_spoken() looking ahead, a length of time from today (`2w`), or a month,
/// which is its first day.
[[nodiscard]] std::optional<Date> parse_spoken_ahead(std::string_view text, Date today);

/// When something began: as parse_spoken(), and `2009`, `2009-03`, `mar 2009`, which are their
/// first day.
[[nodiscard]] std::optional<Date> parse_spoken_beginning(std::string_view text, Date today);

/// How many words at the begin of a sentence name a day before today; nothing where none do. A day
/// of the week before other words is taken for a part of the sentence.
[[nodiscard]] std::optional<std::size_t> leading_date(std::string_view text, Date today);

/// A yearly date: `12-10`, `1815-12-10`, `12/10`, `10 dec`, `10 dec 1815`.
[[nodiscard]] std::optional<YearlyDate> parse_spoken_yearly(std::string_view text);

} // namespace crm
