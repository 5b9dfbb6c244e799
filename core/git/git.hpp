#pragma once

// git, run on the repository in which a ledger lies: as a program of its own, never through a
// shell, with nothing of the environment that would lead it elsewhere.

#include "core/base/child.hpp"
#include "core/base/error.hpp"
#include "core/base/file.hpp"

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

class Git {
public:
    explicit Git(const Folder& folder) : m_folder(folder.path()) {}

    /// Lets git ask for a password on the terminal.
    void allow_questions() { m_may_ask = true; }

    /// How long a single run may take; two minutes else.
    void allow_time(std::chrono::seconds limit) { m_limit = limit; }

    /// Who commits, where git itself does not know it.
    void sign_as(const std::string& name, const std::string& email);

    /// Runs `git WORDS...` in the ledger's folder. `index`: the index file, instead of its own.
    [[nodiscard]] ChildResult run(std::vector<std::string> words, const std::string& input = {},
                                  const std::string& index = {}) const;

    /// What it prints, without the last line end. Throws Error (ledger), in git's words, when it
    /// fails.
    std::string ask(std::vector<std::string> words, const std::string& input = {},
                    const std::string& index = {}) const;

    /// As ask(); nothing when it fails.
    [[nodiscard]] std::optional<std::string> find(std::vector<std::string> words) const;

private:
    std::string m_folder;
    bool m_may_ask = false;
    std::chrono::seconds m_limit{120};
    std::vector<std::pair<std::string, std::string>> m_identity;
};

/// The last line that git said about what went wrong.
[[nodiscard]] std::string git_says(const ChildResult& result);

/// Texts with a NUL behind each.
[[nodiscard]] std::vector<std::string> split_at_nul(std::string_view text);

/// How the repository stands.
struct GitState {
    std::string folder; ///< its own files
    std::string index;
    std::string prefix; ///< of the ledger in it, with '/' behind: "crm/"; empty at its top
    std::string branch; ///< refs/heads/main; empty where none is checked out
    std::string head;   ///< the commit; empty where there is none yet
    std::string busy;   ///< what is under way: "merge", "rebase"; empty for nothing
};

/// Nothing where the ledger lies in no repository. Throws Error (ledger) when git is missing or
/// refuses to work there.
[[nodiscard]] std::optional<GitState> git_state(const Git& git);

/// Throws Error (ledger) where no commit can be made now: no branch, a merge under way, another git
/// at work.
void require_quiet(const GitState& state);

/// Lets the advisor commit where git does not know the user. Throws Error (ledger) where nobody is
/// known.
void require_identity(Git& git, const std::string& name, const std::string& email);

/// A file of a tree or of the index.
struct GitEntry {
    std::string mode;
    std::string blob;
};

/// Those of HEAD and of the index among `paths` (relative to the ledger), by path. Throws Error.
[[nodiscard]] std::map<std::string, GitEntry> entries_of_head(const Git& git, const GitState& state,
                                                              const std::vector<std::string>& paths,
                                                              const std::string& commit = {});
[[nodiscard]] std::map<std::string, GitEntry>
entries_of_index(const Git& git, const GitState& state, const std::vector<std::string>& paths);

/// The contents of blobs, by their names.
[[nodiscard]] std::map<std::string, std::string> blobs_of(const Git& git,
                                                          const std::vector<std::string>& names);

} // namespace crm
