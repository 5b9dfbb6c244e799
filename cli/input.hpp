#pragma once

// Text that comes from outside the ledger: standard input, or a file that the user names.

#include <string>

namespace crm::cli {

/// All of standard input. Throws Error (ledger) where it cannot be read.
[[nodiscard]] std::string read_standard_input();

/// The content of a file, or of standard input for "-". Throws Error (usage) where a file cannot be
/// read.
[[nodiscard]] std::string read_file_or_input(const std::string& path);

/// The content of a regular file. Throws Error (ledger) for another thing, and where it cannot be
/// read; nobody is waited for.
[[nodiscard]] std::string read_regular_file(const std::string& path);

} // namespace crm::cli
