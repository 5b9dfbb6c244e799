// Kept and missed: each interaction that counts closes the promise that was open before it.

#include "build.hpp"
#include "core/cadence/agenda.hpp"
#include "core/cadence/due_date.hpp"
#include "dice.hpp"
#include "row.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace {

using build::day;

constexpr int ledgers = 2'000;

/// `2026-02-10 by 2026-02-15 kept`, one for each closing.
std::string told(const std::vector<crm::Closing>& closings)
{
    std::string out;
    for (const crm::Closing& closing : closings) {
        out += fmt::format("{}{} by {} {}", out.empty() ? "" : ", ", crm::iso(closing.date),
                           crm::iso(closing.due), closing.kept() ? "kept" : "missed");
    }
    return out;
}

std::string walk(std::string_view cadence, std::string_view start, std::string_view dates)
{
    std::vector<crm::Date> counting;
    for (const std::string& date : build::pieces(dates, ", ")) {
        counting.push_back(day(date));
    }
    return told(crm::closings(build::cadence(cadence), day(start), {day(start), 0}, counting));
}

/// Satisfies the requirement, as the rules say it in words.
bool counts(const reference::Question& question, const reference::Interaction& interaction)
{
    if (interaction.attempt || !interaction.names_contact) {
        return false;
    }
    if (question.requirement == "major") {
        return interaction.klass == "major";
    }
    if (question.requirement == "minor") {
        return interaction.klass == "minor" || interaction.klass == "major";
    }
    return interaction.touch == question.requirement &&
           (interaction.klass == "minor" || interaction.klass == "major");
}

std::optional<int> start_of(const reference::Question& question)
{
    auto start = question.promised_from ? question.promised_from : question.since;
    if (!start) {
        for (const auto& interaction : question.journal) {
            if (interaction.names_contact && !interaction.attempt &&
                interaction.day <= question.today) {
                start = std::min(start.value_or(interaction.day), interaction.day);
            }
        }
    }
    return start;
}

/// The slow reading: for each interaction that counts, the reference is asked anew what was due
/// with those before it and nothing else.
std::vector<rows::Engine::Closing> closings_slowly(reference::Question question)
{
    std::vector<rows::Engine::Closing> out;
    const auto start = start_of(question);
    if (question.status != "active" || question.cadence == "none" || !start) {
        return out;
    }
    question.promised_from = start;
    std::vector<reference::Interaction> counting;
    for (const auto& interaction : question.journal) {
        if (counts(question, interaction) && interaction.day >= *start &&
            interaction.day <= question.today) {
            counting.push_back(interaction);
        }
    }
    std::sort(counting.begin(), counting.end(),
              [](const auto& a, const auto& b) { return a.day < b.day; });
    question.journal.clear();
    for (const auto& interaction : counting) {
        const auto before = reference::ask(question);
        out.push_back({interaction.day, *before.due, interaction.day <= *before.due});
        question.journal.push_back(interaction);
    }
    return out;
}

} // namespace

TEST_CASE("each closing is due by those before it")
{
    CHECK(walk("every 45 days", "2026-01-01", "") == "");
    CHECK(walk("every 45 days", "2026-01-01", "2026-02-15") == "2026-02-15 by 2026-02-15 kept");
    CHECK(walk("every 45 days", "2026-01-01", "2026-02-16") == "2026-02-16 by 2026-02-15 missed");
    CHECK(walk("every 45 days", "2026-01-01", "2026-02-16, 2026-02-20, 2026-04-07") ==
          "2026-02-16 by 2026-02-15 missed, 2026-02-20 by 2026-04-02 kept, "
          "2026-04-07 by 2026-04-06 missed");
}

TEST_CASE("two interactions on one day close two promises")
{
    CHECK(walk("every 45 days", "2026-01-01", "2026-03-01, 2026-03-01") ==
          "2026-03-01 by 2026-02-15 missed, 2026-03-01 by 2026-04-15 kept");
    CHECK(walk("2 per year", "2026-01-01", "2026-03-01, 2026-03-01") ==
          "2026-03-01 by 2026-07-02 kept, 2026-03-01 by 2026-12-31 kept");
}

