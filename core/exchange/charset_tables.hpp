#pragma once

// What the bytes of charsets of one byte stand for, as Unicode's consortium and IANA list them.

#include <span>
#include <string_view>

namespace crm {

/// The last bytes of a charset up to FF, from 80 or A0 on; what has no meaning is U+FFFD. Those
/// before them are ASCII, or controls.
struct CharsetTable {
    std::string_view name; ///< small letters
    std::u16string_view characters;
};

[[nodiscard]] std::span<const CharsetTable> charset_tables();

/// The same by another name: "latin1" is "iso-8859-1". `name` itself where there is none.
[[nodiscard]] std::string_view charset_by_alias(std::string_view name);

} // namespace crm
