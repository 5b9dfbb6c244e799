#include "core/cadence/agenda.hpp"

#include "build.hpp"
#include "row.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using build::Book;
using build::day;
using rows::Row;

namespace {

void check_all(const std::vector<Row>& table)
{
    for (const Row& row : table) {
        rows::check(row);
    }
}

/// `minor every 30 days` of each promise, in order.
std::vector<std::string> promises(Book& book, const std::string& id)
{
    std::vector<std::string> out;
    for (const crm::Promise& promise :
         crm::promises_to(book.contact(id), book.settings, day("2026-01-01"))) {
        out.push_back(promise.requirement + " " + promise.cadence.text + " by " + promise.rule);
    }
    return out;
}

using Texts = std::vector<std::string>;

/// `ada minor overdue` of each item, in order.
Texts agenda(const Book& book, std::string_view today, std::string_view filter = "")
{
    Texts out;
    const crm::Ledger ledger = book.ledger();
    for (const crm::Item& item :
         crm::agenda(ledger, crm::Filter::parse(filter, book.settings), day(today))) {
        out.push_back(item.contact->id + " " + item.promise.requirement + " " +
                      std::string(crm::state_name(item.state)));
    }
    return out;
}

} // namespace

TEST_CASE("which cadence holds")
{
    Book book;
    book.rule("kind:client tier:A", {{"major", "2 per year"}, {"minor", "every 45 days"}});
    book.rule("kind:client", {{"minor", "every 90 days"}, {"lunch", "every 3 months"}});
    book.rule("kind:vendor", {{"minor", "none"}});
    book.rule("", {{"minor", "every 6 months"}, {"call", "1 per quarter"}});
    book.contact("best").kind = "client";
    book.contact("best").tier = "A";
    book.contact("client").kind = "client";
    book.contact("vendor").kind = "vendor";
    book.contact("other").kind = "other";

    SUBCASE("the first rule that matches and names the requirement")
    {
        CHECK(promises(book, "best") ==
              Texts{"major 2 per year by rule 1", "minor every 45 days by rule 1",
                    "call 1 per quarter by rule 4", "lunch every 3 months by rule 2"});
    }
    SUBCASE("a rule that does not match decides nothing")
    {
        CHECK(promises(book, "client") == Texts{"minor every 90 days by rule 2",
                                                "call 1 per quarter by rule 4",
                                                "lunch every 3 months by rule 2"});
    }
    SUBCASE("a rule without 'for' is for everyone")
    {
        CHECK(promises(book, "other") ==
              Texts{"minor every 6 months by rule 4", "call 1 per quarter by rule 4"});
    }
    SUBCASE("'none' decides too: no later rule is asked")
    {
        CHECK(promises(book, "vendor") == Texts{"call 1 per quarter by rule 4"});
    }
    SUBCASE("the contact's own cadence wins over every rule, for its requirement alone")
    {
        book.promise("best", "minor", "every 10 days");
        CHECK(promises(book, "best") ==
              Texts{"major 2 per year by rule 1", "minor every 10 days by best",
                    "call 1 per quarter by rule 4", "lunch every 3 months by rule 2"});
    }
    SUBCASE("the contact's own 'none' wins over every rule")
    {
        book.promise("best", "minor", "none");
        book.promise("best", "call", "none");
        CHECK(promises(book, "best") ==
              Texts{"major 2 per year by rule 1", "lunch every 3 months by rule 2"});
    }
    SUBCASE("the contact's own 'none' for everything")
    {
        book.contact("best").promises_nothing = true;
        CHECK(promises(book, "best").empty());
        CHECK(agenda(book, "2026-01-01", "best").empty());
    }
    SUBCASE("without any rule nothing is promised")
    {
        book.settings.rules.clear();
        CHECK(promises(book, "best").empty());
        CHECK(agenda(book, "2026-01-01").empty());
    }
}

TEST_CASE("the promise that holds is the one that is asked for")
{
    Book book;
    book.rule("", {{"minor", "every 90 days"}});
    book.contact("ada").since = day("2026-01-01");
    book.contact("bob").since = day("2026-01-01");
    book.promise("ada", "minor", "every 30 days");
    const auto ledger = book.ledger();
    const auto items = crm::agenda(ledger, {}, day("2026-02-01"));
    REQUIRE(items.size() == 2);
    CHECK(crm::iso(items[0].due.value()) == "2026-01-31");
    CHECK(items[0].promise.rule == "ada");
    CHECK(crm::iso(items[1].due.value()) == "2026-04-01");
    CHECK(items[1].promise.rule == "rule 1");
}

TEST_CASE("'none' and a status other than active: no item at all")
{
    std::vector<Row> table{
        {.sentence = "none: nothing is promised, no item",
         .cadence = "none",
         .since = "2026-01-01",
         .journal = "2026-01-01 call",
         .state = "none",
         .last = "null"},
        {.sentence = "status active", .since = "2026-01-01", .state = "overdue"},
    };
    for (const std::string status : {"paused", "do-not-contact", "archived", "deceased"}) {
        table.push_back({.sentence = std::string("no item for one who is ") + status,
                         .since = "2026-01-01",
                         .status = status,
                         .snooze = "2027-12-31",
                         .state = "none"});
    }
    check_all(table);
}

