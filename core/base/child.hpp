#pragma once

// Running another program, never through a shell: what it is given to read and what it says. It
// runs in a process group of its own, which is ended when the time is up or when crm is told to
// end.

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
    bool may_ask = false; ///< it gets the terminal, where there is one, and may ask there
};

struct ChildResult {
    int code = -1; ///< 127 where there is no such program; 128 and more for a signal
    std::string out;
    std::string err;
    bool timed_out = false;
};

/// Runs the program to its end: its own, not that of programs that it leaves behind with its output
/// open. Throws Error (ledger) when it cannot be started, or when crm was told to end meanwhile and
/// did not.
[[nodiscard]] ChildResult run_child(const ChildCall& call);

} // namespace crm
