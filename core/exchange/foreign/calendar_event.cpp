#include "core/exchange/foreign/calendar_event.hpp"

#include "core/base/text.hpp"
#include "core/exchange/charset.hpp"
#include "core/exchange/fingerprint.hpp"
#include "core/exchange/local_day.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace crm {
namespace {

using Component = std::unique_ptr<icalcomponent, decltype(&icalcomponent_free)>;

constexpr std::size_t most_categories = 20;
constexpr std::size_t most_dates = 20'000; ///< RDATE, EXDATE
constexpr std::size_t longest_text = 500;

std::string line_of_text(const char* text)
{
    return text == nullptr ? std::string{} : cut(one_line(to_utf8(text)), longest_text);
}

/// Calls `use` for each property of a kind.
template <typename Use>
void for_each_property(icalcomponent* event, icalproperty_kind kind, const Use& use)
{
    for (icalproperty* property = icalcomponent_get_first_property(event, kind);
         property != nullptr; property = icalcomponent_get_next_property(event, kind)) {
        use(property);
    }
}

std::string parameter(icalproperty* property, const char* name)
{
    char* text = icalproperty_get_parameter_as_string_r(property, name);
    std::string out = line_of_text(text);
    icalmemory_free_buffer(text);
    if (out.size() >= 2 && out.front() == '"' && out.back() == '"') {
        out = out.substr(1, out.size() - 2);
    }
    // RFC 6868; libical leaves it as it is.
    std::string plain;
    for (std::size_t at = 0; at < out.size(); ++at) {
        const char next = at + 1 < out.size() ? out[at + 1] : '\0';
        if (out[at] == '^' && (next == 'n' || next == '\'' || next == '^')) {
            plain += next == 'n' ? ' ' : next == '\'' ? '"' : '^';
            ++at;
        } else {
            plain += out[at];
        }
    }
    return plain;
}

bool is_usable(const icaltimetype& time)
{
    return icaltime_is_null_time(time) == 0 && time.year >= 1 && time.year <= 9999 &&
           time.month >= 1 && time.month <= 12 && time.day >= 1 &&
           time.day <= icaltime_days_in_month(time.month, time.year) && time.hour >= 0 &&
           time.hour < 24 && time.minute >= 0 && time.minute < 60 && time.second >= 0 &&
           time.second < 61;
}

std::optional<CalendarTime> in_zone(icalproperty* property, icaltimetype time, CalendarZones& zones)
{
    if (!is_usable(time)) {
        return std::nullopt;
    }
    CalendarTime out{time, nullptr};
    if (icaltime_is_utc(time) != 0) {
        out.zone = icaltimezone_get_utc_timezone();
    } else if (time.is_date == 0) {
        const std::string tzid = parameter(property, "TZID");
        out.zone = tzid.empty() ? nullptr : zones.find(tzid);
    }
    out.wall.zone = nullptr;
    return out;
}

std::string address_of(icalproperty* property)
{
    const char* value = icalproperty_get_value_as_string(property); // in libical's own ring
    std::string out = line_of_text(value);
    const auto colon = out.find(':');
    if (colon != std::string::npos && fold(out.substr(0, colon)) == "mailto") {
        out.erase(0, colon + 1);
    } else if (colon != std::string::npos) {
        out = parameter(property, "EMAIL"); // urn:uuid:..., or a path on a server
    }
    out = out.substr(0, out.find('?'));
    std::string plain;
    for (std::size_t at = 0; at < out.size(); ++at) {
        const std::string digits = out[at] == '%' ? out.substr(at + 1, 2) : std::string{};
        if (digits.size() == 2 &&
            digits.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos) {
            plain += static_cast<char>(std::strtol(digits.c_str(), nullptr, 16));
            at += 2;
        } else {
            plain += out[at];
        }
    }
    return one_line(to_utf8(plain));
}

bool is_among(const std::string& address, const std::vector<std::string>& own)
{
    const std::string folded = fold(address);
    return std::any_of(own.begin(), own.end(),
                       [&](const std::string& one) { return fold(one) == folded; });
}

void read_participants(icalcomponent* event, const std::vector<std::string>& own,
                       CalendarEvent& out)
{
    const auto add = [&](const Person& person) {
        const bool is_there =
            std::any_of(out.with.begin(), out.with.end(), [&](const Person& other) {
                return other.email == person.email && other.name == person.name;
            });
        if (!is_there && out.with.size() <= most_participants) {
            out.with.push_back(person);
        }
    };
    std::string organizer_declined;
    for_each_property(event, ICAL_ATTENDEE_PROPERTY, [&](icalproperty* property) {
        if (out.with.size() > most_participants) {
            return;
        }
        const std::string type = parameter(property, "CUTYPE");
        if (fold(type) == "room" || fold(type) == "resource") {
            return;
        }
        out.names_people = true;
        const Person person{parameter(property, "CN"), address_of(property), {}};
        const std::string answer = fold(parameter(property, "PARTSTAT"));
        if (answer == "declined" || answer == "delegated") {
            out.declined = out.declined || is_among(person.email, own);
            organizer_declined = answer == "declined" ? person.email : organizer_declined;
            return;
        }
        if (!person.name.empty() || !person.email.empty()) {
            add(person);
        }
    });
    for_each_property(event, ICAL_ORGANIZER_PROPERTY, [&](icalproperty* property) {
        out.names_people = true;
        out.organizer = {parameter(property, "CN"), address_of(property), {}};
        const bool is_there =
            std::any_of(out.with.begin(), out.with.end(), [&](const Person& other) {
                return fold(other.email) == fold(out.organizer.email);
            });
        if (!is_there && !out.organizer.email.empty() &&
            fold(organizer_declined) != fold(out.organizer.email)) {
            add(out.organizer);
        }
    });
    if (out.with.size() > most_participants) {
        out.is_crowd = true;
        out.with.clear();
    }
}

void read_dates(icalcomponent* event, CalendarZones& zones, CalendarEvent& out)
{
    for_each_property(event, ICAL_RDATE_PROPERTY, [&](icalproperty* property) {
        const icaldatetimeperiodtype value = icalproperty_get_rdate(property);
        const bool is_period = icaltime_is_null_time(value.time) != 0;
        const auto time = in_zone(property, is_period ? value.period.start : value.time, zones);
        if (time && out.extra.size() < most_dates) {
            out.extra.push_back(*time);
        }
    });
    for_each_property(event, ICAL_EXDATE_PROPERTY, [&](icalproperty* property) {
        const auto time = in_zone(property, icalproperty_get_exdate(property), zones);
        if (time && out.without.size() < most_dates) {
            out.without.push_back(*time);
        }
    });
    const auto rules = [&](icalproperty_kind kind, std::vector<std::string>& into) {
        for_each_property(event, kind, [&](icalproperty* property) {
            constexpr std::size_t most_rules = 20;
            char* text = icalproperty_get_value_as_string_r(property);
            if (text != nullptr && into.size() < most_rules) {
                into.emplace_back(text);
            }
            icalmemory_free_buffer(text);
        });
    };
    rules(ICAL_RRULE_PROPERTY, out.rules);
    rules(ICAL_EXRULE_PROPERTY, out.exclusions);
}

void read_length(icalcomponent* event, CalendarZones& zones, CalendarEvent& out)
{
    if (icalproperty* end = icalcomponent_get_first_property(event, ICAL_DTEND_PROPERTY)) {
        const auto time = in_zone(end, icalproperty_get_dtend(end), zones);
        if (time && !time->is_date() && !out.start.is_date()) {
            // Where one of the two has no zone, that of the other is meant.
            CalendarTime to = *time;
            to.zone = out.start.zone == nullptr || to.zone == nullptr ? out.start.zone : to.zone;
            out.length = to.seconds() - out.start.seconds();
        }
    } else if (icalproperty* duration =
                   icalcomponent_get_first_property(event, ICAL_DURATION_PROPERTY)) {
        const icaldurationtype value = icalproperty_get_duration(duration);
        if (!out.start.is_date() && icaldurationtype_is_bad_duration(value) == 0) {
            out.length = icaldurationtype_as_int(value);
        }
    }
    if (out.length && *out.length < 0) {
        out.length.reset();
    }
}

std::string text_of(icalcomponent* event, icalproperty_kind kind)
{
    icalproperty* property = icalcomponent_get_first_property(event, kind);
    if (property == nullptr) {
        return {};
    }
    char* text = icalproperty_get_value_as_string_r(property);
    std::string out = line_of_text(text);
    icalmemory_free_buffer(text);
    return out;
}

std::string uid_of(icalcomponent* event, const CalendarEvent& out)
{
    constexpr std::size_t longest_uid = 200;
    icalproperty* property = icalcomponent_get_first_property(event, ICAL_UID_PROPERTY);
    const char* text = property != nullptr ? icalproperty_get_uid(property) : nullptr;
    const std::string given = text != nullptr ? to_utf8(text) : std::string{};
    const std::string uid = one_line(given);
    if (!uid.empty() && uid == given && uid.size() <= longest_uid) {
        return uid;
    }
    std::string content = uid;
    if (uid.empty()) {
        content = fmt::format("{}\n{}\n{}", out.start.str(), out.length.value_or(0), out.title);
        for (const Person& person : out.with) {
            content += "\n" + fold(person.email);
        }
    }
    return "hash-" + fingerprint(content);
}

std::optional<CalendarTime> time_property(icalcomponent* event, icalproperty_kind kind,
                                          icaltimetype (*get)(const icalproperty*),
                                          CalendarZones& zones)
{
    icalproperty* property = icalcomponent_get_first_property(event, kind);
    return property == nullptr ? std::nullopt : in_zone(property, get(property), zones);
}

} // namespace

