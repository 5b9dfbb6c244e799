#pragma once

// Running another program, never through a shell: what it is given to read and what it says.

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crm {

struct ChildCall {
    std::vector<std::string> words;      ///< the program, found in $PATH, and its arguments
    std::string input;                   ///< what it reads
    std::vector<std::string_view> unset; ///< names of the environment that it does not see
    std::vector<std::pair<std::string, std::string>> set; ///< those that it sees instead
    std::chrono::seconds limit{120};                      ///< it is ended after that
};

struct ChildResult {
    int code = -1; ///< 127 where there is no such program; 128 and more for a signal
    std::string out;
    std::string err;
    bool timed_out = false;
};

/// Runs the program to its end. Throws Error (ledger) when it cannot be started.
[[nodiscard]] ChildResult run_child(const ChildCall& call);

} // namespace crm
