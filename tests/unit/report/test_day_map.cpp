// The map of weeks and weekdays.

#include "../cadence/build.hpp"
#include "../cadence/dice.hpp"
#include "core/report/day_map.hpp"

#include <doctest/doctest.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace {

using build::day;

std::vector<const crm::Contact*> everybody(const crm::Ledger& ledger)
{
    std::vector<const crm::Contact*> out;
    for (const crm::Contact& contact : ledger.contacts) {
        out.push_back(&contact);
    }
    return out;
}

crm::DayMap map_of(const crm::Ledger& ledger, std::string_view end)
{
    return crm::day_map(ledger, crm::Chosen(ledger, everybody(ledger)), day(end));
}

/// `2026-11-16: 1 0 0 0 2 0 0`.
std::vector<std::string> told(const crm::DayMap& map)
{
    std::vector<std::string> out;
    crm::Date monday = map.first;
    for (const crm::DayMap::Week& week : map.weeks) {
        out.push_back(fmt::format("{}: {} {} {} {} {} {} {}", crm::iso(monday), week[0], week[1],
                                  week[2], week[3], week[4], week[5], week[6]));
        monday = crm::add_days(monday, 7);
    }
    return out;
}

using Lines = std::vector<std::string>;
using Steps = std::array<std::size_t, 3>;

Steps steps_of(const std::vector<std::size_t>& counts)
{
    crm::DayMap map;
    map.weeks.resize(counts.size() / 7 + 1);
    for (std::size_t i = 0; i < counts.size(); ++i) {
        map.weeks.at(i / 7).at(i % 7) = counts[i];
    }
    return map.steps();
}

} // namespace

TEST_CASE("weeks begin on Monday, with the first in which something happened")
{
    build::Book book;
    book.contact("ada");
    book.contact("bob");
    book.happened("ada", "2026-11-08 call, 2026-11-09 call, 2026-11-20 lunch with ada bob, "
                         "2026-11-20 meeting, 2026-11-21 email-open, 2026-11-21 call attempt, "
                         "2026-11-22 card, 2026-11-23 card, 2026-11-24 card");
    const auto ledger = book.ledger();
    const auto map = map_of(ledger, "2026-11-23");
    CHECK(crm::iso(map.last) == "2026-11-23");
    CHECK(told(map) == Lines{"2026-11-02: 0 0 0 0 0 0 1", "2026-11-09: 1 0 0 0 0 0 0",
                             "2026-11-16: 0 0 0 0 2 0 1", "2026-11-23: 1 0 0 0 0 0 0"});
    CHECK(told(map_of(ledger, "2026-11-08")) == Lines{"2026-11-02: 0 0 0 0 0 0 1"});
    CHECK(told(map_of(ledger, "2026-11-07")).empty());
    const crm::Chosen bob(ledger, {&ledger.contacts[1]});
    CHECK(told(crm::day_map(ledger, bob, day("2026-11-23"))) ==
          Lines{"2026-11-16: 0 0 0 0 1 0 0", "2026-11-23: 0 0 0 0 0 0 0"});
}

TEST_CASE("a year of weeks at most")
{
    build::Book book;
    book.contact("ada");
    book.happened("ada", "2025-11-23 call, 2025-11-24 call, 2026-11-23 call");
    const auto map = map_of(book.ledger(), "2026-11-23");
    CHECK(map.weeks.size() == crm::DayMap::most_weeks);
    CHECK(crm::iso(map.first) == "2025-11-24");
    CHECK(map.weeks.front()[0] == 1);
    CHECK(map.weeks.back()[0] == 1);
}

TEST_CASE("the map against each day counted by itself")
{
    dice::Dice dice(20261126);
    const std::vector<std::string> touches{"call", "dinner", "meeting", "email-open",
                                           "call attempt"};
    build::Book book;
    book.contact("ada");
    std::vector<std::pair<crm::Date, bool>> happened;
    for (int i = 0; i < 900; ++i) {
        const crm::Date date = crm::add_days(day("2025-01-01"), dice.number(0, 800));
        const std::string& touch = dice.pick(touches);
        book.happened("ada", crm::iso(date) + " " + touch);
        happened.emplace_back(date, touch.find("-open") == std::string::npos &&
                                        touch.find("attempt") == std::string::npos);
    }
    const auto ledger = book.ledger();
    for (int back = 0; back < 14; ++back) {
        const crm::Date end = crm::add_days(day("2026-12-31"), -back);
        const auto map = map_of(ledger, crm::iso(end));
        REQUIRE(map.weeks.size() == crm::DayMap::most_weeks);
        CHECK(crm::weekday(map.first) == 0);
        CHECK(crm::days_between(map.first, end) / 7 == 52);
        for (int i = 0; i < 53 * 7; ++i) {
            const crm::Date date = crm::add_days(map.first, i);
            const auto expected =
                std::count(happened.begin(), happened.end(), std::pair(date, true));
            const auto at = static_cast<std::size_t>(i);
            CHECK(map.weeks[at / 7][at % 7] ==
                  (date > end ? 0 : static_cast<std::size_t>(expected)));
        }
    }
}

TEST_CASE("the steps are quarters of what nine in ten days do not exceed")
{
    CHECK(steps_of({}) == Steps{1, 2, 3});
    CHECK(steps_of({0, 0, 1}) == Steps{1, 2, 3});
    CHECK(steps_of({1, 2, 3, 4}) == Steps{1, 2, 3});
    CHECK(steps_of({1, 8}) == Steps{2, 4, 6});
    CHECK(steps_of({1, 10}) == Steps{3, 5, 8});
    // A day with two hundred cards leaves the others as they are.
    CHECK(steps_of({1, 2, 3, 4, 5, 6, 7, 8, 8, 200}) == Steps{2, 4, 6});
    CHECK(steps_of({1, 2, 3, 4, 5, 6, 7, 8, 200}) == Steps{50, 100, 150}); // the ninth of nine
}
