#pragma once

// A VEVENT as read through libical, and its times. What core/exchange/foreign/calendar lays out.

#include "core/calendar/date.hpp"
#include "core/exchange/foreign/calendar_blocks.hpp"
#include "core/exchange/foreign/zones.hpp"
#include "core/exchange/happening.hpp"

#include <libical/ical.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace crm {

/// A day, or a time of day in a zone, or one that is meant wherever one is (floating).
struct CalendarTime {
    icaltimetype wall{}; ///< its zone is not looked at
    icaltimezone* zone = nullptr;

    [[nodiscard]] bool is_date() const { return wall.is_date != 0; }
    [[nodiscard]] Date wall_day() const;

    /// Seconds since 1970; of what has no zone, as if it were UTC.
    [[nodiscard]] std::int64_t seconds() const;

    /// The day in the user's time zone.
    [[nodiscard]] std::optional<Date> day() const;

    /// `20260211T170000Z`, `20260211T100000` without a zone, `20260211`.
    [[nodiscard]] std::string str() const;
};

/// With more it is no meeting that one has with somebody.
inline constexpr std::size_t most_participants = 200;

struct CalendarEvent {
    RecordPlace place;
    std::size_t calendar = 0;
    std::string uid; ///< as it is to stand in a ref
    int sequence = 0;
    std::string stamp; ///< DTSTAMP or LAST-MODIFIED, the later
    std::string title;
    std::vector<std::string> categories;
    std::vector<Person> with; ///< without those who declined, and without rooms
    Person organizer;
    bool names_people = false; ///< it had participants, whatever they answered
    bool is_crowd = false;     ///< more than most_participants took part; `with` is empty
    bool cancelled = false;
    bool declined = false; ///< by the advisor
    CalendarTime start;
    std::optional<std::int64_t> length;     ///< in seconds
    std::vector<std::string> rules;         ///< RRULE
    std::vector<std::string> exclusions;    ///< EXRULE
    std::vector<CalendarTime> extra;        ///< RDATE
    std::vector<CalendarTime> without;      ///< EXDATE
    std::optional<CalendarTime> instead_of; ///< RECURRENCE-ID
    bool and_what_follows = false;          ///< RANGE=THISANDFUTURE
};

/// What a block holds whose text is `text`; nothing, and `fault` says why, where it cannot be used.
[[nodiscard]] std::optional<CalendarEvent>
read_event(const CalendarBlock& block, const std::string& text, const std::string& file,
           const std::vector<std::string>& own, CalendarZones& zones, std::string& fault);

/// The text of a property such as X-WR-CALNAME, its escapes undone.
[[nodiscard]] std::string calendar_text(const std::string& value);

} // namespace crm
