#pragma once

// The parts of a page of `crm show` that one contact and a group have in common: who it is, what is
// promised, what happened.

#include "cli/json.hpp"
#include "cli/terminal.hpp"
#include "core/cadence/relation.hpp"
#include "core/calendar/date.hpp"
#include "core/ledger/groups.hpp"
#include "core/ledger/ledger.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crm::cli {

/// What a page is made from.
struct PageStyle {
    const Ledger& ledger;
    Date today;
    const Terminal& terminal;
    bool revisions = false; ///< also what was corrected or withdrawn
    std::size_t width = 0;  ///< columns to fill

    PageStyle(const Ledger& read, Date day, const Terminal& shown_on, bool with_revisions);
};

[[nodiscard]] std::string with_id(const Contact& contact);

/// The name and id, then kind, tier, status and snooze.
[[nodiscard]] std::string header_text(const PageStyle& style, const Contact& contact);

/// "birthday", "10 December 1984" for each date of a contact.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> dates_of(const Contact& contact);

/// A label, and its value beside it; empty for an empty value.
[[nodiscard]] std::string fact_text(const PageStyle& style, std::string_view label,
                                    const std::string& value);

[[nodiscard]] std::string heading_text(const PageStyle& style, std::string_view heading);

/// The promises, a line each.
[[nodiscard]] std::string promises_text(const PageStyle& style, const Contact& contact);

/// An entry without its date, id and note: "call, no answer, with Ann Lee".
[[nodiscard]] std::string what_happened(const PageStyle& style, const Interaction& entry,
                                        const std::vector<const Contact*>& contacts);

/// What happened with any of `contacts`, newest first, each entry once. Of one contact the entry
/// names the others who took part, of several all of them.
[[nodiscard]] std::string history_text(const PageStyle& style,
                                       const std::vector<const Contact*>& contacts);

/// The same for programs; with `revisions` each entry has "void" and "revisions".
[[nodiscard]] Json history_json(const Ledger& ledger, const std::vector<const Contact*>& contacts,
                                bool revisions);

/// A page about a group: its members, then what happened with any of them.
[[nodiscard]] std::string group_text(const PageStyle& style, const Group& group);
[[nodiscard]] Json group_json(const Ledger& ledger, const Group& group, Date today, bool revisions);

} // namespace crm::cli
