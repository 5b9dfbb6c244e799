#pragma once

// How git changes the content of files when it takes them in: line ends, and filters, which are
// programs: what a filter encrypts never gets into git without it.

#include "core/git/repository.hpp"

#include <map>
#include <string>
#include <vector>

namespace crm {

struct Conversion {
    std::string filter;      ///< a program's; empty for none
    bool keeps_ends = false; ///< of lines, CR LF too
};

/// Of files by their paths in the ledger. Throws Error (ledger) where a filter is asked for that is
/// not set up on this computer, or that the user has not trusted.
[[nodiscard]] std::map<std::string, Conversion>
conversions_of(const Git& git, const GitState& state, const std::vector<std::string>& paths);

/// As git keeps a text whose line ends it minds.
[[nodiscard]] std::string with_lf(std::string text);

/// The blob of a text as the content of `path`, by way of its filter.
[[nodiscard]] std::string filtered_blob(const Git& git, const GitState& state,
                                        const std::string& path, const std::string& text);

} // namespace crm
