#pragma once

// Which day for which promise: a plan for the weeks ahead that keeps to the capacity and lets
// nothing be late where that can be done, and what is in the way where it cannot
// (crm-cadence(7), "A plan").

#include "core/cadence/bottleneck.hpp"
#include "core/cadence/forecast.hpp"
#include "core/ledger/roster.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace crm {

/// How it goes with the majors, or with the minors.
struct Outcome {
    int late_already = 0;            ///< when the plan begins
    int becomes_late = 0;            ///< in time today, but not in this plan
    int left_over = 0;               ///< of both, for how many there is no room before the end
    std::optional<Date> caught_up;   ///< the last of the days given to what is late already
    std::optional<Stretch> tightest; ///< where something becomes late
    std::optional<Relief> relief;    ///< likewise
};

struct Plan {
    std::vector<std::optional<Date>> days; ///< of each of Forecast::jobs; nothing where left over
    Outcome major;
    Outcome minor;

    /// True where nothing that is in time today becomes late.
    [[nodiscard]] bool keeps_all() const { return major.becomes_late + minor.becomes_late == 0; }
};

/// Gives every job of `forecast` a working day of its window (from its first to its due date), so
/// that no bin holds more than its room and as few as possible become late. What is in time is
/// moved forward only as far as needed; in the slots that are used the earliest due date goes
/// first. What is late already comes as early as the others allow, then what becomes late.
[[nodiscard]] Plan level(const Roster& roster, const Forecast& forecast);

} // namespace crm
