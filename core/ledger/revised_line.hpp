#pragma once

// The line of a further revision of an entry, made from the bytes of the one before.

#include "core/model/interaction.hpp"
#include "core/model/touch.hpp"
#include "core/yaml/node.hpp"

#include <string>

namespace crm {

/// `entry`, which was read as `was`, as one line that reads as `now`: keys and values that are the
/// same in both, and keys that the program does not know, as they stand in the text; new keys in
/// their place, `id`, `rev`, `void` and `erased` last. It is read back and compared before it is
/// returned. Throws Error (ledger) where `now` could not be used (unless it is void), or where the
/// entry cannot be repeated on one line.
[[nodiscard]] std::string revised_line(const yaml::Document& document, const yaml::Node& entry,
                                       const Interaction& was, const Interaction& now,
                                       const Touches& touches);

} // namespace crm
