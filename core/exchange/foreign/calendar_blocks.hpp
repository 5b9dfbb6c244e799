#pragma once

// An iCalendar file (RFC 5545) taken apart into its components, before libical sees any of it: each
// is parsed by itself, so that a broken one is lost alone, its line is known, and memory stays
// bounded. libical gets the properties that are used and no others (an attachment may be larger
// than all the rest), none longer than 64 KiB and none more often than is of use: the time it takes
// grows with the square of each.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

struct CalendarBlock {
    std::string name;         ///< VEVENT, VTIMEZONE ..., in capitals
    std::size_t line = 0;     ///< of its BEGIN, from 1
    std::string text;         ///< from BEGIN to END, unfolded, valid UTF-8, with CR LF; of an event
                              ///< or a zone what is used of it, of another component nothing
    std::size_t calendar = 0; ///< index into CalendarText::calendars
    bool complete = true;     ///< false where its END is missing
    bool has_start = false;   ///< it has a DTSTART
    bool is_cut = false;      ///< something that is used was too long, or came too often
};

/// What a VCALENDAR says of itself.
struct CalendarHead {
    std::string name;   ///< X-WR-CALNAME, still escaped
    std::string method; ///< in capitals
};

struct CalendarText {
    std::vector<CalendarHead> calendars; ///< at least one
    std::vector<CalendarBlock> blocks;   ///< in the order of the file
    std::size_t damaged = 0; ///< the line from which on events begin and none ends: nothing more
                             ///< was read; 0 where there is none
};

/// Takes any bytes. Components outside of a VCALENDAR are taken as well.
[[nodiscard]] CalendarText split_calendar(std::string_view bytes);

} // namespace crm
