#include "core/cadence/relation.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace crm {
namespace {

double weight(TouchClass touch_class)
{
    switch (touch_class) {
    case TouchClass::major: return 3;
    case TouchClass::minor: return 1;
    case TouchClass::service: return 0.5;
    case TouchClass::signal: return 0.25;
    case TouchClass::none: break;
    }
    return 0;
}

int strength_on(std::span<const Moment> moments, Date day, int half_life)
{
    double sum = 0;
    for (const Moment& moment : moments) {
        if (moment.date > day) {
            break;
        }
        if (!moment.attempt) {
            sum += weight(moment.touch_class) *
                   std::exp2(-static_cast<double>(days_between(moment.date, day)) / half_life);
        }
    }
    constexpr double half_way = 4; // the sum at which half of what is missing is there
    return static_cast<int>(std::lround(100 * (1 - std::exp2(-sum / half_way))));
}

Relation by_status(Status status)
{
    switch (status) {
    case Status::paused: return Relation::paused;
    case Status::do_not_contact: return Relation::do_not_contact;
    case Status::archived: return Relation::archived;
    case Status::deceased: return Relation::deceased;
    case Status::active: break;
    }
    return Relation::on_track;
}

} // namespace

Relation relation_of(const Roster& roster, const Contact& contact, std::span<const Item> items,
                     Date today)
{
    if (contact.status != Status::active) {
        return by_status(contact.status);
    }
    if (contact.snooze && *contact.snooze > today) {
        return Relation::snoozed;
    }
    if (attempts_in_vain(roster, contact, today) >=
        static_cast<std::size_t>(roster.settings.unreachable)) {
        return Relation::unreachable;
    }
    bool slipping = false;
    for (const Item& item : items) {
        const bool overdue = item.state == State::overdue;
        if (overdue && *item.days_overdue > item.promise.cadence.share()) {
            return Relation::lapsed;
        }
        slipping = slipping || overdue;
    }
    if (slipping) {
        return Relation::slipping;
    }
    return last_reached(roster, contact, today) ? Relation::on_track : Relation::fresh;
}

Relation relation_of(const Roster& roster, const Contact& contact, Date today)
{
    return relation_of(roster, contact, items_of(roster, contact, today), today);
}

bool passes(const Roster& roster, const Contact& contact, const Filter& filter, Date today)
{
    return filter.matches(contact) &&
           (!filter.has_relation() ||
            filter.matches_relation(relation_name(relation_of(roster, contact, today))));
}

std::size_t attempts_in_vain(const Roster& roster, const Contact& contact, Date today)
{
    const auto last = last_reached(roster, contact, today);
    const auto moments = roster.moments(contact);
    return static_cast<std::size_t>(
        std::count_if(moments.begin(), moments.end(), [&](const Moment& moment) {
            return moment.attempt && moment.date <= today && (!last || moment.date > last->date);
        }));
}

std::string_view Strength::trend() const
{
    constexpr int steady = 5;
    return change() > steady ? "rising" : change() < -steady ? "falling" : "steady";
}

Strength strength_of(const Roster& roster, const Contact& contact, Date today)
{
    const auto moments = roster.moments(contact);
    const int half_life = roster.settings.half_life.strength;
    constexpr int quarter = 91;
    return {strength_on(moments, today, half_life),
            strength_on(moments, add_days(today, -quarter), half_life)};
}

} // namespace crm
