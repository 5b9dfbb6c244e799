#include "core/exchange/table.hpp"

#include "core/exchange/csv.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace {

/// Each row as `LINE: cell|cell`.
std::vector<std::string> rows(std::string_view bytes)
{
    crm::Table table(bytes);
    std::vector<std::string> out;
    for (crm::TableRow row; table.next(row);) {
        std::string text = std::to_string(row.line) + ": ";
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            text += (i == 0 ? "" : "|") + row.cells[i];
        }
        out.push_back(text);
    }
    for (const std::size_t line : table.open_quotes()) {
        out.push_back("open quote in " + std::to_string(line));
    }
    return out;
}

using Rows = std::vector<std::string>;

} // namespace

TEST_CASE("rows of cells")
{
    CHECK(rows("a,b\n1,2\n") == Rows{"1: a|b", "2: 1|2"});
    CHECK(rows("a,b\r\n1,2") == Rows{"1: a|b", "2: 1|2"});
    CHECK(rows("a,b\r1,2\r") == Rows{"1: a|b", "2: 1|2"});
    CHECK(rows("\n\na,b\n,\n ,\n1\n1,2,3\n") == Rows{"3: a|b", "6: 1", "7: 1|2|3"});
    CHECK(rows("").empty());
    CHECK(rows("\xEF\xBB\xBF"
               "a,\n") == Rows{"1: a|"});
}

TEST_CASE("quoted cells")
{
    CHECK(rows("\"a,b\",\"c\"\"d\"\n") == Rows{"1: a,b|c\"d"});
    CHECK(rows("a,\"one\ntwo\"\nb,c\n") == Rows{"1: a|one\ntwo", "3: b|c"});
    CHECK(rows("a, \"b,c\" ,d\n") == Rows{"1: a|b,c|d"});
    CHECK(rows("a,b \"c\" d\n") == Rows{"1: a|b \"c\" d"});
    CHECK(rows("a,\"b\"c,d\n") == Rows{"1: a|bc|d"});
    CHECK(rows("a,\"\"\n") == Rows{"1: a|"});
}

TEST_CASE("a quote that is not closed takes no rows along")
{
    CHECK(rows("a,b\n\"c,d\ne,f\n") == Rows{"1: a|b", "2: \"c|d", "3: e|f", "open quote in 2"});
    CHECK(rows("a,b\n\"c,d\n\"e\",f\ng,h\n") ==
          Rows{"1: a|b", "2: \"c|d", "3: e|f", "4: g|h", "open quote in 2"});
}

TEST_CASE("the delimiter is what parts the first rows most evenly")
{
    CHECK(rows("a;b;c\n1,5;2,5;x\n") == Rows{"1: a|b|c", "2: 1,5|2,5|x"});
    CHECK(rows("a\tb\n1, 2\t3\n") == Rows{"1: a|b", "2: 1, 2|3"});
    CHECK(rows("a|b\n1|2\n") == Rows{"1: a|b", "2: 1|2"});
    CHECK(rows("a,b\n\"1;2;3;4\",x\n") == Rows{"1: a|b", "2: 1;2;3;4|x"});
    CHECK(rows("sep=;\na;b,c,d\n") == Rows{"2: a|b,c,d"});
    CHECK(rows("Name\nAda\n") == Rows{"1: Name", "2: Ada"});
    CHECK(crm::Table("Notes:\nOne, two, and three\n\na;b;c;d\n1;2;3;4\n").delimiter() == ';');
}

TEST_CASE("what crm's own CSV defuses comes back as it was")
{
    for (const std::string text :
         {"=1+1", "+44 20", "-x", "@home", "'=1", "''-", "'tis", "'", "a'=b", "a,\"b\"\nc", " x ",
          "\uFF1D1", "\uFF0B1", "\uFF0D1", "\uFF20a", "'\uFF1D1", "'\uFF0E"}) {
        const auto cells = crm::csv_record({crm::csv_text(text), crm::csv_text("z")});
        CHECK(rows(cells) == Rows{"1: " + text + "|z"});
    }
    CHECK(rows("'=1,'x\n") == Rows{"1: =1|'x"});
}

TEST_CASE("tables in other charsets")
{
    CHECK(rows("Zo\xEB,b\n") == Rows{"1: Zoë|b"});
    const std::string utf16 = std::string("\xFF\xFE") + std::string("a\0,\0\xEB\0\r\0\n\0", 10);
    CHECK(rows(utf16) == Rows{"1: a|ë"});
}

TEST_CASE("tables begin again, and are read in time in line with their size")
{
    crm::Table table("a,b\nc,d\n");
    crm::TableRow row;
    while (table.next(row)) {
    }
    table.rewind();
    REQUIRE(table.next(row));
    CHECK(row.line == 1);

    CHECK(crm::Table(std::string(3000000, ',') + "x").next(row));
    CHECK(row.cells.size() == crm::Table::most_cells);
    std::string quotes;
    for (int i = 0; i < 100000; ++i) {
        quotes += "\"a,\"\"b\n";
    }
    CHECK(rows(quotes).size() > 100000);
    CHECK(rows(std::string(3000000, '"')).size() < 3);
}
