#pragma once

// Bringing together what was committed here and in another place. The result is made among git's
// objects, where nobody sees it; only when it is whole and can be read do the files of the ledger
// change, all of them or, after a kill, none.

#include "core/base/file.hpp"
#include "core/git/repository.hpp"
#include "core/ledger/merge_texts.hpp"

#include <functional>
#include <string>
#include <vector>

namespace crm {

/// A file that both sides changed, each in its own way.
struct FileConflict {
    std::string path;              ///< from the top of the repository
    std::vector<KeyConflict> keys; ///< what differs; empty where the file as a whole is in question
    std::string about;             ///< "deleted here, changed there"; for what has no keys
};

/// Whose values hold in a file; nobody's where that is not decided.
using Decision = std::function<Side(const FileConflict&)>;

struct MergePlan {
    std::string mine;                    ///< the commit here
    std::string theirs;                  ///< the commit there
    std::string result;                  ///< the commit that holds both; empty while conflicts wait
    std::vector<FileConflict> conflicts; ///< those that wait for a decision
};

/// What a merge of `theirs`, which is not in HEAD, would give; the two may have been begun apart.
/// Throws Error (ledger) where the result would be no ledger that can be read while the present one
/// is.
[[nodiscard]] MergePlan plan_merge(const Git& git, const GitState& state, const std::string& theirs,
                                   const std::string& message, const Decision& decide);

} // namespace crm
