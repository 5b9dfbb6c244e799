#pragma once

// How much can be done on which days: the capacity of crm.yaml laid over a span of days, with its
// blackouts and with what has happened already (crm-cadence(7), "Capacity").

#include "core/cadence/forecast.hpp"
#include "core/ledger/roster.hpp"

#include <optional>
#include <vector>

namespace crm {

/// Days that share one capacity: a unit of the calendar, or the part of it that a blackout leaves.
struct Bin {
    Span days;               ///< within the span asked about
    std::optional<int> room; ///< how many can still be done on them; nothing: as many as one likes
    int workdays = 0; ///< from its first day here to its own last, which may lie beyond the span
    int used = 0;     ///< of the unit's room, by what has happened
};

/// The span in bins, for majors or else for minors. The part of a unit that a blackout cuts off has
/// the share of its working days, rounded; days without a working day have no room. What happened
/// with anybody from the begin of the first bin's unit up to the span's first day takes room.
[[nodiscard]] std::vector<Bin> bins_of(const Roster& roster, const Span& span, bool majors);

/// What a week asks of one class, against what can be done.
struct Load {
    int asked = 0; ///< the late ones included
    int late = 0;  ///< late already
    int over = 0;  ///< how many of them go beyond the room of the unit that they fall in
    std::optional<double> room;
};

/// What is asked in each week of `weeks`.
[[nodiscard]] std::vector<Load> loads(const Forecast& forecast, const Settings& settings,
                                      const std::vector<Span>& weeks, const std::vector<Bin>& bins,
                                      bool majors);

} // namespace crm
