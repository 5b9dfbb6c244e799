#pragma once

// Too much is also wrong: how many of something a contact should get at most, and whether one more
// would be too many (crm-cadence(7), "Too much").

#include "core/ledger/roster.hpp"
#include "core/model/cadence.hpp"

#include <optional>
#include <vector>

namespace crm {

/// The ceilings that hold for a contact on `day`: its own, else for each the first rule in force
/// that matches and names it. Those that are `none` are left out.
[[nodiscard]] std::vector<Ceiling> ceilings_for(const Contact& contact, const Settings& settings,
                                                Date day);

/// A ceiling that is reached.
struct Excess {
    Ceiling ceiling;
    int count = 0;  ///< how many there are where the ceiling counts, without any to come
    Date free_from; ///< the first day on which one more is not too many
};

/// The ceiling that `more` (1, or 0: only what is recorded) of `touch` on `day` would exceed, and
/// that holds longest.
[[nodiscard]] std::optional<Excess> excess(const Roster& roster, const Contact& contact,
                                           const Touch& touch, TouchClass touch_class, Date day,
                                           int more);

/// True where the contact has asked to be spared the touch.
[[nodiscard]] bool avoids(const Contact& contact, const Touch& touch);

} // namespace crm
