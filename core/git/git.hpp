#pragma once

// git, run on the repository in which a ledger lies: as a program of its own, never through a
// shell. All calls of git go through Git::run(), which fixes what git may trust: nothing of the
// environment leads it elsewhere, and of what a repository can bring along nothing is run.

#include "core/base/child.hpp"
#include "core/base/error.hpp"
#include "core/base/file.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crm {

/// A line of git's configuration.
struct GitSetting {
    bool is_own = false; ///< of the repository itself, or of a file that its configuration takes in
    std::string key;     ///< as git prints it: "core.fsmonitor", "filter.LFS.clean"
    std::string value;
};

class Git {
public:
    explicit Git(const Folder& folder) : m_folder(folder.path()) {}

    [[nodiscard]] const std::string& folder() const { return m_folder; }

    /// Lets git ask for a password on the terminal.
    void allow_questions() { m_may_ask = true; }

    /// Lets the hooks of the repository run. Only for what they are asked for.
    void allow_hooks(bool allowed) { m_hooks = allowed; }

    /// How long a single run may take; two minutes else.
    void allow_time(std::chrono::seconds limit) { m_limit = limit; }

    /// Who commits, where git itself does not know it.
    void sign_as(const std::string& name, const std::string& email);

    /// From now on git works in this repository and nowhere else. `folder`: its own files; `top`:
    /// the folder that it keeps.
    void pin(const std::string& folder, const std::string& top);

    /// From now on this filter of the configuration is as if it were not there.
    void turn_off_filter(const std::string& name);

    /// Runs `git WORDS...` in the ledger's folder. `index`: the index file, instead of its own.
    /// Only fetch, push, clone and ls-remote reach another place. Throws Error (ledger) when it
    /// cannot be started or does not end in time.
    [[nodiscard]] ChildResult run(std::vector<std::string> words, const std::string& input = {},
                                  const std::string& index = {}) const;

    /// What it prints, without the last line end. Throws Error (ledger), in git's words, when it
    /// fails.
    std::string ask(std::vector<std::string> words, const std::string& input = {},
                    const std::string& index = {}) const;

    /// As ask(); nothing when it fails.
    [[nodiscard]] std::optional<std::string> find(std::vector<std::string> words) const;

    /// The configuration, in the order in which it holds: what comes later counts. Read once.
    [[nodiscard]] const std::vector<GitSetting>& settings() const;

    /// The value that counts for a key (in small letters, but for its middle part), or nothing.
    [[nodiscard]] std::optional<std::string> setting(std::string_view key) const;

private:
    using Variables = std::vector<std::pair<std::string, std::string>>;
    [[nodiscard]] Variables fixed_settings() const;

    std::string m_folder;
    bool m_may_ask = false;
    bool m_hooks = false;
    std::chrono::seconds m_limit{120};
    Variables m_identity;
    Variables m_pinned;
    std::vector<std::string> m_filters_off;
    mutable std::optional<std::vector<GitSetting>> m_settings;
};

/// The last line that git said about what went wrong.
[[nodiscard]] std::string git_says(const ChildResult& result);

/// A path as git's lists on standard input take it: in quotes, whatever is in it.
[[nodiscard]] std::string quoted_path(std::string_view path);

/// A truth value of git's configuration.
[[nodiscard]] bool is_true(const std::optional<std::string>& value);

} // namespace crm
