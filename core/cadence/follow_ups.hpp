#pragma once

// What the advisor has promised to do for contacts, by a day, and has not done: crm-cadence(7),
// "Follow-ups".

#include "core/ledger/roster.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace crm {

struct FollowUp {
    const Interaction* entry = nullptr;   ///< one of Roster::follow_ups
    std::vector<const Contact*> contacts; ///< who took part, as far as they are known
    Date by;
    int days_late = 0;                ///< negative before its day
    bool before_next_workday = false; ///< its day is a free one right after this workday
    bool snoozed = false;             ///< nothing is to be asked of the advisor for any of them

    /// True when it is to be done: its day has come, or does before the next workday.
    [[nodiscard]] bool asks_today() const
    {
        return !snoozed && (days_late >= 0 || before_next_workday);
    }
};

/// What is open on `today`, the soonest first: written up to that day, not done up to then. Of
/// those with whom anybody who passes `filter` took part.
[[nodiscard]] std::vector<FollowUp> open_follow_ups(const Roster& roster, const Filter& filter,
                                                    Date today);

} // namespace crm
