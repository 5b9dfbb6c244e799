#include "build.hpp"
#include "core/cadence/forecast.hpp"
#include "core/cadence/room.hpp"

#include <doctest/doctest.h>

using namespace crm;
using build::Book;
using build::day;

namespace {

/// "minor 11-25, MAJOR 12-24 from 11-26": capital for what counts as a major, `from` where it is
/// not today, `late` for what is late already.
std::string text(const Forecast& forecast)
{
    std::string out;
    for (const Job& job : forecast.jobs) {
        std::string what = forecast.item(job).promise.requirement;
        if (job.major) {
            what = "MAJOR:" + what;
        }
        out += fmt::format("{}{} {}", out.empty() ? "" : ", ", what, iso(job.due).substr(5));
        if (job.from != forecast.span.first) {
            out += " from " + iso(job.from).substr(5);
        }
        out += job.is_late() ? " late" : "";
    }
    return out;
}

} // namespace

TEST_CASE("the forecast asks for each promise on its last day, again and again")
{
    struct Row {
        const char* what;
        std::vector<std::pair<const char*, const char*>> promises;
        const char* journal;
        const char* since;
        const char* snooze;
        const char* expected;
    };
    // Today is Monday 23 November 2026; four weeks, to 20 December.
    const Row rows[] = {
        {"nothing promised", {}, "", "2026-11-01", "", ""},
        {"no first day", {{"minor", "every 10 days"}}, "", "", "", ""},
        {"again after each due date",
         {{"minor", "every 10 days"}},
         "2026-11-20 call",
         "",
         "",
         "minor 11-30, minor 12-10 from 12-01, minor 12-20 from 12-11"},
        {"what is overdue is asked today, and the next counts from today",
         {{"minor", "every 20 days"}},
         "2026-10-01 call",
         "",
         "",
         "minor 10-21 late, minor 12-13 from 11-24"},
        {"due today is not late",
         {{"minor", "every 30 days"}},
         "2026-10-24 call",
         "",
         "",
         "minor 11-23"},
        {"a snooze puts off what is due before it ends",
         {{"minor", "every 10 days"}},
         "2026-11-20 call",
         "",
         "2026-12-04",
         "minor 11-30 from 12-04 late, minor 12-14 from 12-05"},
        {"a snooze that ends before the due date only narrows it",
         {{"minor", "every 15 days"}},
         "2026-11-20 call",
         "",
         "2026-12-01",
         "minor 12-05 from 12-01, minor 12-20 from 12-06"},
        {"a snooze that is over does nothing",
         {{"minor", "every 15 days"}},
         "2026-11-20 call",
         "",
         "2026-11-22",
         "minor 12-05, minor 12-20 from 12-06"},
        {"a major of the same day keeps the minor",
         {{"major", "every 20 days"}, {"minor", "every 20 days"}},
         "2026-11-20 dinner",
         "",
         "",
         "MAJOR:major 12-10"},
        {"an earlier major puts the minor off",
         {{"major", "every 20 days"}, {"minor", "every 25 days"}},
         "2026-11-15 dinner",
         "",
         "",
         "MAJOR:major 12-05"},
        {"an earlier minor keeps no major",
         {{"major", "every 20 days"}, {"minor", "every 15 days"}},
         "2026-11-20 dinner",
         "",
         "",
         "minor 12-05, MAJOR:major 12-10"},
        {"a lunch keeps the major of its day, and the minor",
         {{"major", "every 20 days"}, {"minor", "every 20 days"}, {"lunch", "every 20 days"}},
         "2026-11-20 lunch",
         "",
         "",
         "MAJOR:lunch 12-10"},
        {"any major is no lunch",
         {{"major", "every 10 days"}, {"lunch", "every 20 days"}},
         "2026-11-20 lunch",
         "",
         "",
         "MAJOR:major 11-30, MAJOR:lunch 12-10, MAJOR:major 12-20 from 12-11"},
        {"a call keeps the minor of its day",
         {{"minor", "every 12 days"}, {"call", "every 12 days"}},
         "2026-11-20 call",
         "",
         "",
         "call 12-02, call 12-14 from 12-03"},
        {"a touch of service counts as a minor",
         {{"meeting", "every 20 days"}},
         "",
         "2026-11-20",
         "",
         "meeting 12-10"},
        {"calendar units: the slices go on",
         {{"minor", "2 per month"}},
         "2026-11-03 call",
         "2026-01-01",
         "",
         "minor 11-30, minor 12-16 from 12-01"},
        {"what was not begun is not asked before it",
         {{"minor", "every 5 days"}},
         "",
         "2026-12-10",
         "",
         "minor 12-15 from 12-10, minor 12-20 from 12-16"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.what);
        Book book;
        Contact& ada = book.contact("ada");
        for (const auto& [requirement, how_often] : row.promises) {
            book.promise("ada", requirement, how_often);
        }
        book.happened("ada", row.journal);
        ada.since = *row.since == '\0' ? std::nullopt : std::optional(day(row.since));
        ada.snooze = *row.snooze == '\0' ? std::nullopt : std::optional(day(row.snooze));
        const Ledger ledger = book.ledger();
        CHECK(text(forecast(ledger, {}, day("2026-11-23"), 4)) == row.expected);
    }
}

