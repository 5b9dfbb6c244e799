#include "core/exchange/csv.hpp"

#include "core/base/text.hpp"

#include <algorithm>

namespace crm {
namespace {

bool looks_like_a_formula(std::string_view text)
{
    const std::size_t first = text.find_first_not_of('\'');
    return first != std::string_view::npos &&
           std::string_view("=+-@\t\r").find(text[first]) != std::string_view::npos;
}

std::string quoted_cell(std::string_view text)
{
    // Blanks at either end are quoted too: some readers trim them.
    const bool plain = text.find_first_of(",\"\n") == std::string_view::npos &&
                       (text.empty() || (text.front() != ' ' && text.back() != ' '));
    if (plain) {
        return std::string(text);
    }
    std::string out = "\"";
    for (const char c : text) {
        out += c == '"' ? std::string("\"\"") : std::string(1, c);
    }
    return out + "\"";
}

} // namespace

CsvCell csv_text(std::string_view text)
{
    return {std::string(text), false};
}

CsvCell csv_value(std::string_view text)
{
    return {std::string(text), true};
}

std::string csv_record(const std::vector<CsvCell>& cells)
{
    if (cells.size() == 1 && cells.front().text.empty()) {
        return "\"\"\n"; // an empty line is no record
    }
    std::string out;
    for (const CsvCell& cell : cells) {
        const bool defuse = !cell.is_value && looks_like_a_formula(cell.text);
        out += &cell == &cells.front() ? "" : ",";
        out += quoted_cell((defuse ? "'" : "") + visible_lines(cell.text));
    }
    return out + "\n";
}

} // namespace crm
