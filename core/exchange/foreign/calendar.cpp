#include "core/exchange/foreign/calendar.hpp"

#include "core/base/text.hpp"
#include "core/exchange/foreign/calendar_event.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace crm {
namespace {

/// Every day for almost three centuries.
constexpr std::size_t most_of_a_rule = 100'000;
/// Of all events of a file together: what repeating takes of libical's time, in steps of a rule
/// from its first day on; the days on which something repeats; who took part, once for each day.
constexpr std::size_t most_steps = 1'000'000;
constexpr std::size_t most_days = 100'000;
constexpr std::size_t most_people = 500'000;
constexpr std::size_t most_events = 100'000;

/// libical's own: as far as it looks for a day that a rule means.
constexpr int last_year = 2582;

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
        for (CalendarHead& head : m_text.calendars) {
            head.name = calendar_text(head.name);
        }
        for (const CalendarBlock& block : m_text.blocks) {
            if (block.name == "VTIMEZONE") {
                m_zones.add(block.text);
            }
        }
        read_events();
        m_text.blocks = {};
        std::vector<Series> series;
        std::unordered_map<std::string_view, std::size_t> by_uid;
        for (const CalendarEvent& event : m_events) {
            const auto [known, is_new] = by_uid.try_emplace(event.uid, series.size());
            if (is_new) {
                series.emplace_back();
            }
            arrange(event, series[known->second]);
        }
        for (const Series& one : series) {
            lay_out(one);
        }
        tell_left_out();
        std::stable_sort(m_out.happenings.begin(), m_out.happenings.end(),
                         [](const Happening& a, const Happening& b) {
                             return std::tie(a.date, a.place.line) < std::tie(b.date, b.place.line);
                         });
        return std::move(m_out);
    }

