#pragma once

// The part of a report about promises: kept, missed, and those still open and overdue.

#include "core/report/figures.hpp"

#include <vector>

namespace crm {

/// Kept and missed of `contacts`. Adds to `neglected` what is overdue at the end of the span.
[[nodiscard]] Promises kept_and_missed(const Ledger& ledger,
                                       const std::vector<const Contact*>& contacts,
                                       const Comparison& comparison, std::vector<Item>& neglected);

} // namespace crm
