#include "core/check/check.hpp"
#include "core/check/place.hpp"

#include <fmt/format.h>

namespace crm {

Findings check_contacts(const Ledger& ledger, Date today)
{
    Findings out;
    for (const Contact& contact : ledger.contacts) {
        if (contact.since && *contact.since > today) {
            out.push_back({Finding::Weight::remark, place_of_key(ledger, contact, "since"),
                           fmt::format("since {} lies in the future", iso(*contact.since)),
                           "nothing is promised before that day; correct the date if it is wrong"});
        }
        for (const NamedDate& named : contact.dates) {
            if (named.date.year && named.date.in(*named.date.year) > today) {
                out.push_back(
                    {Finding::Weight::remark, place_of_key(ledger, contact, "dates"),
                     fmt::format("{} {} lies in the future", named.name, named.date.str()),
                     "write it without the year if that is not known"});
            }
        }
    }
    return out;
}

} // namespace crm
