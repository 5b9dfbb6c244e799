#include "core/exchange/icalendar_writer.hpp"

#include "core/base/text.hpp"
#include "core/cadence/suggestion.hpp"
#include "core/exchange/content_line.hpp"
#include "core/exchange/uid.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace crm {
namespace {

std::string basic_date(Date date)
{
    std::string out = iso(date);
    out.erase(std::remove(out.begin(), out.end(), '-'), out.end());
    return out;
}

std::string capital(std::string text)
{
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') {
        text[0] = static_cast<char>(text[0] - 'a' + 'A');
    }
    return text;
}

/// What a contact's UIDs here are made of: what it was called first.
const std::string& oldest_id(const Contact& contact)
{
    return contact.formerly.empty() ? contact.id : contact.formerly.front().id;
}

struct Entry {
    std::string uid;
    std::string title;
    std::string why;
    std::string category;
    Date day;
    std::string rule = {}; ///< RRULE, of what comes every year
};

class Calendar {
public:
    Calendar(const Selection& selection, const CalendarChoice& choice, const Sink& sink)
        : m_selection(selection), m_choice(choice), m_sink(sink),
          m_stamp(basic_date(selection.today) + "T000000Z")
    {
    }

    CalendarCount write()
    {
        m_sink(icalendar_beginning);
        m_sink(content_line("CALSCALE", "GREGORIAN") + content_line("METHOD", "PUBLISH") +
               content_line("X-WR-CALNAME", "crm"));
        for (const Item& item : m_selection.items) {
            add(item);
        }
        for (const FollowUp& one : m_selection.follow_ups) {
            add(one);
        }
        for (const Contact* contact : m_selection.contacts) {
            if (contact->status == Status::active || contact->status == Status::paused) {
                for (const NamedDate& named : contact->dates) {
                    add(*contact, named);
                }
            }
        }
        m_sink("END:VCALENDAR\r\n");
        return m_count;
    }

private:
    void add(const Item& item)
    {
        if (!item.due || (item.covered_by_major && item.is_listed())) {
            return;
        }
        const bool snoozed = item.state == State::snoozed && item.contact->snooze;
        const Date due = snoozed ? std::max(*item.due, *item.contact->snooze) : *item.due;
        if (due > m_choice.horizon) {
            return;
        }
        ++m_count.promises;
        const std::string& requirement = item.promise.requirement;
        const bool is_class = requirement == "major" || requirement == "minor";
        const auto idea =
            is_class ? suggest(m_selection.roster, item,
                               occasions_of(m_selection.roster, *item.contact, m_selection.today),
                               m_selection.today)
                     : std::nullopt;
        Entry entry;
        entry.uid = named_uuid(fmt::format("promise/{}/{}", oldest_id(*item.contact), requirement));
        entry.title =
            fmt::format("{} owed: {}{}", capital(idea ? idea->touch : requirement),
                        item.contact->name, idea ? fmt::format(" ({})", requirement) : "");
        entry.why = fmt::format("Promised: {} {}.\nDue {}{}.\n", requirement,
                                item.promise.cadence.text, long_date(*item.due),
                                item.state == State::overdue
                                    ? fmt::format(", {} day{} late", *item.days_overdue,
                                                  *item.days_overdue == 1 ? "" : "s")
                                    : "");
        entry.why += item.last
                         ? fmt::format("Last: {}, {}.", item.last_touch, long_date(item.last->date))
                         : "Never yet.";
        entry.category = requirement;
        entry.day = due;
        add(entry);
    }

    void add(const FollowUp& one)
    {
        if (one.by > m_choice.horizon) {
            return;
        }
        ++m_count.follow_ups;
        std::vector<std::string> names;
        std::optional<Date> snooze;
        for (const Contact* contact : one.contacts) {
            names.push_back(contact->name);
            if (contact->snooze && (!snooze || *contact->snooze < *snooze)) {
                snooze = contact->snooze;
            }
        }
        Entry entry;
        entry.uid = named_uuid("follow-up/" + (one.entry->id.empty()
                                                   ? iso(one.entry->date) + one.entry->follow_up
                                                   : one.entry->id));
        entry.title = fmt::format("{} ({})", one.entry->follow_up, enumerate(names));
        entry.why =
            fmt::format("You said so on {}, by {}.", long_date(one.entry->date), long_date(one.by));
        entry.category = "follow-up";
        entry.day = one.snoozed && snooze ? std::max(one.by, *snooze) : one.by;
        add(entry);
    }

    void add(const Contact& contact, const NamedDate& named)
    {
        ++m_count.dates;
        Entry entry;
        entry.uid = named_uuid(fmt::format("date/{}/{}", oldest_id(contact), named.name));
        entry.title = fmt::format("{}: {}", capital(named.name), contact.name);
        entry.why = named.date.year
                        ? fmt::format("{} {}.", named.name == "birthday" ? "Born in" : "Since",
                                      *named.date.year)
                        : "";
        entry.category = named.name;
        entry.day = named.date.next(m_selection.today);
        // 29 February is kept on the last of the month.
        entry.rule = named.date.month == 2 && named.date.day == 29
                         ? "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1"
                         : "FREQ=YEARLY";
        write(entry, false);
    }

    void add(const Entry& entry) { write(entry, m_choice.tasks); }

    void write(const Entry& entry, bool is_task) const
    {
        const std::string_view component = is_task ? "VTODO" : "VEVENT";
        std::string out = content_line("BEGIN", component);
        out += content_line("UID", entry.uid);
        out += content_line("DTSTAMP", m_stamp);
        if (is_task) {
            out += content_line("DUE;VALUE=DATE", basic_date(entry.day));
            out += content_line("STATUS", "NEEDS-ACTION");
        } else {
            const Date day = std::max(entry.day, m_selection.today); // what is late is for today
            out += content_line("DTSTART;VALUE=DATE", basic_date(day));
            out += content_line("DTEND;VALUE=DATE", basic_date(add_days(day, 1)));
            out += content_line("TRANSP", "TRANSPARENT");
        }
        out += entry.rule.empty() ? "" : content_line("RRULE", entry.rule);
        out += content_line("SUMMARY", line_value(entry.title));
        out += entry.why.empty() ? "" : content_line("DESCRIPTION", lines_value(entry.why));
        out += content_line("CATEGORIES", list_value({"crm", entry.category}));
        m_sink(out + content_line("END", component));
    }

    const Selection& m_selection;
    const CalendarChoice& m_choice;
    const Sink& m_sink;
    std::string m_stamp;
    CalendarCount m_count;
};

} // namespace

CalendarCount write_icalendar(const Selection& selection, const CalendarChoice& choice,
                              const Sink& sink)
{
    return Calendar(selection, choice, sink).write();
}

} // namespace crm
