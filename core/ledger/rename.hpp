#pragma once

// Giving a contact another id. Its file gets another name and remembers the old one in `formerly`,
// so that the journal, which is never rewritten, still means the same contact.

#include "core/base/file.hpp"
#include "core/ledger/ledger.hpp"

#include <set>
#include <string>
#include <string_view>

namespace crm {

/// Ids in use: those of files, readable or not, and former ones.
[[nodiscard]] std::set<std::string> taken_ids(const Folder& folder, const Roster& roster);

/// What an id may look like, for messages.
inline constexpr std::string_view id_forms =
    "an id has small letters, digits, '.', '_' and '-', begins with a letter or digit, and has at "
    "most 64";

/// Renames contacts/<old_id>.yaml to contacts/<new_id>.yaml. First the file notes its old id, then
/// it is renamed: a crash in between leaves a contact that names its own id as a former one, which
/// changes nothing. Throws Error (ledger) where the file cannot be edited or renamed.
void rename_contact(Lock& lock, const std::string& old_id, const std::string& new_id);

} // namespace crm
