#pragma once

// Text in columns that line up, measured as a terminal shows it, and cut to its width.

#include "cli/terminal.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace crm::cli {

class Table {
public:
    struct Cell {
        std::string text;
        Style style = Style::plain;
    };

    struct Column {
        std::size_t least = 0; ///< a column may be cut to this width; 0: never
        bool optional = false; ///< left out first where the terminal is too narrow
        bool right = false;    ///< aligned at the right: numbers
    };

    explicit Table(std::vector<Column> columns) : m_columns(std::move(columns)) {}

    /// A row of cells, as many as there are columns or fewer. Text is made safe to show.
    void row(std::vector<Cell> cells);

    /// A line of its own between the rows, as it is; "" is an empty line.
    void line(std::string text);

    /// Lines of their own for a text of any length: indented, as wide as one reads well, made safe
    /// to show.
    void wrapped(const std::string& text, std::size_t indent, const Terminal& terminal);

    [[nodiscard]] bool empty() const { return m_rows.empty(); }

    /// The lines, two spaces between columns, none at the end of a line.
    [[nodiscard]] std::string str(const Terminal& terminal) const;

private:
    struct Row {
        std::vector<Cell> cells;
        bool is_line = false;
    };

    std::vector<Column> m_columns;
    std::vector<Row> m_rows;
};

} // namespace crm::cli
