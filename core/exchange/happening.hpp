#pragma once

// Something that happened, as a calendar, a mailbox or a list of calls knows it: what every reader
// of these makes of its records, before anything is known of the ledger.

#include "core/calendar/date.hpp"
#include "core/exchange/card.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crm {

/// Somebody as a record names them; what it does not say is empty.
struct Person {
    std::string name;
    std::string email;
    std::string phone;
};

struct Happening {
    RecordPlace place;
    std::string ref;          ///< `mail:...`, `ical:...`, `call:...`: the same whenever it is read
    Date date;                ///< the day in the user's time zone
    std::vector<Person> with; ///< everybody the record names, the advisor too
    Person from;              ///< who began it: who wrote the mail, called, invited
    std::string title;        ///< subject or summary
    std::string folder;       ///< the mailbox's or calendar's name
    std::vector<std::string> categories;
    std::string touch;  ///< as the record says it, where it does
    std::string thread; ///< mails of one conversation share it
    bool attempt = false;
    std::optional<bool> inbound; ///< where the record itself tells
    std::optional<int> minutes;
    std::string note;
};

} // namespace crm
