#include "core/practice/goals.hpp"

#include "../cadence/build.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using build::Book;
using build::day;

namespace {

crm::Goal goal(const Book& book, const std::string& touch, std::string_view cadence,
               std::string_view from = "", int least = 1, int most = 0)
{
    crm::Goal out;
    out.name = out.touch = touch;
    out.cadence = build::cadence(cadence);
    out.from = crm::Filter::parse(from, book.settings, crm::Filter::Use::in_settings);
    out.least_with = least;
    out.most_with = most;
    return out;
}

crm::Progress only(const Book& book, const crm::Ledger& ledger, std::string_view today)
{
    REQUIRE(book.settings.goals.size() == 1);
    return crm::progress(ledger, day(today)).at(0);
}

std::string ids(const crm::Company& company)
{
    std::string out;
    for (const crm::Contact* contact : company.contacts) {
        out += (out.empty() ? "" : " ") + contact->id;
    }
    return out + (company.why.empty() ? "" : ": " + company.why);
}

} // namespace

TEST_CASE("what counts for a goal")
{
    struct Row {
        std::string sentence;
        std::string touch, from, journal;
        int done;
        int least = 1;
        int most = 0;
    };
    const std::vector<Row> table{
        {"in the month", "lunch", "", "2026-07-01 lunch, 2026-07-10 lunch", 2},
        {"not before it, not to come", "lunch", "", "2026-06-30 lunch, 2026-07-16 lunch", 0},
        {"not another touch", "lunch", "", "2026-07-01 dinner", 0},
        {"a class", "major", "", "2026-07-01 dinner, 2026-07-02 lunch, 2026-07-03 call", 2},
        {"no attempt", "lunch", "", "2026-07-01 lunch attempt", 0},
        {"no service", "lunch", "", "2026-07-01 lunch class service", 0},
        {"with those who are meant", "lunch", "tier:A",
         "2026-07-01 lunch, 2026-07-02 lunch with bob", 1},
        {"one lunch with two is one lunch", "lunch", "", "2026-07-01 lunch with ada bob", 1},
        {"alone where two are wanted", "lunch", "", "2026-07-01 lunch", 0, 2, 3},
        {"two of two or three", "lunch", "", "2026-07-01 lunch with ada bob", 1, 2, 3},
        {"four are too many", "lunch", "", "2026-07-01 lunch with ada bob cyd dee", 0, 2, 3},
        {"with one who is meant and one who is not", "lunch", "tier:A",
         "2026-07-01 lunch with ada bob", 1},
        {"two are wanted who are meant", "lunch", "tier:A", "2026-07-01 lunch with ada bob", 0, 2,
         3},
    };
    for (const Row& row : table) {
        CAPTURE(row.sentence);
        Book book;
        for (const char* id : {"bob", "cyd", "dee"}) {
            static_cast<void>(book.contact(id));
        }
        book.contact("ada").tier = "A";
        book.settings.goals = {goal(book, row.touch, "4 per month", row.from, row.least, row.most)};
        book.happened("ada", row.journal);
        const auto ledger = book.ledger();
        CHECK(only(book, ledger, "2026-07-15").done == row.done);
    }
}

TEST_CASE("span, what is left and the pace")
{
    Book book;
    static_cast<void>(book.contact("ada"));
    book.happened("ada", "2026-07-02 note");
    book.settings.goals = {goal(book, "note", "10 per month")};
    const auto ledger = book.ledger();
    const crm::Progress middle = only(book, ledger, "2026-07-16");
    CHECK(middle.span == crm::Span{day("2026-07-01"), day("2026-07-31")});
    CHECK(middle.needed == 10);
    CHECK(middle.missing() == 9);
    CHECK(middle.days_left == 16); // from the 16th to the 31st
    CHECK(middle.expected == 4);   // 15 of 31 days have passed
    CHECK(middle.behind() == 3);
    CHECK(only(book, ledger, "2026-07-01").expected == 0);
    CHECK(only(book, ledger, "2026-07-31").days_left == 1);
}

TEST_CASE("a goal of the days that end today")
{
    Book book;
    static_cast<void>(book.contact("ada"));
    book.happened("ada", "2026-07-02 note, 2026-07-08 note");
    book.settings.goals = {goal(book, "note", "2 in 7 days")};
    const auto ledger = book.ledger();
    CHECK(only(book, ledger, "2026-07-08").done == 2);
    CHECK(only(book, ledger, "2026-07-08").span == crm::Span{day("2026-07-02"), day("2026-07-08")});
    CHECK(only(book, ledger, "2026-07-09").done == 1);
    CHECK(only(book, ledger, "2026-07-09").missing() == 1);
}

TEST_CASE("the candidates: never first, then longest ago, then tier, then id")
{
    Book book;
    for (const char* id : {"ada", "bob", "cyd", "dee", "eve"}) {
        static_cast<void>(book.contact(id));
    }
    book.contact("dee").tier = "A";
    book.contact("eve").avoid = {"note"};
    book.contact("fay").status = crm::Status::paused;
    book.contact("gus").snooze = day("2026-08-01");
    book.happened("ada", "2026-05-01 note");
    book.happened("bob", "2026-04-01 note, 2026-08-01 note");
    book.settings.goals = {goal(book, "note", "10 per month")};
    const auto ledger = book.ledger();
    std::vector<std::string> out;
    for (const crm::Candidate& candidate : only(book, ledger, "2026-07-15").candidates) {
        out.push_back(candidate.contact->id);
    }
    CHECK(out == std::vector<std::string>{"dee", "cyd", "bob", "ada"});
}

TEST_CASE("a table of those who share something and have not met")
{
    Book book;
    book.contact("ada").interests = {"Sailing", "chess"};
    book.contact("bob").interests = {"sailing"};
    book.contact("cyd").interests = {"chess", "sailing"};
    book.contact("dee").kind = "coi";
    book.contact("eve").kind = "client";
    static_cast<void>(book.contact("fay"));
    book.settings.goals = {goal(book, "lunch", "2 per month", "", 2, 2)};
    const auto companies = [&] {
        const auto ledger = book.ledger();
        std::vector<std::string> out;
        for (const crm::Company& company : only(book, ledger, "2026-07-15").companies) {
            out.push_back(ids(company));
        }
        return out;
    };
    using Texts = std::vector<std::string>;
    CHECK(companies() == Texts{"ada cyd: both: Sailing and chess", "bob dee"});
    book.happened("ada", "2025-01-01 dinner with ada cyd");
    CHECK(companies() == Texts{"ada bob: both: Sailing", "cyd dee"});
    book.contact("cyd").snooze = day("2026-08-01");
    CHECK(companies() == Texts{"ada bob: both: Sailing", "dee eve: could help each other"});
    book.contact("dee").household = book.contact("eve").household = "lane";
    CHECK(companies() == Texts{"ada bob: both: Sailing", "dee fay"});
}

TEST_CASE("a third at the table only where he suits")
{
    Book book;
    book.contact("ada").interests = {"sailing"};
    book.contact("bob").interests = {"sailing"};
    book.contact("cyd").interests = {"sailing"};
    static_cast<void>(book.contact("dee"));
    book.settings.goals = {goal(book, "lunch", "1 per month", "", 2, 3)};
    auto ledger = book.ledger();
    CHECK(ids(only(book, ledger, "2026-07-15").companies.at(0)) == "ada bob cyd: all: sailing");
    book.contact("cyd").interests = {"chess"};
    ledger = book.ledger();
    CHECK(ids(only(book, ledger, "2026-07-15").companies.at(0)) == "ada bob: both: sailing");
}
