#pragma once

// How things stand with each contact, in one word and as a number: crm-cadence(7),
// "Relationships".

#include "core/cadence/agenda.hpp"
#include "core/ledger/roster.hpp"
#include "core/model/contact.hpp"

#include <cstddef>
#include <span>
#include <string_view>

namespace crm {

/// The one word for a contact on `today`; `items` are its items_of() that day. The contact was
/// merged into no other.
[[nodiscard]] Relation relation_of(const Roster& roster, const Contact& contact,
                                   std::span<const Item> items, Date today);

/// As above, for a contact whose items are not at hand.
[[nodiscard]] Relation relation_of(const Roster& roster, const Contact& contact, Date today);

/// Whether the contact passes `filter`, its `relation:` included, but not its `state:`.
[[nodiscard]] bool passes(const Roster& roster, const Contact& contact, const Filter& filter,
                          Date today);

/// Attempts, of whatever touch, since the contact was last reached.
[[nodiscard]] std::size_t attempts_in_vain(const Roster& roster, const Contact& contact,
                                           Date today);

/// How strong a relationship is, from 0 to 100, rounded.
struct Strength {
    int now = 0;
    int quarter_ago = 0; ///< 91 days before

    [[nodiscard]] int change() const { return now - quarter_ago; }
    /// "rising", "falling" or, within 5 points, "steady".
    [[nodiscard]] std::string_view trend() const;
};

/// Every interaction up to `today` weighs by its class, half as much after each half-life.
[[nodiscard]] Strength strength_of(const Roster& roster, const Contact& contact, Date today);

} // namespace crm
