#pragma once

// The recurring phrases of the output: ages, lateness, promises in words.

#include "core/cadence/agenda.hpp"
#include "core/calendar/date.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crm::cli {

[[nodiscard]] std::string count_of(std::size_t count, std::string_view one,
                                   std::string_view many = {}); ///< "1 day", "3 days"

/// "Ada Lovelace and Bob Stone".
[[nodiscard]] std::string names_of(const std::vector<const Contact*>& contacts);

/// "today", "yesterday", "12 days ago", "7 months ago", "3 years ago".
[[nodiscard]] std::string age(Date then, Date today);

/// "major due 6 January 2027", "minor overdue since 10 November 2026".
[[nodiscard]] std::string promise_state(const Item& item);

/// The last thing that kept a promise and how long ago it was, with the attempts since: "dinner 7
/// months", "call yesterday", "never, 5 tries".
[[nodiscard]] std::string last_time(const Roster& roster, const Item& item, Date today);

/// Whether somebody passes the filter, whatever the state.
[[nodiscard]] bool is_anybody(const Roster& roster, const Filter& filter);

/// What to say where nobody passes the filter.
[[nodiscard]] std::string nobody(const Roster& roster, const Filter& filter);

/// A word as a shell takes it: as it is, in single quotes, or, where it has what a terminal would
/// obey, in the quotes $'...' of bash and zsh with escapes.
[[nodiscard]] std::string shell_word(std::string_view word);

/// How a change is undone, the last line of each command that makes one: "  to take this back: crm
/// amend k4q7m2x9b1tza --void".
[[nodiscard]] std::string take_back(std::string_view command);

} // namespace crm::cli
