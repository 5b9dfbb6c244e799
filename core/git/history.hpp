#pragma once

// What crm has committed in this ledger, command by command: which of them stand, which were taken
// back, and what each commit changed. A commit of crm's is known by its message, whoever made it.

#include "core/base/watch.hpp"
#include "core/git/repository.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

/// What a commit's message says in lines of their own, for `undo` and `redo`.
inline constexpr std::string_view undoes_trailer = "Crm-Undoes: ";
inline constexpr std::string_view redoes_trailer = "Crm-Redoes: ";

/// A commit that crm made.
struct CrmCommit {
    std::string name;       ///< its hash
    std::string short_name; ///< as much of it as tells it from others, seven digits at least
    std::string parent;     ///< empty for the first commit
    std::string subject;    ///< the first line of its message
    std::string date;       ///< the day it was made on, ISO
    std::string computer;   ///< where it was made; empty where nobody noted it
};

/// A command that was committed, and what became of it.
struct DoneCommand {
    CrmCommit commit;
    std::string command; ///< "log"
    CrmCommit last;      ///< `commit`, or the newest that took it back or did it again
    bool is_done = true; ///< false where `last` took it back
};

struct CommandHistory {
    std::vector<DoneCommand> commands;   ///< newest first
    std::vector<std::size_t> taken_back; ///< of `commands`: what was taken back after the newest of
                                         ///< them, the last first

    /// A commit that took a command back or did it again, or the command's own.
    struct Link {
        std::string name;
        std::size_t command = 0; ///< of `commands`
        bool takes_back = false;
    };
    std::vector<Link> links; ///< of all commits
};

/// The history of the ledger in `folder` up to HEAD, merged lines included. Throws Error (ledger)
/// where git cannot tell.
[[nodiscard]] CommandHistory read_history(const Git& git, const GitState& state,
                                          const Folder& folder);

/// The commit that begins with `word`, seven hexadecimal digits or more. Throws Error (usage) for
/// none and for several.
[[nodiscard]] const CommandHistory::Link& find_link(const CommandHistory& history,
                                                    std::string_view word);

/// What a commit changed in the ledger: settings, contacts and journal, whatever else it holds.
/// Throws Error (ledger) where git cannot tell.
[[nodiscard]] std::vector<WrittenFile> changes_of(const Git& git, const GitState& state,
                                                  const CrmCommit& commit);

} // namespace crm
