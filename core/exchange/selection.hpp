#pragma once

// What an export is about: some of the contacts of a ledger on a day, and what belongs to them. The
// writers beside this file make texts of it, piece by piece, so that a large ledger needs no second
// copy of itself.

#include "core/cadence/agenda.hpp"
#include "core/cadence/follow_ups.hpp"
#include "core/ledger/ledger.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

/// Takes the next piece of a text.
using Sink = std::function<void(std::string_view)>;

struct Selection {
    const Roster& roster;
    Date today;
    bool everyone = true;                 ///< nobody is left out
    std::vector<const Contact*> contacts; ///< by id; without those merged into another one
    std::vector<Item> items;              ///< their promises, as agenda() has them
    std::vector<FollowUp> follow_ups;     ///< their open ones

    [[nodiscard]] bool contains(const Contact& contact) const;

private:
    friend Selection select(const Roster& roster, const Filter& filter, Date today);
    Selection(const Roster& r, Date t) : roster(r), today(t), m_chosen(r.contacts.size()) {}
    std::vector<bool> m_chosen; ///< by place in Roster::contacts
};

/// Those who pass `filter`, its `relation:` and `state:` included: with `state:` those with a
/// promise in such a state, and only these promises.
[[nodiscard]] Selection select(const Roster& roster, const Filter& filter, Date today);

/// Calls `visit` for what holds and has anybody of the selection in it, oldest first; where nobody
/// is left out, for all that holds. `ledger` is the selection's roster.
void for_each_interaction(const Ledger& ledger, const Selection& selection,
                          const std::function<void(const Interaction&)>& visit);

/// The id that a reference means: after a rename or a merge the contact's own; as it is written
/// where nobody is known by it.
[[nodiscard]] const std::string& current_id(const Roster& roster, const Reference& reference);

/// Who took part, each once, by current_id().
[[nodiscard]] std::vector<std::string> current_ids(const Roster& roster,
                                                   const std::vector<Reference>& references);

} // namespace crm
