#include "core/cadence/occasions.hpp"

#include "core/cadence/relation.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace crm {
namespace {

auto order(const Occasion& o)
{
    return std::tuple(o.date, std::string_view(o.contact->name), std::string_view(o.contact->id),
                      std::string_view(o.name));
}

bool comes_before(const Occasion& a, const Occasion& b)
{
    return order(a) < order(b);
}

void find_service(Occasion& occasion, const Roster& roster, const OccasionRule& rule, Date today)
{
    const auto moments = roster.moments(*occasion.contact);
    const Date first = add_days(occasion.date, -rule.notice);
    const auto found = std::find_if(moments.rbegin(), moments.rend(), [&](const Moment& moment) {
        return moment.date >= first && moment.date <= today && !moment.attempt &&
               moment.touch_class < TouchClass::signal &&
               std::find(rule.touches.begin(), rule.touches.end(), roster.touch_name(moment)) !=
                   rule.touches.end();
    });
    if (found != moments.rend()) {
        occasion.served = *found;
        occasion.served_by = roster.touch_name(*found);
    }
}

} // namespace

std::vector<Occasion> occasions_of(const Roster& roster, const Contact& contact, Date today)
{
    std::vector<Occasion> out;
    const bool greeted = contact.status == Status::active || contact.status == Status::paused;
    if (!greeted || contact.merged_into) {
        return out;
    }
    for (const NamedDate& named : contact.dates) {
        const Date next = named.date.next(today);
        const OccasionRule rule = roster.settings.occasion(named.name);
        if (days_between(today, next) > rule.notice) {
            continue;
        }
        Occasion occasion;
        occasion.contact = &contact;
        occasion.name = named.name;
        occasion.date = next;
        occasion.notice = rule.notice;
        if (named.date.year && year_of(next) > *named.date.year) {
            occasion.years = year_of(next) - *named.date.year;
        }
        find_service(occasion, roster, rule, today);
        out.push_back(std::move(occasion));
    }
    std::sort(out.begin(), out.end(), comes_before);
    return out;
}

std::vector<Occasion> occasions(const Roster& roster, const Filter& filter, Date today)
{
    std::vector<Occasion> out;
    for (const Contact& contact : roster.contacts) {
        if (contact.dates.empty() || !passes(roster, contact, filter, today)) {
            continue;
        }
        auto theirs = occasions_of(roster, contact, today);
        out.insert(out.end(), std::make_move_iterator(theirs.begin()),
                   std::make_move_iterator(theirs.end()));
    }
    std::sort(out.begin(), out.end(), comes_before);
    return out;
}

} // namespace crm
