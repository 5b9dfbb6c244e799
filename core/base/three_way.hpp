#pragma once

// Bringing two changes of one text together.

#include <optional>
#include <string>
#include <string_view>

namespace crm {

/// `base` with what changed in `one` and what changed in `other`, line by line; nothing where two
/// changes that differ overlap or touch, so that neither is ever guessed at.
[[nodiscard]] std::optional<std::string> three_way(std::string_view base, std::string_view one,
                                                   std::string_view other);

} // namespace crm
