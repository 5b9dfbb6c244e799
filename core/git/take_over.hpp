#pragma once

// Putting the result of a merge into the ledger's folder, so that at a kill in between it can be
// told what had been begun: the next time it is given up.

#include "core/base/file.hpp"
#include "core/git/merge.hpp"

namespace crm {

/// Puts the result into the ledger's folder, which is locked. False where somebody has committed or
/// changed a file of the ledger since it was planned: nothing is done then. Throws Error (ledger),
/// nothing done, where another file is in the way.
[[nodiscard]] bool take_over(const Git& git, const GitState& state, const MergePlan& plan,
                             Lock& lock);

/// Gives up what a kill has left of a take_over().
void give_up_unfinished(const Git& git, const GitState& state, Lock& lock);

} // namespace crm
