#pragma once

// Taking back what one of crm's commits did: what would have to be written for it, and why it
// cannot be where something else came in between. The journal is only added to: an entry is
// withdrawn, or becomes again what it was, by a line of the next revision.

#include "core/base/watch.hpp"
#include "core/git/git.hpp"
#include "core/ledger/ledger.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace crm {

/// A commit of crm's, and what it changed in the ledger.
struct CrmCommit {
    std::string name;    ///< its hash
    std::string subject; ///< the first line of its message
    std::string date;    ///< the day it was made on, ISO
    std::string command; ///< "log"
    bool is_first = false;
    std::vector<WrittenFile> files;
};

/// The newest commit that crm made in this ledger, along the branch's own line; nothing where there
/// is none. Throws Error (ledger) where git cannot tell.
[[nodiscard]] std::optional<CrmCommit> last_commit(const Git& git, const GitState& state);

/// Throws Error (usage) for a command whose commits are never taken back, nor made again.
void require_revocable(const std::string& command);

struct UndoPlan {
    /// Entries by id, each with what it was before; nothing for one that there was not.
    std::vector<std::pair<std::string, std::optional<Interaction>>> entries;
    std::vector<std::string> without_id; ///< months with added lines that have no id: they stay
    std::vector<WrittenFile> files;      ///< of contacts and settings, from now to then
    std::optional<std::pair<std::size_t, std::size_t>> renamed; ///< in files: from, to
};

/// What takes the commit back. Throws Error (ledger) where what it wrote has changed since, or is
/// needed by what came later.
[[nodiscard]] UndoPlan plan_undo(const Folder& folder, const Ledger& ledger,
                                 const CrmCommit& commit);

/// Writes what the plan says, the journal first. Throws Error (ledger).
void carry_out(const UndoPlan& plan, Lock& lock, const Folder& folder, const Ledger& ledger);

} // namespace crm
