#include "core/cadence/follow_ups.hpp"

#include "core/cadence/agenda.hpp"
#include "core/cadence/relation.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace crm {

std::vector<FollowUp> open_follow_ups(const Roster& roster, const Filter& filter, Date today)
{
    std::vector<FollowUp> out;
    const auto next =
        roster.settings.is_workday(today) ? next_workday(roster.settings, today) : std::nullopt;
    for (const Interaction& entry : roster.follow_ups) {
        if (entry.date > today || (entry.done && *entry.done <= today)) {
            continue;
        }
        FollowUp one;
        one.entry = &entry;
        one.contacts = roster.participants(entry);
        if (std::none_of(one.contacts.begin(), one.contacts.end(), [&](const Contact* contact) {
                return passes(roster, *contact, filter, today);
            })) {
            continue;
        }
        one.by = entry.follow_up_due();
        one.days_late = days_between(one.by, today);
        one.before_next_workday = one.by > today && next && one.by < *next;
        one.snoozed =
            std::all_of(one.contacts.begin(), one.contacts.end(), [&](const Contact* contact) {
                return contact->snooze && *contact->snooze > today;
            });
        out.push_back(std::move(one));
    }
    std::sort(out.begin(), out.end(), [](const FollowUp& a, const FollowUp& b) {
        return std::tuple(a.by, a.entry->date, std::string_view(a.entry->id),
                          std::string_view(a.entry->follow_up)) <
               std::tuple(b.by, b.entry->date, std::string_view(b.entry->id),
                          std::string_view(b.entry->follow_up));
    });
    return out;
}

} // namespace crm
