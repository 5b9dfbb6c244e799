#pragma once

// An interaction: something that happened between the advisor and one or more contacts on a day,
// as one line of the journal says (crm-ledger(5)).

#include "core/calendar/date.hpp"
#include "core/model/contact.hpp"
#include "core/model/touch.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crm {

struct Interaction {
    Date date;
    std::vector<Reference> with;                ///< ids as they are written
    std::string touch;                          ///< the declared name; an alias is resolved
    TouchClass touch_class = TouchClass::minor; ///< the line's own, else the touch's
    bool class_given = false;                   ///< the line has `class`
    bool attempt = false;                       ///< did not reach the contact
    bool inbound = false;                       ///< the contact initiated it
    std::optional<int> minutes;
    std::optional<int> talk; ///< the advisor's share of talking, percent
    std::string note;
    std::string ref;          ///< identity in the source it was imported from
    std::string follow_up;    ///< what the advisor promised to do; empty for nothing
    std::optional<Date> by;   ///< the day by which; the entry's own without one
    std::optional<Date> done; ///< the day on which it was done
    std::string id;
    int rev = 1;
    bool is_void = false;
    /// What earlier revisions said is erased, for good. A line that has nothing but this and its id
    /// is void, and of a revision that no other line can have.
    bool erased = false;
    Source source;

    /// The last day on which what was promised is not late.
    [[nodiscard]] Date follow_up_due() const { return by.value_or(date); }
};

} // namespace crm
