#pragma once

// What the commands that write the journal answer: what was understood, and what it changed.

#include "core/calendar/date.hpp"
#include "core/ledger/ledger.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace crm::cli {

/// What an entry says, in one line: "Monday 23 November 2026: call (minor) with Ada Lovelace,
/// k4q7m2x9b1tza".
[[nodiscard]] std::string understood(const Roster& ledger, const Interaction& entry);

/// What was promised to be done, and by when or when it was: "send the checklist, by 27 Nov 2026,
/// done 26 Nov 2026"; empty where nothing was.
[[nodiscard]] std::string follow_up_words(const Interaction& entry);

/// Where the entry is more than a contact should get, or of a sort that it wants to be spared.
/// `ahead`: it is not written yet.
[[nodiscard]] std::string cautions(const Roster& ledger, const Interaction& entry,
                                   bool ahead = false);

/// What is promised to each of `contacts` now, a line each; `entry` is what was written, and says
/// why it may have changed nothing, and, with a command that begins with `program`, what to do.
[[nodiscard]] std::string consequences(const Roster& ledger,
                                       const std::vector<const Contact*>& contacts,
                                       const Interaction& entry, Date today,
                                       std::string_view program);

} // namespace crm::cli