TEST_CASE("a contact merged into another has no item of its own, its history is the other's")
{
    Book book;
    book.contact("ada").since = day("2026-01-01");
    book.contact("countess").since = day("2020-01-01");
    book.contact("countess").merged_into = crm::Reference{"ada", {}};
    book.rule("", {{"minor", "every 45 days"}});
    book.happened("countess", "2026-01-20 call");
    const auto ledger = book.ledger();
    const auto items = crm::agenda(ledger, {}, day("2026-02-01"));
    REQUIRE(items.size() == 1);
    CHECK(items[0].contact->id == "ada");
    CHECK(crm::iso(items[0].due.value()) == "2026-03-06");
}

TEST_CASE("an interaction counts once, however often it names the contact or stands in a file")
{
    Book book;
    book.contact("ada").since = day("2026-01-01");
    book.promise("ada", "minor", "2 in 90 days");
    const auto due = [&] {
        const auto ledger = book.ledger();
        return crm::iso(
            crm::items_of(ledger, ledger.contacts[0], day("2026-03-01"))[0].due.value());
    };
    SUBCASE("named twice")
    {
        book.happened("ada", "2026-01-20 call with ada ada");
        CHECK(due() == "2026-04-01");
    }
    SUBCASE("a corrected line")
    {
        auto call = build::journal("2026-01-19 call", "ada", book.settings).front();
        call.id = "k4q7m2x9b1tza";
        book.add(call);
        call.date = day("2026-01-20");
        call.rev = 2;
        book.add(call);
        CHECK(due() == "2026-04-01");
    }
    SUBCASE("two calls, one of them void")
    {
        book.happened("ada", "2026-01-20 call");
        auto call = build::journal("2026-01-21 call", "ada", book.settings).front();
        call.id = "k4q7m2x9b1tza";
        book.add(call);
        CHECK(due() == "2026-04-20");
        call.rev = 2;
        call.is_void = true;
        book.add(call);
        CHECK(due() == "2026-04-01");
    }
}

TEST_CASE("most urgent first")
{
    Book book;
    const auto add = [&](const char* id, const char* tier, const char* since,
                         const char* requirement, const char* cadence) {
        book.contact(id).tier = tier;
        book.contact(id).since = day(since);
        book.promise(id, requirement, cadence);
    };
    SUBCASE("days overdue divided by share, not days overdue")
    {
        add("year", "A", "2025-01-01", "minor", "every 365 days"); // 59 / 365
        add("week", "C", "2026-02-16", "minor", "every 7 days");   // 6 / 7
        add("half", "A", "2025-08-31", "major", "2 per year");     // 0 / 182
        add("late", "A", "2025-12-01", "minor", "every 90 days");  // 0 / 90
        add("soon", "A", "2026-01-17", "minor", "every 45 days");  // -2 / 45
        add("ok", "A", "2025-09-01", "major", "2 per year");       // -1 / 182
        CHECK(agenda(book, "2026-03-01") == Texts{"week minor overdue", "year minor overdue",
                                                  "half major due", "late minor due",
                                                  "ok major soon", "soon minor soon"});
    }
    SUBCASE("shares that differ little")
    {
        add("thirds", "A", "2026-01-01", "minor", "3 in 90 days"); // 1 / 30
        add("days", "C", "2026-01-01", "minor", "every 29 days");  // 2 / 29
        add("month", "A", "2025-12-31", "minor", "every 31 days"); // 1 / 31
        CHECK(agenda(book, "2026-02-01", "days,thirds") ==
              Texts{"days minor overdue", "thirds minor overdue"});
        CHECK(agenda(book, "2026-02-01") ==
              Texts{"days minor overdue", "thirds minor overdue", "month minor overdue"});
    }
    SUBCASE("then the tier, best first")
    {
        book.settings.tiers = {"gold", "bronze", "silver"};
        add("a", "silver", "2026-01-01", "major", "every 45 days");
        add("b", "bronze", "2026-01-01", "minor", "every 45 days");
        add("c", "gold", "2026-01-01", "minor", "every 45 days");
        CHECK(agenda(book, "2026-02-20") ==
              Texts{"c minor overdue", "b minor overdue", "a major overdue"});
    }
    SUBCASE("then major before minor")
    {
        add("a", "A", "2026-01-01", "minor", "every 45 days");
        add("b", "A", "2026-01-01", "major", "every 45 days");
        CHECK(agenda(book, "2026-02-20") == Texts{"b major overdue", "a minor overdue"});
    }
    SUBCASE("then the id")
    {
        add("b", "A", "2026-01-01", "minor", "every 45 days");
        add("a-2", "A", "2026-01-01", "minor", "every 45 days");
        add("a-10", "A", "2026-01-01", "minor", "every 45 days");
        CHECK(agenda(book, "2026-02-20") ==
              Texts{"a-10 minor overdue", "a-2 minor overdue", "b minor overdue"});
    }
    SUBCASE("what has no due date comes last")
    {
        book.promise("aaa", "minor", "every 45 days");
        book.contact("aaa").tier = "A";
        add("b", "C", "2026-02-19", "minor", "every 45 days");
        CHECK(agenda(book, "2026-02-20") == Texts{"b minor ok", "aaa minor ok"});
    }
    SUBCASE("a filter picks contacts, and items by their state")
    {
        add("ada", "A", "2026-01-01", "minor", "every 45 days");
        add("bob", "B", "2026-01-01", "minor", "every 45 days");
        book.promise("ada", "major", "every 90 days");
        CHECK(agenda(book, "2026-02-20", "tier:A") == Texts{"ada minor overdue", "ada major ok"});
        CHECK(agenda(book, "2026-02-20", "state:overdue") ==
              Texts{"ada minor overdue", "bob minor overdue"});
        CHECK(agenda(book, "2026-02-20", "tier:A state:-overdue") == Texts{"ada major ok"});
    }
}

