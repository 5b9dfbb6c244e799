#pragma once

// What was kept of a promise and what was missed, looking back: crm-cadence(7), "Kept and missed".
// Pure functions of dates, as core/cadence/due_date.

#include "core/cadence/due_date.hpp"
#include "core/calendar/date.hpp"
#include "core/model/cadence.hpp"

#include <span>
#include <vector>

namespace crm {

/// An interaction that counts closes the promise that was open before it.
struct Closing {
    Date date; ///< of the interaction
    Date due;  ///< the last day on which the promise that it closed could be kept

    [[nodiscard]] bool kept() const { return date <= due; }
};

/// One closing for each of the dates that count, in their order, each due by those before it. The
/// arguments are those of due_date().
[[nodiscard]] std::vector<Closing> closings(const Cadence& cadence, Date start, const Run& run,
                                            std::span<const Date> counting);

} // namespace crm
