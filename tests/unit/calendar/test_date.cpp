#include "core/calendar/date.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using crm::iso;
using crm::make_date;
using crm::parse_iso;
using crm::YearlyDate;

TEST_CASE("ISO dates that exist are read and written")
{
    for (const std::string text :
         {"2026-11-22", "2026-01-01", "2026-12-31", "2024-02-29", "2000-02-29", "0001-01-01",
          "1600-02-29", "9999-12-31", "1969-12-31", "1970-01-01"}) {
        CAPTURE(text);
        const auto date = parse_iso(text);
        REQUIRE(date);
        CHECK(iso(*date) == text);
    }
    CHECK(parse_iso("2026-11-22") == make_date(2026, 11, 22));
}

TEST_CASE("what is no ISO date is refused")
{
    for (const std::string text :
         {"",           "2026",        "2026-11",     "2026-11-",    "2026-1-2",    "26-11-22",
          "2026-11-31", "2026-02-29",  "1900-02-29",  "2100-02-29",  "2026-00-01",  "2026-13-01",
          "2026-01-00", "2026-01-32",  "0000-01-01",  "-001-01-01",  "+026-01-01",  "2026/11/22",
          "2026-11_22", "20261122",    "2026-11-22 ", " 2026-11-22", "2026-11-22T", "2026-11-2x",
          "2o26-11-22", "12026-11-22", "22-11-2026",  "2026-W47-7"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_iso(text));
    }
}

TEST_CASE("parts of a date and the day of the week")
{
    const auto date = make_date(2026, 11, 22);
    CHECK(crm::year_of(date) == 2026);
    CHECK(crm::month_of(date) == 11);
    CHECK(crm::day_of(date) == 22);
    CHECK(crm::weekday(date) == 6);
    CHECK(crm::weekday_name(crm::weekday(date)) == "Sunday");
    CHECK(crm::weekday(make_date(2026, 11, 23)) == 0);
    CHECK(crm::weekday(make_date(1970, 1, 1)) == 3);
    CHECK(crm::weekday(make_date(1969, 12, 31)) == 2);
    CHECK(crm::weekday(make_date(2000, 2, 29)) == 1);
}

TEST_CASE("dates as they are shown")
{
    const auto date = make_date(2026, 11, 2);
    CHECK(crm::iso_month(date) == "2026-11");
    CHECK(crm::long_date(date) == "2 November 2026");
    CHECK(crm::short_date(date) == "2 Nov 2026");
    CHECK(crm::day_and_month(date) == "2 Nov");
    CHECK(iso(make_date(33, 4, 3)) == "0033-04-03");
}

TEST_CASE("days and months are added across ends of months and years")
{
    CHECK(iso(crm::add_days(make_date(2026, 12, 31), 1)) == "2027-01-01");
    CHECK(iso(crm::add_days(make_date(2028, 2, 28), 1)) == "2028-02-29");
    CHECK(iso(crm::add_days(make_date(2027, 2, 28), 1)) == "2027-03-01");
    CHECK(iso(crm::add_days(make_date(2026, 1, 1), -1)) == "2025-12-31");
    CHECK(crm::days_between(make_date(2026, 1, 1), make_date(2027, 1, 1)) == 365);
    CHECK(crm::days_between(make_date(2028, 1, 1), make_date(2029, 1, 1)) == 366);
    CHECK(crm::days_between(make_date(2027, 1, 1), make_date(2026, 1, 1)) == -365);

    struct Moved {
        std::string from;
        int months;
        std::string to;
    };
    const std::vector<Moved> table{
        {"2026-01-31", 1, "2026-02-28"},  {"2028-01-31", 1, "2028-02-29"},
        {"2026-01-31", 2, "2026-03-31"},  {"2026-03-31", 1, "2026-04-30"},
        {"2026-03-31", -1, "2026-02-28"}, {"2028-03-31", -1, "2028-02-29"},
        {"2028-02-29", 12, "2029-02-28"}, {"2028-02-29", -12, "2027-02-28"},
        {"2028-02-29", 48, "2032-02-29"}, {"2026-12-15", 1, "2027-01-15"},
        {"2026-01-15", -1, "2025-12-15"}, {"2026-02-28", 1, "2026-03-28"},
        {"2026-11-30", 15, "2028-02-29"}, {"2026-06-15", 0, "2026-06-15"},
    };
    for (const Moved& row : table) {
        CAPTURE(row.from);
        CAPTURE(row.months);
        CHECK(iso(crm::add_months(parse_iso(row.from).value(), row.months)) == row.to);
    }
}

