#pragma once

// The last twelve months of a contact on its page: a mark for what happened, was kept and was
// missed under the initial of each month.

#include "cli/json.hpp"
#include "cli/show_parts.hpp"
#include "core/report/year.hpp"

#include <string>
#include <vector>

namespace crm::cli {

/// Of one contact, with what was kept, and the worst of what was missed. Empty where there is
/// nothing to show.
[[nodiscard]] std::string year_text(const PageStyle& style, const Contact& contact);

/// Of several, each with what happened only. Empty where there is nothing to show.
[[nodiscard]] std::string years_text(const PageStyle& style,
                                     const std::vector<const Contact*>& contacts);

/// Sets `year` and `kept` of `page`.
void add_year_json(Json& page, const Roster& roster, const Contact& contact, Date today);

} // namespace crm::cli
