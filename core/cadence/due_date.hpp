#pragma once

// When a promise falls due: crm-cadence(7), "Rolling" and "Calendar", and nothing else. Pure
// functions of dates; who counts for what is decided in core/cadence/agenda.

#include "core/calendar/date.hpp"
#include "core/model/cadence.hpp"

#include <span>
#include <string>

namespace crm {

/// The last day on which a promise is still kept. `start` is the day from which it is promised;
/// `counting` holds the dates that count, sorted, none before `start` or after today. The form of
/// `cadence` is not none. Where `arithmetic` is given, how the day was found is written there in
/// one line.
[[nodiscard]] Date due_date(const Cadence& cadence, Date start, std::span<const Date> counting,
                            std::string* arithmetic = nullptr);

} // namespace crm
