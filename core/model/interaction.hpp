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
    std::string ref; ///< identity in the source it was imported from
    std::string id;
    int rev = 1;
    bool is_void = false;
    Source source;
};

} // namespace crm
