#include "core/exchange/csv.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <array>

namespace crm {
namespace {

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

bool looks_like_a_formula(std::string_view text)
{
    // Spreadsheets in Chinese and Japanese compute the full-width ones as well.
    static constexpr std::array<std::string_view, 10> begins{
        "=", "+", "-", "@", "\t", "\r", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
    text.remove_prefix(std::min(text.find_first_not_of('\''), text.size()));
    return std::any_of(begins.begin(), begins.end(),
                       [&](std::string_view one) { return text.starts_with(one); });
}

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