TEST_CASE("the forecast counts who is promised something, and who lacks a first day")
{
    Book book;
    book.rule("", {{"minor", "every 10 days"}});
    book.contact("ada").since = day("2026-11-01");
    book.contact("bob");
    book.contact("cy").status = Status::paused;
    book.contact("dee").promises_nothing = true;
    const Ledger ledger = book.ledger();
    const Forecast found = forecast(ledger, {}, day("2026-11-23"), 1);
    CHECK(found.promised == 2);
    CHECK(found.undated == 1);
    CHECK(text(found) == "minor 11-11 late");
}

TEST_CASE("a filter picks contacts, states and relations of today")
{
    Book book;
    book.promise("ada", "minor", "every 10 days");
    book.promise("ada", "major", "every 90 days");
    book.happened("ada", "2026-11-10 dinner");
    book.contact("ada").kind = "client";
    book.promise("bob", "minor", "every 10 days");
    book.happened("bob", "2026-11-20 call");
    const Ledger ledger = book.ledger();
    const auto found = [&](const char* filter) {
        return text(forecast(ledger, Filter::parse(filter, ledger.settings), day("2026-11-23"), 2));
    };
    CHECK(found("") == "minor 11-20 late, minor 11-30, minor 12-03 from 11-24");
    CHECK(found("kind:client") == "minor 11-20 late, minor 12-03 from 11-24");
    CHECK(found("state:overdue") == "minor 11-20 late, minor 12-03 from 11-24");
    CHECK(found("state:soon") == "");
    CHECK(found("relation:slipping") == "minor 11-20 late, minor 12-03 from 11-24");
    CHECK(found("relation:on-track") == "minor 11-30");
}

TEST_CASE("weeks run from Monday to Sunday, the first from today")
{
    const auto weeks = weeks_from(day("2026-11-26"), 3);
    REQUIRE(weeks.size() == 3);
    CHECK(weeks[0] == Span{day("2026-11-26"), day("2026-11-29")});
    CHECK(weeks[1] == Span{day("2026-11-30"), day("2026-12-06")});
    CHECK(weeks[2] == Span{day("2026-12-07"), day("2026-12-13")});
    CHECK(weeks_from(day("2026-11-29"), 1).front() == Span{day("2026-11-29"), day("2026-11-29")});
}

