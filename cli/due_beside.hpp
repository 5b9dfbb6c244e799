#pragma once

// What stands beside the promises of a morning, as text: follow-ups, dates, the call list.

#include "cli/due_list.hpp"
#include "cli/morning.hpp"

#include <string>
#include <vector>

namespace crm::cli {

/// "today", "Fri 27 Nov".
[[nodiscard]] std::string short_day(Date date, Date today);

/// "3 days late", or the day by which.
[[nodiscard]] std::string how_late(const FollowUp& one, Date today);

/// "birthday, turns 80; card yesterday".
[[nodiscard]] std::string occasion_words(const Occasion& occasion, Date today);

[[nodiscard]] std::string follow_ups_text(const std::vector<FollowUp>& follow_ups, Date today,
                                          const Terminal& terminal);

[[nodiscard]] std::string dates_text(const std::vector<Occasion>& ahead, Date today,
                                     const Terminal& terminal);

/// The ranked list; `of` is how many contacts could be on it.
[[nodiscard]] std::string call_list_text(const Morning& morning, const ListStyle& style,
                                         std::size_t of);

} // namespace crm::cli