Date CalendarTime::wall_day() const
{
    return make_date(wall.year, static_cast<unsigned>(wall.month), static_cast<unsigned>(wall.day));
}

std::int64_t CalendarTime::seconds() const
{
    constexpr std::int64_t day_length = 86400;
    const std::int64_t days = days_between(make_date(1970, 1, 1), wall_day());
    if (is_date()) {
        return days * day_length;
    }
    icaltimetype at = wall;
    int is_daylight = 0;
    const int offset = zone == nullptr ? 0 : icaltimezone_get_utc_offset(zone, &at, &is_daylight);
    return days * day_length + wall.hour * 3600 + wall.minute * 60 + wall.second - offset;
}

std::optional<Date> CalendarTime::day() const
{
    return is_date() || zone == nullptr ? std::optional(wall_day()) : local_day(seconds());
}

std::string CalendarTime::str() const
{
    if (is_date()) {
        return fmt::format("{:04}{:02}{:02}", wall.year, wall.month, wall.day);
    }
    if (zone == nullptr) {
        return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}", wall.year, wall.month, wall.day,
                           wall.hour, wall.minute, wall.second);
    }
    const std::int64_t at = seconds();
    const auto day = day_at_offset(at, 0).value_or(wall_day());
    const std::int64_t of_day = ((at % 86400) + 86400) % 86400;
    return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", year_of(day), month_of(day), day_of(day),
                       of_day / 3600, of_day / 60 % 60, of_day % 60);
}

