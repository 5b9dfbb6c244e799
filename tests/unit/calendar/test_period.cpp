#include "core/calendar/period.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using crm::Period;
using crm::Unit;

TEST_CASE("lengths of time")
{
    struct Form {
        std::string text;
        Period period;
        std::string str;
        int nominal_days;
    };
    const std::vector<Form> table{
        {"45 days", {45, Unit::day}, "45 days", 45},
        {"1 day", {1, Unit::day}, "1 day", 1},
        {"day", {1, Unit::day}, "1 day", 1},
        {"45d", {45, Unit::day}, "45 days", 45},
        {"6 weeks", {6, Unit::week}, "6 weeks", 42},
        {"1 week", {1, Unit::week}, "1 week", 7},
        {"week", {1, Unit::week}, "1 week", 7},
        {"6w", {6, Unit::week}, "6 weeks", 42},
        {"3 months", {3, Unit::month}, "3 months", 90},
        {"1 month", {1, Unit::month}, "1 month", 30},
        {"month", {1, Unit::month}, "1 month", 30},
        {"3m", {3, Unit::month}, "3 months", 90},
        {"2 years", {2, Unit::year}, "2 years", 730},
        {"year", {1, Unit::year}, "1 year", 365},
        {"1y", {1, Unit::year}, "1 year", 365},
        {"45 Days", {45, Unit::day}, "45 days", 45},
        {"45D", {45, Unit::day}, "45 days", 45},
        {" 45 days ", {45, Unit::day}, "45 days", 45},
        {"100 years", {100, Unit::year}, "100 years", 36500},
        {"36500 days", {36500, Unit::day}, "36500 days", 36500},
    };
    for (const Form& form : table) {
        CAPTURE(form.text);
        const auto period = Period::parse(form.text);
        REQUIRE(period);
        CHECK(*period == form.period);
        CHECK(period->str() == form.str);
        CHECK(period->nominal_days() == form.nominal_days);
    }
}

TEST_CASE("what is no length of time is refused")
{
    for (const std::string text : {"",
                                   " ",
                                   "45",
                                   "0 days",
                                   "0d",
                                   "-1 days",
                                   "-1d",
                                   "+1d",
                                   "1.5 days",
                                   "d",
                                   "m",
                                   "quarter",
                                   "1 quarter",
                                   "2 quarters",
                                   "1q",
                                   "45 dayz",
                                   "45 mon",
                                   "45 days ago",
                                   "4 5 days",
                                   "45 days 2 weeks",
                                   "days 45",
                                   "101 years",
                                   "36501 days",
                                   "1217 months",
                                   "99999 years",
                                   "99999999999 days"}) {
        CAPTURE(text);
        CHECK_FALSE(Period::parse(text));
    }
}

TEST_CASE("units by their names")
{
    CHECK(crm::parse_unit("quarter") == Unit::quarter);
    CHECK(crm::parse_unit("quarters") == Unit::quarter);
    CHECK(crm::parse_unit("Weeks") == Unit::week);
    CHECK_FALSE(crm::parse_unit("q"));
    CHECK_FALSE(crm::parse_unit(""));
    CHECK(crm::nominal_days(Unit::day) == 1);
    CHECK(crm::nominal_days(Unit::week) == 7);
    CHECK(crm::nominal_days(Unit::month) == 30);
    CHECK(crm::nominal_days(Unit::quarter) == 91);
    CHECK(crm::nominal_days(Unit::year) == 365);
}

TEST_CASE("weeks, months, quarters and years of the calendar")
{
    struct Within {
        std::string date;
        Unit unit;
        std::string first;
        int length;
    };
    const std::vector<Within> table{
        {"2026-11-22", Unit::week, "2026-11-16", 7},
        {"2026-11-23", Unit::week, "2026-11-23", 7},
        {"2027-01-01", Unit::week, "2026-12-28", 7},
        {"2028-02-29", Unit::week, "2028-02-28", 7},
        {"2026-02-01", Unit::month, "2026-02-01", 28},
        {"2028-02-29", Unit::month, "2028-02-01", 29},
        {"2100-02-28", Unit::month, "2100-02-01", 28},
        {"2026-04-30", Unit::month, "2026-04-01", 30},
        {"2026-12-31", Unit::month, "2026-12-01", 31},
        {"2026-01-01", Unit::quarter, "2026-01-01", 90},
        {"2026-03-31", Unit::quarter, "2026-01-01", 90},
        {"2028-02-29", Unit::quarter, "2028-01-01", 91},
        {"2026-04-01", Unit::quarter, "2026-04-01", 91},
        {"2026-06-30", Unit::quarter, "2026-04-01", 91},
        {"2026-07-01", Unit::quarter, "2026-07-01", 92},
        {"2026-09-30", Unit::quarter, "2026-07-01", 92},
        {"2026-10-01", Unit::quarter, "2026-10-01", 92},
        {"2026-12-31", Unit::quarter, "2026-10-01", 92},
        {"2026-01-01", Unit::year, "2026-01-01", 365},
        {"2028-12-31", Unit::year, "2028-01-01", 366},
        {"2100-07-01", Unit::year, "2100-01-01", 365},
        {"2000-07-01", Unit::year, "2000-01-01", 366},
    };
    for (const Within& row : table) {
        CAPTURE(row.date);
        CAPTURE(crm::unit_name(row.unit));
        const auto unit = crm::unit_of(crm::parse_iso(row.date).value(), row.unit);
        CHECK(crm::iso(unit.first) == row.first);
        CHECK(unit.length == row.length);
        const auto next = unit.next(row.unit);
        CHECK(crm::days_between(unit.first, next.first) == unit.length);
        CHECK(crm::unit_of(next.first, row.unit).first == next.first);
        CHECK(crm::unit_of(crm::add_days(next.first, -1), row.unit).first == unit.first);
    }
}
