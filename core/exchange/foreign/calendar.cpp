#include "core/exchange/foreign/calendar.hpp"

#include "core/base/text.hpp"
#include "core/exchange/foreign/calendar_event.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace crm {
namespace {

/// Every day for almost three centuries.
constexpr std::size_t most_of_a_rule = 100'000;
/// Of all events of a file together: steps, and what is taken, each with its participants.
constexpr std::size_t most_steps = 5'000'000;
constexpr std::size_t most_taken = 1'000'000;

constexpr const char* unreadable_rule = "how it repeats cannot be read; its first day was taken";

/// One event with its exceptions: those with one UID.
struct Series {
    const CalendarEvent* master = nullptr;
    std::map<std::int64_t, const CalendarEvent*> overrides; ///< by what they stand instead of
};

bool is_newer(const CalendarEvent& a, const CalendarEvent& b)
{
    return std::tie(a.sequence, a.stamp) >= std::tie(b.sequence, b.stamp);
}

class CalendarReader {
public:
    CalendarReader(const std::string& file, const CalendarSpan& span) : m_file(file), m_span(span)
    {
    }

    Happenings read(const std::string& bytes)
    {
        icalerror_set_errors_are_fatal(false);
        ical_set_unknown_token_handling_setting(ICAL_ASSUME_IANA_TOKEN);
        m_text = split_calendar(bytes);
        for (const CalendarBlock& block : m_text.blocks) {
            if (block.name == "VTIMEZONE") {
                m_zones.add(block.text);
            }
        }
        read_events();
        m_text.blocks = {};
        std::map<std::string, Series> series;
        for (const CalendarEvent& event : m_events) {
            arrange(event, series[event.uid]);
        }
        for (const auto& [uid, one] : series) {
            lay_out(one);
        }
        std::stable_sort(m_out.happenings.begin(), m_out.happenings.end(),
                         [](const Happening& a, const Happening& b) {
                             return std::tie(a.date, a.place.line) < std::tie(b.date, b.place.line);
                         });
        return std::move(m_out);
    }

private:
    void pass_over(const RecordPlace& place, std::string reason, bool is_fault = false)
    {
        m_out.skipped.push_back({place, std::move(reason), is_fault});
    }

    void read_events()
    {
        for (const CalendarBlock& block : m_text.blocks) {
            const RecordPlace place{m_file, block.line};
            const std::string& method = m_text.calendars[block.calendar].method;
            if (block.name == "VTODO") {
                pass_over(place, "a task, no meeting");
            } else if (block.name == "VJOURNAL") {
                pass_over(place, "a journal, no meeting");
            }
            if (block.name != "VEVENT") {
                continue;
            }
            if (method == "REPLY" || method == "REFRESH" || method == "COUNTER" ||
                method == "DECLINECOUNTER") {
                pass_over(place, "an answer to an invitation");
                continue;
            }
            std::string fault;
            auto event = read_event(block, m_file, m_span.own, m_zones, fault);
            if (!event) {
                pass_over(place, fault, true);
                continue;
            }
            event->cancelled = event->cancelled || method == "CANCEL";
            if (!block.complete) {
                pass_over(place, "its end is missing; what is there was taken", true);
            }
            if (event->rules.empty() && block.text.find("\r\nRRULE") != std::string::npos) {
                pass_over(place, unreadable_rule, true); // libical drops it
            }
            m_events.push_back(std::move(*event));
        }
    }

    /// Of two versions the newer one holds, whatever their order.
    void arrange(const CalendarEvent& event, Series& series)
    {
        const CalendarEvent*& slot =
            event.instead_of ? series.overrides[event.instead_of->seconds()] : series.master;
        const CalendarEvent* older = &event;
        if (slot == nullptr || is_newer(event, *slot)) {
            std::swap(older, slot);
        }
        if (older != nullptr) {
            pass_over(older->place, "an older version of another event");
        }
    }

