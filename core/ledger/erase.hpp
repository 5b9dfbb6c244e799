#pragma once

// Erasing a person for good, as the law can demand: the files, the entries, and what names the
// person in other people's files and in crm.yaml. What git holds besides is not touched here.

#include "core/calendar/date.hpp"
#include "core/ledger/erase_entries.hpp"

#include <string>
#include <vector>

namespace crm {

struct ErasureWanted {
    /// Of a contact, or an id in no file that lines still name; empty: only what came back of
    /// earlier erasures.
    std::string id;
    bool replaces_mentions = false;
    Date today;
};

struct Erasure {
    std::vector<std::string> contacts; ///< whose files go: those merged into it, then its own
    ErasedEntries entries;
    std::vector<Place> references; ///< `referred_by` and `formerly` of others, which go
    std::vector<MentionAt> mentions;
    std::vector<std::string> strays; ///< files that are none of crm's and name the person
    std::vector<WrittenFile> files;  ///< in the order in which they are written

    /// True where something sure stands in a text of others and is to stay there.
    [[nodiscard]] bool is_mentioned() const;
};

/// What is to be done. Throws Error (ledger) where something of the ledger cannot be read, so that
/// the person could be in it, or cannot be changed safely.
[[nodiscard]] Erasure plan_erasure(const Folder& folder, const Ledger& ledger,
                                   const ErasureWanted& wanted);

/// Does it: the journal first, the person's own file last, so that what a crash leaves can be
/// finished by doing it again. Throws Error (ledger).
void carry_out_erasure(const Erasure& erasure, Lock& lock, const Folder& folder);

} // namespace crm
