#include "core/cadence/call_list.hpp"

#include "build.hpp"
#include "core/cadence/suggestion.hpp"
#include "dice.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

using build::Book;
using build::day;
using dice::Dice;

namespace {

const crm::Date today = day("2026-07-01");

/// "late 25.0, tier 6.7" of the only item of `ada`.
std::string reasons(const Book& book)
{
    const auto ledger = book.ledger();
    const crm::Contact& ada = *ledger.find("ada");
    const auto items = crm::items_of(ledger, ada, today);
    const auto open = crm::open_follow_ups(ledger, {}, today);
    const crm::Score score = crm::score_of(ledger, ada, items.empty() ? nullptr : &items.front(),
                                           {crm::occasions_of(ledger, ada, today), open}, today);
    std::string out;
    double sum = 0;
    for (const crm::Reason& reason : score.reasons) {
        out += fmt::format("{}{} {:.1f}", out.empty() ? "" : ", ", reason.part, reason.points);
        sum += reason.points;
    }
    CHECK(std::abs(sum - score.points) < 1e-9);
    return out;
}

/// A book in which `ada`, tier C of three, is due today: a minor every 30 days.
Book due_today()
{
    Book book;
    book.promise("ada", "minor", "every 30 days");
    book.happened("ada", "2026-06-01 call");
    return book;
}

} // namespace

TEST_CASE("the parts of a score")
{
    CHECK(reasons(due_today()) == "late 25.0, tier 6.7");
    {
        Book book;
        book.promise("ada", "minor", "every 30 days");
        book.happened("ada", "2026-05-02 call"); // due on 1 June: a whole share late
        CHECK(reasons(book) == "late 37.5, tier 6.7");
    }
    {
        Book book = due_today();
        book.contact("ada").tier = "A";
        CHECK(reasons(book) == "late 25.0, tier 20.0");
    }
    {
        Book book;
        book.promise("ada", "lunch", "every 30 days");
        book.happened("ada", "2026-06-01 lunch");
        CHECK(reasons(book) == "late 25.0, tier 6.7, major 10.0");
    }
    {
        Book book = due_today();
        book.happened("ada", "2026-06-17 inquiry"); // a half-life ago
        CHECK(reasons(book) == "late 25.0, tier 6.7, signal 7.5");
    }
    {
        Book book = due_today();
        book.contact("ada").dates.push_back({"birthday", {7, 1, std::nullopt}});
        CHECK(reasons(book) == "late 25.0, tier 6.7, occasion 10.0");
        book.happened("ada", "2026-06-28 card class service"); // serves it, and keeps no promise
        CHECK(reasons(book) == "late 25.0, tier 6.7");
    }
    {
        Book book = due_today();
        book.happened("ada", "2026-06-10 call attempt, 2026-06-11 call attempt");
        CHECK(reasons(book) == "late 25.0, tier 6.7, attempts -6.7");
        book.happened("ada",
                      "2026-06-12 call attempt, 2026-06-13 call attempt, 2026-06-14 call attempt");
        CHECK(reasons(book) == "late 25.0, tier 6.7, attempts -10.0");
    }
    {
        Book book = due_today();
        crm::Interaction promised;
        promised.date = day("2026-06-20");
        promised.with.push_back({"ada", {}});
        promised.touch = crm::follow_up_touch;
        promised.touch_class = crm::TouchClass::none;
        promised.follow_up = "send the checklist";
        promised.by = today;
        book.add(promised);
        CHECK(reasons(book) == "late 25.0, tier 6.7, follow_up 7.5");
    }
    {
        Book book = due_today();
        book.settings.score = {0, 0, 0, 0, 0, 0, 0};
        CHECK(reasons(book).empty());
    }
}

TEST_CASE("everything else equal: later, higher tier, major, fresher signal come first")
{
    Dice dice(7);
    struct Case {
        int last = 0; ///< days since the last that counts
        int tier = 0; ///< from 0, best first
        bool major = false;
        int signal = 0; ///< days since
    };
    const auto points = [&](const Case& one, int share) {
        Book book;
        book.contact("ada").tier = book.settings.tiers[static_cast<std::size_t>(one.tier)];
        book.promise("ada", one.major ? "major" : "minor", fmt::format("every {} days", share));
        book.happened("ada", fmt::format("{} dinner, {} inquiry",
                                         crm::iso(crm::add_days(today, -one.last)),
                                         crm::iso(crm::add_days(today, -one.signal))));
        const auto ledger = book.ledger();
        const auto items = crm::items_of(ledger, *ledger.find("ada"), today);
        return crm::score_of(ledger, *ledger.find("ada"), &items.at(0), {}, today).points;
    };
    for (int n = 0; n < 2000; ++n) {
        const int share = dice.number(1, 400);
        const Case one{dice.number(share, 6 * share), dice.number(1, 2), dice.one_in(2),
                       dice.number(1, 200)};
        const double before = points(one, share);
        Case other = one;
        other.last += dice.number(1, share);
        CHECK(points(other, share) > before);
        other = one;
        other.tier -= 1;
        CHECK(points(other, share) > before);
        other = one;
        other.major = true;
        CHECK((one.major || points(other, share) > before));
        other = one;
        other.signal -= 1;
        CHECK(points(other, share) > before);
    }
}

