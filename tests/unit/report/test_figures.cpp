#include "core/report/figures.hpp"

#include "../cadence/build.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace {

using build::day;

crm::Comparison quarter_of(std::string_view date, std::string_view today = "2026-12-31")
{
    return crm::compare_unit(crm::Unit::quarter, day(date), day(today));
}

crm::Figures figures(const crm::Ledger& ledger, const crm::Comparison& comparison,
                     std::string_view filter = "")
{
    return crm::figures(ledger, crm::Filter::parse(filter, ledger.settings), comparison);
}

/// `kept 1 late 2 open 3 / kept ...`
std::string told(const crm::Beside<crm::Kept>& kept)
{
    return fmt::format("kept {} late {} open {} / kept {} late {} open {}", kept.now.kept,
                       kept.now.late, kept.now.open, kept.before.kept, kept.before.late,
                       kept.before.open);
}

std::string told(const crm::Beside<std::size_t>& figure)
{
    return fmt::format("{} / {}", figure.now, figure.before);
}

template <typename Row>
std::string names(const std::vector<Row>& rows)
{
    std::string out;
    for (const Row& row : rows) {
        out += (out.empty() ? "" : " ") + row.name;
    }
    return out;
}

} // namespace

TEST_CASE("an empty ledger has no figures")
{
    build::Book book;
    const auto ledger = book.ledger();
    const auto all = figures(ledger, quarter_of("2026-07-01"));
    CHECK(told(all.promises.all) == "kept 0 late 0 open 0 / kept 0 late 0 open 0");
    CHECK_FALSE(all.promises.any_made);
    CHECK(told(all.activity.happened) == "0 / 0");
    CHECK(all.active == 0);
    CHECK(all.neglected.empty());
    CHECK(all.gaps.empty());
}

TEST_CASE("a closing belongs to the span in which its date lies")
{
    build::Book book;
    book.contact("ada").since = day("2026-01-01");
    book.promise("ada", "minor", "every 90 days"); // 1 April; then 90 days after each
    book.happened("ada", "2026-04-01 call, 2026-06-30 call, 2026-09-29 call");
    const auto ledger = book.ledger();
    // On 28 September it is due, on the 29th one day late.
    CHECK(told(figures(ledger, quarter_of("2026-07-01")).promises.all) ==
          "kept 0 late 1 open 0 / kept 2 late 0 open 0");
    CHECK(told(figures(ledger, quarter_of("2026-04-01")).promises.all) ==
          "kept 2 late 0 open 0 / kept 0 late 0 open 0");
}

TEST_CASE("what is overdue at the end is missed, and missed again when it comes late")
{
    build::Book book;
    book.contact("ada").since = day("2026-01-01");
    book.promise("ada", "minor", "every 30 days");
    book.happened("ada", "2026-08-15 call");
    const auto ledger = book.ledger();
    const auto third = figures(ledger, quarter_of("2026-07-01"));
    CHECK(told(third.promises.all) == "kept 0 late 1 open 1 / kept 0 late 0 open 1");
    REQUIRE(third.neglected.size() == 1);
    CHECK(third.neglected[0].days_overdue == 16); // 14 to 30 September
    CHECK(third.promises.all.now.missed() == 2);
    CHECK(third.promises.all.now.all() == 2);
}

TEST_CASE("the end of a running span is today")
{
    build::Book book;
    book.contact("ada").since = day("2026-07-01");
    book.promise("ada", "minor", "every 30 days"); // 31 July
    book.happened("ada", "2026-08-20 call");
    const auto ledger = book.ledger();
    CHECK(told(figures(ledger, quarter_of("2026-07-31", "2026-07-31")).promises.all) ==
          "kept 0 late 0 open 0 / kept 0 late 0 open 0");
    CHECK(told(figures(ledger, quarter_of("2026-08-01", "2026-08-01")).promises.all) ==
          "kept 0 late 0 open 1 / kept 0 late 0 open 0");
    CHECK(told(figures(ledger, quarter_of("2026-08-20", "2026-08-20")).promises.all) ==
          "kept 0 late 1 open 0 / kept 0 late 0 open 0");
}

TEST_CASE("by tier, kind and requirement, each in its own order")
{
    build::Book book;
    book.rule("",
              {{"major", "1 per quarter"}, {"minor", "every 30 days"}, {"call", "every 30 days"}});
    for (const auto& [id, tier, kind] :
         {std::tuple("ada", "C", "vendor"), std::tuple("bob", "A", "coi"),
          std::tuple("eve", "A", "client")}) {
        book.contact(id).tier = tier;
        book.contact(id).kind = kind;
        book.contact(id).since = day("2026-05-01");
    }
    book.happened("ada", "2026-07-15 dinner with ada bob, 2026-07-20 call");
    const auto ledger = book.ledger();
    const auto all = figures(ledger, quarter_of("2026-07-01")).promises;
    CHECK(names(all.by_tier) == "A C");
    CHECK(names(all.by_kind) == "client coi vendor");
    CHECK(names(all.by_requirement) == "major minor call");
    for (const auto* rows : {&all.by_tier, &all.by_kind, &all.by_requirement}) {
        std::size_t kept = 0;
        std::size_t missed = 0;
        std::size_t missed_before = 0;
        for (const crm::KeptRow& row : *rows) {
            kept += row.kept.now.kept;
            missed += row.kept.now.missed();
            missed_before += row.kept.before.missed();
        }
        CHECK(kept == all.all.now.kept);
        CHECK(missed == all.all.now.missed());
        CHECK(missed_before == all.all.before.missed());
    }
    // ada: dinner in time for major, late for minor; call in time for minor, late for call. bob:
    // the dinner likewise. At the end overdue: ada's minor and call, bob's minor and call, all of
    // eve's.
    CHECK(told(all.all) == "kept 3 late 3 open 7 / kept 0 late 0 open 6");
}

