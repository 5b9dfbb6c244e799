#pragma once

// How far the goals of the practice are, and the size of the contact book, as text and for
// programs.

#include "cli/json.hpp"
#include "cli/terminal.hpp"
#include "core/practice/book_size.hpp"
#include "core/practice/goals.hpp"

#include <string>
#include <vector>

namespace crm::cli {

/// How far each goal is on `today`, and with whom the rest could be done; empty for no goals.
[[nodiscard]] std::string goals_text(const std::vector<Progress>& goals, Date today,
                                     const Terminal& terminal);
[[nodiscard]] Json goals_json(const std::vector<Progress>& goals);

/// Where there are more contacts of a sort than there should be; empty where there are not.
[[nodiscard]] std::string book_text(const std::vector<BookSize>& sizes, const Terminal& terminal);
[[nodiscard]] Json book_json(const std::vector<BookSize>& sizes);

} // namespace crm::cli
