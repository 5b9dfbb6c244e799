#include "core/exchange/happening.hpp"

#include <algorithm>
#include <utility>

namespace crm {

void Happenings::pass_over(PassedOver&& one)
{
    constexpr std::size_t most_kept = 1000;
    if (skipped.size() >= most_kept) {
        // From the back: what comes by the million is of one sort.
        const auto same =
            std::find_if(skipped.rbegin(), skipped.rend(), [&](const PassedOver& other) {
                return other.is_fault == one.is_fault &&
                       (one.is_fault || other.reason == one.reason);
            });
        if (same != skipped.rend()) {
            same->count += one.count;
            return;
        }
    }
    skipped.push_back(std::move(one));
}

std::string_view history_kind_name(HistoryKind kind)
{
    switch (kind) {
    case HistoryKind::calendar: return "calendar";
    case HistoryKind::mail: return "mail";
    case HistoryKind::calls: return "calls";
    case HistoryKind::table: break;
    }
    return "table";
}

} // namespace crm
