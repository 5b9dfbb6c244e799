#pragma once

// Whom first: a score for each promise that is listed, made of named parts, and the call list that
// is ranked by it. crm-cadence(7), "The call list".

#include "core/cadence/agenda.hpp"
#include "core/cadence/follow_ups.hpp"
#include "core/cadence/occasions.hpp"
#include "core/ledger/roster.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

/// A part of a score.
struct Reason {
    std::string_view part; ///< late, tier, major, signal, occasion, follow_up or attempts
    double points = 0;     ///< less than 0 for attempts
    std::string why;       ///< in words: "12 of 45 days late"
};

struct Score {
    double points = 0;
    std::vector<Reason> reasons; ///< those that give points, in the order of Reason::part

    void add(Reason reason);
};

/// What counts for the score of everything that is owed to one contact.
struct Circumstances {
    std::vector<Occasion> occasions;  ///< occasions_of() the contact
    std::vector<FollowUp> follow_ups; ///< open ones that ask to be done
};

/// The points of `item`, which is not snoozed; nullptr where nothing but follow-ups is owed.
[[nodiscard]] Score score_of(const Roster& roster, const Contact& contact, const Item* item,
                             const Circumstances& circumstances, Date today);

/// One contact on the call list.
struct Call {
    const Contact* contact = nullptr;
    std::vector<const Item*> items; ///< that are listed, the best first
    Score score;                    ///< of the first item
    Circumstances circumstances;
};

/// Everyone to whom one of `items` that is listed, or one of `follow_ups` that ask to be done, is
/// owed; the highest score first, at most `most`. Equal ones in the order of `items`.
[[nodiscard]] std::vector<Call> call_list(const Roster& roster, std::span<const Item> items,
                                          const std::vector<FollowUp>& follow_ups, Date today,
                                          std::size_t most);

} // namespace crm
