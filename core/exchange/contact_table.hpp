#pragma once

// Address books in delimited text: Google Contacts (old and new columns), Outlook, LinkedIn's
// connections, Thunderbird, HubSpot and its like, crm's own, and any other that the user explains.

#include "core/exchange/card.hpp"
#include "core/exchange/contact_columns.hpp"

#include <string>
#include <string_view>

namespace crm {

/// The contacts of a table, `file` being its name for messages. The header is the first of the rows
/// at its beginning that is one; what stands before it is passed over. Where the order of day and
/// month in 03/04/1980 is told by no date of the file, such a date is left out, and said.
///
/// A row with no name has its firm, its mail address or its telephone number for one. Rows with
/// none of these and quotes that are not closed are `bad`. Columns that mean nothing for a ledger
/// and have something are in Cards::left_out.
///
/// Throws Error (usage) where no column could be a name and `map` is empty, and where the file has
/// not the columns of `map`.
[[nodiscard]] Cards read_contact_table(std::string_view bytes, const std::string& file,
                                       const ColumnMap& map);

} // namespace crm
