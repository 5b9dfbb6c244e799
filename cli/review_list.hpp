#pragma once

// Whom a review asks about, in which order: those whom `crm due` lists.

#include "core/cadence/agenda.hpp"
#include "core/cadence/follow_ups.hpp"
#include "core/ledger/roster.hpp"
#include "core/model/filter.hpp"

#include <vector>

namespace crm::cli {

/// One contact, and everything that is asked about it.
struct Owed {
    const Contact* contact = nullptr;
    std::vector<Item> items;          ///< that are listed, most urgent first
    std::vector<FollowUp> follow_ups; ///< all that are open, the soonest first

    /// True where something is to be done on the day, and not only soon.
    [[nodiscard]] bool asks_today() const;
};

/// Everyone who is listed: in the order of `crm due`, or, `ranked`, of `crm due --top`. Whom the
/// advisor has tried to reach today already comes last. `every` are the agenda() that day.
[[nodiscard]] std::vector<Owed> review_list(const Roster& roster, const Filter& filter,
                                            const std::vector<Item>& every, Date today,
                                            bool ranked);

} // namespace crm::cli
