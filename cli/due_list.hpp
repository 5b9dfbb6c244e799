#pragma once

// The promises of a morning as text: under headings by urgency, a line each.

#include "cli/morning.hpp"
#include "cli/terminal.hpp"
#include "core/calendar/date.hpp"
#include "core/model/filter.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace crm::cli {

struct ListStyle {
    const Terminal& terminal;
    std::optional<Date> horizon =
        {};               ///< what is due up to that day stands under a heading of its own
    bool explain = false; ///< with the arithmetic and the score of each
};

/// The first line: the day, and how many contacts are owed something. `items` is everything, listed
/// or not; the follow-ups are those that are.
[[nodiscard]] std::string headline(const std::vector<Item>& items, std::size_t follow_ups,
                                   Date today);

/// What to say when nothing is listed.
[[nodiscard]] std::string nothing_due(const Roster& ledger, const Filter& filter,
                                      const std::vector<Item>& all, Date today);

[[nodiscard]] std::string listing(const Morning& morning, const ListStyle& style);

} // namespace crm::cli
