#pragma once

// Promises as CSV: the same fields as their JSON, by the same names, in the same order.

#include "cli/morning.hpp"

#include <string>

namespace crm::cli {

/// A heading and a record for each item; with `arithmetic` as the last field where asked for.
[[nodiscard]] std::string items_csv(const Morning& morning, bool with_arithmetic);

} // namespace crm::cli
