#pragma once

// First dates for contacts with whom nothing has happened yet, so that they do not all fall on one
// day: crm-cadence(7), "Spreading".

#include "core/ledger/roster.hpp"
#include "core/model/filter.hpp"

#include <optional>
#include <vector>

namespace crm {

/// One contact with its new beginning.
struct Beginning {
    const Contact* contact = nullptr;
    Date promised_from;
    Date first_due;                 ///< the earliest of its due dates then
    std::optional<Date> due_before; ///< the earliest of its due dates so far
};

/// For every active contact that passes `filter`, is promised something and has nothing in the
/// journal up to `today`, not even an attempt: a `promised_from` such that its earliest due date
/// falls on a working day from tomorrow on, within `within` and within the smallest share of its
/// promises, as evenly as these allow. Better tiers come first, then ids. By the days of the first
/// due dates. Where a month has no such day, the due date is the nearest that a beginning gives.
/// Throws Error (usage) where `within` has no working day.
[[nodiscard]] std::vector<Beginning> spread(const Roster& roster, const Filter& filter, Date today,
                                            const Period& within);

} // namespace crm
