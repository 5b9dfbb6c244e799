#pragma once

// crm.yaml: reading it, and the one that `crm init` writes (crm-ledger(5), "crm.yaml").

#include "core/base/file.hpp"
#include "core/base/finding.hpp"
#include "core/model/settings.hpp"
#include "core/yaml/events.hpp"

#include <optional>
#include <string_view>

namespace crm {

/// The version of the ledger's format that this program reads and writes.
inline constexpr int format_version = 1;

/// The settings; nothing where a finding makes them unusable. Throws Error (ledger) for a ledger
/// written by a newer program, whatever else it says.
[[nodiscard]] std::optional<Settings> read_settings(const yaml::Document& document,
                                                    Findings& findings);

/// Who the advisor is, where crm.yaml can be read so far; nobody else.
[[nodiscard]] Advisor advisor_of(const Folder& folder);

/// True where crm.yaml says `git: {commit: true}`; `text` is its content.
[[nodiscard]] bool says_commit(const std::string& text);
[[nodiscard]] bool commits_writes(const Folder& folder);

/// A crm.yaml with every choice explained, for a new ledger.
[[nodiscard]] std::string_view initial_settings();

/// .gitattributes of a ledger: how git merges the journal.
[[nodiscard]] std::string_view git_attributes_text();
/// .gitignore of a ledger.
[[nodiscard]] std::string_view git_ignore_text();

} // namespace crm
