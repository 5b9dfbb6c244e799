#pragma once

// Something that happened, as a calendar, a mailbox or a list of calls knows it: what every reader
// of these makes of its records, before anything is known of the ledger.

#include "core/calendar/date.hpp"
#include "core/exchange/card.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

/// Somebody as a record names them; what it does not say is empty.
struct Person {
    std::string name;
    std::string email;
    std::string phone;
};

/// Which sort of source a happening comes from; rules of crm.yaml name it.
enum class HistoryKind : std::uint8_t { calendar, mail, calls, table };

[[nodiscard]] std::string_view history_kind_name(HistoryKind kind);

struct Happening {
    RecordPlace place;
    HistoryKind kind = HistoryKind::calendar;
    std::string ref;          ///< `mail:...`, `ical:...`, `call:...`: the same whenever it is read
    Date date;                ///< the day in the user's time zone
    std::vector<Person> with; ///< everybody the record names, the advisor too
    Person from;              ///< who began it: who wrote the mail, called, invited
    std::string title;        ///< subject or summary
    std::string folder;       ///< the mailbox's or calendar's name
    std::vector<std::string> categories;
    std::string touch;   ///< as the record says it, where it does
    std::string thread;  ///< mails of one conversation share it
    std::string own_day; ///< of mail: the day in the sender's zone, which is the same everywhere
    std::int64_t at = 0; ///< of mail: seconds since 1970, to know which came first
    bool attempt = false;
    std::optional<bool> inbound; ///< where the record itself tells
    std::optional<int> minutes;
    std::optional<std::string> touch_class; ///< as the record says it
    std::optional<int> talk;
    std::string note;
    std::string id; ///< only a table that crm wrote has it
};

/// A record that gives no happening, and why: "cancelled".
struct PassedOver {
    RecordPlace place;
    std::string reason;
    bool is_fault = false; ///< something is wrong with it; else it is only none of what is wanted
    std::size_t count = 1; ///< of such records, this one the first
};

/// What a file held.
struct Happenings {
    std::vector<Happening> happenings;
    std::vector<PassedOver> skipped; ///< no more than pass_over() keeps

    /// Keeps the first thousand one by one, and counts those beyond with another for the same
    /// reason; faults beyond are counted together, for nobody is told of so many.
    void pass_over(PassedOver&& one);
};

} // namespace crm
