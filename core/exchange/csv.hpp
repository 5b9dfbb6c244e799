#pragma once

// Comma-separated values (RFC 4180) for spreadsheets and other programs. A record ends in a line
// feed, not in the RFC's CR LF: spreadsheets take both, and in a pipe a CR would stick to the last
// value of each line (`cut`, `read`, `awk`).
//
// A spreadsheet computes a cell that begins with = + - or @, full-width ones too, and what it skips
// before them. What comes from a ledger could be such a formula; a leading apostrophe keeps it
// text. A text that begins with apostrophes before one of these characters gets one more, so that
// whoever reads the file takes exactly one away. Control characters are escaped as everywhere; line
// feeds stay.

#include <string>
#include <string_view>
#include <vector>

namespace crm {

struct CsvCell {
    std::string text;
    bool is_value = false; ///< a number, date or word that the program itself made: left as it is
};

/// A cell of text from a ledger.
[[nodiscard]] CsvCell csv_text(std::string_view text);

/// A cell that the program itself made: a number, a date, a heading.
[[nodiscard]] CsvCell csv_value(std::string_view text);

/// True where a spreadsheet would compute the text, leading apostrophes left out of account.
[[nodiscard]] bool looks_like_a_formula(std::string_view text);

/// One record with its line feed.
[[nodiscard]] std::string csv_record(const std::vector<CsvCell>& cells);

} // namespace crm
