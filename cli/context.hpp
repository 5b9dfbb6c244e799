#pragma once

// What every command gets from outside: the ledger's folder, the day asked about, the terminal.

#include "cli/terminal.hpp"
#include "core/base/file.hpp"
#include "core/calendar/date.hpp"
#include "core/calendar/spoken.hpp"
#include "core/ledger/roster.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crm::cli {

namespace exit_code {
inline constexpr int done = 0;
inline constexpr int yes_something = 1;
inline constexpr int usage = 2;
inline constexpr int ledger = 3;
} // namespace exit_code

class Context {
public:
    Terminal terminal = Terminal::of_process();
    std::vector<std::string> arguments;       ///< the words behind the program's name
    std::optional<std::string> ledger_option; ///< --ledger
    std::optional<std::string> today_option;  ///< --today
    bool wants_pager = false;                 ///< the output may go through $PAGER
    bool written = false;                     ///< the command has changed the ledger

    /// The ledger's folder, found as crm(1) says under "The ledger".
    [[nodiscard]] std::string ledger_path() const;

    /// Opens the ledger's folder. Throws Error (ledger), with what to do, when that fails.
    [[nodiscard]] Folder open_ledger() const;

    /// --today, else $CRM_TODAY, else today by the clock. Throws Error (usage) for no date.
    [[nodiscard]] Date today() const;

    /// True where nobody said what today() is to be, so that the time of day can be asked for too.
    [[nodiscard]] bool is_today_by_clock() const;

    /// A date from the command line. Throws Error (usage) for what is none.
    [[nodiscard]] Date date(std::string_view option, std::string_view text, Look look) const;

    /// How the program is called again for the same ledger: "crm", with --ledger where it was
    /// given.
    [[nodiscard]] std::string program() const;

    void print(std::string_view text) { terminal.print(text); }

    /// Reports on standard error, after what was printed, what had to be left out. Returns the exit
    /// code: `code`, or 3 where something was left out.
    [[nodiscard]] int finish(const Roster& roster, int code);

    /// What stands on standard error when the command has ended.
    std::string complaints;
};

/// Keeps what a command has read until the process ends, which follows at once: to take a large
/// ledger apart piece by piece would take as long as a good part of reading it.
template <typename T>
[[nodiscard]] T& keep(T&& read)
{
    static T* const kept = new T(std::forward<T>(read));
    return *kept;
}

/// A line for the end of a list that something was left out of; empty where nothing was.
[[nodiscard]] std::string incomplete_line(const Roster& roster);

/// Rejoins words of the command line: `kind:client tier:A`.
[[nodiscard]] std::string join(const std::vector<std::string>& words);

} // namespace crm::cli
