#pragma once

// Contacts and interactions as CSV (core/exchange/csv.hpp), with the keys of the ledger's own files
// for headings, so that an import finds every column again. Several values stand in one cell with
// "; " between them; keys within keys have a column each, `dates.birthday`.

#include "core/exchange/selection.hpp"

#include <string_view>

namespace crm {

/// How a file begins that write_contacts_csv() or write_interactions_csv() wrote.
inline constexpr std::string_view contacts_csv_beginning = "id,name,kind,tier,since,promised_from,";
inline constexpr std::string_view interactions_csv_beginning = "date,with,names,touch,class,";

/// `id` and the keys of a contact. `dates.*`, `cadence.*` and `at_most.*` are as many columns as
/// the selection has names for; dates.birthday is always there. Without `merged_into`.
void write_contacts_csv(const Selection& selection, const Sink& sink);

/// The keys of an entry of the journal: what holds, oldest first. `names` is who took part, by
/// name; `class` is always told.
void write_interactions_csv(const Ledger& ledger, const Selection& selection, const Sink& sink);

} // namespace crm
