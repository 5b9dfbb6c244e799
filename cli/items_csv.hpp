#pragma once

// Promises as CSV: the same fields as their JSON, by the same names, in the same order.

#include "core/cadence/agenda.hpp"

#include <string>
#include <vector>

namespace crm::cli {

/// A heading and a record for each item; with `arithmetic` as the last field where asked for.
[[nodiscard]] std::string items_csv(const std::vector<Item>& items, bool with_arithmetic);

} // namespace crm::cli
