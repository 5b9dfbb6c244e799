#include "core/exchange/selection.hpp"

#include "core/cadence/relation.hpp"

#include <algorithm>

namespace crm {

bool Selection::contains(const Contact& contact) const
{
    return m_chosen[roster.index_of(contact)];
}

Selection select(const Roster& roster, const Filter& filter, Date today)
{
    Selection out(roster, today);
    out.everyone = filter.empty();
    out.items = agenda(roster, filter, today);
    out.follow_ups = open_follow_ups(roster, filter, today);
    if (filter.has_state()) {
        for (const Item& item : out.items) {
            out.m_chosen[roster.index_of(*item.contact)] = true;
        }
    }
    for (const Contact& contact : roster.contacts) {
        const bool fits =
            filter.has_state() ? out.contains(contact) : passes(roster, contact, filter, today);
        out.m_chosen[roster.index_of(contact)] = fits && !contact.merged_into;
        if (out.contains(contact)) {
            out.contacts.push_back(&contact);
        }
    }
    return out;
}

void for_each_interaction(const Ledger& ledger, const Selection& selection,
                          const std::function<void(const Interaction&)>& visit)
{
    for (const std::size_t index : ledger.holding) {
        const Interaction& entry = ledger.lines[index];
        const bool fits =
            (selection.everyone && !entry.with.empty()) ||
            std::any_of(entry.with.begin(), entry.with.end(), [&](const Reference& reference) {
                const Contact* contact = ledger.find(reference.id);
                return contact != nullptr && selection.contains(*contact);
            });
        if (fits) {
            visit(entry);
        }
    }
}

const std::string& current_id(const Roster& roster, const Reference& reference)
{
    const Contact* contact = roster.find(reference.id);
    return contact != nullptr ? contact->id : reference.id;
}

std::vector<std::string> current_ids(const Roster& roster, const std::vector<Reference>& references)
{
    std::vector<std::string> out;
    for (const Reference& reference : references) {
        const std::string& id = current_id(roster, reference);
        if (std::find(out.begin(), out.end(), id) == out.end()) {
            out.push_back(id);
        }
    }
    return out;
}

} // namespace crm
