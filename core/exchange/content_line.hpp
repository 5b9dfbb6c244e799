#pragma once

// The lines of vCard and iCalendar (RFC 2426, RFC 6350, RFC 5545): a name, a colon, a value; CR LF
// behind each, folded at 75 octets, never within a character. Whatever a text of the ledger holds,
// it stays within its value: there is no raw line break, and what would end a value or part it is
// escaped. Characters that a terminal obeys or that mislead the eye are left out; address books and
// calendars have no way to show them.

#include <string>
#include <string_view>
#include <vector>

namespace crm {

/// `name:value`, folded. Both are as they are to stand there, free of control characters.
[[nodiscard]] std::string content_line(std::string_view name, std::string_view value);

/// What these lines can hold of a text: without what does harm and without blanks at either end,
/// its line feeds made spaces. Not escaped yet.
[[nodiscard]] std::string harmless_line(std::string_view text);

/// A text as a value, on one line: its line feeds become spaces. Empty where nothing remains.
[[nodiscard]] std::string line_value(std::string_view text);

/// As line_value(), but line feeds stay, escaped.
[[nodiscard]] std::string lines_value(std::string_view text);

/// Texts as a value with commas between them.
[[nodiscard]] std::string list_value(const std::vector<std::string>& texts);

/// An address on the web as a value: without spaces, and only what would escape is escaped.
[[nodiscard]] std::string uri_value(std::string_view text);

} // namespace crm
