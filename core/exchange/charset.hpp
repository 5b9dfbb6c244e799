#pragma once

// Bytes as other programs write them, to UTF-8: what a file says of its characters is often wrong
// or missing. Whatever comes in, what comes out is valid UTF-8.

#include <string>
#include <string_view>

namespace crm {

/// Bytes in a charset that nothing names: UTF-8 with or without a byte order mark, UTF-16 with one
/// or recognised by its zeros, else Windows-1252. Where most of what is beyond ASCII is UTF-8, only
/// the broken bytes are taken for Windows-1252. A byte order mark is left out.
[[nodiscard]] std::string to_utf8(std::string_view bytes);

/// Bytes in `charset` ("windows-1250", "ISO-8859-2", "latin1"), case ignored. One that is not
/// known, and UTF-8 that is none, is recognised as above.
[[nodiscard]] std::string to_utf8(std::string_view bytes, std::string_view charset);

/// True where the bytes are UTF-16, by a byte order mark or by their zeros.
[[nodiscard]] bool looks_like_utf16(std::string_view bytes);

/// True for a charset that to_utf8() has a table for.
[[nodiscard]] bool knows_charset(std::string_view charset);

/// UTF-8 on one line as a Card has it: line ends and tabs become spaces, other control characters
/// and directional marks are dropped, and so are spaces at either end.
[[nodiscard]] std::string one_line(std::string_view text);

/// As one_line(), but line feeds stay; a line ends without spaces, and no empty line comes first or
/// last.
[[nodiscard]] std::string note_lines(std::string_view text);

} // namespace crm
