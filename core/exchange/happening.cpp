#include "core/exchange/happening.hpp"

namespace crm {

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
