#pragma once

// Correcting an entry of the journal, or withdrawing it, by a line that takes its place
// (crm-ledger(5)): which entry is meant, and the line that repeats it but for what is to change. No
// line that is there is touched.

#include "core/base/file.hpp"
#include "core/ledger/ledger.hpp"
#include "core/model/interaction.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

/// The id of the entry that `word` names by its id or by a beginning of it, of three characters or
/// more. Where two ids are one entry by an equal `ref`, the one that counts. Throws Error (usage)
/// for none, and for several, with what they are.
[[nodiscard]] std::string find_entry(const Ledger& ledger, std::string_view word);

/// The id of the entry written last: lines have no time, so it is the last one, by position, of the
/// journal file that changed last; where two changed at one instant, of the later month. A
/// correction counts as a line like any other. Throws Error (usage) for an empty journal, (ledger)
/// where that entry has no id.
[[nodiscard]] std::string newest_entry(const Folder& folder, const Ledger& ledger);

/// What an entry should say, made from what it says. Its id and revision are not asked for. May be
/// called several times, and may throw.
using Correction = std::function<Interaction(const Interaction& was)>;

struct Amended {
    Interaction was;
    Interaction now;        ///< equal to `was`, but for its revision, where nothing changes
    bool was_usable = true; ///< false where `was` is only what could be understood of a line
    std::string path;       ///< the file of the line that counted, and of the new one
    std::string line;       ///< the new line; empty where there is nothing to write
    std::vector<Interaction> rivals; ///< lines in conflict with `was`, settled by the new line
};

/// What amend() would write. Nothing is written.
[[nodiscard]] Amended plan_amendment(const Ledger& ledger, const std::string& id,
                                     const Correction& correct);

/// Writes what `correct` makes of the entry as a line of the next revision, in the file of the line
/// that counts: every other key and value is repeated, byte for byte where it stands on one line.
/// Nothing is written where nothing changes, unless lines of the entry are in conflict.
///
/// `ledger` has been read under the lock. Throws Error (usage) for an id that is none, (ledger)
/// where the corrected entry still could not be used, or the file cannot be written.
Amended amend(Lock& lock, const Ledger& ledger, const std::string& id, const Correction& correct);

struct EntryCorrection {
    std::string id;
    Correction correct;
};

/// As amend(), for many entries, each id once; every month is written once.
void amend_all(Lock& lock, const Ledger& ledger, const std::vector<EntryCorrection>& corrections);

} // namespace crm
