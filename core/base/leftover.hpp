#pragma once

// Temporary files of a write: their names, and what becomes of those that an interrupted write left
// behind. What write.cpp shares with Lock. Not for other modules.

#include "core/base/file.hpp"

#include <string>
#include <string_view>

namespace crm {

/// A name for a file that is being written and was never exchanged with another one.
[[nodiscard]] std::string new_file_name();

/// A name for a finished file that is to change places with `target`. It tells the content that the
/// target has and the one that it gets, so that a leftover can be judged by itself.
[[nodiscard]] std::string swap_file_name(std::string_view target, std::string_view old_text,
                                         std::string_view new_text);

/// Removes the leftovers that are provably crm's own. To be called under the lock.
void remove_leftovers(const Folder& folder);

} // namespace crm
