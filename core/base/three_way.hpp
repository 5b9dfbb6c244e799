#pragma once

// Bringing two changes of one text together.

#include <optional>
#include <string>
#include <string_view>

namespace crm {

/// Which change stands where two that differ overlap or touch.
enum class Prefer { neither, one, other };

/// `base` with what changed in `one` and what changed in `other`, line by line; nothing where two
/// changes that differ overlap or touch and neither is preferred, so that none is ever guessed at.
[[nodiscard]] std::optional<std::string> three_way(std::string_view base, std::string_view one,
                                                   std::string_view other,
                                                   Prefer prefer = Prefer::neither);

} // namespace crm
