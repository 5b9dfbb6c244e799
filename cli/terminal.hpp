#pragma once

// What the program prints to: its width, whether it takes colour, and the text itself, which is
// gathered and written at the end, so that an output that fails is noticed.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace crm::cli {

enum class Style { plain, bold, underline, dim, red, yellow, green };

class Terminal {
public:
    enum class Colour { automatic, always, never };

    /// What the process writes to. Colour is used on a terminal unless NO_COLOR is set or TERM is
    /// dumb; the width is COLUMNS, else the terminal's.
    static Terminal of_process();

    void choose(Colour colour);

    /// Looks again how large the terminal is.
    void measure();

    /// Columns to fit into; nothing where lines may have any length (a pipe).
    [[nodiscard]] std::optional<std::size_t> columns() const { return m_columns; }
    [[nodiscard]] std::size_t rows() const { return m_rows; }
    [[nodiscard]] bool interactive() const { return m_interactive; }
    [[nodiscard]] std::string styled(std::string_view text, Style style) const;

    void print(std::string_view text) { m_text += text; }

    /// Writes what was printed to standard output, through $PAGER where asked and where the text is
    /// longer than the terminal. Returns 0, or the errno of what failed.
    int flush(bool through_pager = false);

private:
    std::string m_text;
    std::optional<std::size_t> m_columns;
    std::size_t m_rows = 24;
    bool m_interactive = false;
    bool m_colour = false;
};

} // namespace crm::cli
