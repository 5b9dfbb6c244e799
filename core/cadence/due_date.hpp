#pragma once

// When a promise falls due: crm-cadence(7), "Rolling" and "Calendar", and nothing else. Pure
// functions of dates; who counts for what is decided in core/cadence/agenda.

#include "core/calendar/date.hpp"
#include "core/model/cadence.hpp"

#include <span>
#include <string>

namespace crm {

/// Half of a number of days, rounded up.
[[nodiscard]] constexpr int half_rounded_up(int days)
{
    return (days + 1) / 2;
}

/// Days without a break on which the same was promised.
struct Run {
    Date first;
    int grace = 0; ///< so many days later the promise can fall due at the earliest

    [[nodiscard]] Date earliest() const { return add_days(first, grace); }
    friend bool operator==(const Run&, const Run&) = default;
};

/// The last day on which a promise is still kept, not before run.earliest(). `start` is the day
/// from which promises to the contact count; `counting` holds the dates that count, sorted, none
/// before `start` or after today. The form of `cadence` is not none. Where `arithmetic` is given,
/// how the day was found is written there in one line.
[[nodiscard]] Date due_date(const Cadence& cadence, Date start, const Run& run,
                            std::span<const Date> counting, std::string* arithmetic = nullptr);

} // namespace crm
