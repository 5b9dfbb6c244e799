#pragma once

// What is due, as a calendar (RFC 5545) that other programs subscribe to or import: all-day events
// that take no time away. Each has a UID that says what it is and not when: of a promise the
// contact and the requirement, of a follow-up its entry, of a yearly date the contact and its name.
// So a calendar that reads the file again moves an event instead of showing a second one.
//
// Nothing but the day asked about tells the time of the export. What advisors note about people
// stays at home: calendars are synced to servers and shown on shared screens.

#include "core/exchange/selection.hpp"

#include <cstddef>
#include <string_view>

namespace crm {

/// How a file begins that write_icalendar() wrote.
inline constexpr std::string_view icalendar_beginning =
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//crm//EN\r\n";

struct CalendarChoice {
    Date horizon;       ///< the last day that is looked ahead to
    bool tasks = false; ///< promises and follow-ups as tasks (VTODO), with the day they were due
};

struct CalendarCount {
    std::size_t promises = 0;
    std::size_t follow_ups = 0;
    std::size_t dates = 0;
};

/// Promises and follow-ups that are late (shown on the day asked about) or due up to the horizon,
/// those that are snoozed on the day the snooze ends; and each yearly date, recurring, of those who
/// are greeted. A minor that a major will keep is told of with it.
CalendarCount write_icalendar(const Selection& selection, const CalendarChoice& choice,
                              const Sink& sink);

} // namespace crm
