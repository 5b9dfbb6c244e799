#pragma once

// What is wrong or doubtful in a ledger: one pure function for each topic, from a ledger to
// findings, and one that runs them all.

#include "core/base/file.hpp"
#include "core/base/finding.hpp"
#include "core/calendar/date.hpp"
#include "core/ledger/ledger.hpp"

namespace crm {

/// Ids that nobody has: in `with`, `referred_by`, `formerly`.
[[nodiscard]] Findings check_references(const Ledger& ledger);

/// Entries in the wrong month, in the future, standing twice, or with conflicting revisions.
[[nodiscard]] Findings check_journal(const Ledger& ledger, Date today);

/// Dates of contacts that lie in the future.
[[nodiscard]] Findings check_contacts(const Ledger& ledger, Date today);

/// Promises that nothing can satisfy.
[[nodiscard]] Findings check_promises(const Ledger& ledger, Date today);

/// Files without a final line feed, leftovers of interrupted writes, a folder others can read.
[[nodiscard]] Findings check_files(const Ledger& ledger, const Folder& folder);

/// Those of reading the ledger and of every topic, sorted by place.
[[nodiscard]] Findings check_all(const Ledger& ledger, const Folder& folder, Date today);

} // namespace crm