TEST_CASE("what is missed is missed once, however long it takes")
{
    CHECK(walk("every 30 days", "2024-01-01", "2026-01-01, 2026-01-31") ==
          "2026-01-01 by 2024-01-31 missed, 2026-01-31 by 2026-01-31 kept");
    CHECK(walk("1 per quarter", "2025-01-01", "2026-02-01") == "2026-02-01 by 2025-04-02 missed");
}

TEST_CASE("closings_of() takes what counts for the promise, up to the day")
{
    build::Book book;
    book.contact("ada").since = day("2026-01-01");
    book.promise("ada", "minor", "every 45 days");
    book.happened("ada", "2025-12-24 card, 2026-01-10 call attempt, 2026-02-10 meeting, "
                         "2026-02-14 dinner, 2026-03-20 web-visit, 2026-04-15 call");
    const auto ledger = book.ledger();
    const auto up_to = [&](std::string_view date) {
        const auto items = crm::items_of(ledger, ledger.contacts[0], day(date));
        REQUIRE(items.size() == 1);
        return told(crm::closings_of(ledger, items[0], day(date)));
    };
    CHECK(up_to("2026-02-13") == "");
    CHECK(up_to("2026-02-14") == "2026-02-14 by 2026-02-15 kept");
    CHECK(up_to("2026-12-31") == "2026-02-14 by 2026-02-15 kept, 2026-04-15 by 2026-03-31 missed");
}

TEST_CASE("a contact without a start has closed nothing")
{
    build::Book book;
    book.promise("ada", "minor", "every 45 days");
    book.happened("ada", "2026-01-10 call attempt");
    const auto ledger = book.ledger();
    const auto items = crm::items_of(ledger, ledger.contacts[0], day("2026-12-31"));
    REQUIRE(items.size() == 1);
    CHECK(crm::closings_of(ledger, items[0], day("2026-12-31")).empty());
}

TEST_CASE("closings are as the reference reads them")
{
    dice::Dice dice(20261123);
    int kept = 0;
    int missed = 0;
    int wrong = 0;
    for (int i = 0; i < ledgers && wrong < 3; ++i) {
        const auto question = dice::question(dice);
        rows::Engine engine(question);
        static_cast<void>(engine.ask(question)); // sets the status
        const auto expected = closings_slowly(question);
        const auto answer = engine.closings(question);
        if (answer != expected) {
            ++wrong;
            FAIL_CHECK(rows::pasteable(question, reference::ask(question)));
        }
        for (const auto& closing : expected) {
            ++(closing.kept ? kept : missed);
        }
    }
    CHECK(kept > ledgers / 4);
    CHECK(missed > ledgers / 10);
}

TEST_CASE("each closing is due when due_date() said so before it")
{
    dice::Dice dice(4);
    for (int i = 0; i < ledgers; ++i) {
        const auto cadence = build::cadence(dice.pick(std::vector<std::string>{
            "every 45 days", "2 in 12 months", "3 in 90 days", "every month", "1 per week",
            "2 per year", "1 per quarter", "5 per month"}));
        const crm::Date start = crm::add_days(day("2024-01-01"), dice.number(0, 400));
        std::vector<crm::Date> counting;
        crm::Date date = start;
        for (int n = dice.number(0, 12); n > 0; --n) {
            date = crm::add_days(date, dice.number(0, dice.one_in(4) ? 300 : 40));
            counting.push_back(date);
        }
        const auto closings = crm::closings(cadence, start, {start, 0}, counting);
        REQUIRE(closings.size() == counting.size());
        for (std::size_t n = 0; n < counting.size(); ++n) {
            const std::vector<crm::Date> before(counting.begin(),
                                                counting.begin() + static_cast<std::ptrdiff_t>(n));
            CHECK(closings[n].date == counting[n]);
            CHECK(closings[n].due == crm::due_date(cadence, start, {start, 0}, before));
            CHECK(closings[n].kept() == (counting[n] <= closings[n].due));
        }
    }
}
