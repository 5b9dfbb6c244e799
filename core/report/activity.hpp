#pragma once

// The part of a report about what happened: interactions, minutes, whom they reached.

#include "core/report/chosen.hpp"
#include "core/report/figures.hpp"

#include <vector>

namespace crm {

/// What happened with at least one of the chosen; how many active ones of them it reached is added
/// to `reached`.
[[nodiscard]] Activity activity(const Ledger& ledger, const Chosen& chosen,
                                const Comparison& comparison, Beside<std::size_t>& reached);

/// The gaps of the active among `contacts` on `end`.
[[nodiscard]] std::vector<Gap> gaps(const Ledger& ledger,
                                    const std::vector<const Contact*>& contacts, Date end);

} // namespace crm
