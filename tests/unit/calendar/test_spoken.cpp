#include "core/calendar/spoken.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace crm;

namespace {

std::string said(std::string_view text, std::string_view today, Look look)
{
    const auto date = crm::parse_spoken(text, crm::parse_iso(today).value(), look);
    return date ? crm::iso(*date) : "none";
}

} // namespace

TEST_CASE("dates as people type them, on Friday 20 November 2026")
{
    struct Form {
        std::string text;
        std::string back;
        std::string ahead;
    };
    const std::vector<Form> table{
        {"2026-11-22", "2026-11-22", "2026-11-22"},    {"2019-02-03", "2019-02-03", "2019-02-03"},
        {"today", "2026-11-20", "2026-11-20"},         {"yesterday", "2026-11-19", "2026-11-19"},
        {"tomorrow", "2026-11-21", "2026-11-21"},      {"mon", "2026-11-16", "2026-11-23"},
        {"tue", "2026-11-17", "2026-11-24"},           {"wed", "2026-11-18", "2026-11-25"},
        {"thu", "2026-11-19", "2026-11-26"},           {"fri", "2026-11-20", "2026-11-27"},
        {"sat", "2026-11-14", "2026-11-21"},           {"sun", "2026-11-15", "2026-11-22"},
        {"monday", "2026-11-16", "2026-11-23"},        {"friday", "2026-11-20", "2026-11-27"},
        {"sunday", "2026-11-15", "2026-11-22"},        {"FRIDAY", "2026-11-20", "2026-11-27"},
        {"  friday  ", "2026-11-20", "2026-11-27"},    {"last friday", "2026-11-13", "2026-11-13"},
        {"last thursday", "2026-11-19", "2026-11-19"}, {"last sat", "2026-11-14", "2026-11-14"},
        {"1 day ago", "2026-11-19", "2026-11-19"},     {"3 days ago", "2026-11-17", "2026-11-17"},
        {"2 weeks ago", "2026-11-06", "2026-11-06"},   {"1 month ago", "2026-10-20", "2026-10-20"},
        {"1 year ago", "2025-11-20", "2025-11-20"},    {"in 3 days", "2026-11-23", "2026-11-23"},
        {"in 2 weeks", "2026-12-04", "2026-12-04"},    {"in 3 months", "2027-02-20", "2027-02-20"},
        {"in 1 year", "2027-11-20", "2027-11-20"},     {"-3d", "2026-11-17", "2026-11-17"},
        {"+3d", "2026-11-23", "2026-11-23"},           {"-2w", "2026-11-06", "2026-11-06"},
        {"+2w", "2026-12-04", "2026-12-04"},           {"-1m", "2026-10-20", "2026-10-20"},
        {"+1m", "2026-12-20", "2026-12-20"},           {"-1y", "2025-11-20", "2025-11-20"},
        {"+1y", "2027-11-20", "2027-11-20"},           {"11-19", "2026-11-19", "2027-11-19"},
        {"11-20", "2026-11-20", "2027-11-20"},         {"11-21", "2025-11-21", "2026-11-21"},
        {"12-25", "2025-12-25", "2026-12-25"},         {"01-01", "2026-01-01", "2027-01-01"},
        {"20 nov", "2026-11-20", "2027-11-20"},        {"19 nov", "2026-11-19", "2027-11-19"},
        {"21 nov", "2025-11-21", "2026-11-21"},        {"1 January", "2026-01-01", "2027-01-01"},
        {"20 November", "2026-11-20", "2027-11-20"},   {"29 feb", "2024-02-29", "2028-02-29"},
        {"02-29", "2024-02-29", "2028-02-29"},
    };
    for (const Form& form : table) {
        CAPTURE(form.text);
        CHECK(said(form.text, "2026-11-20", Look::back) == form.back);
        CHECK(said(form.text, "2026-11-20", Look::ahead) == form.ahead);
    }
}

TEST_CASE("what is no date is refused")
{
    for (const std::string text : {"",
                                   " ",
                                   "31 nov",
                                   "31 November",
                                   "11-31",
                                   "30 feb",
                                   "02-30",
                                   "0 nov",
                                   "32 jan",
                                   "13-01",
                                   "00-10",
                                   "2026-11-31",
                                   "2026-02-29",
                                   "2026-13-01",
                                   "20 nova",
                                   "nov",
                                   "20",
                                   "2026",
                                   "2026-11",
                                   "someday",
                                   "last",
                                   "last week or so",
                                   "next",
                                   "ago",
                                   "in",
                                   "days ago 3",
                                   "3 ago",
                                   "3 days",
                                   "in 3",
                                   "in weeks 2",
                                   "3 dayz ago",
                                   "-3",
                                   "+",
                                   "-",
                                   "d",
                                   "-d",
                                   "- 3 d",
                                   "+2q",
                                   "in 2 quarters",
                                   "fr",
                                   "frida y",
                                   "last 20 nov",
                                   "mon tue",
                                   "today friday",
                                   "99999999999 days ago",
                                   "-99999d"}) {
        CAPTURE(text);
        CHECK(said(text, "2026-11-20", Look::back) == "none");
        CHECK(said(text, "2026-11-20", Look::ahead) == "none");
    }
}

