#pragma once

// Committing what crm wrote, and nothing else: neither other files nor what else is in git's index
// is touched, whatever lies there.

#include "core/base/watch.hpp"
#include "core/git/git.hpp"
#include "core/model/settings.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace crm {

/// What marks a commit as crm's own: "Crm-Command: log" at the end of its message.
inline constexpr std::string_view commit_trailer = "Crm-Command: ";

struct CommitMessage {
    std::string subject; ///< "log: call with Ada Lovelace, 22 Nov 2026"
    std::string command; ///< "log"
    std::string more;    ///< lines for other programs: "Crm-Undoes: <commit>"; may be empty
};

/// True where crm.yaml says `git: {commit: true}`.
[[nodiscard]] bool commits_writes(const Folder& folder);

/// Commits the files as they are now, each whole; where one held other changes that were not
/// committed, these are committed before, by themselves and not as crm's. Hooks do not run; a
/// commit is signed where git is told to sign. The index keeps what else was staged, in these files
/// too. To be called while the ledger is locked. Throws Error (ledger) where nothing was committed,
/// with what to do.
void commit_files(Git& git, const GitState& state, const std::vector<WrittenFile>& files,
                  const CommitMessage& message);

} // namespace crm
