#pragma once

// How far a long import is, on one line of standard error that is written over; only on a terminal.

#include <chrono>
#include <cstddef>
#include <string>

namespace crm::cli {

class Progress {
public:
    /// `what` as in "writing contacts"; `all` may be 0 where nobody knows.
    Progress(std::string what, std::size_t all);
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    ~Progress(); ///< removes the line

    /// Shows that `done` are done, a few times a second at most.
    void at(std::size_t done);

private:
    std::string m_what;
    std::size_t m_all;
    bool m_shown = false;
    bool m_interactive;
    std::chrono::steady_clock::time_point m_next;
};

} // namespace crm::cli
