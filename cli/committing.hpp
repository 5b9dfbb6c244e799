#pragma once

// Commits what a command writes, where crm.yaml says `git: {commit: true}`. No command has to do
// anything for it: whatever is written under a lock is seen here at the end of the lock.

#include "cli/context.hpp"
#include "core/git/commit.hpp"

#include <string>

namespace crm::cli {

/// From now on what is written is committed as done by `command`. A failure is noted among the
/// complaints of the context, which outlives all writing.
void commit_what_is_written(Context& context, const std::string& command);

/// What stands in the message of the commits to come, beside the command: for `undo`.
void add_to_commits(const std::string& subject, const std::string& more);

/// True where something was written and could not be committed.
[[nodiscard]] bool commit_failed();

} // namespace crm::cli
