#pragma once

// What stands in a column of a list: how people read it, how programs do, and in which order it
// sorts.

#include "core/calendar/date.hpp"
#include "core/exchange/csv.hpp"

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

namespace crm::cli {

/// A word that has a place in an order of its own, such as a tier.
struct Ranked {
    std::size_t rank = 0;
    std::string text;
};

/// monostate: nothing.
using Value = std::variant<std::monostate, std::string, std::vector<std::string>, Ranked, Date,
                           YearlyDate, int>;

[[nodiscard]] bool is_empty(const Value& value);

/// As people read it: `22 Oct 2026`, `tax, farm`.
[[nodiscard]] std::string shown(const Value& value);

/// As programs read it: `2026-10-22`, `tax; farm`.
[[nodiscard]] CsvCell csv_cell(const Value& value);

/// The value with its texts folded, for is_less().
[[nodiscard]] Value folded(Value value);

/// The order of values of one column: dates by date, yearly ones by month and day, ranked ones by
/// rank, folded texts by letters.
[[nodiscard]] bool is_less(const Value& a, const Value& b);

} // namespace crm::cli
