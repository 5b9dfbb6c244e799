#pragma once

// Birthdays and the other yearly dates of contacts that lie ahead, and whether they are served:
// crm-cadence(7), "Occasions".

#include "core/ledger/roster.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

struct Occasion {
    const Contact* contact = nullptr;
    std::string name; ///< birthday, anniversary ...
    Date date;        ///< when it is kept this time: 29 February in a common year on the 28th
    std::optional<int>
        years;      ///< the age reached, or years passed; nothing without a year of origin
    int notice = 0; ///< days before it from which it is shown
    std::optional<Moment> served; ///< the newest touch that serves it, within the notice
    std::string_view served_by;   ///< its name
};

/// Occasions of those who pass `filter` from `today` to the notice that each has in `settings`,
/// soonest first. None of the deceased, the archived and those not to be contacted.
[[nodiscard]] std::vector<Occasion> occasions(const Roster& roster, const Filter& filter,
                                              Date today);

/// Those of one contact, soonest first.
[[nodiscard]] std::vector<Occasion> occasions_of(const Roster& roster, const Contact& contact,
                                                 Date today);

} // namespace crm
