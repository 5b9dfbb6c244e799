#include "core/cadence/due_date.hpp"

#include "build.hpp"
#include "row.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using build::day;

namespace {

/// A run so short that it says nothing.
const crm::Run at_once{day("2026-01-01"), 0};

/// A promise whose due date alone is asked for, long after the last interaction.
struct Promised {
    std::string sentence;
    std::string cadence;
    std::string since;
    std::string journal;
    std::string due;
};

void check_all(const std::vector<Promised>& table)
{
    for (const Promised& promised : table) {
        rows::check({.sentence = promised.sentence,
                     .cadence = promised.cadence,
                     .since = promised.since,
                     .journal = promised.journal,
                     .today = "2199-12-31",
                     .due = promised.due});
    }
}

} // namespace

TEST_CASE("periods")
{
    check_all({
        {"N days", "every 45 days", "2026-01-01", "", "2026-02-15"},
        {"45d", "every 45d", "2026-01-01", "", "2026-02-15"},
        {"1 day", "every 1 day", "2026-01-01", "", "2026-01-02"},
        {"every day is every 1 day", "every day", "2026-01-01", "", "2026-01-02"},
        {"N weeks", "every 6 weeks", "2026-01-01", "", "2026-02-12"},
        {"6w", "every 6w", "2026-01-01", "", "2026-02-12"},
        {"every week is every 1 week", "every week", "2026-01-01", "", "2026-01-08"},
        {"N months keep the day", "every 3 months", "2026-01-15", "", "2026-04-15"},
        {"3m", "every 3m", "2026-01-15", "", "2026-04-15"},
        {"every month is every 1 month", "every month", "2026-01-15", "", "2026-02-15"},
        {"31 Jan + 1 month = 28 Feb", "every 1 month", "2026-01-31", "", "2026-02-28"},
        {"31 Jan + 1 month = 29 Feb", "every 1 month", "2028-01-31", "", "2028-02-29"},
        {"30 Jan + 1 month = 28 Feb", "every 1 month", "2026-01-30", "", "2026-02-28"},
        {"28 Jan + 1 month keeps the day", "every 1 month", "2026-01-28", "", "2026-02-28"},
        {"31 Jan + 2 months = 31 Mar", "every 2 months", "2026-01-31", "", "2026-03-31"},
        {"31 Mar + 1 month = 30 Apr", "every month", "2026-03-31", "", "2026-04-30"},
        {"the end of a month need not stay it", "every month", "2026-02-28", "", "2026-03-28"},
        {"30 Nov + 1 month = 30 Dec", "every month", "2026-11-30", "", "2026-12-30"},
        {"31 Dec + 2 months = 28 Feb", "every 2 months", "2026-12-31", "", "2027-02-28"},
        {"31 Aug + 6 months = 29 Feb", "every 6m", "2027-08-31", "", "2028-02-29"},
        {"30 Nov + 3 months = 28 Feb", "every 3 months", "2026-11-30", "", "2027-02-28"},
        {"N years keep the day", "every 2 years", "2026-03-01", "", "2028-03-01"},
        {"1y", "every 1y", "2026-03-01", "", "2027-03-01"},
        {"29 Feb + 1 year = 28 Feb", "every year", "2028-02-29", "", "2029-02-28"},
        {"29 Feb + 12 months = 28 Feb", "every 12 months", "2028-02-29", "", "2029-02-28"},
        {"29 Feb + 4 years = 29 Feb", "every 4 years", "2028-02-29", "", "2032-02-29"},
        {"1900 and 2100 are common years", "every 4 years", "2096-02-29", "", "2100-02-28"},
        {"2000 is a leap year", "every 4 years", "1996-02-29", "", "2000-02-29"},
        {"the last interaction + P", "every month", "2025-01-01", "2026-01-31 call", "2026-02-28"},
    });
}

