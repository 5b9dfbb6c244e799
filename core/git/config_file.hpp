#pragma once

// git's configuration files, read without git: for commands that only read and start no program.
// Whether something may run is never decided by this, but by what git itself says it reads.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crm {

/// Keys as git prints them ("core.fsmonitor", "filter.LFS.clean") and values, in the order of the
/// text. What git would refuse ends the reading.
[[nodiscard]] std::vector<std::pair<std::string, std::string>>
read_git_config(std::string_view text);

} // namespace crm
