#include "core/exchange/csv.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace {

std::string text(std::string_view cell)
{
    return crm::csv_record({crm::csv_text(cell), crm::csv_value("x")});
}

} // namespace

TEST_CASE("a record is cells, commas and a line feed")
{
    CHECK(crm::csv_record({}) == "\n");
    CHECK(crm::csv_record({crm::csv_value("a")}) == "a\n");
    CHECK(crm::csv_record({crm::csv_value("a"), crm::csv_text(""), crm::csv_text("c")}) ==
          "a,,c\n");
    CHECK(crm::csv_record({crm::csv_text(""), crm::csv_text("")}) == ",\n");
}

TEST_CASE("a single empty cell is no empty line")
{
    CHECK(crm::csv_record({crm::csv_text("")}) == "\"\"\n");
}

TEST_CASE("what would end a cell is quoted")
{
    CHECK(text("Ortega & Sons; Roofing") == "Ortega & Sons; Roofing,x\n");
    CHECK(text("Adler, Voigt") == "\"Adler, Voigt\",x\n");
    CHECK(text("the \"Anchor\"") == "\"the \"\"Anchor\"\"\",x\n");
    CHECK(text("one\ntwo") == "\"one\ntwo\",x\n");
    CHECK(text("one\r\ntwo") == "\"one\ntwo\",x\n");
    CHECK(text(" led by a blank") == "\" led by a blank\",x\n");
    CHECK(text("followed by one ") == "\"followed by one \",x\n");
    CHECK(text("陈美玲") == "陈美玲,x\n");
}

TEST_CASE("text that a spreadsheet would compute gets an apostrophe")
{
    CHECK(text("=1+1") == "'=1+1,x\n");
    CHECK(text("+44 20 7946 0000") == "'+44 20 7946 0000,x\n");
    CHECK(text("-1") == "'-1,x\n");
    CHECK(text("@SUM(A1)") == "'@SUM(A1),x\n");
    CHECK(text("\t=1") == "' =1,x\n");
    CHECK(text("\r=1") == "'\\r=1,x\n");
    CHECK(text("=HYPERLINK(\"http://x.example\",1)") ==
          "\"'=HYPERLINK(\"\"http://x.example\"\",1)\",x\n");
    CHECK(text("\uFF1D1+1") == "'\uFF1D1+1,x\n");
    CHECK(text("\uFF0B1") == "'\uFF0B1,x\n");
    CHECK(text("\uFF0D1") == "'\uFF0D1,x\n");
    CHECK(text("\uFF20SUM(A1)") == "'\uFF20SUM(A1),x\n");
    CHECK(text("'\uFF1D1") == "''\uFF1D1,x\n");
    CHECK(text("\uFF0E1") == "\uFF0E1,x\n");
    CHECK(text("a\uFF1Db") == "a\uFF1Db,x\n");
    CHECK(text("a=b") == "a=b,x\n");
    CHECK(text("'tis") == "'tis,x\n");
}

TEST_CASE("one apostrophe taken away gives what was there")
{
    CHECK(text("'=1") == "''=1,x\n");
    CHECK(text("''-1") == "'''-1,x\n");
    CHECK(text("'") == "',x\n");
}

TEST_CASE("what the program itself made is left alone")
{
    CHECK(crm::csv_record({crm::csv_value("-12"), crm::csv_value("2026-11-23")}) ==
          "-12,2026-11-23\n");
}

TEST_CASE("control characters do nothing")
{
    CHECK(text("a\x1b[31mb") == "a\\x1B[31mb,x\n");
    CHECK(text("a\u202Eb") == "a\\u202Eb,x\n");
    CHECK(text("\uFEFF=1") == "\\uFEFF=1,x\n");
    CHECK(text("a\tb") == "a b,x\n");
    CHECK(text("\xff") == "\\xFF,x\n");
}
