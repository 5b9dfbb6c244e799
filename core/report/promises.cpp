#include "core/report/promises.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <utility>

namespace crm {
namespace {

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

} // namespace

Promises kept_and_missed(const Ledger& ledger, const std::vector<const Contact*>& contacts,
                         const Comparison& comparison, std::vector<Item>& neglected)
{
    Promises out;
    Groups tiers;
    Groups kinds;
    Groups requirements;
    RuleCounter rules(ledger.settings);
    MonthCounter months(comparison.now);
    for (const Contact* contact : contacts) {
        for (Item& item : items_of(ledger, *contact, comparison.now.last)) {
            const Course course(ledger, item, comparison.now.last);
            const Beside<Kept> kept{course.within(comparison.now),
                                    course.within(comparison.before)};
            out.any_made = true;
            out.all += kept;
            tiers[contact->tier] += kept;
            kinds[contact->kind] += kept;
            requirements[item.promise.requirement] += kept;
            rules.add(item, kept);
            months.add(course);
            auto misses = course.misses(comparison.now);
            std::move(misses.begin(), misses.end(), std::back_inserter(out.misses));
            if (item.state == State::overdue) {
                neglected.push_back(std::move(item));
            }
        }
    }
    out.by_rule = rules.rows();
    out.by_month = months.months();
    out.trend = trend_of(out.by_month);
    sort_worst_first(out.misses, ledger.settings);
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
