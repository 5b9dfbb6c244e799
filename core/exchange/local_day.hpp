#pragma once

// The day on which an instant falls in the user's time zone (TZ), for records that come with
// instants. The only place where a day comes from seconds.

#include "core/calendar/date.hpp"

#include <cstdint>
#include <optional>

namespace crm {

/// Nothing for an instant that no calendar has (years 1 to 9999).
[[nodiscard]] std::optional<Date> local_day(std::int64_t seconds_since_1970);

/// The same in a zone that is `offset` seconds ahead of UTC.
[[nodiscard]] std::optional<Date> day_at_offset(std::int64_t seconds_since_1970, int offset);

} // namespace crm
