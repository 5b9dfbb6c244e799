#include "core/ledger/resolution.hpp"

#include <algorithm>
#include <tuple>

namespace crm {

Resolution resolve(std::size_t count, const std::function<Claim(std::size_t)>& claim_of)
{
    Resolution out;
    std::vector<Claim> claims;
    claims.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        claims.push_back(claim_of(i));
    }
    std::vector<std::size_t> winners;
    winners.reserve(count);
    std::unordered_map<std::string_view, std::vector<std::size_t>> by_id;
    by_id.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        if (claims[i].id.empty()) {
            winners.push_back(i);
        } else {
            by_id[claims[i].id].push_back(i);
        }
    }
    const auto order = [&](std::size_t i) { return claims[i].standing(); };
    for (auto& [id, group] : by_id) {
        std::sort(group.begin(), group.end(), [&](std::size_t a, std::size_t b) {
            return std::tuple(order(a), a) < std::tuple(order(b), b);
        });
        // Of equal lines the first speaks for all.
        const auto last_of_others =
            std::find_if(group.rbegin(), group.rend(), [&, last = group.back()](std::size_t i) {
                return order(i) != order(last);
            });
        const std::size_t chosen = *last_of_others.base();
        out.highest_rev[id] = claims[chosen].rev;
        for (auto i = group.begin(); i != last_of_others.base(); ++i) {
            const bool repeats = i != group.begin() && order(*i) == order(*(i - 1));
            if (!repeats && claims[*i].rev == claims[chosen].rev) {
                out.conflicts.push_back({chosen, *i});
            }
        }
        winners.push_back(chosen);
    }
    // Two clones that imported one source gave it two ids: the newest revision speaks for both.
    std::unordered_map<std::string_view, std::size_t> by_ref;
    for (const std::size_t winner : winners) {
        if (claims[winner].ref.empty()) {
            out.holding.push_back(winner);
            continue;
        }
        const auto [known, is_new] = by_ref.emplace(claims[winner].ref, winner);
        if (!is_new && order(known->second) < order(winner)) {
            known->second = winner;
        }
    }
    for (const auto& [ref, winner] : by_ref) {
        out.holding.push_back(winner);
    }
    const auto when = [&](std::size_t i) {
        return std::tuple(claims[i].date, claims[i].path, claims[i].offset);
    };
    std::sort(out.holding.begin(), out.holding.end(),
              [&](std::size_t a, std::size_t b) { return when(a) < when(b); });
    const auto first_void = std::stable_partition(
        out.holding.begin(), out.holding.end(), [&](std::size_t i) { return !claims[i].is_void; });
    out.withdrawn.assign(first_void, out.holding.end());
    out.holding.erase(first_void, out.holding.end());
    std::sort(out.conflicts.begin(), out.conflicts.end(), [](const Conflict& a, const Conflict& b) {
        return std::tuple(a.chosen, a.other) < std::tuple(b.chosen, b.other);
    });
    return out;
}

} // namespace crm
