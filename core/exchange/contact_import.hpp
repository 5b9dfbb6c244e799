#pragma once

// What an address book gives a ledger: for each of its cards, whether it is somebody new, somebody
// who is there and gets something more, or nothing. Nothing is written here, and nothing that the
// user wrote is overwritten unless that was asked for.
//
// A card is somebody who is there by the stored `uid`; else by mail address, else by telephone
// number, where the names can be one person's; else by the name, where the firms are the same or
// one is not known. What fits only in part, or fits several, is doubtful and left to the user.

#include "core/exchange/card.hpp"
#include "core/ledger/change.hpp"
#include "core/ledger/roster.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace crm {

struct ContactImport {
    Date today;                      ///< new contacts are promised something from this day on
    std::optional<std::string> kind; ///< of new contacts, and with `update` of all; of the ledger's
    std::optional<std::string> tier;
    std::vector<std::string> tags;
    bool update = false;   ///< what the card says goes before what the contact's file says
    bool separate = false; ///< who is doubtful is somebody new
};

/// What becomes of one card.
struct PlannedCard {
    enum class Act {
        add,
        change,
        unchanged,
        doubtful, ///< nothing is done
    };

    Act act = Act::add;
    const Card* card = nullptr;
    std::size_t contact =
        0; ///< index into ContactPlan::contacts; of a doubtful one, whom it may be
    std::vector<std::string> gained; ///< "email ada@engines.example"
    std::vector<std::string> kept; ///< what the card says otherwise: "role CFO, the card says CEO"
    std::string doubt;             ///< "has the same phone, +1 555 0153"
};

struct ContactPlan {
    std::vector<PlannedCard> cards; ///< in the order in which they were read
    std::vector<Contact> contacts;  ///< as they will be: those of the ledger, then the new ones
    std::size_t present = 0;        ///< how many of them are there already
    std::map<std::size_t, std::vector<Change>> changes; ///< to those that are there
};

/// `taken` are the ids in use. The cards have to stay where they are while the plan is used.
[[nodiscard]] ContactPlan plan_contacts(const Roster& roster, const std::set<std::string>& taken,
                                        const std::vector<Card>& cards, const ContactImport& wish);

} // namespace crm
