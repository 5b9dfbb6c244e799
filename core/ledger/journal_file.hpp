#pragma once

// journal/<YYYY-MM>.yaml: reading a month, and the line of one interaction (crm-ledger(5),
// "journal/<YYYY-MM>.yaml").

#include "core/base/finding.hpp"
#include "core/model/interaction.hpp"
#include "core/model/touch.hpp"
#include "core/yaml/node.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crm {

inline constexpr int highest_rev = 1'000'000;

/// The revision of a line that erases its entry: above every other, whatever a merge brings.
inline constexpr int erased_rev = highest_rev + 1;

/// The interactions of a month's file. An entry that cannot be used is left out alone, with a
/// finding at its place. `file` is the document's index in Ledger::files.
[[nodiscard]] std::vector<Interaction> read_journal(const yaml::Document& document,
                                                    std::size_t file, const Touches& touches,
                                                    Findings& findings);

/// What could be understood of one entry, whatever else is wrong with it.
[[nodiscard]] Interaction read_partly(const yaml::Document& document, const yaml::Node& entry,
                                      const Touches& touches);

/// Says that the root of a month's file is no list.
[[nodiscard]] Error not_a_journal(const yaml::Node& root);

/// The keys of an interaction that describe it, all but `id`, `rev`, `void` and `erased`, in the
/// order in which they are written, with their values as YAML; those that it does not have are left
/// out. `class` is there where class_given.
[[nodiscard]] std::vector<std::pair<std::string_view, std::string>>
written_values(const Interaction& interaction);

/// The keys that written_values() can give, in its order.
[[nodiscard]] const std::vector<std::string_view>& describing_keys();

/// The line of an interaction, with its line feed. `class` is written where class_given.
[[nodiscard]] std::string format_interaction(const Interaction& interaction);

/// The line that is left of an erased entry, with its line feed.
[[nodiscard]] std::string erased_line(const std::string& id);

/// `present` with `line` behind it; puts in the line feed that an editor may have left out.
[[nodiscard]] std::string append_line(const std::string& present, const std::string& line);

} // namespace crm
