#pragma once

// From the words of the command line to a command that runs, and from what it throws to an exit
// code.

#include <string>
#include <vector>

namespace crm::cli {

/// Runs the program on the words behind its name. Returns the exit code (crm(1), "Exit codes").
int run(const std::vector<std::string>& arguments);

} // namespace crm::cli
