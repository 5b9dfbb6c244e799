#pragma once

// Taking back what one of crm's commits did: what would have to be written for it, and why it
// cannot be where something else came in between. The journal is only added to: an entry is
// withdrawn, or becomes again what it was, by a line of the next revision. To do something again is
// to take back the commit that took it back.

#include "core/base/watch.hpp"
#include "core/ledger/ledger.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace crm {

struct UndoPlan {
    /// Entries by id, each with what it was before; nothing for one that there was not.
    std::vector<std::pair<std::string, std::optional<Interaction>>> entries;
    std::vector<std::string> without_id; ///< months with added lines that have no id: they stay
    std::vector<WrittenFile> files;      ///< of contacts and settings, from now to then
    std::optional<std::pair<std::size_t, std::size_t>> renamed; ///< in files: from, to

    /// Nothing is left of the commit that could be taken back.
    [[nodiscard]] bool is_empty() const { return entries.empty() && files.empty(); }
};

/// Whether two plans write the same.
[[nodiscard]] bool is_same_plan(const UndoPlan& a, const UndoPlan& b);

/// What takes back the `changes` of a commit; what is as it was before them already is left out.
/// Writes nothing. Throws Error (ledger) where what the commit wrote has changed since, or is
/// needed by what came later.
[[nodiscard]] UndoPlan plan_undo(const Folder& folder, const Ledger& ledger,
                                 const std::vector<WrittenFile>& changes);

/// Writes what the plan says, in an order that leaves nothing wrong where it is interrupted: files
/// that come, the journal, other files, files that go. `ledger` has been read under the lock.
/// `written` becomes true with the first of it. Throws Error (ledger).
void carry_out(const UndoPlan& plan, Lock& lock, const Folder& folder, const Ledger& ledger,
               bool& written);

} // namespace crm
