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
    "dates read 2026-11-20, 11-20, '20 nov', friday, 'last friday', '3 days ago', -3d";

/// The date that `text` means on the day `today`, or nothing when it is none. Case and surrounding
/// spaces are ignored.
[[nodiscard]] std::optional<Date> parse_spoken(std::string_view text, Date today, Look look);

/// A yearly date: `12-10`, `1815-12-10`, `10 dec`, `10 dec 1815`.
[[nodiscard]] std::optional<YearlyDate> parse_spoken_yearly(std::string_view text);

} // namespace crm
