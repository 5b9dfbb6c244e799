#pragma once

// What of the ledger's own files is not committed: by its state, and as crm's own work that it did
// not come to commit, which is noted in the repository's own files.

#include "core/base/watch.hpp"
#include "core/git/repository.hpp"

#include <set>
#include <string>
#include <vector>

namespace crm {

/// Of crm.yaml, contacts/, journal/ and how git treats them what differs from HEAD: paths.
/// `ignored`: what git ignores too. Throws Error (ledger).
[[nodiscard]] std::vector<std::string> changed_files(const Git& git, const GitState& state,
                                                     bool ignored);

/// Notes what is about to be committed, in the repository's own files and without git, so that what
/// was written and not committed is known later. Does nothing where it cannot.
void note_unfinished(const Folder& folder, const std::vector<WrittenFile>& files);

/// What crm wrote and did not come to commit, as far as it still differs from HEAD: paths.
[[nodiscard]] std::vector<std::string> unfinished_writes(const Git& git, const GitState& state);

/// What is noted, whatever became of it; `folder` holds the repository's own files.
[[nodiscard]] std::set<std::string> noted_unfinished(const std::string& folder);
void keep_unfinished(const std::string& folder, const std::set<std::string>& paths);

} // namespace crm