std::optional<CalendarEvent> read_event(const CalendarBlock& block, const std::string& text,
                                        const std::string& file,
                                        const std::vector<std::string>& own, CalendarZones& zones,
                                        std::string& fault)
{
    const Component component(icalparser_parse_string(text.c_str()), &icalcomponent_free);
    icalcomponent* event = component.get();
    if (event == nullptr || icalcomponent_isa(event) != ICAL_VEVENT_COMPONENT) {
        fault = "cannot be read";
        return std::nullopt;
    }
    CalendarEvent out;
    out.place = {file, block.line};
    out.calendar = block.calendar;
    const auto start = time_property(event, ICAL_DTSTART_PROPERTY, icalproperty_get_dtstart, zones);
    if (!start) {
        fault = "no date that can be read"; // libical drops what it cannot read
        return std::nullopt;
    }
    out.start = *start;
    if (icalproperty* summary = icalcomponent_get_first_property(event, ICAL_SUMMARY_PROPERTY)) {
        out.title = line_of_text(icalproperty_get_summary(summary));
    }
    for_each_property(event, ICAL_CATEGORIES_PROPERTY, [&](icalproperty* property) {
        std::string category = line_of_text(icalproperty_get_categories(property));
        for (std::size_t begin = 0; begin <= category.size();) {
            const std::size_t end = std::min(category.find(',', begin), category.size());
            std::string one = one_line(category.substr(begin, end - begin));
            begin = end + 1;
            if (!one.empty() && out.categories.size() < most_categories) {
                out.categories.push_back(std::move(one));
            }
        }
    });
    out.cancelled = fold(text_of(event, ICAL_STATUS_PROPERTY)) == "cancelled";
    if (icalproperty* sequence = icalcomponent_get_first_property(event, ICAL_SEQUENCE_PROPERTY)) {
        out.sequence = icalproperty_get_sequence(sequence);
    }
    out.stamp =
        std::max(text_of(event, ICAL_DTSTAMP_PROPERTY), text_of(event, ICAL_LASTMODIFIED_PROPERTY));
    read_participants(event, own, out);
    read_length(event, zones, out);
    read_dates(event, zones, out);
    out.instead_of =
        time_property(event, ICAL_RECURRENCEID_PROPERTY, icalproperty_get_recurrenceid, zones);
    if (icalproperty* instead =
            icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY)) {
        out.and_what_follows = fold(parameter(instead, "RANGE")) == "thisandfuture";
    }
    out.uid = uid_of(event, out);
    return out;
}

std::string calendar_text(const std::string& value)
{
    std::string out;
    for (std::size_t at = 0; at < value.size(); ++at) {
        if (value[at] == '\\' && at + 1 < value.size()) {
            ++at;
            out += value[at] == 'n' || value[at] == 'N' ? ' ' : value[at];
        } else {
            out += value[at];
        }
    }
    return cut(one_line(out), longest_text);
}

} // namespace crm
