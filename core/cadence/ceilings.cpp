#include "core/cadence/ceilings.hpp"

#include <algorithm>
#include <cstddef>

namespace crm {
namespace {

bool is_counted(const Ceiling& ceiling, std::string_view touch, TouchClass touch_class)
{
    return ceiling.of == class_name(touch_class) || ceiling.of == touch;
}

/// The days up to `day` on which something happened that the ceiling counts, sorted.
std::vector<Date> counted(const Roster& roster, const Contact& contact, const Ceiling& ceiling,
                          Date day)
{
    std::vector<Date> out;
    for (const Moment& moment : roster.moments(contact)) {
        if (moment.date <= day && !moment.attempt &&
            is_counted(ceiling, roster.touch_name(moment), moment.touch_class)) {
            out.push_back(moment.date);
        }
    }
    return out;
}

/// What the ceiling says of one more than `more` on `day`.
std::optional<Excess> excess_of(const Ceiling& ceiling, const std::vector<Date>& days, Date day,
                                int more)
{
    const Cadence& cadence = ceiling.cadence;
    const bool rolling = cadence.form == Cadence::Form::rolling;
    const CalendarUnit unit = rolling ? CalendarUnit{} : unit_of(day, cadence.unit);
    const auto first = std::find_if(days.begin(), days.end(), [&](Date date) {
        return rolling ? add(date, cadence.period) > day : date >= unit.first;
    });
    const auto count = static_cast<int>(days.end() - first);
    if (count + more <= cadence.count) {
        return std::nullopt;
    }
    // One more has room when all but so many have left the span.
    const Date free_from = rolling ? add(*(first + (count - cadence.count)), cadence.period)
                                   : unit.next(cadence.unit).first;
    return Excess{ceiling, count, free_from};
}

} // namespace

std::vector<Ceiling> ceilings_for(const Contact& contact, const Settings& settings, Date day)
{
    std::vector<Ceiling> out;
    const auto add_new = [&](const std::vector<Ceiling>& ceilings) {
        for (const Ceiling& ceiling : ceilings) {
            if (std::none_of(out.begin(), out.end(),
                             [&](const Ceiling& other) { return other.of == ceiling.of; })) {
                out.push_back(ceiling);
            }
        }
    };
    add_new(contact.at_most);
    for (const Rule& rule : settings.rules) {
        if (!rule.at_most.empty() && rule.in_force(day) && rule.applies_to.matches(contact)) {
            add_new(rule.at_most);
        }
    }
    out.erase(std::remove_if(out.begin(), out.end(),
                             [](const Ceiling& ceiling) {
                                 return ceiling.cadence.form == Cadence::Form::none;
                             }),
              out.end());
    return out;
}

std::optional<Excess> excess(const Roster& roster, const Contact& contact, const Touch& touch,
                             TouchClass touch_class, Date day, int more)
{
    std::optional<Excess> longest;
    for (const Ceiling& ceiling : ceilings_for(contact, roster.settings, day)) {
        if (!is_counted(ceiling, touch.name, touch_class)) {
            continue;
        }
        auto found = excess_of(ceiling, counted(roster, contact, ceiling, day), day, more);
        if (found && (!longest || found->free_from > longest->free_from)) {
            longest = std::move(found);
        }
    }
    return longest;
}

bool avoids(const Contact& contact, const Touch& touch)
{
    return std::find(contact.avoid.begin(), contact.avoid.end(), touch.name) != contact.avoid.end();
}

} // namespace crm
