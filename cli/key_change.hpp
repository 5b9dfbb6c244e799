#pragma once

// Changing single keys of a contact or of crm.yaml, and telling what changed and how it is undone:
// what `edit`, `snooze` and `mark` have in common.

#include "cli/context.hpp"
#include "core/ledger/change.hpp"
#include "core/ledger/ledger.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crm::cli {

/// A file that is edited: that of a contact, or crm.yaml.
struct Edited {
    std::string path;
    std::string id; ///< the contact's; empty for crm.yaml
};

/// The file of the contact that `who` names, the id of one whose file cannot be used included; or
/// crm.yaml for no `who`. Throws Error as find_who() does.
[[nodiscard]] Edited find_edited(const Folder& folder, const std::optional<std::string>& who,
                                 Date today);

/// The two versions of a file that was changed.
struct Versions {
    std::string before;
    std::string after;
    [[nodiscard]] bool differ() const { return before != after; }
};

/// What makes `text` unusable as this file; nothing where it is fine. Where crm.yaml itself cannot
/// be used, of a contact only the form is judged.
[[nodiscard]] std::optional<Error> fault_of(const Folder& folder, const Edited& edited,
                                            const std::string& text);

/// As above, for a whole file that takes the place of another: former ids, which the journal may
/// still name, may not get lost.
[[nodiscard]] std::optional<Error> fault_of(const Folder& folder, const Edited& edited,
                                            const Versions& versions);

/// The contact of a file that was just written. Throws Error (ledger) where it is gone again.
[[nodiscard]] const Contact& written_contact(const Ledger& ledger, const Edited& edited);

/// Makes the changes in the file. Throws Error (usage) for a value that its key cannot have.
[[nodiscard]] Versions change_file(Context& context, const Folder& folder, const Edited& edited,
                                   const std::vector<Change>& changes);

/// One line for each key that differs: "  tier  B, was A".
[[nodiscard]] std::string changes_told(const Edited& edited, const Versions& versions, Date today);

/// The command that undoes the change; nothing where no options can say it.
[[nodiscard]] std::optional<std::string> command_back(const Context& context, const Edited& edited,
                                                      const Versions& versions);

/// How the change is undone, as take_back() says it; where no options can say it, that there is no
/// such command.
[[nodiscard]] std::string way_back(const Context& context, const Edited& edited,
                                   const Versions& versions);

/// True where a key changed on which the promises depend.
[[nodiscard]] bool changes_promises(const Edited& edited, const Versions& versions);

/// What is promised to a contact and how it stands, a line each.
[[nodiscard]] std::string promises_told(const Ledger& ledger, const Contact& contact, Date today);

} // namespace crm::cli
