#pragma once

// What a report says of a span of days, as plain data, each figure beside that of the span before.

#include "core/cadence/agenda.hpp"
#include "core/ledger/ledger.hpp"
#include "core/report/day_map.hpp"
#include "core/report/history.hpp"
#include "core/report/span.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace crm {

/// Kept and missed of one tier, kind or requirement.
struct KeptRow {
    std::string name;
    Beside<Kept> kept;
};

struct Promises {
    Beside<Kept> all;
    std::vector<KeptRow> by_tier;        ///< in the order of crm.yaml
    std::vector<KeptRow> by_kind;        ///< likewise
    std::vector<KeptRow> by_requirement; ///< major, minor, then touches by name
    std::vector<RuleRow> by_rule;        ///< in the order of crm.yaml, contacts' own last
    std::vector<MonthKept> by_month;     ///< of the span, a year at least
    Trend trend;                         ///< over `by_month`
    std::vector<Miss> misses;            ///< of the span, the worst first
    bool any_made = false;               ///< something is promised to somebody
};

struct CountRow {
    std::string name;
    Beside<std::size_t> count;
};

/// What happened, each interaction once. An attempt is none that happened.
struct Activity {
    Beside<std::size_t> happened;
    Beside<std::size_t> attempts;
    Beside<std::size_t> minutes;      ///< of those that have them recorded
    Beside<std::size_t> with_minutes; ///< how many have
    std::vector<CountRow> by_class;   ///< major, minor, service, signal: all four
    std::vector<CountRow> by_touch;   ///< the most frequent first; those that occur
};

/// How long an active contact has not been reached, at the end of the span.
struct Gap {
    const Contact* contact = nullptr;
    std::optional<Moment> last;  ///< that reached it; nothing: never
    std::string_view last_touch; ///< its name
    int days = 0;                ///< since then; where never, since `since`
};

struct Figures {
    Promises promises;
    Activity activity;
    std::size_t active = 0;      ///< active contacts
    Beside<std::size_t> reached; ///< of them in the span; a signal from them does not reach them
    std::vector<Item> neglected; ///< what is overdue at the end of the span, most urgent first
    std::vector<Gap> gaps;       ///< longest first; who was never reached and has no `since` is out
    DayMap days;                 ///< up to the end of the span
};

/// The figures of the contacts who pass `filter`; its `state:` is asked at the end of the span. By
/// today's rules, tiers and statuses, which are not dated.
[[nodiscard]] Figures figures(const Ledger& ledger, const Filter& filter,
                              const Comparison& comparison);

} // namespace crm
