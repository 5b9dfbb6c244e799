#pragma once

// Which files of a ledger's subfolders are read, in which order, and what is said of the others.

#include "core/base/file.hpp"
#include "core/base/finding.hpp"

#include <string>
#include <vector>

namespace crm {

/// What an error leaves out.
[[nodiscard]] Finding left_out(const Error& error);

struct ListedFile {
    std::string name; ///< in its subfolder
    std::string stem; ///< without its ending: an id, a month
    std::string path; ///< relative to the ledger's folder
};

/// The files of contacts/ or journal/, in the order of their names. A name that would hide a file
/// is a finding; where the folder cannot be read, that is one.
[[nodiscard]] std::vector<ListedFile> contacts_in(const Subfolder& subfolder, Findings& findings);
[[nodiscard]] std::vector<ListedFile> months_in(const Subfolder& subfolder, Findings& findings);

} // namespace crm
