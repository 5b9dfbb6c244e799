#pragma once

// Which touch would do: crm-cadence(7), "Suggestions".

#include "core/cadence/agenda.hpp"
#include "core/cadence/occasions.hpp"
#include "core/ledger/roster.hpp"

#include <optional>
#include <string>

namespace crm {

struct Suggestion {
    std::string touch;
    std::string occasion; ///< the name of the date that it suits; may be empty
    std::string interest; ///< of the contact's, that it suits; may be empty
};

/// A touch that would satisfy the promise, is neither avoided nor too much on `today`, and suits
/// best. Nothing where there is none. `ahead` are the contact's occasions_of() that day.
[[nodiscard]] std::optional<Suggestion> suggest(const Roster& roster, const Item& item,
                                                const std::vector<Occasion>& ahead, Date today);

} // namespace crm
