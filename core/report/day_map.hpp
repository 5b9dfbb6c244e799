#pragma once

// How much happened on each day of the last year, for a map of weeks and weekdays: crm-report(1).

#include "core/report/chosen.hpp"

#include <array>
#include <cstddef>
#include <vector>

namespace crm {

/// Interactions a day. What did not reach anybody does not count, nor does a signal.
struct DayMap {
    using Week = std::array<std::size_t, 7>; ///< Monday first

    Date first; ///< the Monday of the first week
    Date last;  ///< the last day that is counted; it lies in the last week
    std::vector<Week> weeks;

    /// How many weeks there are at most: a year and the week that is running.
    static constexpr std::size_t most_weeks = 53;

    /// The largest counts of the first, second and third step; what is more belongs to the fourth.
    /// They are quarters of what nine in ten of the days with anything do not exceed.
    [[nodiscard]] std::array<std::size_t, 3> steps() const;
};

/// Each interaction with any of `chosen` once, up to the day `end`, from the first week that has
/// one; no weeks where there is none.
[[nodiscard]] DayMap day_map(const Ledger& ledger, const Chosen& chosen, Date end);

} // namespace crm
