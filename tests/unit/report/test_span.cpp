#include "core/report/span.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>

namespace {

using crm::Unit;

crm::Date day(std::string_view text)
{
    return crm::parse_iso(text).value();
}

std::string told(const crm::Comparison& c)
{
    return fmt::format("{}..{} / {}..{}{}{}", crm::iso(c.now.first), crm::iso(c.now.last),
                       crm::iso(c.before.first), crm::iso(c.before.last),
                       c.running ? " running" : "", c.cut ? " cut" : "");
}

std::string unit(Unit unit, std::string_view in, std::string_view today)
{
    return told(crm::compare_unit(unit, day(in), day(today)));
}

std::string word(Unit unit, std::string_view word, std::string_view today = "2026-11-23")
{
    const auto date = crm::parse_unit_word(unit, word, day(today));
    return date ? crm::iso(crm::unit_of(*date, unit).first) : "none";
}

} // namespace

TEST_CASE("a unit that is over stands beside the whole one before")
{
    CHECK(unit(Unit::month, "2026-03-15", "2026-11-23") ==
          "2026-03-01..2026-03-31 / 2026-02-01..2026-02-28");
    CHECK(unit(Unit::quarter, "2026-01-01", "2026-11-23") ==
          "2026-01-01..2026-03-31 / 2025-10-01..2025-12-31");
    CHECK(unit(Unit::year, "2025-07-01", "2026-11-23") ==
          "2025-01-01..2025-12-31 / 2024-01-01..2024-12-31");
}

TEST_CASE("a unit that is running stands beside as many days")
{
    CHECK(unit(Unit::quarter, "2026-11-23", "2026-11-23") ==
          "2026-10-01..2026-11-23 / 2026-07-01..2026-08-23 running cut");
    CHECK(unit(Unit::month, "2026-11-01", "2026-11-01") ==
          "2026-11-01..2026-11-01 / 2026-10-01..2026-10-01 running cut");
    CHECK(unit(Unit::year, "2026-11-23", "2026-11-23") ==
          "2026-01-01..2026-11-23 / 2025-01-01..2025-11-23 running cut");
    // the 60th day of a common year is 1 March, that of a leap year 29 February
    CHECK(unit(Unit::year, "2025-03-01", "2025-03-01") ==
          "2025-01-01..2025-03-01 / 2024-01-01..2024-02-29 running cut");
}

TEST_CASE("the unit before may be shorter, and is never exceeded")
{
    CHECK(unit(Unit::month, "2026-03-30", "2026-03-30") ==
          "2026-03-01..2026-03-30 / 2026-02-01..2026-02-28 running");
    CHECK(unit(Unit::month, "2026-03-28", "2026-03-28") ==
          "2026-03-01..2026-03-28 / 2026-02-01..2026-02-28 running");
    CHECK(unit(Unit::month, "2026-03-27", "2026-03-27") ==
          "2026-03-01..2026-03-27 / 2026-02-01..2026-02-27 running cut");
}

TEST_CASE("on its last day a unit has nothing before it")
{
    CHECK(unit(Unit::month, "2026-02-28", "2026-02-28") ==
          "2026-02-01..2026-02-28 / 2026-01-01..2026-01-28 cut");
    CHECK(unit(Unit::month, "2026-03-31", "2026-03-31") ==
          "2026-03-01..2026-03-31 / 2026-02-01..2026-02-28");
}

TEST_CASE("two dates stand beside as many days directly before")
{
    CHECK(told(crm::compare_dates(day("2026-01-01"), day("2026-01-31"), day("2026-11-23"))) ==
          "2026-01-01..2026-01-31 / 2025-12-01..2025-12-31");
    CHECK(told(crm::compare_dates(day("2026-11-23"), day("2026-11-23"), day("2026-11-23"))) ==
          "2026-11-23..2026-11-23 / 2026-11-22..2026-11-22");
    CHECK(told(crm::compare_dates(day("2026-11-20"), day("2026-12-31"), day("2026-11-23"))) ==
          "2026-11-20..2026-11-23 / 2026-11-16..2026-11-19 running");
}

