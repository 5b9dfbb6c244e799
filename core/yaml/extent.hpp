#pragma once

// Where things end. A parser tells where a value begins; editing a file in place needs the byte
// behind it too, and must know of comments that stand in between.

#include "core/yaml/events.hpp"

#include <cstddef>
#include <optional>

namespace crm::yaml {

/// The byte behind the last one of the value that event `index` begins; comments and line feeds
/// behind it do not belong to it. Of an empty value that stands nowhere: behind its key's colon or
/// its item's dash. Throws Error (ledger, with place) where it cannot be told.
[[nodiscard]] std::size_t value_end(const Document& document, std::size_t index);

/// The byte of the colon behind the key that event `key` is; nothing for a key without one.
[[nodiscard]] std::optional<std::size_t> colon_of(const Document& document, std::size_t key);

/// The first comment that begins within [begin, end), if there is one.
[[nodiscard]] std::optional<std::size_t> comment_within(const Document& document, std::size_t begin,
                                                        std::size_t end);

/// True for a list or map in brackets or braces.
[[nodiscard]] bool is_flow(const Document& document, std::size_t index);

/// True for an empty value that is not even written as `~` or `null`.
[[nodiscard]] bool is_unwritten(const Document& document, std::size_t index);

} // namespace crm::yaml
