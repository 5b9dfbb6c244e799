#pragma once

// The journal as the clock needs it: who was in touch when, of all lines that hold. It gives what a
// Ledger would, without keeping what the lines say.

#include "core/ledger/roster.hpp"

namespace crm {

/// Reads the months in `folder` and hands what holds to Roster::arrange(). The settings and the
/// contacts of `roster` are read already, its names resolved. What cannot be used is left out, each
/// with a finding.
void read_clock(const Folder& folder, Roster& roster);

} // namespace crm
