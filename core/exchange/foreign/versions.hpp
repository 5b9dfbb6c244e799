#pragma once

// This folder holds what needs libraries of other projects that are large: calendars (libical),
// mail (GMime), SQLite. They are linked only into crm-exchange, so that no other command loads
// them.

#include <string>

namespace crm {

/// "libical 3.0.16, GMime 3.2.13, SQLite 3.40.1", as they are at run time.
[[nodiscard]] std::string foreign_versions();

} // namespace crm
