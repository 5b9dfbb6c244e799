#pragma once

// Text as people see it: width on a terminal, case and accents folded for comparing, control
// characters made harmless, slugs. All text is UTF-8; the tables behind are utf8proc's.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

/// Offset of the first byte that is not valid UTF-8 (RFC 3629: no overlong forms, no surrogates,
/// nothing past U+10FFFF), or nothing.
[[nodiscard]] std::optional<std::size_t> invalid_utf8(std::string_view text);

/// True for code points that could act on a terminal or mislead the eye: C0, DEL, C1, line and
/// paragraph separators, directional marks, overrides and isolates, the byte order mark.
[[nodiscard]] bool is_harmful(char32_t code_point);

/// The text on one line with every harmful code point, LF and TAB included, and every invalid byte
/// written as an escape: \n, \t, \x1B, \u202E.
[[nodiscard]] std::string visible(std::string_view text);

/// As visible(), but LF stays, so that notes keep their lines; a TAB becomes a space.
[[nodiscard]] std::string visible_lines(std::string_view text);

/// Columns that text takes on a terminal; text is free of control characters.
[[nodiscard]] std::size_t width(std::string_view text);

/// The longest beginning of text that fits into `columns`; where something is cut, the last column
/// shows an ellipsis. Never cuts between a letter and its combining marks.
[[nodiscard]] std::string cut(std::string_view text, std::size_t columns);

/// text followed by spaces up to `columns`.
[[nodiscard]] std::string pad(std::string_view text, std::size_t columns);

/// text broken at spaces into lines of at most `columns`; its own line feeds stay. A longer word
/// stands on a line of its own.
[[nodiscard]] std::vector<std::string> wrap(std::string_view text, std::size_t columns);

/// Case and accents folded, for comparing: "José Ångström" gives "jose angstrom"; letters that are
/// no letter plus accent in Unicode are folded as people type them (ł l, ø o, ß ss, æ ae).
[[nodiscard]] std::string fold(std::string_view text);

/// The folded words of text: what stands between characters that are neither letter nor digit.
/// An apostrophe within a word is dropped ("O'Brien" gives "obrien").
[[nodiscard]] std::vector<std::string> words(std::string_view text);

/// The folded words joined by '-', Latin letters and digits only, at most 64 bytes; empty when
/// nothing remains or the text has letters of another script.
[[nodiscard]] std::string slug(std::string_view text);

/// True for `[a-z0-9][a-z0-9._-]{0,63}`, the form of ids.
[[nodiscard]] bool is_slug(std::string_view text);

/// The candidate nearest to `word` by edits (Damerau-Levenshtein, case and accents folded), if it
/// is near enough to be a likely misspelling; for "did you mean".
[[nodiscard]] std::optional<std::string> nearest(std::string_view word,
                                                 const std::vector<std::string>& candidates);

/// True where two texts differ by one slip of the keys: a letter more, less or other, or two
/// swapped; case and accents folded.
[[nodiscard]] bool is_slip(std::string_view a, std::string_view b);

/// The parts of text, each ended by `mark` or by the text's end; none where it is empty.
[[nodiscard]] std::vector<std::string> split(std::string_view text, char mark);

/// "a", "a and b", "a, b and c".
[[nodiscard]] std::string enumerate(const std::vector<std::string>& items,
                                    std::string_view last_link = "and");

/// 13 letters and digits from the system's random source, a letter first (more than 66 bits).
[[nodiscard]] std::string random_id();

/// `length` letters and digits from the system's random source.
[[nodiscard]] std::string random_letters(std::size_t length);

} // namespace crm