TEST_CASE("rolling")
{
    check_all({
        {"while fewer than N, add S", "every 45 days", "2026-01-01", "", "2026-02-15"},
        {"S - share", "2 in 12 months", "2026-01-01", "", "2026-07-05"},
        {"S - 2 shares", "3 in 90 days", "2026-01-01", "", "2026-01-31"},
        {"S stands in for one that is missing", "2 in 12 months", "2026-01-01", "2026-03-01 call",
         "2027-01-01"},
        {"S and S - share for two", "3 in 90 days", "2026-01-01", "2026-01-25 call", "2026-03-02"},
        {"sort newest first: the N-th", "3 in 90 days", "2026-01-01",
         "2026-03-03 call, 2026-01-25 call, 2026-02-10 call, 2026-02-20 call", "2026-05-11"},
        {"due = (N-th) + P", "2 in 12 months", "2026-01-01", "2026-03-01 call, 2026-08-31 call",
         "2027-03-01"},
        {"P is added with the calendar", "2 in 1 month", "2025-01-01",
         "2026-01-31 call, 2026-02-01 call", "2026-02-28"},
        {"never sooner than the newest + half a share", "2 in 12 months", "2015-01-01",
         "2026-03-01 call", "2026-05-30"},
        {"older ones do not bring it forward", "2 in 12 months", "2015-01-01",
         "2015-03-01 call, 2026-03-01 call", "2026-05-30"},
        {"half a share of 30 is 15", "3 in 90 days", "2015-01-01", "2026-03-01 call", "2026-03-16"},
        {"half a share of 45 is 23, rounded up", "2 in 90 days", "2015-01-01", "2026-03-01 call",
         "2026-03-24"},
        {"half a share of 5 is 3, rounded up", "2 in 10 days", "2015-01-01", "2026-03-01 call",
         "2026-03-04"},
        {"half a share of 1 is 1", "10 in 5 days", "2015-01-01", "2026-03-01 call", "2026-03-02"},
        {"no due date lies before S + grace", "10 in 5 days", "2026-01-10", "", "2026-01-11"},
        {"half a share of what counts, not of a dinner with others", "10 in 5 days", "2026-01-10",
         "2026-01-12 call with bob", "2026-01-11"},
        {"where (N-th) + P is later it holds", "2 in 90 days", "2015-01-01",
         "2026-03-01 call, 2026-02-01 call", "2026-05-02"},
    });
    rows::check({.sentence = "with a call on 1 January due is 15 February: that day it is kept",
                 .since = "2025-01-01",
                 .journal = "2026-01-01 call",
                 .today = "2026-02-15",
                 .due = "2026-02-15",
                 .state = "due",
                 .days_overdue = "0"});
    rows::check({.sentence = "on the 16th one day overdue",
                 .since = "2025-01-01",
                 .journal = "2026-01-01 call",
                 .today = "2026-02-16",
                 .due = "2026-02-15",
                 .state = "overdue",
                 .days_overdue = "1"});
    rows::check({.sentence = "the day after a dinner that ended years of silence",
                 .requirement = "major",
                 .cadence = "2 in 12 months",
                 .since = "2015-01-01",
                 .journal = "2016-01-01 dinner, 2026-03-01 dinner",
                 .today = "2026-03-02",
                 .state = "ok",
                 .days_overdue = "-89"});
}

