#include "core/report/figures.hpp"

#include "core/cadence/relation.hpp"
#include "core/report/activity.hpp"
#include "core/report/promises.hpp"

#include <algorithm>

namespace crm {
namespace {

std::vector<const Contact*> choose(const Ledger& ledger, const Filter& filter, Date end)
{
    std::vector<const Contact*> out;
    for (const Contact& contact : ledger.contacts) {
        if (contact.merged_into || !passes(ledger, contact, filter, end)) {
            continue;
        }
        if (filter.has_state()) {
            const auto items = items_of(ledger, contact, end);
            if (std::none_of(items.begin(), items.end(), [&](const Item& item) {
                    return filter.matches_state(state_name(item.state));
                })) {
                continue;
            }
        }
        out.push_back(&contact);
    }
    return out;
}

} // namespace

Figures figures(const Ledger& ledger, const Filter& filter, const Comparison& comparison)
{
    const auto contacts = choose(ledger, filter, comparison.now.last);
    Figures out;
    out.promises = kept_and_missed(ledger, contacts, comparison, out.neglected);
    sort_by_urgency(out.neglected, ledger.settings);
    const Chosen chosen(ledger, contacts);
    out.activity = activity(ledger, chosen, comparison, out.reached);
    out.days = day_map(ledger, chosen, comparison.now.last);
    out.active = static_cast<std::size_t>(
        std::count_if(contacts.begin(), contacts.end(),
                      [](const Contact* contact) { return contact->status == Status::active; }));
    out.gaps = gaps(ledger, contacts, comparison.now.last);
    return out;
}

} // namespace crm
