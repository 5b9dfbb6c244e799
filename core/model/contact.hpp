#pragma once

// A contact: a person or a firm one keeps a relationship with, as its file in contacts/ says
// (crm-ledger(5)). Nothing in it is derived.

#include "core/calendar/date.hpp"
#include "core/model/cadence.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crm {

enum class Status { active, paused, do_not_contact, archived, deceased };

[[nodiscard]] std::string_view status_name(Status status);
[[nodiscard]] std::optional<Status> parse_status(std::string_view word);
[[nodiscard]] std::vector<std::string> status_names();

/// How things stand with a contact, in one word (crm-cadence(7), "Relationships").
enum class Relation {
    fresh, ///< "new"
    on_track,
    slipping,
    lapsed,
    unreachable,
    snoozed,
    paused,
    do_not_contact,
    archived,
    deceased,
};

[[nodiscard]] std::string_view relation_name(Relation relation); ///< "new", "on-track" ...
[[nodiscard]] std::vector<std::string> relation_names();

/// Where something stands in the files that were read.
struct Source {
    std::size_t file = 0;   ///< index into Ledger::files
    std::size_t offset = 0; ///< in bytes
    std::size_t length = 0; ///< of an interaction: its bytes in the file
};

struct NamedDate {
    std::string name; ///< birthday, anniversary ...
    YearlyDate date;
};

/// A reference to another contact, with its place for messages.
struct Reference {
    std::string id;
    Source source;
};

/// What rules can ask about a contact, and what it is promised on its own (crm-cadence(7),
/// "Labels").
struct Labels {
    std::string kind = "other";
    std::string tier;
    Status status = Status::active;
    std::vector<std::string> tags;
    std::string org;
    std::string household;
    std::vector<Promise> cadence;  ///< its own promises
    bool promises_nothing = false; ///< `cadence: none`
};

/// An entry of `was`: labels that a contact had up to a day, those that changed after it.
struct FormerLabels {
    Date until; ///< the last day
    std::optional<std::string> kind;
    std::optional<std::string> tier;
    std::optional<Status> status;
    std::optional<std::vector<std::string>> tags;
    std::optional<std::string> org;
    std::optional<std::string> household;
    std::optional<std::vector<Promise>> cadence; ///< empty: none of its own
    bool promises_nothing = false;               ///< `cadence: none`
    Source source;

    [[nodiscard]] bool names_a_label() const
    {
        return kind || tier || status || tags || org || household || cadence;
    }
};

struct Contact : Labels {
    std::string id;
    std::string name;
    std::optional<Date> since;
    std::optional<Date> promised_from;
    std::string role;
    std::vector<std::string> email;
    std::vector<std::string> phone;
    std::vector<std::string> address; ///< postal, each in one line
    std::vector<std::string> url;
    std::vector<std::string> aliases;
    std::vector<std::string> interests;
    std::vector<NamedDate> dates;
    std::optional<Reference> referred_by;
    std::vector<Ceiling> at_most;   ///< its own ceilings
    std::vector<std::string> avoid; ///< touches that the contact does not want
    std::optional<Date> snooze;
    std::vector<FormerLabels> was; ///< in the order of the file
    std::string notes;
    std::vector<std::string> uid; ///< identities in the address books it came from
    std::vector<Reference> formerly;
    std::optional<Reference> merged_into;
    std::vector<std::pair<std::string, std::string>> others; ///< keys the program does not know
    Source source;
};

/// The labels of `contact` on `day`, which is not after the day that its own labels are of: of each
/// the value of the entry of `was` with the earliest `until` on `day` or later, of two with one
/// `until` the first, else the contact's own.
[[nodiscard]] Labels labels_on(const Contact& contact, Date day);

} // namespace crm
