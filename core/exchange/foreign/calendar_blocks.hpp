#pragma once

// An iCalendar file (RFC 5545) taken apart into its components, before libical sees any of it: each
// is parsed by itself, so that a broken one is lost alone, its line is known, and memory stays
// bounded.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

struct CalendarBlock {
    std::string name;         ///< VEVENT, VTIMEZONE ..., in capitals
    std::size_t line = 0;     ///< of its BEGIN, from 1
    std::string text;         ///< from BEGIN to END, unfolded, valid UTF-8, with CR LF
    std::size_t calendar = 0; ///< index into CalendarText::calendars
    bool complete = true;     ///< false where its END is missing
};

/// What a VCALENDAR says of itself.
struct CalendarHead {
    std::string name;   ///< X-WR-CALNAME, still escaped
    std::string method; ///< in capitals
};

struct CalendarText {
    std::vector<CalendarHead> calendars; ///< at least one
    std::vector<CalendarBlock> blocks;   ///< in the order of the file
};

/// Takes any bytes. Components outside of a VCALENDAR are taken as well.
[[nodiscard]] CalendarText split_calendar(std::string_view bytes);

} // namespace crm
