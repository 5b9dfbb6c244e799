#pragma once

// iCalendar (RFC 5545) through libical: the meetings of a calendar that have taken place. What
// repeats is laid out day by day, single days that were moved or changed taken into account.
//
// The `ref` of a meeting is `ical:UID`; of one that repeats `ical:UID/20260211T170000Z`, where it
// was due by its rule: in UTC, without Z where it has no zone, a date alone for whole days. An
// event without a UID has instead of it `hash-` and the fingerprint of its begin, end, summary and
// participants. A UID that is longer than 200 bytes is `hash-` and its fingerprint.

#include "core/exchange/happening.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace crm {

struct CalendarSpan {
    Date since;                      ///< what took place before is passed over
    Date until;                      ///< likewise after: today
    std::optional<std::int64_t> now; ///< seconds since 1970: what ends later is still to come
    std::vector<std::string> own;    ///< the advisor's addresses: what they declined is passed over
};

/// What `bytes` hold of meetings, by day. `file` is its name, for places. Takes any bytes, and
/// takes time and memory in proportion to them: of what repeats more often than once a day the
/// first is taken; events beyond 100,000, and those that would make more than 100,000 days of what
/// repeats or name more than 500,000 people in all, are left out, and one of `skipped` says how
/// many. Nobody's calendar of five years has a tenth of that.
[[nodiscard]] Happenings read_calendar(const std::string& bytes, const std::string& file,
                                       const CalendarSpan& span);

} // namespace crm
