#include "cli/table.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace crm::cli {
namespace {

constexpr std::size_t gap = 2;
/// A name can have megabytes: it must not fill up all other rows.
constexpr std::size_t most_padded = 500;

} // namespace

void Table::row(std::vector<Cell> cells)
{
    for (Cell& cell : cells) {
        cell.text = visible(cell.text);
    }
    m_rows.push_back({std::move(cells), false});
}

void Table::line(std::string text)
{
    m_rows.push_back({{{std::move(text), Style::plain}}, true});
}

void Table::wrapped(const std::string& text, std::size_t indent, const Terminal& terminal)
{
    constexpr std::size_t least = 40;
    constexpr std::size_t reading_width = 100;
    const std::size_t columns =
        std::clamp<std::size_t>(terminal.columns().value_or(reading_width), least, reading_width);
    for (const std::string& text_line : wrap(visible(text), columns - indent)) {
        line(std::string(indent, ' ') + text_line);
    }
}

std::string Table::str(const Terminal& terminal) const
{
    std::vector<std::size_t> widths(m_columns.size(), 0);
    for (const Row& row : m_rows) {
        for (std::size_t i = 0; i < row.cells.size() && !row.is_line; ++i) {
            widths[i] = std::max(widths[i], width(row.cells[i].text));
        }
    }
    std::vector<bool> dropped(m_columns.size(), false);
    if (terminal.columns()) {
        std::size_t total =
            std::accumulate(widths.begin(), widths.end(), gap * (widths.size() - 1));
        for (std::size_t i = 0; i < widths.size() && total > *terminal.columns(); ++i) {
            if (m_columns[i].optional) {
                total -= widths[i] + gap;
                widths[i] = 0;
                dropped[i] = true;
            }
        }
        while (total > *terminal.columns()) {
            std::size_t widest = widths.size();
            for (std::size_t i = 0; i < widths.size(); ++i) {
                const bool can_shrink = m_columns[i].least > 0 && widths[i] > m_columns[i].least;
                if (can_shrink && (widest == widths.size() || widths[i] > widths[widest])) {
                    widest = i;
                }
            }
            if (widest == widths.size()) {
                break;
            }
            --widths[widest];
            --total;
        }
    }
    std::string out;
    for (const Row& row : m_rows) {
        if (row.is_line) {
            out += row.cells.front().text + "\n";
            continue;
        }
        std::size_t last = row.cells.size();
        while (last > 0 && (row.cells[last - 1].text.empty() || dropped[last - 1])) {
            --last;
        }
        for (std::size_t i = 0; i < last; ++i) {
            if (dropped[i]) {
                continue;
            }
            const std::string text = cut(row.cells[i].text, widths[i]);
            const std::size_t padded = std::min(widths[i], most_padded);
            const std::size_t blanks = padded - std::min(padded, width(text));
            out.append(m_columns[i].right ? blanks : 0, ' ');
            out += terminal.styled(text, row.cells[i].style);
            if (i + 1 < last) {
                out.append((m_columns[i].right ? 0 : blanks) + gap, ' ');
            }
        }
        out += "\n";
    }
    return out;
}

} // namespace crm::cli
