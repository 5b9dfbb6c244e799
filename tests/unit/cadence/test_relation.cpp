#include "core/cadence/relation.hpp"

#include "build.hpp"
#include "dice.hpp"

#include <doctest/doctest.h>

#include <fmt/format.h>

#include <array>
#include <map>
#include <string>
#include <vector>

using build::Book;
using build::day;
using dice::Dice;

TEST_CASE("one word for each contact")
{
    struct Row {
        std::string sentence;
        std::string journal;
        std::string today;
        std::string relation;
        crm::Status status = crm::Status::active;
        std::string snooze = {};
    };
    // Promised: a minor every 30 days from 1 January 2026, so the first is due on 31 January.
    const std::vector<Row> table{
        {"nothing has happened yet", "", "2026-01-20", "new"},
        {"a signal is not contact", "2026-01-05 inquiry", "2026-01-20", "new"},
        {"a service is contact", "2026-01-05 meeting", "2026-01-20", "on-track"},
        {"kept", "2026-01-05 call", "2026-02-04", "on-track"},
        {"one day late", "2026-01-05 call", "2026-02-05", "slipping"},
        {"late by the whole share", "2026-01-05 call", "2026-03-06", "slipping"},
        {"late by more than that", "2026-01-05 call", "2026-03-07", "lapsed"},
        {"never, and late", "", "2026-02-01", "slipping"},
        {"never, and far too late", "", "2026-03-03", "lapsed"},
        {"two attempts", "2026-01-05 call attempt, 2026-01-06 call attempt", "2026-01-20", "new"},
        {"three attempts",
         "2026-01-05 call attempt, 2026-01-06 call attempt, 2026-01-07 email attempt", "2026-01-20",
         "unreachable"},
        {"unreachable says more than lapsed",
         "2026-01-05 call attempt, 2026-01-06 call attempt, 2026-01-07 email attempt", "2026-05-20",
         "unreachable"},
        {"attempts before the last contact are forgotten",
         "2026-01-05 call attempt, 2026-01-06 call attempt, 2026-01-07 call attempt, "
         "2026-01-08 call",
         "2026-01-20", "on-track"},
        {"reached on the day of the attempts",
         "2026-01-05 call attempt, 2026-01-05 call attempt, 2026-01-05 call attempt, "
         "2026-01-05 call",
         "2026-01-20", "on-track"},
        {"attempts to come",
         "2026-01-05 call attempt, 2026-01-06 call attempt, 2026-01-21 call attempt", "2026-01-20",
         "new"},
        {"a follow-up is no contact", "2026-01-05 follow-up", "2026-01-20", "new"},
        {"snoozed", "", "2026-03-03", "snoozed", crm::Status::active, "2026-03-04"},
        {"snoozed no longer", "", "2026-03-04", "lapsed", crm::Status::active, "2026-03-04"},
        {"paused", "", "2026-03-03", "paused", crm::Status::paused},
        {"paused and snoozed", "", "2026-03-03", "paused", crm::Status::paused, "2026-03-04"},
        {"not to be contacted", "", "2026-03-03", "do-not-contact", crm::Status::do_not_contact},
        {"archived", "", "2026-03-03", "archived", crm::Status::archived},
        {"deceased", "", "2026-03-03", "deceased", crm::Status::deceased},
    };
    for (const Row& row : table) {
        CAPTURE(row.sentence);
        Book book;
        book.promise("ada", "minor", "every 30 days");
        book.contact("ada").since = day("2026-01-01");
        book.contact("ada").status = row.status;
        if (!row.snooze.empty()) {
            book.contact("ada").snooze = day(row.snooze);
        }
        book.happened("ada", row.journal);
        const auto ledger = book.ledger();
        CHECK(crm::relation_name(crm::relation_of(ledger, *ledger.find("ada"), day(row.today))) ==
              row.relation);
    }
}

TEST_CASE("nothing promised: new until reached, then on track for good")
{
    Book book;
    static_cast<void>(book.contact("ada"));
    static_cast<void>(book.contact("bob"));
    book.happened("ada", "2020-01-05 call");
    const auto ledger = book.ledger();
    CHECK(crm::relation_of(ledger, *ledger.find("ada"), day("2026-01-01")) ==
          crm::Relation::on_track);
    CHECK(crm::relation_of(ledger, *ledger.find("bob"), day("2026-01-01")) == crm::Relation::fresh);
}

TEST_CASE("how many attempts make somebody unreachable is a setting")
{
    Book book;
    book.settings.unreachable = 1;
    static_cast<void>(book.contact("ada"));
    book.happened("ada", "2026-01-05 call attempt");
    const auto ledger = book.ledger();
    CHECK(crm::relation_of(ledger, *ledger.find("ada"), day("2026-01-05")) ==
          crm::Relation::unreachable);
}