TEST_CASE("calendar: slices of a unit")
{
    check_all({
        {"a week ends on Sunday", "1 per week", "2025-01-01", "2026-11-23 call", "2026-12-06"},
        {"a week begins on Monday", "1 per week", "2025-01-01", "2026-11-22 call", "2026-11-29"},
        {"a week across New Year", "2 per week", "2025-01-01", "2026-12-30 call, 2027-01-02 call",
         "2027-01-07"},
        {"7 days in 2: the first ends on Thursday", "2 per week", "2025-01-01",
         "2026-11-16 call, 2026-11-17 call", "2026-11-26"},
        {"7 days in 2: the second on Sunday", "2 per week", "2025-01-01", "2026-11-23 call",
         "2026-11-29"},
        {"7 days in 3: the second ends on Friday", "3 per week", "2025-01-01", "2026-11-23 call",
         "2026-11-27"},
        {"7 days in 3: the first ends on Wednesday", "3 per week", "2025-01-01",
         "2026-11-23 call, 2026-11-24 call, 2026-11-25 call", "2026-12-02"},
        {"a month of 28 days", "1 per month", "2025-01-01", "2026-01-10 call", "2026-02-28"},
        {"a month of 29 days", "1 per month", "2025-01-01", "2028-01-10 call", "2028-02-29"},
        {"a month of 30 days", "1 per month", "2025-01-01", "2026-03-31 call", "2026-04-30"},
        {"a month of 31 days", "1 per month", "2025-01-01", "2026-04-01 call", "2026-05-31"},
        {"28 days in 2", "2 per month", "2025-01-01", "2026-01-05 call, 2026-01-06 call",
         "2026-02-14"},
        {"29 days in 2", "2 per month", "2025-01-01", "2028-01-05 call, 2028-01-06 call",
         "2028-02-15"},
        {"30 days in 2", "2 per month", "2025-01-01", "2026-03-05 call, 2026-03-06 call",
         "2026-04-15"},
        {"31 days in 2", "2 per month", "2025-01-01", "2026-04-05 call, 2026-04-06 call",
         "2026-05-16"},
        {"December is followed by January", "1 per month", "2025-01-01", "2026-12-05 call",
         "2027-01-31"},
        {"quarter 1 ends in March", "1 per quarter", "2025-01-01", "2025-10-01 call", "2026-03-31"},
        {"quarter 2 begins in April", "1 per quarter", "2025-01-01", "2026-03-31 call",
         "2026-06-30"},
        {"quarter 2 ends in June", "1 per quarter", "2025-01-01", "2026-04-01 call", "2026-09-30"},
        {"quarter 3 begins in July", "1 per quarter", "2025-01-01", "2026-06-30 call",
         "2026-09-30"},
        {"quarter 3 ends in September", "1 per quarter", "2025-01-01", "2026-07-01 call",
         "2026-12-31"},
        {"90 days in 2", "2 per quarter", "2025-01-01", "2026-11-02 call, 2026-11-03 call",
         "2027-02-14"},
        {"91 days in 2", "2 per quarter", "2025-01-01", "2026-02-02 call, 2026-02-03 call",
         "2026-05-16"},
        {"91 days of a leap year in 2", "2 per quarter", "2025-01-01",
         "2027-11-02 call, 2027-11-03 call", "2028-02-15"},
        {"92 days in 2", "2 per quarter", "2025-01-01", "2026-05-02 call, 2026-05-03 call",
         "2026-08-15"},
        {"365 days in 2", "2 per year", "2020-01-01", "2026-02-01 call, 2026-03-01 call",
         "2027-07-02"},
        {"366 days in 2", "2 per year", "2020-01-01", "2027-02-01 call, 2027-03-01 call",
         "2028-07-01"},
        {"365 days in 3", "3 per year", "2020-01-01", "2026-01-10 call", "2026-09-01"},
        {"366 days in 3", "3 per year", "2020-01-01", "2028-01-10 call", "2028-08-31"},
        {"a whole leap year", "1 per year", "2020-01-01", "2027-05-01 call", "2028-12-31"},
        {"more slices than days end on one day", "10 per week", "2025-01-01",
         "2026-11-23 call, 2026-11-23 call, 2026-11-23 call", "2026-11-25"},
        {"more slices than days: the (k+1)-th", "10 per week", "2025-01-01", "2026-11-23 call",
         "2026-11-24"},
        {"more slices than days of a year", "1000 per year", "2020-01-01", "2026-12-31 call",
         "2027-01-01"},
    });
}