private:
    void pass_over(const RecordPlace& place, std::string reason, bool is_fault = false)
    {
        m_out.pass_over({place, std::move(reason), is_fault});
    }

    /// What concerns the file as a whole must not drown in faults of its events.
    void tell_first(const RecordPlace& place, std::string reason)
    {
        m_out.skipped.insert(m_out.skipped.begin(), {place, std::move(reason), true});
    }

    void read_events()
    {
        for (CalendarBlock& block : m_text.blocks) {
            const RecordPlace place{m_file, block.line};
            const std::string text = std::exchange(block.text, {}); // gone once it is read
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
            if (m_events.size() == most_events) {
                leave_out(place);
                continue;
            }
            std::string fault = "no date that can be read";
            auto event = block.has_start
                             ? read_event(block, text, m_file, m_span.own, m_zones, fault)
                             : std::nullopt;
            if (!event) {
                pass_over(place, fault, true);
                continue;
            }
            event->cancelled = event->cancelled || method == "CANCEL";
            if (!block.complete) {
                pass_over(place, "its end is missing; what is there was taken", true);
            }
            if (block.is_cut) {
                pass_over(place, "has more than a calendar can mean; the rest was taken", true);
            }
            if (event->rules.empty() && text.find("\r\nRRULE") != std::string::npos) {
                pass_over(place, unreadable_rule, true); // libical drops it
            }
            m_events.push_back(std::move(*event));
        }
        if (m_text.damaged != 0) {
            tell_first({m_file, m_text.damaged},
                       "from here on events begin and none ends; the file is damaged, and nothing "
                       "more of it was read");
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
        if (m_steps > most_steps || m_days > most_days || m_people > most_people) {
            leave_out(master.place);
            return;
        }
        std::set<Date> replaced; // RECURRENCE-ID may be a day where the event has times
        std::map<std::int64_t, const CalendarEvent*> changes; // from then on
        for (const auto& [key, event] : series.overrides) {
            if (event->instead_of->is_date()) {
                replaced.insert(event->instead_of->wall_day());
            }
            if (event->and_what_follows) {
                changes.emplace(key, event);
            }
        }
        for (const auto& [key, time] : occurrences(master)) {
            if (series.overrides.count(key) != 0 ||
                (!time.is_date() && replaced.count(time.wall_day()) != 0)) {
                continue;
            }
            const auto later = changes.upper_bound(key);
            take_following(later == changes.begin() ? master : *std::prev(later)->second, master,
                           time);
        }
    }

    /// An occurrence by the master's word, or by that of an exception for it and all that follow.
    void take_following(const CalendarEvent& word, const CalendarEvent& master,
                        const CalendarTime& time)
    {
        const CalendarEvent* event = &word;
        CalendarTime at = time;
        if (event != &master && !event->start.is_date() && !time.is_date()) {
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
        const Date first = add_days(m_span.since, -1); // the zone may move it
        const Date last = add_days(m_span.until, 1);
        const auto add = [&](const CalendarTime& time) {
            const Date day = time.wall_day();
            if (day >= first && day <= last) {
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
        std::set<Date> days_without;
        for (const CalendarTime& gone : event.without) {
            if (gone.is_date() == event.start.is_date()) {
                out.erase(gone.seconds());
            } else {
                days_without.insert(gone.wall_day());
            }
        }
        std::erase_if(
            out, [&](const auto& one) { return days_without.count(one.second.wall_day()) != 0; });
        m_days += out.size();
        if (m_steps > most_steps || m_days > most_days) {
            leave_out(event.place);
            return {};
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
        if (iterator == nullptr) { // there is no such day, as far as it can look
            m_steps += steps_between(event.start.wall.year, last_year, rule);
            pass_over(event.place, unreadable_rule, true);
            return;
        }
        const Date last = add_days(m_span.until, 1);
        std::size_t steps = 0;
        int year = event.start.wall.year;
        while (m_steps <= most_steps) {
            const icaltimetype next = icalrecur_iterator_next(iterator);
            const bool is_end = icaltime_is_null_time(next) != 0 || next.year > 9999;
            const int looked_to = !is_end ? next.year : steps == 0 ? last_year : year;
            m_steps += 1 + steps_between(year, looked_to, rule);
            const CalendarTime time{next, event.start.zone};
            if (is_end || time.wall_day() > last) {
                break;
            }
            if (++steps > most_of_a_rule) {
                pass_over(event.place, "repeats too often; not all of it was taken", true);
                break;
            }
            year = next.year;
            use(time);
        }
        icalrecur_iterator_free(iterator);
    }

    /// What libical has gone through where no day was found from one year to another.
    static std::size_t steps_between(int from, int to, const icalrecurrencetype& rule)
    {
        const std::size_t a_year = rule.freq == ICAL_YEARLY_RECURRENCE ? 50 : 365;
        const auto years = static_cast<std::size_t>(std::max(0, to - from - 1));
        return years * a_year / static_cast<std::size_t>(std::max<int>(1, rule.interval));
    }

    /// For the calendar holds too much.
    void leave_out(const RecordPlace& place)
    {
        if (m_left_out == 0 || place.line < m_first_left_out.line) {
            m_first_left_out = place;
        }
        m_left_out += place.line != m_last_left_out ? 1U : 0U;
        m_last_left_out = place.line;
    }

    void tell_left_out()
    {
        if (m_left_out == 0) {
            return;
        }
        const Date later = add_days(m_span.since, days_between(m_span.since, m_span.until) / 2);
        tell_first(m_first_left_out,
                   fmt::format(
                       "the calendar is too full; {} left out; import it again with a later "
                       "day, such as '--since {}', or in parts",
                       m_left_out == 1 ? "this event was"
                                       : fmt::format("this event and {} more were", m_left_out - 1),
                       iso(later)));
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
        if (people.is_crowd) {
            pass_over(event.place, fmt::format("more than {} took part", most_participants));
            return;
        }
        m_people += people.with.size();
        if (m_people > most_people) {
            leave_out(event.place);
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
        out.folder = m_text.calendars[event.calendar].name;
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
    std::size_t m_days = 0;
    std::size_t m_people = 0;
    std::size_t m_left_out = 0; ///< events
    RecordPlace m_first_left_out;
    std::size_t m_last_left_out = 0; ///< its line
};

} // namespace

Happenings read_calendar(const std::string& bytes, const std::string& file,
                         const CalendarSpan& span)
{
    return CalendarReader(file, span).read(bytes);
}

} // namespace crm
