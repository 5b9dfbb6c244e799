#pragma once

// Delimited text as spreadsheets, address books and phones write it: RFC 4180 and what exists
// besides. Row by row, so that a list of a million calls needs no more memory than its file.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

struct TableRow {
    std::size_t line = 0; ///< from 1, where it begins
    std::vector<std::string> cells;
};

/// Cells are valid UTF-8 and stand between `,` `;` a tab or `|`, whichever parts the first rows
/// most evenly (a first line `sep=;` says it). A quoted cell may hold line ends. A quote that is
/// not closed, or closed in the middle of a cell on another line, is a character like any other,
/// and is reported.
///
/// An apostrophe before = + - @ (full-width ones too), a tab or CR, or before other apostrophes
/// before one of these, is taken away, whoever wrote the file: crm's own CSV and other careful
/// programs put it there (csv.hpp), and nobody else begins a text so.
class Table {
public:
    /// Bytes in any charset (charset.hpp).
    explicit Table(std::string_view bytes);

    /// False at the end. Rows without any text are passed over. Of one row `most_cells` are read.
    bool next(TableRow& row);

    /// Before the first row again.
    void rewind();

    [[nodiscard]] char delimiter() const { return m_delimiter; }

    /// The lines of quotes that are not closed, as far as rows were read.
    [[nodiscard]] const std::vector<std::size_t>& open_quotes() const { return m_open_quotes; }

    static constexpr std::size_t most_cells = 2000;

private:
    bool read_row(TableRow& row);
    bool read_cell(std::string& cell);
    bool read_quoted(std::string& cell);
    void read_plain(std::string& cell);
    [[nodiscard]] bool at_line_end() const;
    void take_line_end();
    void read_first_line();
    [[nodiscard]] char likely_delimiter();

    std::string m_text;
    char m_end = '\n';
    char m_delimiter = ',';
    std::size_t m_begin = 0; ///< of the first row
    std::size_t m_at = 0;
    std::size_t m_line = 1; ///< of m_at
    std::vector<std::size_t> m_open_quotes;
};

} // namespace crm
