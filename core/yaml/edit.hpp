#pragma once

// Changing one value of a file and no other byte: comments, order, blank lines, unknown keys and
// line ends stay. Each function finds where the value stands, splices the text and reads the result
// back: it must give the old events but for the change that was asked for. Where it does not,
// nothing is changed and the error names the line that is in the way.

#include "core/yaml/events.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crm::yaml {

/// The keys that lead to a value from the root of the file: {"dates", "birthday"}.
using Path = std::vector<std::string>;

/// The order in which the keys of the root are to stand; a new key is put behind those before it.
using Order = std::span<const std::string_view>;

enum class Quoting {
    as_needed, ///< so that every reader takes it for text
    never,     ///< a date or a number that is to be one
};

/// The text that gives `path` the value `text`, a scalar. Missing keys on the way are made. Throws
/// Error (ledger, with place) where a key on the way holds no keys, where a comment stands within
/// the old value, or where the result would not read as asked.
[[nodiscard]] std::string with_text(const Document& document, const Path& path,
                                    std::string_view text, Order order = {},
                                    Quoting quoting = Quoting::as_needed);

/// As with_text(), for a list of texts.
[[nodiscard]] std::string with_list(const Document& document, const Path& path,
                                    const std::vector<std::string>& items, Order order = {});

/// The text in which the list at `path` has `item` as well; a single text becomes a list of both.
/// The same text where it is there already.
[[nodiscard]] std::string with_item(const Document& document, const Path& path,
                                    std::string_view item, Order order = {},
                                    Quoting quoting = Quoting::as_needed);

/// The text without the key at the end of `path`, with its line or lines; a map that it was the
/// last key of goes too. The same text where it is not there.
[[nodiscard]] std::string without_key(const Document& document, const Path& path);

/// The text in which the list at `path` has no `item`; an empty list goes with its key. The same
/// text where it is not there.
[[nodiscard]] std::string without_item(const Document& document, const Path& path,
                                       std::string_view item);

} // namespace crm::yaml
