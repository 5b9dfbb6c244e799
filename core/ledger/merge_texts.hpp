#pragma once

// Bringing two versions of a contact, or of crm.yaml, together key by key: two keys that stand side
// by side are two changes, and of a list each item is one. Only what both sides gave different
// values is a conflict. Comments, order and unknown keys stay as in core/yaml/edit.

#include "core/ledger/keys.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

/// Whose value holds where both sides changed one.
enum class Side { nobody, mine, theirs };

/// What both sides changed, each in its own way.
struct KeyConflict {
    std::string key;    ///< `tier`, `dates.birthday`; empty where lines cannot be told by keys
    std::string mine;   ///< in words; "nothing" for a key that is not there
    std::string theirs; ///< likewise
};

struct TextMerge {
    std::optional<std::string> text; ///< nothing where conflicts wait for a side
    std::vector<KeyConflict> conflicts;
};

/// `mine` with what changed from `base` to `theirs`. Without a base both are new.
[[nodiscard]] TextMerge merge_texts(std::span<const Key> keys,
                                    const std::optional<std::string>& base, const std::string& mine,
                                    const std::string& theirs, Side side);

/// The same for a file without keys, such as a note: line by line.
[[nodiscard]] TextMerge merge_lines(const std::optional<std::string>& base, const std::string& mine,
                                    const std::string& theirs, Side side);

/// A month of the journal: `mine` with the lines that were added from `base` to `theirs`, without
/// the entries that were taken out there. What both added, id and all, stands once.
[[nodiscard]] std::string merge_month(std::string_view base, std::string_view mine,
                                      std::string_view theirs);

} // namespace crm
