#pragma once

// The repository around a ledger: where it is, found without git, how it stands, and who commits
// in it. Its own files can come from anybody, like all of a ledger.

#include "core/git/git.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace crm {

/// What a file among git's own holds, as far as the first MiB; empty where there is no such file,
/// or where it is no file but a pipe or the like.
[[nodiscard]] std::string read_git_file(const std::filesystem::path& file);

/// Its first line, without its end.
[[nodiscard]] std::string first_line(const std::filesystem::path& file);

/// The folder with what all worktrees of a repository share, for its own files.
[[nodiscard]] std::filesystem::path common_folder(const std::filesystem::path& folder);

/// Where the repository around a folder is, found without git: a folder upward from it with a
/// `.git`. A folder that only looks like a repository itself is none.
struct RepositoryPlace {
    std::string top;    ///< the folder that holds `.git`
    std::string folder; ///< the repository's own files; empty where `.git` leads nowhere
};
[[nodiscard]] std::optional<RepositoryPlace> find_repository(const std::string& folder);

/// How the repository stands.
struct GitState {
    std::string folder; ///< its own files
    std::string common; ///< those that all its worktrees share
    std::string top;    ///< the folder that it keeps
    std::string index;
    std::string prefix; ///< of the ledger in it, with '/' behind: "crm/"; empty at its top
    std::string branch; ///< refs/heads/main; empty where none is checked out
    std::string head;   ///< the commit; empty where there is none yet
    std::string busy;   ///< what is under way: "merge", "rebase"; empty for nothing
    std::string zero;   ///< what git writes where there is no object
};

/// Pins `git` to the repository in which the ledger lies, and turns off the filters in it that
/// nobody has trusted. Nothing where it lies in none. Throws Error (ledger) when git is missing or
/// refuses to work there.
std::optional<RepositoryPlace> pin_repository(Git& git);

/// As pin_repository(), and how the repository stands.
[[nodiscard]] std::optional<GitState> git_state(Git& git);

/// Throws Error (ledger) where no commit can be made now: no branch, a merge under way, another git
/// at work.
void require_quiet(const GitState& state);

/// Who commits where git does not know the user: the advisor, else the login at this computer.
void require_identity(Git& git, const std::string& name, const std::string& email);

/// The name of this computer.
[[nodiscard]] std::string computer_name();

} // namespace crm
