#pragma once

// A ledger as an SQLite database, for questions that no command answers: a table for each kind of
// thing, and views for the usual questions; crm-export(1) lists them.

#include "core/exchange/selection.hpp"

#include <string>
#include <string_view>

namespace crm {

/// What stands in a database of crm's, and where (its application id).
inline constexpr std::string_view sqlite_mark = "crm1";
inline constexpr std::size_t sqlite_mark_at = 68;

/// Writes the selection into the empty file `path`, in one transaction. Throws Error (ledger).
void write_sqlite(const Ledger& ledger, const Selection& selection, const std::string& path);

} // namespace crm