TEST_CASE("29 February is the nearest that exists")
{
    CHECK(said("29 feb", "2028-02-29", Look::back) == "2028-02-29");
    CHECK(said("29 feb", "2028-02-29", Look::ahead) == "2032-02-29");
    CHECK(said("29 feb", "2028-02-28", Look::back) == "2024-02-29");
    CHECK(said("29 feb", "2028-02-28", Look::ahead) == "2028-02-29");
    CHECK(said("29 feb", "2027-03-01", Look::back) == "2024-02-29");
    CHECK(said("29 feb", "2097-01-01", Look::ahead) == "2104-02-29");
    CHECK(said("29 feb", "2104-02-28", Look::back) == "2096-02-29");
}

TEST_CASE("months and years keep the day, or the end of the month")
{
    CHECK(said("+1m", "2026-01-31", Look::ahead) == "2026-02-28");
    CHECK(said("in 1 month", "2028-01-31", Look::ahead) == "2028-02-29");
    CHECK(said("1 month ago", "2026-03-31", Look::back) == "2026-02-28");
    CHECK(said("-1y", "2028-02-29", Look::back) == "2027-02-28");
}

TEST_CASE("days and weeks across New Year")
{
    CHECK(said("yesterday", "2027-01-01", Look::back) == "2026-12-31");
    CHECK(said("tomorrow", "2026-12-31", Look::ahead) == "2027-01-01");
    CHECK(said("wed", "2027-01-01", Look::back) == "2026-12-30");
    CHECK(said("sunday", "2026-12-31", Look::ahead) == "2027-01-03");
    CHECK(said("12-31", "2027-01-01", Look::back) == "2026-12-31");
    CHECK(said("01-01", "2026-12-31", Look::ahead) == "2027-01-01");
}

TEST_CASE("yearly dates as people type them")
{
    struct Form {
        std::string text;
        std::string date;
    };
    const std::vector<Form> table{
        {"12-10", "12-10"},
        {"1815-12-10", "1815-12-10"},
        {"10 dec", "12-10"},
        {"10 December", "12-10"},
        {"10 dec 1815", "1815-12-10"},
        {"29 feb", "02-29"},
        {"29 feb 2000", "2000-02-29"},
    };
    for (const Form& form : table) {
        CAPTURE(form.text);
        const auto date = crm::parse_spoken_yearly(form.text);
        REQUIRE(date);
        CHECK(date->str() == form.date);
    }
    for (const std::string text :
         {"", "today", "friday", "31 nov", "29 feb 2001", "10 dec 15", "3 days ago", "10"}) {
        CAPTURE(text);
        CHECK_FALSE(crm::parse_spoken_yearly(text));
    }
}

TEST_CASE("with slashes the month comes first, as without them")
{
    const Date today = make_date(2026, 11, 23);
    CHECK(parse_spoken("11/20", today, Look::back) == make_date(2026, 11, 20));
    CHECK(parse_spoken("11/24", today, Look::back) == make_date(2025, 11, 24));
    CHECK(parse_spoken("1/4", today, Look::ahead) == make_date(2027, 1, 4));
    CHECK(parse_spoken("2/29/2024", today, Look::back) == make_date(2024, 2, 29));
    CHECK(parse_spoken_yearly("11/15/1951") == YearlyDate{11, 15, 1951});
    CHECK(parse_spoken_yearly("2/29") == YearlyDate{2, 29, std::nullopt});
    for (const std::string_view none :
         {"20/11", "13/1", "0/1", "1/0", "2/30", "1/2/3", "1/2/51", "1//2", "/1/2", "1/", "/",
          "1/2/20266", "a/b", "2/29/2025"}) {
        CAPTURE(none);
        CHECK_FALSE(parse_spoken(none, today, Look::back).has_value());
        CHECK_FALSE(parse_spoken_yearly(none).has_value());
    }
}

TEST_CASE("when something began may be a year or a month")
{
    const Date today = make_date(2026, 11, 23);
    CHECK(parse_spoken_beginning("2009", today) == make_date(2009, 1, 1));
    CHECK(parse_spoken_beginning("2009-03", today) == make_date(2009, 3, 1));
    CHECK(parse_spoken_beginning("march 2009", today) == make_date(2009, 3, 1));
    CHECK(parse_spoken_beginning("2009-03-15", today) == make_date(2009, 3, 15));
    CHECK(parse_spoken_beginning("yesterday", today) == make_date(2026, 11, 22));
    for (const std::string_view none : {"0000", "209", "2009-13", "march", "march 2009 x", ""}) {
        CAPTURE(none);
        CHECK_FALSE(parse_spoken_beginning(none, today).has_value());
    }
}

TEST_CASE("a date that begins a sentence")
{
    const Date today = make_date(2026, 11, 23);
    CHECK(leading_date("yesterday", today) == 1);
    CHECK(leading_date("yesterday at the club", today) == 1);
    CHECK(leading_date("2026-11-12 at the club", today) == 1);
    CHECK(leading_date("nov 12 2026 at the club", today) == 3);
    CHECK(leading_date("3 days ago he rang", today) == 3);
    CHECK(leading_date("last friday", today) == 2);
    CHECK(leading_date("friday", today) == 1);
    for (const std::string_view none :
         {"", "friday suits him", "today he rang", "asked about 11-20", "2027-01-01 is his date",
          "may 1099", "3 children", "mar", "45 minutes"}) {
        CAPTURE(none);
        CHECK_FALSE(leading_date(none, today).has_value());
    }
}