TEST_CASE("by today's statuses: whom one promises nothing now is not in it")
{
    build::Book book;
    book.contact("ada").since = day("2026-01-01");
    book.promise("ada", "minor", "every 30 days");
    book.contact("ada").status = crm::Status::archived;
    book.happened("ada", "2026-07-15 call");
    const auto ledger = book.ledger();
    const auto all = figures(ledger, quarter_of("2026-07-01"));
    CHECK(told(all.promises.all) == "kept 0 late 0 open 0 / kept 0 late 0 open 0");
    CHECK(told(all.activity.happened) == "1 / 0");
    CHECK(told(all.reached) == "0 / 0");
    CHECK(all.active == 0);
    CHECK(all.gaps.empty());
}

TEST_CASE("a snooze holds for a span that ends before it")
{
    build::Book book;
    book.contact("ada").since = day("2026-01-01");
    book.promise("ada", "minor", "every 30 days");
    book.contact("ada").snooze = day("2026-08-01");
    const auto ledger = book.ledger();
    CHECK(told(figures(ledger, quarter_of("2026-07-01")).promises.all) ==
          "kept 0 late 0 open 1 / kept 0 late 0 open 0");
}

TEST_CASE("each interaction once, attempts apart")
{
    build::Book book;
    book.contact("ada");
    book.contact("bob");
    book.happened("ada", "2026-07-01 lunch with ada bob, 2026-07-02 call, 2026-07-02 call, "
                         "2026-07-03 call attempt, 2026-09-30 web-visit, 2026-10-01 card, "
                         "2026-06-30 meeting, 2026-08-01 gift with nobody-known");
    auto ledger = book.ledger();
    ledger.lines[0].minutes = 90;
    ledger.lines[3].minutes = 5; // an attempt's
    const auto all = figures(ledger, quarter_of("2026-07-01"));
    CHECK(told(all.activity.happened) == "4 / 1");
    CHECK(told(all.activity.attempts) == "1 / 0");
    CHECK(told(all.activity.minutes) == "90 / 0");
    CHECK(told(all.activity.with_minutes) == "1 / 0");
    CHECK(names(all.activity.by_class) == "major minor service signal");
    CHECK(names(all.activity.by_touch) == "call lunch web-visit meeting");
    CHECK(told(all.activity.by_touch[0].count) == "2 / 0");
    CHECK(told(all.activity.by_class[2].count) == "0 / 1");
    CHECK(all.active == 2);
    CHECK(told(all.reached) == "2 / 1");
}

TEST_CASE("only what concerns somebody who passes the filter")
{
    build::Book book;
    book.contact("ada").tier = "A";
    book.contact("bob").tier = "B";
    book.happened("ada",
                  "2026-07-01 lunch with ada bob, 2026-07-02 call, 2026-07-03 card with bob");
    const auto ledger = book.ledger();
    const auto b = figures(ledger, quarter_of("2026-07-01"), "tier:B");
    CHECK(told(b.activity.happened) == "2 / 0");
    CHECK(b.active == 1);
    CHECK(told(b.reached) == "1 / 0");
    CHECK(b.gaps.size() == 1);
}

TEST_CASE("the filter's state is that at the end of the span")
{
    build::Book book;
    for (const char* id : {"ada", "bob"}) {
        book.contact(id).since = day("2026-07-01");
        book.promise(id, "minor", "every 30 days");
    }
    book.happened("bob", "2026-09-29 call");
    book.happened("ada", "2026-10-02 call");
    const auto ledger = book.ledger();
    const auto overdue = figures(ledger, quarter_of("2026-07-01"), "state:overdue");
    CHECK(overdue.active == 1);
    REQUIRE(overdue.neglected.size() == 1);
    CHECK(overdue.neglected[0].contact->id == "ada");
}

TEST_CASE("a signal and an attempt reach nobody")
{
    build::Book book;
    book.contact("ada");
    book.contact("bob").since = day("2026-01-01");
    book.contact("eve").since = day("2026-12-01");
    book.contact("zoe");
    book.happened("ada", "2026-06-30 meeting, 2026-07-02 web-visit, 2026-07-03 call attempt");
    const auto ledger = book.ledger();
    const auto all = figures(ledger, quarter_of("2026-07-01"));
    CHECK(told(all.reached) == "0 / 1");
    REQUIRE(all.gaps.size() == 2); // eve came later, of zoe nothing is known
    CHECK(all.gaps[0].contact->id == "bob");
    CHECK_FALSE(all.gaps[0].last);
    CHECK(all.gaps[0].days == 272);
    CHECK(all.gaps[1].contact->id == "ada");
    CHECK(all.gaps[1].days == 92);
}

TEST_CASE("the most neglected first, measured against how often it is promised")
{
    build::Book book;
    book.contact("ada").since = day("2026-01-01");
    book.promise("ada", "minor", "every 10 days");
    book.contact("bob").since = day("2025-01-01");
    book.promise("bob", "major", "every year");
    const auto ledger = book.ledger();
    const auto all = figures(ledger, quarter_of("2026-07-01"));
    REQUIRE(all.neglected.size() == 2);
    CHECK(all.neglected[0].contact->id == "ada");
    CHECK(all.neglected[1].contact->id == "bob");
}
