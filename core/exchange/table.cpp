#include "core/exchange/table.hpp"

#include "core/exchange/charset.hpp"
#include "core/exchange/csv.hpp"

#include <algorithm>
#include <map>

namespace crm {
namespace {

constexpr std::size_t sampled_rows = 30;
constexpr std::size_t sampled_bytes = 65536;

void undo_apostrophe(std::string& cell)
{
    if (cell.starts_with('\'') && looks_like_a_formula(cell)) {
        cell.erase(0, 1);
    }
}

} // namespace

Table::Table(std::string_view bytes)
    : m_text(to_utf8(bytes)), m_end(m_text.find('\n') == std::string::npos ? '\r' : '\n')
{
    read_first_line();
    rewind();
}

void Table::rewind()
{
    m_at = m_begin;
    m_line = m_begin == 0 ? 1 : 2;
    m_open_quotes.clear();
}

void Table::read_first_line()
{
    constexpr std::string_view mark = "sep=";
    if (std::string_view(m_text).starts_with(mark) && m_text.size() > mark.size()) {
        m_at = mark.size() + 1;
        if (at_line_end()) {
            m_delimiter = m_text[mark.size()];
            take_line_end();
            m_begin = m_at;
            return;
        }
    }
    m_delimiter = likely_delimiter();
}

char Table::likely_delimiter()
{
    char best = ',';
    std::size_t best_score = 0;
    for (const char delimiter : {',', ';', '\t', '|'}) {
        m_delimiter = delimiter;
        rewind();
        std::map<std::size_t, std::size_t> rows_of_width;
        TableRow row;
        for (std::size_t i = 0; i < sampled_rows && m_at < sampled_bytes && next(row); ++i) {
            ++rows_of_width[row.cells.size()];
        }
        for (const auto& [width, rows] : rows_of_width) {
            const std::size_t score = (width - 1) * rows;
            if (score > best_score) {
                best = delimiter;
                best_score = score;
            }
        }
    }
    return best;
}

bool Table::at_line_end() const
{
    return m_at == m_text.size() || m_text[m_at] == m_end ||
           (m_text[m_at] == '\r' && m_at + 1 < m_text.size() && m_text[m_at + 1] == m_end);
}

void Table::take_line_end()
{
    m_at += m_at < m_text.size() && m_text[m_at] != m_end ? 2U : 1U;
    m_at = std::min(m_at, m_text.size());
    ++m_line;
}

bool Table::next(TableRow& row)
{
    while (m_at < m_text.size()) {
        if (read_row(row)) {
            return true;
        }
    }
    return false;
}

/// False where all cells are empty.
bool Table::read_row(TableRow& row)
{
    row.line = m_line;
    row.cells.clear();
    bool has_text = false;
    std::string beyond;
    for (bool more = true; more;) {
        const bool fits = row.cells.size() < most_cells;
        std::string& cell = fits ? row.cells.emplace_back() : beyond;
        cell.clear();
        more = read_cell(cell);
        undo_apostrophe(cell);
        has_text = has_text || cell.find_first_not_of(" \t\r\n") != std::string::npos;
    }
    return has_text;
}

/// False where it was the row's last one.
bool Table::read_cell(std::string& cell)
{
    const std::size_t begin = m_at;
    while (m_at < m_text.size() && m_text[m_at] == ' ') {
        ++m_at;
    }
    const bool quoted = m_at < m_text.size() && m_text[m_at] == '"' && m_delimiter != '"';
    if (!quoted || !read_quoted(cell)) {
        m_at = begin;
        cell.clear();
        read_plain(cell);
    }
    if (!at_line_end()) {
        ++m_at; // the delimiter
        return true;
    }
    take_line_end();
    return false;
}

void Table::read_plain(std::string& cell)
{
    const std::size_t begin = m_at;
    while (!at_line_end() && m_text[m_at] != m_delimiter) {
        ++m_at;
    }
    cell.append(m_text, begin, m_at - begin);
}

/// False, and nothing has moved, where the quote opens nothing.
bool Table::read_quoted(std::string& cell)
{
    const std::size_t line = m_line;
    std::size_t at = m_at + 1;
    while (true) {
        const std::size_t quote = m_text.find('"', at);
        if (quote == std::string::npos) {
            m_open_quotes.push_back(line);
            return false;
        }
        cell.append(m_text, at, quote - at);
        at = quote + 1;
        if (at == m_text.size() || m_text[at] != '"') {
            break;
        }
        cell += '"';
        ++at;
    }
    const auto lines = std::count(cell.begin(), cell.end(), m_end);
    const std::size_t before = m_at;
    m_at = at;
    while (m_at < m_text.size() && m_text[m_at] == ' ') {
        ++m_at;
    }
    if (!at_line_end() && m_text[m_at] != m_delimiter) {
        if (lines > 0) {
            m_at = before;
            m_open_quotes.push_back(line);
            return false;
        }
        m_at = at;
        read_plain(cell);
    }
    m_line += static_cast<std::size_t>(lines);
    return true;
}

} // namespace crm