TEST_CASE("each contact has exactly one relationship every day of ten years")
{
    // Each word is decided here from its definition alone, without an order: where the definitions
    // leave two or none, the partition has a hole.
    crm::Date date = day("2026-01-01");
    Book book;
    Dice dice(20260101);
    const std::vector<std::string> cadences{"every 45 days", "2 per year", "3 in 90 days",
                                            "1 per quarter", "none"};
    for (int i = 0; i < 30; ++i) {
        const std::string id = fmt::format("c{}", i);
        book.promise(id, "minor", dice.pick(cadences));
        book.promise(id, "major", dice.pick(cadences));
        if (dice.one_in(2)) {
            book.contact(id).since = crm::add_days(date, dice.number(-400, 900));
        }
        if (dice.one_in(5)) {
            book.contact(id).snooze = crm::add_days(date, dice.number(1, 3600));
        }
        if (i < 4) {
            constexpr std::array over{crm::Status::paused, crm::Status::do_not_contact,
                                      crm::Status::archived, crm::Status::deceased};
            book.contact(id).status = over.at(static_cast<std::size_t>(i));
        }
        const std::vector<std::string> touches{"call", "dinner", "email", "meeting", "inquiry"};
        for (int n = dice.number(0, 40); n > 0; --n) {
            book.happened(id, fmt::format("{} {}{}",
                                          crm::iso(crm::add_days(date, dice.number(-200, 3650))),
                                          dice.pick(touches), dice.one_in(3) ? " attempt" : ""));
        }
    }
    const auto ledger = book.ledger();
    std::map<std::string, int> seen;
    std::size_t wrong = 0;
    for (int n = 0; n < 3653; ++n, date = crm::add_days(date, 1)) {
        for (const crm::Contact& contact : ledger.contacts) {
            const auto items = crm::items_of(ledger, contact, date);
            const bool active = contact.status == crm::Status::active;
            const bool asked = active && !(contact.snooze && *contact.snooze > date);
            const bool reachable = crm::attempts_in_vain(ledger, contact, date) < 3;
            bool overdue = false;
            bool by_a_share = false;
            for (const crm::Item& item : items) {
                overdue = overdue || item.state == crm::State::overdue;
                by_a_share = by_a_share || (item.state == crm::State::overdue &&
                                            *item.days_overdue > item.promise.cadence.share());
            }
            const bool reached = crm::last_reached(ledger, contact, date).has_value();
            const std::map<std::string, bool> holds{
                {"paused", contact.status == crm::Status::paused},
                {"do-not-contact", contact.status == crm::Status::do_not_contact},
                {"archived", contact.status == crm::Status::archived},
                {"deceased", contact.status == crm::Status::deceased},
                {"snoozed", active && !asked},
                {"unreachable", asked && !reachable},
                {"lapsed", asked && reachable && by_a_share},
                {"slipping", asked && reachable && overdue && !by_a_share},
                {"new", asked && reachable && !overdue && !reached},
                {"on-track", asked && reachable && !overdue && reached},
            };
            int count = 0;
            std::string word;
            for (const auto& [name, is] : holds) {
                count += is ? 1 : 0;
                word = is ? name : word;
            }
            const std::string told(
                crm::relation_name(crm::relation_of(ledger, contact, items, date)));
            wrong += count != 1 || told != word ? 1 : 0;
            ++seen[told];
        }
    }
    CHECK(wrong == 0);
    CHECK(seen.size() == crm::relation_names().size()); // each word has occurred
}

TEST_CASE("strength")
{
    struct Row {
        std::string sentence;
        std::string journal;
        int strength;
    };
    // 100 (1 - 2^(-sum/4)) on 1 July 2026; 180 days before is 2 January.
    const std::vector<Row> table{
        {"nothing", "", 0},
        {"a minor today: sum 1", "2026-07-01 call", 16},
        {"a major today: sum 3", "2026-07-01 dinner", 41},
        {"a minor a half-life ago: sum 0.5", "2026-01-02 call", 8},
        {"a service today: sum 0.5", "2026-07-01 meeting", 8},
        {"a signal today: sum 0.25", "2026-07-01 inquiry", 4},
        {"an attempt", "2026-07-01 call attempt", 0},
        {"a follow-up", "2026-07-01 follow-up", 0},
        {"to come", "2026-07-02 dinner", 0},
        {"four minors today: sum 4, half of all",
         "2026-07-01 call, 2026-07-01 call, 2026-07-01 call, 2026-07-01 call", 50},
    };
    for (const Row& row : table) {
        CAPTURE(row.sentence);
        Book book;
        static_cast<void>(book.contact("ada"));
        book.happened("ada", row.journal);
        const auto ledger = book.ledger();
        CHECK(crm::strength_of(ledger, *ledger.find("ada"), day("2026-07-01")).now == row.strength);
    }
    Book book;
    static_cast<void>(book.contact("ada"));
    book.happened("ada", "2026-07-01 call");
    const auto ledger = book.ledger();
    const crm::Contact& ada = *ledger.find("ada");
    CHECK(crm::strength_of(ledger, ada, day("2026-07-01")).trend() == "rising");
    CHECK(crm::strength_of(ledger, ada, day("2026-09-29")).trend() == "rising");
    CHECK(crm::strength_of(ledger, ada, day("2026-09-30")).trend() ==
          "steady"); // it was there then
    CHECK(crm::strength_of(ledger, ada, day("2026-09-30")).quarter_ago == 16);
    crm::Strength falling{10, 16};
    CHECK(falling.trend() == "falling");
    falling.quarter_ago = 15;
    CHECK(falling.trend() == "steady");
}
