#pragma once

// Contacts as vCards, for phones and address books: version 3.0 (RFC 2426), which everything reads,
// or 4.0 (RFC 6350). The same contact gives the same bytes on every run: nothing tells the time of
// the export or the version of the program.
//
//     FN                    name               NICKNAME    aliases, with commas between
//     N                     the name's last word as the family, what stands before as given; Jr.,
//                           PhD and the like as the suffix; a single word as given
//     ORG, TITLE            org, role          EMAIL, TEL  email, phone, each its own
//     ADR                   address, whole, as the street                  URL  url
//     BDAY                  dates.birthday     ANNIVERSARY dates.anniversary (3.0: X-ANNIVERSARY)
//     itemN.X-ABDATE        other dates, with their name in itemN.X-ABLABEL
//     CATEGORIES            tags               NOTE        notes
//     UID                   stable_uid()       X-CRM-ID    id
//     X-CRM-KIND, X-CRM-TIER, X-CRM-STATUS (where not active), X-CRM-HOUSEHOLD, X-CRM-SINCE,
//     X-CRM-PROMISED-FROM, X-CRM-REFERRED-BY (an id), X-CRM-INTEREST and X-CRM-AVOID (each its own)
//
// A date without a year has in 3.0 the year 1604 and says so (X-APPLE-OMIT-YEAR), in 4.0 `--MMDD`.

#include "core/exchange/selection.hpp"

#include <string>
#include <string_view>

namespace crm {

enum class CardVersion { v3, v4 };

/// How a file of cards begins that crm wrote.
[[nodiscard]] std::string_view card_beginning(CardVersion version);

/// One card.
[[nodiscard]] std::string vcard(const Contact& contact, const Roster& roster, CardVersion version);

/// The cards of a selection, one behind the other.
void write_vcards(const Selection& selection, CardVersion version, const Sink& sink);

} // namespace crm
