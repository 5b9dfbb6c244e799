#pragma once

// What a ledger offers to a word that is being typed: who is there, which words are in use, the
// newest entries. Nothing here reads more of a ledger than the answer needs, and nothing reports
// what is wrong with it: a file that cannot be used offers nothing.

#include "core/base/file.hpp"
#include "core/model/interaction.hpp"
#include "core/model/settings.hpp"
#include "core/model/touch.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

struct NamedContact {
    std::string id;
    std::string name; ///< empty where it was not read
};

/// More contacts than this are given without their names, which would have to be read.
inline constexpr std::size_t most_named = 200;

/// The contacts whose id begins with `typed`; where there are none, those with a name, alias or id
/// of which each word of `typed` begins a word. Case and accents are folded. Contacts merged into
/// another one are left out where names are read. By id.
[[nodiscard]] std::vector<NamedContact> find_names(const Folder& folder, std::string_view typed);

/// The name in the file of the contact `id`; empty where it cannot be read.
[[nodiscard]] std::string name_of(const Folder& folder, const std::string& id);

/// The values that the contacts' files have at `key` ("tags", "org"), sorted, each once. Lines that
/// are equal are read once.
[[nodiscard]] std::vector<std::string> values_of(const Folder& folder, std::string_view key);

/// At most `most` interactions that hold and whose id begins with `typed`, the newest first, out of
/// the last months of the journal.
[[nodiscard]] std::vector<Interaction> newest_interactions(const Folder& folder,
                                                           const Touches& touches,
                                                           std::string_view typed,
                                                           std::size_t most);

/// The settings, or nothing where crm.yaml cannot be used.
[[nodiscard]] std::optional<Settings> usable_settings(const Folder& folder);

} // namespace crm
