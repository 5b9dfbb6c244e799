#pragma once

// Joining two contacts that are one person. The one that stays learns what the other one's file
// knows; that file stays as well and says `merged_into`, so that journal lines which name it count
// for the one that stays, and nothing is rewritten.

#include "core/base/file.hpp"
#include "core/ledger/change.hpp"
#include "core/ledger/facts.hpp"

#include <string>
#include <vector>

namespace crm {

struct Joining {
    std::vector<Change> changes;  ///< in the file of the one that stays
    std::vector<Difference> left; ///< `before` is what stays, `after` what the other one has
};

/// What the one that stays takes over, and what stays different. Texts that it has are its own;
/// lists take what they lack; `since` is the earlier one, and where promises would thereby begin
/// earlier than they did for either, `promised_from` says when they began.
[[nodiscard]] Joining joining(const yaml::Document& stays, const yaml::Document& goes,
                              const std::string& id_stays, const std::string& id_goes,
                              const ChangeScope& scope);

/// Both versions of the file of the one that stays, and what was left.
struct Joined {
    std::string before;
    std::string after;
    std::vector<Difference> left;
};

/// What merge_contacts() would do. Throws Error (ledger) where one of the files is gone or cannot
/// be changed.
[[nodiscard]] Joined plan_merge(const Folder& folder, const std::string& id_stays,
                                const std::string& id_goes, const ChangeScope& scope);

/// First the one that stays learns what it lacks, then the other one's file says where it went: a
/// crash in between leaves two contacts, of which one knows more. Throws Error (ledger) as
/// Lock::write does; where the second file cannot be written, the first one is put back.
[[nodiscard]] Joined merge_contacts(const Folder& folder, Lock& lock, const std::string& id_stays,
                                    const std::string& id_goes, const ChangeScope& scope);

} // namespace crm
