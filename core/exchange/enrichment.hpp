#pragma once

// What a card adds to a contact. Lists grow and never shrink; where the contact says nothing, the
// card speaks; where both do, the contact's word stands unless an update was asked for.

#include "core/exchange/card.hpp"
#include "core/ledger/change.hpp"
#include "core/model/contact.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace crm {

struct ContactImport;

struct Enriched {
    std::vector<Change> changes;     ///< as core/ledger/change makes them in the contact's file
    std::vector<std::string> gained; ///< the same for people: "email ada@engines.example"
    std::vector<std::string> kept;   ///< "role CFO, the card says CEO"
};

class Enrichment {
public:
    /// Both have to live as long as this.
    Enrichment(const Card& card, const ContactImport& wish) : m_card(card), m_wish(wish) {}

    /// Adds to `contact` what it lacks.
    [[nodiscard]] Enriched enrich(Contact& contact) const;

private:
    const Card& m_card;
    const ContactImport& m_wish;
};

} // namespace crm
