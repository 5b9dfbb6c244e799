#pragma once

// Whom a WHO on the command line means (crm(1), "Names"): an id, or any unambiguous part of a name,
// alias, org or email, case and accents folded, in any word order.

#include "core/ledger/roster.hpp"

#include <string_view>

namespace crm {

enum class Guess {
    allowed, ///< reading: a single contact is taken, however it was named
    refused, ///< writing: a part in the middle of a word is not enough
};

struct Who {
    const Contact* contact = nullptr;
    bool exact = false; ///< named by the id, or by a whole name, alias, email or org
};

/// A whole name beats whole words, these beat beginnings of words, these beat parts. Throws Error
/// (usage) for nobody ("did you mean"), for several (with their ids), and, where guesses are
/// refused, for one that only a part gives, and for a group; (ledger) where the contact's file
/// could not be used.
[[nodiscard]] Who find_who(const Roster& ledger, std::string_view who, Guess guess);

/// Ids of the contacts whose files could not be used.
[[nodiscard]] std::vector<std::string> unusable_contacts(const Roster& ledger);

/// Contacts that `contact` is likely to be a second copy of: same email, or the
/// same words of the name, or of an alias, in any order.
[[nodiscard]] std::vector<const Contact*> likely_duplicates(const Roster& ledger,
                                                            const Contact& contact);

/// Contacts whose name differs from that of `contact` by one slip of the keys.
[[nodiscard]] std::vector<const Contact*> namesakes(const Roster& ledger, const Contact& contact);

} // namespace crm
