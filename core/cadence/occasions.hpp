#pragma once

// Birthdays and the other yearly dates of contacts that lie ahead.

#include "core/ledger/roster.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crm {

struct Occasion {
    const Contact* contact = nullptr;
    std::string name; ///< birthday, anniversary ...
    Date date;        ///< when it is kept this time: 29 February in a common year on the 28th
    std::optional<int>
        years; ///< the age reached, or years passed; nothing without a year of origin
};

/// How far ahead the morning list looks, in days.
inline constexpr int occasions_ahead = 14;

/// Occasions from `today` to `days` later of those who pass `filter`, soonest first. None of the
/// deceased, the archived and those not to be contacted.
[[nodiscard]] std::vector<Occasion> occasions(const Roster& roster, const Filter& filter,
                                              Date today, int days = occasions_ahead);

} // namespace crm