TEST_CASE("words for months")
{
    CHECK(word(Unit::month, "this") == "2026-11-01");
    CHECK(word(Unit::month, "LAST") == "2026-10-01");
    CHECK(word(Unit::month, "last", "2026-01-31") == "2025-12-01");
    CHECK(word(Unit::month, "2026-10") == "2026-10-01");
    CHECK(word(Unit::month, "2031-02") == "2031-02-01");
    CHECK(word(Unit::month, "oct") == "2026-10-01");
    CHECK(word(Unit::month, "Nov") == "2026-11-01");
    CHECK(word(Unit::month, "november", "2026-11-01") == "2026-11-01");
    CHECK(word(Unit::month, "dec") == "2025-12-01");
    for (const char* none : {"", "2026-13", "2026-00", "2026-1", "2026", "oc", "q3", "0000-01"}) {
        CAPTURE(none);
        CHECK(word(Unit::month, none) == "none");
    }
}

TEST_CASE("words for quarters")
{
    CHECK(word(Unit::quarter, "this") == "2026-10-01");
    CHECK(word(Unit::quarter, "last") == "2026-07-01");
    CHECK(word(Unit::quarter, "last", "2026-02-28") == "2025-10-01");
    CHECK(word(Unit::quarter, "2026-Q3") == "2026-07-01");
    CHECK(word(Unit::quarter, "2026-q1") == "2026-01-01");
    CHECK(word(Unit::quarter, "q4") == "2026-10-01");
    CHECK(word(Unit::quarter, "Q4", "2026-09-30") == "2025-10-01");
    for (const char* none : {"", "q0", "q5", "2026-Q5", "2026q3", "2026-3", "2026", "q", "q33"}) {
        CAPTURE(none);
        CHECK(word(Unit::quarter, none) == "none");
    }
}

TEST_CASE("words for years")
{
    CHECK(word(Unit::year, "this") == "2026-01-01");
    CHECK(word(Unit::year, "last") == "2025-01-01");
    CHECK(word(Unit::year, "2024") == "2024-01-01");
    for (const char* none : {"", "24", "20255", "0000", "next", "2025-01"}) {
        CAPTURE(none);
        CHECK(word(Unit::year, none) == "none");
    }
}

TEST_CASE("what is meant as a unit, right or wrong, is no word of a filter")
{
    CHECK(crm::looks_like_unit(Unit::month, "2026-13"));
    CHECK(crm::looks_like_unit(Unit::month, "oct"));
    CHECK(crm::looks_like_unit(Unit::quarter, "q5"));
    CHECK(crm::looks_like_unit(Unit::quarter, "2026"));
    CHECK(crm::looks_like_unit(Unit::year, "last"));
    CHECK_FALSE(crm::looks_like_unit(Unit::month, "tier:A"));
    CHECK_FALSE(crm::looks_like_unit(Unit::month, "grant"));
    CHECK_FALSE(crm::looks_like_unit(Unit::quarter, "quentin"));
    CHECK_FALSE(crm::looks_like_unit(Unit::quarter, "oct"));
    CHECK_FALSE(crm::looks_like_unit(Unit::year, ""));
}

TEST_CASE("names and dates of spans")
{
    const crm::Span quarter{day("2026-07-01"), day("2026-09-30")};
    CHECK(crm::span_name(quarter, Unit::quarter) == "third quarter 2026");
    CHECK(crm::span_name(quarter, std::nullopt) == "92 days");
    CHECK(crm::span_dates(quarter) == "1 July to 30 September 2026");
    const crm::Span winter{day("2025-12-20"), day("2026-01-03")};
    CHECK(crm::span_dates(winter) == "20 December 2025 to 3 January 2026");
    const crm::Span days{day("2026-11-01"), day("2026-11-23")};
    CHECK(crm::span_dates(days) == "1 to 23 November 2026");
    CHECK(crm::span_dates(days, false) == "1 to 23 November");
    const crm::Span years{day("2025-11-01"), day("2026-11-23")};
    CHECK(crm::span_dates(years, false) == "1 November 2025 to 23 November 2026");
    const crm::Span one{day("2026-05-05"), day("2026-05-05")};
    CHECK(crm::span_dates(one) == "5 May 2026");
    CHECK(crm::span_dates(quarter, false) == "1 July to 30 September");
    CHECK(crm::span_dates(winter, false) == "20 December 2025 to 3 January 2026");
    CHECK(crm::span_dates(one, false) == "5 May");
    CHECK(crm::span_name(one, std::nullopt) == "1 day");
    CHECK(crm::span_name(one, Unit::month) == "May 2026");
    CHECK(crm::span_name(one, Unit::year) == "2026");
}
