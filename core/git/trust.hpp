#pragma once

// Programs that a repository brings along. A repository's own configuration and hooks can name
// programs for git to run, and they can come from anybody: in a folder that was handed over, from
// an archive, from a service. crm lets git run none of them until the user has said once that he
// knows them; that is kept outside of the ledger, in $XDG_CONFIG_HOME/crm/trust.yaml, by the
// repository's place and the program. What the user's own configuration names is trusted.

#include "core/base/finding.hpp"
#include "core/git/repository.hpp"

#include <string>
#include <vector>

namespace crm {

/// A program that a repository names.
struct NamedProgram {
    std::string where;         ///< "gpg.program", or "hook" for a file that is one
    std::string command;       ///< what it runs
    std::string where_again;   ///< of another place: its folder; else empty
    bool for_commits = false;  ///< a commit of crm's may run it
    bool for_exchange = false; ///< sync may run it

    /// "gpg.program = /opt/sign".
    [[nodiscard]] std::string str() const;
};

/// What a repository's own configuration and hooks name, and what a remote in another folder of
/// this computer would run when something is sent there. Throws Error (ledger).
[[nodiscard]] std::vector<NamedProgram> named_programs(const Git& git, const GitState& state);

/// Those of them that the user has not trusted.
[[nodiscard]] std::vector<NamedProgram> untrusted_programs(const Git& git, const GitState& state);

/// What crm is about to do with git.
enum class GitUse { commit, exchange };

/// Throws Error (ledger), naming the first, where a program that nobody has trusted would be
/// needed. Filters are judged by the files they are for: commit.cpp does that.
void require_trust(const Git& git, const GitState& state, GitUse use);

/// Whether what the repository's own configuration says of one filter is trusted.
[[nodiscard]] bool is_filter_trusted(const Git& git, const std::string& folder,
                                     const std::string& name);

/// Makes git pass over the filters of the repository's own configuration that are not trusted.
void turn_off_untrusted_filters(Git& git, const std::string& folder);

/// Keeps that the user trusts these programs in this repository; none: nothing any more. Throws
/// Error (ledger) where it cannot be written.
void keep_trust(const std::string& folder, const std::vector<NamedProgram>& programs);

/// What waits for trust, for `check`: found by reading alone, nothing is run for it.
[[nodiscard]] Findings trust_findings(const std::string& ledger);

} // namespace crm
