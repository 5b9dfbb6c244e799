#pragma once

// Tables of what happened: a phone's list of calls, and a table of interactions, crm's own too.
//
// The `ref` of a call is `call:` and the fingerprint of when it was and with which number, as they
// are written; where a table has two equal rows, the second has `/2` behind it. That of another
// interaction is its own `ref`, where the table has one, else `table:` and the fingerprint of its
// row, likewise. A table of crm's that has an id in a row keeps it.

#include "core/exchange/happening.hpp"

#include <string>

namespace crm {

/// Columns by many names: date or date and time, number, name, type or direction, duration. Missed,
/// rejected and blocked calls, voicemail, and calls that took no time are attempts.
[[nodiscard]] Happenings read_calls(const std::string& bytes, const std::string& file);

/// date, with (or who, contact, name), touch, and where they are there class, outcome, dir,
/// minutes, talk, note, ref, id. Several people are parted by `;`.
[[nodiscard]] Happenings read_interactions(const std::string& bytes, const std::string& file);

} // namespace crm
