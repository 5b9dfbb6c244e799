#pragma once

// Groups: the contacts that share a `household` or an `org`, written '@lovelace' or
// '@analytical-engines' wherever several contacts can be named (crm(1), "Names").

#include "core/ledger/roster.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace crm {

struct Group {
    std::string handle;                  ///< as it is typed: "@lovelace"
    std::string name;                    ///< as the contacts' files have it
    std::string_view kind;               ///< "household" or "org"
    std::vector<const Contact*> members; ///< by id; without those that were merged
};

/// True for '@...'.
[[nodiscard]] bool names_group(std::string_view word);

/// The group that '@word', '@household:word' or '@org:word' means: case and accents folded, words
/// joined by '-'; a whole name beats a beginning. A household and an org of one name are one group
/// where their members are the same. Throws Error (usage) for none and for several.
[[nodiscard]] Group find_group(const Roster& ledger, std::string_view word);

/// The members with whom something can still happen: neither archived nor deceased. The others come
/// into `left_out`. Throws Error (usage) where none is left.
[[nodiscard]] std::vector<const Contact*> within_reach(const Group& group,
                                                       std::vector<const Contact*>& left_out);

/// Says that a group was named where one contact is needed.
[[nodiscard]] Error not_one_contact(const Group& group);

} // namespace crm