TEST_CASE("the call list: each contact once, the best score first")
{
    Book book;
    book.promise("ada", "minor", "every 30 days");
    book.promise("ada", "major", "every 90 days");
    book.happened("ada", "2026-03-01 dinner");
    book.promise("bob", "minor", "every 30 days");
    book.happened("bob", "2026-05-31 call");
    book.contact("bob").tier = "A";
    book.promise("cyd", "minor", "every 30 days");
    book.happened("cyd", "2026-06-30 call"); // not listed
    crm::Interaction promised;
    promised.date = day("2026-06-20");
    promised.with = {{"dee", {}}, {"cyd", {}}};
    promised.touch = crm::follow_up_touch;
    promised.touch_class = crm::TouchClass::none;
    promised.follow_up = "book the table";
    promised.by = day("2026-06-24");
    book.add(promised);
    static_cast<void>(book.contact("dee"));
    const auto ledger = book.ledger();
    const auto items = crm::agenda(ledger, {}, today);
    const auto open = crm::open_follow_ups(ledger, {}, today);
    const auto calls = crm::call_list(ledger, items, open, today, 10);
    REQUIRE(calls.size() == 4);
    CHECK(calls[0].contact->id == "ada");
    REQUIRE(calls[0].items.size() == 2);
    CHECK(calls[0].items[0]->promise.requirement == "minor"); // three shares late outweigh
    CHECK(calls[1].contact->id == "bob");
    // Nothing but the follow-up: 11.25 and the tier, in the order in which they took part.
    CHECK(calls[2].contact->id == "dee");
    CHECK(calls[2].items.empty());
    CHECK(std::abs(calls[2].score.points - (11.25 + 20.0 / 3)) < 1e-9);
    CHECK(calls[3].contact->id == "cyd");
    CHECK(crm::call_list(ledger, items, open, today, 1).size() == 1);
}

TEST_CASE("which touch is suggested")
{
    struct Row {
        std::string sentence;
        std::string requirement;
        std::string journal;
        std::string touch; ///< and what it suits
        std::vector<std::string> interests = {};
        std::vector<std::string> avoid = {};
        std::string birthday = {};
        std::string at_most = {}; ///< of minors
    };
    const std::vector<Row> table{
        {"the first that was never used", "minor", "", "call"},
        {"the next when the first was used", "minor", "2026-06-01 call", "email"},
        {"never a voicemail", "minor",
         "2026-06-01 call, 2026-06-02 email, 2026-06-03 card, 2026-06-04 note, 2026-06-05 article, "
         "2026-06-06 congratulation",
         "call"},
        {"an attempt is a use", "minor", "2026-06-01 call attempt", "email"},
        {"what is to come is none", "minor", "2026-07-02 call", "call"},
        {"a major", "major", "2026-06-01 dinner", "lunch"},
        {"the touch that is promised", "lunch", "2026-06-01 lunch", "lunch"},
        {"not what is avoided", "minor", "", "email", {}, {"call"}},
        {"nothing where all is avoided", "lunch", "", "", {}, {"lunch"}},
        {"something to read about an interest", "minor", "", "article sailing", {"sailing"}},
        {"about the next interest the next time",
         "minor",
         "2026-01-01 article",
         "article chess",
         {"sailing", "chess"}},
        {"not twice within a share", "minor", "2026-06-20 article", "call", {"sailing"}},
        {"a card for the birthday", "minor", "", "card birthday", {"sailing"}, {}, "07-09"},
        {"a present for the birthday", "major", "", "gift birthday", {}, {}, "07-09"},
        {"not when it is served", "minor", "2026-06-29 card", "call", {}, {}, "07-09"},
        {"not long before", "minor", "", "call", {}, {}, "07-16"},
        {"nothing where one more is too much",
         "minor",
         "2026-06-29 call",
         "",
         {},
         {},
         "",
         "1 in 10 days"},
    };
    for (const Row& row : table) {
        CAPTURE(row.sentence);
        Book book;
        book.promise("ada", row.requirement, "every 30 days");
        crm::Contact& ada = book.contact("ada");
        ada.since = day("2026-01-01");
        ada.interests = row.interests;
        ada.avoid = row.avoid;
        if (!row.birthday.empty()) {
            ada.dates.push_back({"birthday", *crm::YearlyDate::parse(row.birthday)});
        }
        if (!row.at_most.empty()) {
            ada.at_most.push_back({"minor", build::cadence(row.at_most), ""});
        }
        book.happened("ada", row.journal);
        const auto ledger = book.ledger();
        const crm::Contact& contact = *ledger.find("ada");
        const auto items = crm::items_of(ledger, contact, today);
        const auto suggestion =
            crm::suggest(ledger, items.at(0), crm::occasions_of(ledger, contact, today), today);
        std::string told = suggestion ? suggestion->touch : "";
        if (suggestion && !(suggestion->occasion + suggestion->interest).empty()) {
            told += " " + suggestion->occasion + suggestion->interest;
        }
        CHECK(told == row.touch);
    }
}