TEST_CASE("days of the week and months by their names")
{
    CHECK(crm::parse_weekday("mon") == 0U);
    CHECK(crm::parse_weekday("Monday") == 0U);
    CHECK(crm::parse_weekday("thurs") == 3U);
    CHECK(crm::parse_weekday("SUNDAY") == 6U);
    CHECK(crm::parse_month("jan") == 1U);
    CHECK(crm::parse_month("March") == 3U);
    CHECK(crm::parse_month("sept") == 9U);
    CHECK(crm::parse_month("december") == 12U);
    for (const std::string text : {"", "mo", "mondays", "monk", "november"}) {
        CAPTURE(text);
        CHECK_FALSE(crm::parse_weekday(text));
    }
    for (const std::string text : {"", "ja", "janet", "13", "monday"}) {
        CAPTURE(text);
        CHECK_FALSE(crm::parse_month(text));
    }
}

TEST_CASE("yearly dates")
{
    const auto birthday = YearlyDate::parse("12-10");
    REQUIRE(birthday);
    CHECK(*birthday == YearlyDate{12, 10, std::nullopt});
    CHECK(birthday->str() == "12-10");
    const auto of_a_year = YearlyDate::parse("1815-12-10");
    REQUIRE(of_a_year);
    CHECK(*of_a_year == YearlyDate{12, 10, 1815});
    CHECK(of_a_year->str() == "1815-12-10");
    CHECK(YearlyDate::parse("02-29"));
    CHECK(YearlyDate::parse("2000-02-29"));
    for (const std::string text :
         {"", "2-9", "12-1", "13-01", "00-10", "12-00", "12-32", "02-30", "11-31", "2023-02-29",
          "12/10", "12-10 ", "1210", "12-10-1815"}) {
        CAPTURE(text);
        CHECK_FALSE(YearlyDate::parse(text));
    }
}

TEST_CASE("the day on which a yearly date is kept")
{
    struct Kept {
        std::string date;
        std::string from;
        std::string next;
    };
    const std::vector<Kept> table{
        {"12-10", "2026-11-22", "2026-12-10"}, {"12-10", "2026-12-10", "2026-12-10"},
        {"12-10", "2026-12-11", "2027-12-10"}, {"1815-12-10", "2026-11-22", "2026-12-10"},
        {"01-01", "2026-12-31", "2027-01-01"}, {"12-31", "2027-01-01", "2027-12-31"},
        {"02-29", "2027-01-01", "2027-02-28"}, {"02-29", "2027-02-28", "2027-02-28"},
        {"02-29", "2027-03-01", "2028-02-29"}, {"02-29", "2028-02-28", "2028-02-29"},
        {"02-29", "2028-02-29", "2028-02-29"}, {"02-29", "2028-03-01", "2029-02-28"},
        {"02-28", "2028-02-29", "2029-02-28"}, {"02-29", "2100-02-01", "2100-02-28"},
    };
    for (const Kept& row : table) {
        CAPTURE(row.date);
        CAPTURE(row.from);
        CHECK(iso(YearlyDate::parse(row.date).value().next(parse_iso(row.from).value())) ==
              row.next);
    }
    CHECK(iso(YearlyDate::parse("02-29").value().in(2026)) == "2026-02-28");
    CHECK(iso(YearlyDate::parse("02-29").value().in(2028)) == "2028-02-29");
}
