#pragma once

// Cells of tables of what happened: days in the ways in which phones and spreadsheets write them,
// lengths of time, headings.

#include "core/calendar/date.hpp"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

/// Whether 3/4/2026 is in March or in April; a whole table has one order.
enum class DayOrder { month_first, day_first, unknown };

/// What a cell says about the order: `25/12/2026` has the day first, `10.12.2026` too.
[[nodiscard]] DayOrder day_order_of(std::string_view cell);

/// `2026-03-10 14:05`, `3/10/2026 2:05 PM`, `10.03.2026`, `10 Mar 2026`, `Mar 10, 2026`, and
/// seconds or milliseconds since 1970. Nothing for another text, and for 3/4/2026 in an unknown
/// order.
[[nodiscard]] std::optional<Date> day_of_cell(std::string_view cell, DayOrder order);

/// Seconds in `95`, `1:35`, `0:01:35`, `1 min 35 s`, `2 minutes`, `1h 5m`.
[[nodiscard]] std::optional<int> seconds_of_cell(std::string_view cell);

/// The column that has one of the names, case folded and with what stands in brackets left out; in
/// the order of the names.
[[nodiscard]] std::optional<std::size_t>
column_named(const std::vector<std::string>& header, std::initializer_list<std::string_view> names);

} // namespace crm
