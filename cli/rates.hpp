#pragma once

// Kept and missed promises as words and bars.

#include "core/report/course.hpp"

#include <cstddef>
#include <string>

namespace crm::cli {

[[nodiscard]] std::string score(const Kept& kept); ///< "3 of 4", "none"
[[nodiscard]] std::string rate(const Kept& kept);  ///< "75%"; empty where there is none

/// `part` of `whole` as that share of the columns. Something is never shown as nothing.
[[nodiscard]] std::string bar(std::size_t part, std::size_t whole, std::size_t columns);

/// As bar(), with dots for the rest.
[[nodiscard]] std::string rate_bar(const Kept& kept, std::size_t columns);

} // namespace crm::cli
