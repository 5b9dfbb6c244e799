#pragma once

// Days as address books write them: ISO with and without hyphens or a time, without a year, in
// numbers of either order, with the names of months.

#include "core/calendar/date.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace crm {

/// Which number of `03/04/1980` is the day.
enum class DateOrder {
    unknown, ///< only what is certain is read: 20/01/1991, 5/5/1980
    day_first,
    month_first,
};

/// A birthday: 19800321, 1980-03-21T00:00:00Z, --0203, --02-03, 03/21/1980, 21.3.1980, 21 Mar 1980,
/// March 21. The years 0000 and 1604, which address books write for "no year", are left out.
[[nodiscard]] std::optional<YearlyDate> parse_card_date(std::string_view text,
                                                        DateOrder order = DateOrder::unknown);

/// The same with a year, as a day.
[[nodiscard]] std::optional<Date> parse_card_day(std::string_view text,
                                                 DateOrder order = DateOrder::unknown);

/// The order that a date in numbers shows: 20/01/1991 has the day first. Points between the numbers
/// show it too.
[[nodiscard]] DateOrder shown_order(std::string_view text);

} // namespace crm
