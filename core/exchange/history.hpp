#pragma once

// What calendars, mailboxes and lists of calls give a ledger: which of what happened is with its
// contacts, and which of that its journal does not have yet. Nothing is written here.
//
// Somebody is a contact by mail address; else by telephone number, where the last nine digits are
// the same; and, in tables and lists of calls, by the whole name. Who fits several is doubtful, and
// left out unless the name decides. The advisor's own addresses are those of `advisor` in crm.yaml.
//
// Once imported is imported: what has its `ref` in the journal already, withdrawn or not, is left
// as it is. Where somebody who took part has become a contact since, there is one more entry for
// them, whose `ref` has their address behind a `#`. Mails of one conversation on one day are one
// entry, with the `ref` `mail:THREAD/DAY`; the day is the one in the sender's zone, so that it
// stays the same wherever the box is read, and whichever part of it.

#include "core/exchange/happening.hpp"
#include "core/exchange/matching.hpp"
#include "core/ledger/ledger.hpp"
#include "core/model/interaction.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace crm {

struct HistorySpan {
    std::optional<Date> since; ///< what was before is passed over
    Date today;                ///< likewise after
};

/// Something counted by name, the commonest first.
using Counted = std::vector<std::pair<std::string, std::size_t>>;

struct HistoryPlan {
    std::vector<Interaction> entries; ///< new ones, oldest first; with ids
    std::size_t read = 0;             ///< happenings that were with contacts
    std::size_t unchanged = 0;        ///< entries that are there already
    std::size_t joined = 0;           ///< mails that are in one entry with another
    Counted skipped;                  ///< by reason
    std::vector<PassedOver> faults;   ///< what is wrong with single records, the first of them
    std::size_t all_faults = 0;
    Counted unknown;                           ///< who is no contact, by address
    std::size_t unknown_happenings = 0;        ///< in how many there was somebody who is not
    Counted doubtful;                          ///< "smith@x.example is ada-smith or bob-smith"
    std::map<std::size_t, Date> promised_from; ///< by contact: where the new history must not ask
};

class HistoryPlanner {
public:
    /// `ledger` has to stay while the planner is used.
    HistoryPlanner(const Ledger& ledger, const HistorySpan& span);

    void take(Happening&& happening);
    void pass_over(PassedOver&& one);

    /// What is to be written. Called once.
    [[nodiscard]] HistoryPlan finish();

private:
    /// Mails of one conversation on one day.
    struct MailGroup {
        Happening first;
        std::set<std::size_t> contacts;
        std::set<std::string> own_days;
    };
    using Contacts = std::set<std::size_t>;

    void know_journal();
    void know(const std::string& ref, const Contacts& contacts);
    void skip(const std::string& reason, std::size_t count = 1);
    void fault(PassedOver&& one);
    [[nodiscard]] bool is_own(const Person& person) const;
    [[nodiscard]] std::optional<std::size_t> match(const Person& person, HistoryKind kind);
    [[nodiscard]] Contacts contacts_of(Happening& happening);
    void add(const Happening& happening, const std::string& base, Contacts contacts,
             const Contacts* covered_besides);
    [[nodiscard]] Contacts covered(const std::string& ref) const;
    void keep_beginnings();

    const Ledger& m_ledger;
    HistorySpan m_span;
    PeopleIndex m_people;
    std::unordered_set<std::string> m_own;
    std::unordered_map<std::string, Contacts> m_refs; ///< of the journal, and of this plan
    std::unordered_set<std::string> m_ids;            ///< of the journal
    std::unordered_set<std::string> m_closed; ///< refs of lines that cannot be used: whoever it was
    std::unordered_map<std::string, Contacts> m_mail_days; ///< by thread and day of the entry
    std::map<std::pair<std::string, std::string>, MailGroup> m_groups;
    std::map<std::string, std::size_t> m_skipped;
    std::unordered_map<std::string, std::size_t> m_unknown;
    std::map<std::string, std::size_t> m_doubtful;
    HistoryPlan m_plan;
};

} // namespace crm
