#include "core/report/promises.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <tuple>
#include <utility>

namespace crm {
namespace {

void add(Kept& to, const Kept& more)
{
    to.kept += more.kept;
    to.late += more.late;
    to.open += more.open;
}

void add(Beside<Kept>& to, const Beside<Kept>& more)
{
    add(to.now, more.now);
    add(to.before, more.before);
}

using Groups = std::map<std::string, Beside<Kept>, std::less<>>;

/// The groups that have figures, the smallest `rank` first, then by name.
template <typename Rank>
std::vector<KeptRow> rows(const Groups& groups, Rank rank)
{
    std::vector<KeptRow> out;
    for (const auto& [name, kept] : groups) {
        if (kept.now.all() + kept.before.all() > 0) {
            out.push_back({name, kept});
        }
    }
    std::stable_sort(out.begin(), out.end(), [&](const KeptRow& a, const KeptRow& b) {
        return rank(a.name) < rank(b.name);
    });
    return out;
}

/// How a promise went in both spans; `item` is of the end of the later one.
Beside<Kept> kept_of(const Ledger& ledger, const Item& item, const Comparison& comparison)
{
    Beside<Kept> out;
    for (const Closing& closing : closings_of(ledger, item, comparison.now.last)) {
        const bool now = comparison.now.contains(closing.date);
        if (now || comparison.before.contains(closing.date)) {
            Kept& kept = now ? out.now : out.before;
            ++(closing.kept() ? kept.kept : kept.late);
        }
    }
    return out;
}

} // namespace

Promises kept_and_missed(const Ledger& ledger, const std::vector<const Contact*>& contacts,
                         const Comparison& comparison, std::vector<Item>& neglected)
{
    Promises out;
    Groups tiers;
    Groups kinds;
    Groups requirements;
    for (const Contact* contact : contacts) {
        const auto before = items_of(ledger, *contact, comparison.before.last);
        std::size_t place = 0; // the same promises in the same order
        for (Item& item : items_of(ledger, *contact, comparison.now.last)) {
            Beside<Kept> kept = kept_of(ledger, item, comparison);
            kept.now.open += item.state == State::overdue ? 1 : 0;
            kept.before.open += before.at(place).state == State::overdue ? 1 : 0;
            ++place;
            out.any_made = true;
            add(out.all, kept);
            add(tiers[contact->tier], kept);
            add(kinds[contact->kind], kept);
            add(requirements[item.promise.requirement], kept);
            if (item.state == State::overdue) {
                neglected.push_back(std::move(item));
            }
        }
    }
    const auto& known = ledger.settings.kinds;
    out.by_tier =
        rows(tiers, [&](const std::string& name) { return ledger.settings.tier_rank(name); });
    out.by_kind = rows(kinds, [&](const std::string& name) {
        return std::find(known.begin(), known.end(), name) - known.begin();
    });
    out.by_requirement =
        rows(requirements, [](const std::string& name) { return requirement_rank(name); });
    return out;
}

} // namespace crm
