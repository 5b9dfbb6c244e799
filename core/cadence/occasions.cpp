#include "core/cadence/occasions.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

namespace crm {

std::vector<Occasion> occasions(const Roster& roster, const Filter& filter, Date today, int days)
{
    std::vector<Occasion> out;
    for (const Contact& contact : roster.contacts) {
        const bool greeted = contact.status == Status::active || contact.status == Status::paused;
        if (!greeted || contact.merged_into || contact.dates.empty() || !filter.matches(contact)) {
            continue;
        }
        for (const NamedDate& named : contact.dates) {
            const Date next = named.date.next(today);
            if (days_between(today, next) > days) {
                continue;
            }
            Occasion occasion{&contact, named.name, next, std::nullopt};
            if (named.date.year && year_of(next) > *named.date.year) {
                occasion.years = year_of(next) - *named.date.year;
            }
            out.push_back(std::move(occasion));
        }
    }
    const auto when = [](const Occasion& o) {
        return std::tuple(o.date, std::string_view(o.contact->name),
                          std::string_view(o.contact->id), std::string_view(o.name));
    };
    std::sort(out.begin(), out.end(),
              [&](const Occasion& a, const Occasion& b) { return when(a) < when(b); });
    return out;
}

} // namespace crm
