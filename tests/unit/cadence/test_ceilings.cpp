#include "core/cadence/ceilings.hpp"

#include "build.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using build::Book;
using build::day;

namespace {

void limit(Book& book, const std::string& id, const std::string& of, std::string_view how_many)
{
    book.contact(id).at_most.push_back({of, build::cadence(how_many), "here"});
}

/// "2, free from 2026-01-11" where one more of `touch` would be too much; else empty.
std::string one_more(const Book& book, const std::string& touch, std::string_view date,
                     int more = 1)
{
    const auto ledger = book.ledger();
    const crm::Touch& found = *book.settings.touches.find(touch);
    const auto much =
        crm::excess(ledger, *ledger.find("ada"), found, found.touch_class, day(date), more);
    return much ? fmt::format("{}, free from {}", much->count, crm::iso(much->free_from)) : "";
}

} // namespace

TEST_CASE("whether one more would be too much")
{
    struct Row {
        std::string sentence;
        std::string of, at_most, journal, touch, today;
        std::string much;
    };
    const std::vector<Row> table{
        {"nothing yet", "minor", "1 in 10 days", "", "call", "2026-01-05", ""},
        {"on the day of the last", "minor", "1 in 10 days", "2026-01-01 call", "call", "2026-01-01",
         "1, free from 2026-01-11"},
        {"within the ten days", "minor", "1 in 10 days", "2026-01-01 call", "email", "2026-01-10",
         "1, free from 2026-01-11"},
        {"ten days on", "minor", "1 in 10 days", "2026-01-01 call", "call", "2026-01-11", ""},
        {"a major is no minor", "minor", "1 in 10 days", "2026-01-01 dinner", "call", "2026-01-02",
         ""},
        {"nor is a minor a major", "major", "1 per month", "2026-01-01 call", "dinner",
         "2026-01-02", ""},
        {"another touch", "email", "1 in 10 days", "2026-01-01 call", "email", "2026-01-02", ""},
        {"the touch itself", "email", "1 in 10 days", "2026-01-01 email", "email", "2026-01-02",
         "1, free from 2026-01-11"},
        {"an attempt", "minor", "1 in 10 days", "2026-01-01 call attempt", "call", "2026-01-02",
         ""},
        {"what is to come", "minor", "1 in 10 days", "2026-01-09 call", "call", "2026-01-02", ""},
        {"two of two, the older leaves first", "minor", "2 in 10 days",
         "2026-01-01 call, 2026-01-04 call", "call", "2026-01-05", "2, free from 2026-01-11"},
        {"three of two, the second has to leave", "minor", "2 in 10 days",
         "2026-01-01 call, 2026-01-04 call, 2026-01-05 call", "call", "2026-01-05",
         "3, free from 2026-01-14"},
        {"per month", "email", "2 per month", "2026-01-01 email, 2026-01-31 email", "email",
         "2026-01-31", "2, free from 2026-02-01"},
        {"the month after", "email", "2 per month", "2026-01-01 email, 2026-01-31 email", "email",
         "2026-02-01", ""},
        {"every 10 days is one in ten", "minor", "every 10 days", "2026-01-01 call", "call",
         "2026-01-02", "1, free from 2026-01-11"},
        {"none is no ceiling", "minor", "none", "2026-01-01 call", "call", "2026-01-01", ""},
    };
    for (const Row& row : table) {
        CAPTURE(row.sentence);
        Book book;
        limit(book, "ada", row.of, row.at_most);
        book.happened("ada", row.journal);
        CHECK(one_more(book, row.touch, row.today) == row.much);
    }
}

TEST_CASE("what is recorded already is too much only beyond the ceiling")
{
    Book book;
    limit(book, "ada", "minor", "1 in 10 days");
    book.happened("ada", "2026-01-01 call");
    CHECK(one_more(book, "call", "2026-01-01", 0).empty());
    book.happened("ada", "2026-01-04 call");
    CHECK(one_more(book, "call", "2026-01-04", 0) == "2, free from 2026-01-14");
}

TEST_CASE("of several ceilings the one that holds longest")
{
    Book book;
    limit(book, "ada", "minor", "1 in 10 days");
    limit(book, "ada", "email", "1 per month");
    book.happened("ada", "2026-01-05 email");
    CHECK(one_more(book, "email", "2026-01-06") == "1, free from 2026-02-01");
    CHECK(one_more(book, "call", "2026-01-06") == "1, free from 2026-01-15");
}

TEST_CASE("a contact's own ceiling goes before the rules', the first rule before the next")
{
    Book book;
    book.rule("", {});
    book.settings.rules.back().at_most = {{"minor", build::cadence("1 in 5 days"), "rule 1"},
                                          {"email", build::cadence("1 per week"), "rule 1"}};
    book.rule("", {});
    book.settings.rules.back().at_most = {{"minor", build::cadence("1 in 9 days"), "rule 2"}};
    limit(book, "ada", "email", "none");
    const auto ledger = book.ledger();
    const auto ceilings =
        crm::ceilings_for(*ledger.find("ada"), book.settings, build::day("2026-01-01"));
    REQUIRE(ceilings.size() == 1);
    CHECK(ceilings[0].of == "minor");
    CHECK(ceilings[0].rule == "rule 1");
}

TEST_CASE("what a contact wants to be spared")
{
    Book book;
    book.contact("ada").avoid = {"call"};
    const auto ledger = book.ledger();
    CHECK(crm::avoids(*ledger.find("ada"), *book.settings.touches.find("call")));
    CHECK_FALSE(crm::avoids(*ledger.find("ada"), *book.settings.touches.find("email")));
}
