#pragma once

// Committing what crm wrote, and nothing else: neither other files nor what else is in git's index
// is touched, whatever lies there. How many times git is started does not depend on how many files
// there are, but where a filter of git's is at work.

#include "core/base/watch.hpp"
#include "core/git/repository.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace crm {

/// What marks a commit as crm's own: "Crm-Command: log" at the end of its message.
inline constexpr std::string_view commit_trailer = "Crm-Command: ";
/// On which computer it was made: "Crm-Computer: laptop".
inline constexpr std::string_view computer_trailer = "Crm-Computer: ";

struct CommitMessage {
    std::string subject; ///< "log: call with Ada Lovelace, 22 Nov 2026"
    std::string command; ///< "log"
    std::string more;    ///< lines for other programs: "Crm-Undoes: <commit>"; may be empty
};

/// Commits the files as they are now, each whole; where one held other changes that were not
/// committed, and where something is left of unfinished_writes(), these are committed before, by
/// themselves and not as crm's. Hooks do not run; a commit is signed where git is told to sign. The
/// index keeps what else was staged, in these files too. To be called while the ledger is locked.
/// Throws Error (ledger) where nothing was committed, with what to do.
void commit_files(Git& git, const GitState& state, const std::vector<WrittenFile>& files,
                  const CommitMessage& message);

/// Commits what differs from HEAD in the ledger's own files (crm.yaml, contacts/, journal/ and how
/// git treats them), as "by hand: ...", or under `subject`; their paths. To be called while the
/// ledger is locked. Throws Error (ledger) where nothing was committed.
std::vector<std::string> commit_by_hand(Git& git, const GitState& state, const std::string& command,
                                        const std::string& subject = {});

/// Whether a commit may need programs besides git: for signing, or filters.
[[nodiscard]] bool needs_programs(const Git& git);

/// Lets the programs that a commit will need, for signing and filtering, answer once, before
/// anything is written or locked: they may ask a person, or never end. Throws Error (ledger) where
/// one does not end in time; one that fails fails again when the commit is made, and is told then.
void rehearse_commit(Git& git, const GitState& state);

} // namespace crm
