#pragma once

// What a commit says of the files that a command wrote: "log: call with Ada Lovelace, 22 Nov 2026".

#include "core/base/file.hpp"
#include "core/base/watch.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace crm::cli {

/// One line, made from what changed in the files, so that no command has to say it twice.
[[nodiscard]] std::string commit_subject(const Folder& folder, std::string_view command,
                                         const std::vector<WrittenFile>& files);

} // namespace crm::cli