TEST_CASE("calendar: which slice")
{
    check_all({
        {"nothing counts yet: S + share", "2 per year", "2026-03-10", "", "2026-09-08"},
        {"nothing counts yet: a month is 30 days", "1 per month", "2026-01-31", "", "2026-03-02"},
        {"nothing counts yet: a quarter is 91 days", "1 per quarter", "2026-01-01", "",
         "2026-04-02"},
        {"nothing counts yet: no unit matters", "1 per week", "2026-11-27", "", "2026-12-04"},
        {"k = 1: from the second of U on", "2 per year", "2020-01-01", "2026-02-01 call",
         "2026-12-31"},
        {"k = 2: from the third of U on", "4 per year", "2020-01-01",
         "2026-01-05 call, 2026-01-06 call", "2026-10-01"},
        {"k is the number that count in U", "2 per year", "2020-01-01",
         "2025-12-30 call, 2025-12-31 call, 2026-01-01 call", "2026-12-31"},
        {"k counts what counts", "2 per year", "2020-01-01",
         "2026-01-05 call attempt, 2026-01-06 meeting, 2026-02-01 call", "2026-12-31"},
        {"k counts from S on", "2 per year", "2026-01-20", "2026-01-05 call, 2026-02-01 call",
         "2026-12-31"},
        {"k = N: from the first of the next unit", "2 per year", "2020-01-01",
         "2026-02-01 call, 2026-03-01 call", "2027-07-02"},
        {"k > N: from the first of the next unit", "2 per year", "2020-01-01",
         "2026-02-01 call, 2026-03-01 call, 2026-04-01 call", "2027-07-02"},
        {"half a share after d", "4 per year", "2020-01-01", "2026-08-01 call", "2026-10-01"},
        {"half a share after d to the day", "4 per year", "2020-01-01", "2026-08-16 call",
         "2026-10-01"},
        {"half a share after d less a day", "4 per year", "2020-01-01", "2026-08-17 call",
         "2026-12-31"},
        {"half of 45 is 23, rounded up: 23 days", "2 per quarter", "2020-01-01", "2026-03-08 call",
         "2026-03-31"},
        {"half of 45 is 23, rounded up: 22 days", "2 per quarter", "2020-01-01", "2026-03-09 call",
         "2026-05-16"},
        {"half of 182 is 91: 91 days", "2 per year", "2020-01-01", "2026-10-01 call", "2026-12-31"},
        {"half of 182 is 91: 90 days", "2 per year", "2020-01-01", "2026-10-02 call", "2027-07-02"},
        {"half of 1 is 1: no slice that ends on d", "10 per week", "2025-01-01", "2026-11-24 call",
         "2026-11-25"},
        {"not before S + share", "2 per year", "2026-08-01", "2026-08-02 call", "2027-07-02"},
        {"S + share to the day", "2 per year", "2026-07-02", "2026-07-02 call", "2026-12-31"},
        {"S + share less a day", "2 per year", "2026-07-03", "2026-07-03 call", "2027-07-02"},
        {"into the units that follow, past the next", "1 per month", "2026-01-31",
         "2026-01-31 call", "2026-03-31"},
        {"a dinner in late December is followed by none on the 31st", "2 per year", "2020-01-01",
         "2026-12-28 dinner", "2027-07-02"},
        {"what was missed is not owed twice", "2 per year", "2020-01-01",
         "2023-02-01 call, 2026-02-01 call", "2026-12-31"},
        {"what was missed is missed", "2 per year", "2020-01-01",
         "2023-02-01 call, 2026-11-01 call", "2027-07-02"},
    });
    rows::check({.sentence = "a promise left unkept stays overdue across New Year",
                 .cadence = "2 per year",
                 .since = "2020-01-01",
                 .journal = "2025-03-01 call",
                 .today = "2026-03-01",
                 .due = "2025-12-31",
                 .state = "overdue",
                 .days_overdue = "60"});
    rows::check({.sentence = "until it is met",
                 .cadence = "2 per year",
                 .since = "2020-01-01",
                 .journal = "2025-03-01 call, 2026-03-01 call",
                 .today = "2026-03-01",
                 .due = "2026-12-31",
                 .state = "ok"});
    rows::check({.sentence = "k counts up to T",
                 .cadence = "2 per year",
                 .since = "2020-01-01",
                 .journal = "2026-02-01 call, 2026-03-01 call",
                 .today = "2026-02-28",
                 .due = "2026-12-31"});
}

TEST_CASE("due_date() takes the start and the dates that count")
{
    const std::vector<crm::Date> twice{day("2026-03-01"), day("2026-08-31")};
    CHECK(crm::iso(crm::due_date(build::cadence("2 in 12 months"), day("2026-01-01"), at_once,
                                 twice)) == "2027-03-01");
    CHECK(crm::iso(crm::due_date(build::cadence("2 per year"), day("2026-01-01"), at_once,
                                 twice)) == "2027-07-02");
    CHECK(crm::iso(crm::due_date(build::cadence("2 per year"), day("2026-01-01"), at_once, {})) ==
          "2026-07-02");
}

TEST_CASE("how a due date was found is told with the date itself")
{
    struct Told {
        std::string cadence;
        std::vector<crm::Date> counting;
    };
    const std::vector<Told> table{
        {"every 45 days", {}},
        {"every 45 days", {day("2026-02-01")}},
        {"3 in 90 days", {}},
        {"3 in 90 days", {day("2026-02-01")}},
        {"2 in 12 months", {day("2026-02-01"), day("2026-02-02")}},
        {"2 per year", {}},
        {"2 per year", {day("2026-02-01")}},
        {"2 per year", {day("2026-12-30")}},
    };
    for (const Told& told : table) {
        std::string arithmetic;
        const auto due = crm::due_date(build::cadence(told.cadence), day("2026-01-01"), at_once,
                                       told.counting, &arithmetic);
        CAPTURE(told.cadence);
        CAPTURE(arithmetic);
        CHECK(arithmetic.find(crm::iso(due)) != std::string::npos);
        CHECK(arithmetic.find('\n') == std::string::npos);
        CHECK(due == crm::due_date(build::cadence(told.cadence), day("2026-01-01"), at_once,
                                   told.counting));
    }
}