    void lay_out(const Series& series)
    {
        for (const auto& [key, event] : series.overrides) {
            take(*event, event->start, "/" + event->instead_of->str(), series.master);
        }
        if (series.master == nullptr) {
            return;
        }
        const CalendarEvent& master = *series.master;
        if (master.rules.empty() && master.extra.empty()) {
            take(master, master.start, {}, nullptr);
            return;
        }
        if (const char* reason = refused(master)) {
            pass_over(master.place, reason);
            return;
        }
        for (const auto& [key, time] : occurrences(master)) {
            if (series.overrides.count(key) != 0 || is_replaced(series, time)) {
                continue;
            }
            take_following(series, key, time);
        }
    }

    /// RECURRENCE-ID may be a day where the event has times.
    static bool is_replaced(const Series& series, const CalendarTime& time)
    {
        return std::any_of(series.overrides.begin(), series.overrides.end(), [&](const auto& one) {
            const CalendarTime& instead = *one.second->instead_of;
            return instead.is_date() && !time.is_date() && instead.wall_day() == time.wall_day();
        });
    }

    /// An occurrence by the master's word, or by that of an exception for it and all that follow.
    void take_following(const Series& series, std::int64_t key, const CalendarTime& time)
    {
        const CalendarEvent* event = series.master;
        for (const auto& [from, one] : series.overrides) {
            if (one->and_what_follows && from <= key) {
                event = one;
            }
        }
        CalendarTime at = time;
        if (event != series.master && !event->start.is_date() && !time.is_date()) {
            const std::int64_t shift = event->start.seconds() - event->instead_of->seconds();
            icaltime_adjust(&at.wall, static_cast<int>(shift / 86'400), 0, 0,
                            static_cast<int>(shift % 86'400));
        }
        take(*event, at, "/" + time.str(), nullptr);
    }

    static const char* refused(const CalendarEvent& event)
    {
        return event.cancelled ? "cancelled" : event.declined ? "declined by you" : nullptr;
    }

    /// When the event takes place up to today, by CalendarTime::seconds().
    std::map<std::int64_t, CalendarTime> occurrences(const CalendarEvent& event)
    {
        std::map<std::int64_t, CalendarTime> out;
        const auto add = [&](const CalendarTime& time) {
            // A day more on either side: the zone may move it.
            if (time.wall_day() >= add_days(m_span.since, -1) &&
                time.wall_day() <= add_days(m_span.until, 1)) {
                out.emplace(time.seconds(), time);
            }
        };
        add(event.start);
        for (const std::string& rule : event.rules) {
            follow(rule, event, add);
        }
        for (const CalendarTime& extra : event.extra) {
            CalendarTime time = extra;
            if (event.start.is_date()) {
                time.wall.is_date = 1; // `RDATE:20131210Z` is meant as a day
                time.zone = nullptr;
            }
            add(time);
        }
        for (const std::string& rule : event.exclusions) {
            follow(rule, event, [&](const CalendarTime& time) { out.erase(time.seconds()); });
        }
        for (const CalendarTime& gone : event.without) {
            if (gone.is_date() == event.start.is_date()) {
                out.erase(gone.seconds());
                continue;
            }
            for (auto at = out.begin(); at != out.end();) {
                at = at->second.wall_day() == gone.wall_day() ? out.erase(at) : std::next(at);
            }
        }
        if (out.empty() && event.start.wall_day() > m_span.until) {
            pass_over(event.place, "still to come");
        } else if (out.empty()) {
            pass_over(event.place, before());
        }
        return out;
    }

    template <typename Use>
    void follow(const std::string& text, const CalendarEvent& event, const Use& use)
    {
        icalrecurrencetype rule = icalrecurrencetype_from_string(text.c_str());
        if (rule.freq == ICAL_NO_RECURRENCE) {
            pass_over(event.place, unreadable_rule, true);
            return;
        }
        if (rule.freq < ICAL_DAILY_RECURRENCE) {
            pass_over(event.place, "repeats more often than once a day; its first was taken", true);
            return;
        }
        if (icaltime_is_null_time(rule.until) == 0) {
            // The end is in UTC, or a day that is meant as a whole; what is counted is the time on
            // the wall.
            if (event.start.is_date()) {
                rule.until.is_date = 1;
            } else if (rule.until.is_date != 0) {
                rule.until.is_date = 0;
                rule.until.hour = 23;
                rule.until.minute = rule.until.second = 59;
            } else if (icaltime_is_utc(rule.until) != 0 && event.start.zone != nullptr) {
                rule.until = icaltime_convert_to_zone(rule.until, event.start.zone);
            }
            rule.until.zone = nullptr;
        }
        icalrecur_iterator* iterator = icalrecur_iterator_new(rule, event.start.wall);
        if (iterator == nullptr) {
            pass_over(event.place, unreadable_rule, true);
            return;
        }
        const Date last = add_days(m_span.until, 1);
        std::size_t steps = 0;
        for (icaltimetype next = icalrecur_iterator_next(iterator);
             icaltime_is_null_time(next) == 0 && next.year <= 9999;
             next = icalrecur_iterator_next(iterator)) {
            const CalendarTime time{next, event.start.zone};
            if (time.wall_day() > last) {
                break;
            }
            if (++steps > most_of_a_rule || ++m_steps > most_steps) {
                pass_over(event.place, "repeats too often; not all of it was taken", true);
                break;
            }
            use(time);
        }
        icalrecur_iterator_free(iterator);
    }

    [[nodiscard]] std::string before() const { return fmt::format("before {}", iso(m_span.since)); }

    /// `otherwise` says who takes part where the event, an exception, names nobody.
    void take(const CalendarEvent& event, const CalendarTime& time, const std::string& suffix,
              const CalendarEvent* otherwise)
    {
        const auto day = time.day();
        const char* reason = refused(event);
        if (reason != nullptr || !day) {
            pass_over(event.place, reason != nullptr ? reason : "its date cannot be read",
                      reason == nullptr);
            return;
        }
        const bool not_over = m_span.now && !time.is_date() &&
                              time.seconds() + event.length.value_or(0) > *m_span.now;
        if (*day > m_span.until || (*day == m_span.until && not_over)) {
            // The days to come of what repeats are no news.
            if (suffix.empty() || event.instead_of) {
                pass_over(event.place, "still to come");
            }
            return;
        }
        if (*day < m_span.since) {
            if (suffix.empty() || event.instead_of) {
                pass_over(event.place, before());
            }
            return;
        }
        const bool has_people = event.names_people || otherwise == nullptr;
        const CalendarEvent& people = has_people ? event : *otherwise;
        m_taken += 1 + people.with.size();
        if (m_taken > most_taken) {
            if (!m_told_full) {
                pass_over(event.place, "the calendar is too full; what follows was left out", true);
                m_told_full = true;
            }
            return;
        }
        Happening out;
        out.kind = HistoryKind::calendar;
        out.place = event.place;
        out.ref = "ical:" + event.uid + suffix;
        out.date = *day;
        out.with = people.with;
        out.from = people.organizer;
        out.title = event.title;
        out.note = event.title;
        out.folder = calendar_text(m_text.calendars[event.calendar].name);
        out.categories = event.categories;
        constexpr std::int64_t day_length = 86400;
        if (event.length && *event.length >= 60 && *event.length <= day_length) {
            out.minutes = static_cast<int>(*event.length / 60);
        }
        m_out.happenings.push_back(std::move(out));
    }

    const std::string& m_file;
    const CalendarSpan& m_span;
    CalendarText m_text;
    CalendarZones m_zones;
    std::vector<CalendarEvent> m_events;
    Happenings m_out;
    std::size_t m_steps = 0;
    std::size_t m_taken = 0;
    bool m_told_full = false;
};

} // namespace

Happenings read_calendar(const std::string& bytes, const std::string& file,
                         const CalendarSpan& span)
{
    return CalendarReader(file, span).read(bytes);
}

} // namespace crm
