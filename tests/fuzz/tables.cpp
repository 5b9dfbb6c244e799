// Whatever bytes are given for a table, its cells are UTF-8, the contacts that it gives are sound,
// and its rows written as CSV are read back the same.

#include "cards.hpp"
#include "target.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/exchange/contact_table.hpp"
#include "core/exchange/csv.hpp"
#include "core/exchange/table.hpp"

namespace crm::fuzz {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(std::string_view bytes)
{
    Table table(bytes);
    Rows out;
    std::size_t before = 0;
    for (TableRow row; table.next(row);) {
        require(row.line > before, "rows out of order");
        require(!row.cells.empty(), "a row without cells");
        before = row.line;
        out.push_back(row.cells);
    }
    return out;
}

/// Control characters are not what is asked about here; blanks alone are no row.
bool made_visible(std::vector<std::string>& row)
{
    bool has_text = false;
    for (std::string& cell : row) {
        require(!invalid_utf8(cell), "a cell is not UTF-8");
        cell = visible_lines(cell);
        has_text = has_text || cell.find_first_not_of(" \n") != std::string::npos;
    }
    return has_text;
}

} // namespace

void run(std::string_view input)
{
    std::string written = "sep=,\n";
    Rows expected;
    for (std::vector<std::string>& row : rows_of(input)) {
        if (made_visible(row)) {
            std::vector<CsvCell> cells;
            for (const std::string& cell : row) {
                cells.push_back(csv_text(cell));
            }
            written += csv_record(cells);
            expected.push_back(row);
        }
    }
    require(rows_of(written) == expected, "other rows after writing");
    try {
        require_sound(read_contact_table(input, "a.csv", {}), input);
    } catch (const Error& error) {
        require(!invalid_utf8(error.message()), "an error that is not UTF-8");
    }
    try {
        (void)ColumnMap::parse(input);
    } catch (const Error& error) {
        require(!invalid_utf8(error.message()), "an error of --map that is not UTF-8");
    }
}

} // namespace crm::fuzz