TEST_CASE("covered by the major: a minor whose contact's major is overdue, due or soon")
{
    struct Covered {
        std::string sentence;
        std::string today;
        std::string major;
        bool covered;
    };
    Book book;
    book.contact("ada").since = day("2026-01-01");
    book.promise("ada", "major", "every 90 days"); // due on 2026-04-01
    book.promise("ada", "minor", "every 45 days");
    book.promise("ada", "call", "every 45 days");
    book.contact("bob").since = day("2026-01-01");
    book.promise("bob", "lunch", "every 45 days");
    book.promise("bob", "minor", "every 45 days");
    const auto ledger = book.ledger();
    const std::vector<Covered> table{
        {"the major is ok", "2026-03-10", "ok", false},
        {"the major is soon", "2026-03-11", "soon", true},
        {"the major is due", "2026-04-01", "due", true},
        {"the major is overdue", "2026-04-02", "overdue", true},
    };
    for (const Covered& row : table) {
        CAPTURE(row.sentence);
        const auto items = crm::items_of(ledger, ledger.contacts[0], day(row.today));
        REQUIRE(items.size() == 3);
        CHECK(crm::state_name(items[0].state) == row.major);
        CHECK_FALSE(items[0].covered_by_major);
        CHECK(items[1].promise.requirement == "minor");
        CHECK(items[1].covered_by_major == row.covered);
        CHECK(items[2].promise.requirement == "call");
        CHECK_FALSE(items[2].covered_by_major);
    }
    for (const crm::Item& item : crm::items_of(ledger, ledger.contacts[1], day("2026-04-02"))) {
        CAPTURE("another's major, or a lunch, covers nothing");
        CHECK_FALSE(item.covered_by_major);
    }
    Book snoozed;
    snoozed.contact("ada").since = day("2026-01-01");
    snoozed.contact("ada").snooze = day("2027-01-01");
    snoozed.promise("ada", "major", "every 90 days");
    snoozed.promise("ada", "minor", "every 45 days");
    const auto asleep = snoozed.ledger();
    CHECK_FALSE(
        crm::items_of(asleep, asleep.contacts[0], day("2026-06-01")).at(1).covered_by_major);
}

TEST_CASE("last: the newest that satisfies the requirement, before S too")
{
    check_all({
        {.sentence = "last before S",
         .since = "2026-01-01",
         .journal = "2025-05-01 dinner, 2025-06-01 call, 2025-07-01 meeting",
         .last = "2025-06-01"},
        {.sentence = "last before S, of the requirement",
         .requirement = "major",
         .since = "2026-01-01",
         .journal = "2025-05-01 dinner, 2025-06-01 call",
         .last = "2025-05-01"},
        {.sentence = "last up to T",
         .since = "2026-01-01",
         .journal = "2025-05-01 call, 2026-02-01 call, 2026-02-03 call",
         .today = "2026-02-02",
         .last = "2026-02-01"},
        {.sentence = "last is no attempt",
         .since = "2026-01-01",
         .journal = "2026-02-01 call, 2026-02-02 call attempt",
         .last = "2026-02-01"},
        {.sentence = "last is with the contact",
         .since = "2026-01-01",
         .journal = "2026-02-01 call, 2026-02-02 call with bob",
         .last = "2026-02-01"},
        {.sentence = "last is the newest, in any order of the lines",
         .since = "2026-01-01",
         .journal = "2026-02-02 call, 2026-02-03 card, 2026-02-01 call",
         .last = "2026-02-03"},
        {.sentence = "last, T before S",
         .since = "2026-06-01",
         .journal = "2026-02-02 call",
         .today = "2026-05-01",
         .last = "2026-02-02"},
        {.sentence = "last is null where nothing satisfies",
         .since = "2026-01-01",
         .journal = "2026-02-02 meeting",
         .last = "null"},
    });
    Book book;
    book.contact("ada").since = day("2026-01-01");
    book.promise("ada", "minor", "every 45 days");
    book.happened("ada", "2026-02-02 dinner, 2026-02-02 call, 2026-02-01 card");
    const auto ledger = book.ledger();
    CHECK(crm::items_of(ledger, ledger.contacts[0], day("2026-02-03")).at(0).last_touch ==
          "dinner");
}