TEST_CASE("capacity over the days")
{
    struct Row {
        const char* what;
        const char* today;
        int weeks;
        const char* usual; ///< of minors
        std::vector<Blackout> blackouts;
        const char* expected; ///< first to last: room
    };
    const auto blackout = [](const char* from, const char* to, const char* minor) {
        return Blackout{"", *YearlyDate::parse(from), *YearlyDate::parse(to), std::nullopt,
                        Capacity::parse(minor)};
    };
    // One call happened on Monday 23 November; Thursday 26 and Friday 27 are off.
    const Row rows[] = {
        {"no limit", "2026-11-23", 2, "", {}, "11-23 to 11-29, 11-30 to 12-06"},
        {"a week, less what was done",
         "2026-11-24",
         2,
         "5 per week",
         {},
         "11-24 to 11-29: 4, 11-30 to 12-06: 5"},
        {"what is done is no more than all", "2026-11-24", 1, "0", {}, "11-24 to 11-29: 0"},
        {"a weekend has no room",
         "2026-11-28",
         2,
         "5 per week",
         {},
         "11-28 to 11-29: 0, 11-30 to 12-06: 5"},
        {"a day each",
         "2026-11-24",
         1,
         "2 per day",
         {},
         "11-24 to 11-24: 2, 11-25 to 11-25: 2, 11-26 to 11-26: 0, 11-27 to 11-27: 0, "
         "11-28 to 11-28: 0, 11-29 to 11-29: 0"},
        {"a month reaches over weeks",
         "2026-11-24",
         3,
         "9 per month",
         {},
         "11-24 to 11-30: 8, 12-01 to 12-13: 9"},
        {"a blackout cuts a week: its part by working days",
         "2026-11-30",
         2,
         "10 per week",
         {blackout("12-09", "12-20", "0")},
         "11-30 to 12-06: 10, 12-07 to 12-08: 4, 12-09 to 12-13: 0"},
        {"a blackout with some room",
         "2026-11-30",
         2,
         "10 per week",
         {blackout("12-09", "12-20", "5 per week")},
         "11-30 to 12-06: 10, 12-07 to 12-08: 4, 12-09 to 12-13: 3"},
        {"a blackout alone limits only its days",
         "2026-11-30",
         2,
         "",
         {blackout("12-02", "12-08", "0")},
         "11-30 to 12-01, 12-02 to 12-06: 0, 12-07 to 12-08: 0, 12-09 to 12-13"},
        {"a blackout over New Year",
         "2026-12-28",
         2,
         "5 per week",
         {blackout("12-30", "01-05", "0")},
         "12-28 to 12-29: 2, 12-30 to 01-03: 0, 01-04 to 01-05: 0, 01-06 to 01-10: 3"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.what);
        Book book;
        book.contact("ada");
        book.happened("ada", "2026-11-23 call, 2026-11-23 email attempt, 2026-11-23 lunch");
        book.settings.holidays = {day("2026-11-26"), day("2026-11-27")};
        if (*row.usual != '\0') {
            book.settings.capacity.minor = Capacity::parse(row.usual);
        }
        book.settings.capacity.blackouts = row.blackouts;
        const Ledger ledger = book.ledger();
        const Date today = day(row.today);
        std::string text;
        for (const Bin& bin :
             bins_of(ledger, {today, weeks_from(today, row.weeks).back().last}, false)) {
            text += fmt::format("{}{} to {}", text.empty() ? "" : ", ",
                                iso(bin.days.first).substr(5), iso(bin.days.last).substr(5));
            text += bin.room ? fmt::format(": {}", *bin.room) : "";
        }
        CHECK(text == row.expected);
    }
}

TEST_CASE("what a week asks against what it has room for")
{
    struct Row {
        const char* capacity;
        const char* expected; ///< by week: asked of room, over
    };
    // Due on 25 November twice, on 2 December once, on 9 December three times.
    const Row rows[] = {
        {"2 per week", "2 of 2.0, 1 of 2.0, 3 of 2.0 +1"},
        {"1 per day", "2 of 5.0 +1, 1 of 5.0, 3 of 5.0 +2"},
        // November ends on the Monday of the second week: 4 a month are 0.6 and 0.9 a week
        {"3 per month", "2 of 2.5, 1 of 1.0, 3 of 0.7 +1"},
        {"none", "2 of 0.0 +2, 1 of 0.0 +1, 3 of 0.0 +3"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.capacity);
        Book book;
        int number = 0;
        for (const char* due :
             {"2026-11-25", "2026-11-25", "2026-12-02", "2026-12-09", "2026-12-09", "2026-12-09"}) {
            const std::string id = fmt::format("c{}", ++number);
            book.promise(id, "minor", "every 100 days");
            book.contact(id).since = add_days(day(due), -100);
        }
        book.settings.capacity.minor = Capacity::parse(row.capacity);
        const Ledger ledger = book.ledger();
        const Date today = day("2026-11-23");
        const auto weeks = weeks_from(today, 3);
        const Forecast found = forecast(ledger, {}, today, 3);
        std::string text;
        for (const Load& load :
             loads(found, ledger.settings, weeks, bins_of(ledger, found.span, false), false)) {
            text += fmt::format("{}{} of {:.1f}", text.empty() ? "" : ", ", load.asked,
                                load.room.value_or(-1));
            text += load.over > 0 ? fmt::format(" +{}", load.over) : "";
        }
        CHECK(text == row.expected);
    }
}
