// Which state a promise is in on a day, and whether it is asked for.

#include "core/cadence/agenda.hpp"

#include "build.hpp"
#include "core/ledger/settings_file.hpp"
#include "row.hpp"

#include <doctest/doctest.h>

#include <string>
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

} // namespace

TEST_CASE("states at their borders")
{
    check_all({
        {.sentence = "T before S: ok",
         .cadence = "every 7 days",
         .since = "2026-03-01",
         .today = "2026-02-28",
         .due = "2026-03-08",
         .state = "ok",
         .days_overdue = "-8"},
        {.sentence = "T before S: ok, and due not before S + grace",
         .cadence = "10 in 5 days",
         .since = "2026-01-10",
         .today = "2026-01-09",
         .due = "2026-01-11",
         .state = "ok",
         .days_overdue = "-2"},
        {.sentence = "T on S is not before S",
         .cadence = "10 in 5 days",
         .since = "2026-01-10",
         .today = "2026-01-10",
         .state = "ok",
         .days_overdue = "-1"},
        {.sentence = "T before promised_from: ok",
         .since = "2020-01-01",
         .promised_from = "2026-03-01",
         .today = "2026-02-28",
         .due = "2026-04-15",
         .state = "ok"},
        {.sentence = "overdue when T > due",
         .since = "2026-01-01",
         .today = "2026-02-16",
         .state = "overdue",
         .days_overdue = "1"},
        {.sentence = "due when T = due",
         .since = "2026-01-01",
         .today = "2026-02-15",
         .state = "due",
         .days_overdue = "0"},
        {.sentence = "soon when 0 < due - T",
         .since = "2026-01-01",
         .today = "2026-02-14",
         .state = "soon",
         .days_overdue = "-1"},
        {.sentence = "soon: the notice of 7 days is the smaller",
         .since = "2026-01-01",
         .today = "2026-02-08",
         .state = "soon",
         .days_overdue = "-7"},
        {.sentence = "ok: one day before that",
         .since = "2026-01-01",
         .today = "2026-02-07",
         .state = "ok",
         .days_overdue = "-8"},
        {.sentence = "soon: a third of 45 is smaller than the notice of 21 days",
         .requirement = "major",
         .since = "2026-01-01",
         .today = "2026-01-31",
         .state = "soon",
         .days_overdue = "-15"},
        {.sentence = "ok: 16 days before are more than a third of 45",
         .requirement = "major",
         .since = "2026-01-01",
         .today = "2026-01-30",
         .state = "ok"},
        {.sentence = "soon: a third of 20 is 6, rounded down",
         .cadence = "every 20 days",
         .since = "2026-01-01",
         .today = "2026-01-15",
         .state = "soon",
         .days_overdue = "-6"},
        {.sentence = "ok: 7 days before are more than a third of 20",
         .cadence = "every 20 days",
         .since = "2026-01-01",
         .today = "2026-01-14",
         .state = "ok"},
        {.sentence = "never soon: a third of 2 is none",
         .cadence = "every 2 days",
         .since = "2026-01-01",
         .today = "2026-01-02",
         .due = "2026-01-03",
         .state = "ok"},
        {.sentence = "a third of the share, not of the period",
         .requirement = "major",
         .cadence = "3 in 90 days",
         .since = "2026-01-01",
         .today = "2026-01-20",
         .due = "2026-01-31",
         .state = "ok"},
        {.sentence = "a third of the share of 30 is 10",
         .requirement = "major",
         .cadence = "3 in 90 days",
         .since = "2026-01-01",
         .today = "2026-01-21",
         .due = "2026-01-31",
         .state = "soon"},
        {.sentence = "soon for the calendar's forms too",
         .requirement = "major",
         .cadence = "2 per year",
         .since = "2020-01-01",
         .journal = "2026-02-01 dinner",
         .today = "2026-12-10",
         .due = "2026-12-31",
         .state = "soon"},
        {.sentence = "ok 22 days before",
         .requirement = "major",
         .cadence = "2 per year",
         .since = "2020-01-01",
         .journal = "2026-02-01 dinner",
         .today = "2026-12-09",
         .due = "2026-12-31",
         .state = "ok"},
    });
}

TEST_CASE("notice")
{
    const auto soon_before = [](const char* sentence, const char* requirement, const char* notice,
                                int days) {
        const crm::Date due = day("2026-04-01"); // 2026-01-01 + 90 days, a third of which are 30
        for (const int before : {days, days + 1}) {
            rows::check({.sentence = sentence,
                         .requirement = requirement,
                         .cadence = "every 90 days",
                         .since = "2026-01-01",
                         .today = crm::iso(crm::add_days(due, -before)),
                         .notice = notice,
                         .due = "2026-04-01",
                         .state = before == days ? "soon" : "ok"});
        }
    };
    soon_before("the default for major", "major", "21 days, 7 days", 21);
    soon_before("the default for minor", "minor", "21 days, 7 days", 7);
    soon_before("a named touch takes its class's: major", "lunch", "21 days, 7 days", 21);
    soon_before("a named touch takes its class's: minor", "call", "21 days, 7 days", 7);
    soon_before("service takes the minor's", "meeting", "21 days, 7 days", 7);
    soon_before("signal takes the minor's", "inquiry", "21 days, 7 days", 7);
    soon_before("one for major", "major", "10 days, 2 days", 10);
    soon_before("one for minor", "minor", "10 days, 2 days", 2);
    soon_before("weeks", "minor", "21 days, 2 weeks", 14);
    soon_before("a month is 30 days", "major", "1 month, 7 days", 30);
    soon_before("at most a third of the share", "major", "1 year, 7 days", 30);
}

TEST_CASE("notice as crm.yaml has it: a period, or one for each class")
{
    struct Form {
        std::string text;
        int major;
        int minor;
    };
    const std::vector<Form> table{
        {"crm: 1\n", 21, 7},
        {"crm: 1\nnotice: 14 days\n", 14, 14},
        {"crm: 1\nnotice: 2w\n", 14, 14},
        {"crm: 1\nnotice: {major: 21 days, minor: 7 days}\n", 21, 7},
        {"crm: 1\nnotice: {major: 1 month}\n", 30, 7},
        {"crm: 1\nnotice: {minor: 3 days}\n", 21, 3},
    };
    for (const Form& form : table) {
        CAPTURE(form.text);
        crm::Findings findings;
        const auto settings =
            crm::read_settings(crm::yaml::Document("crm.yaml", form.text), findings);
        REQUIRE(settings);
        CHECK(findings.empty());
        CHECK(settings->notice.major == form.major);
        CHECK(settings->notice.minor == form.minor);
    }
}

TEST_CASE("snooze")
{
    check_all({
        {.sentence = "snooze later than T: snoozed, overdue or not",
         .since = "2026-01-01",
         .today = "2026-03-01",
         .snooze = "2026-03-02",
         .due = "2026-02-15",
         .state = "snoozed",
         .days_overdue = "14"},
        {.sentence = "a snooze up to T is over",
         .since = "2026-01-01",
         .today = "2026-03-02",
         .snooze = "2026-03-02",
         .state = "overdue",
         .days_overdue = "15"},
        {.sentence = "snoozed, soon or not",
         .since = "2026-01-01",
         .today = "2026-02-14",
         .snooze = "2026-02-15",
         .state = "snoozed"},
        {.sentence = "snoozed, ok or not",
         .since = "2026-01-01",
         .today = "2026-01-02",
         .snooze = "2026-02-15",
         .state = "snoozed"},
        {.sentence = "snoozed, whatever else: T before S",
         .since = "2026-03-01",
         .today = "2026-02-01",
         .snooze = "2026-02-02",
         .state = "snoozed"},
        {.sentence = "snoozed, whatever else: due null",
         .today = "2026-02-01",
         .snooze = "2026-02-02",
         .due = "null",
         .state = "snoozed",
         .days_overdue = "null"},
    });
    Book book;
    book.contact("ada").since = day("2026-01-01");
    book.contact("ada").snooze = day("2026-03-02");
    book.promise("ada", "minor", "every 45 days");
    const auto ledger = book.ledger();
    const auto item = crm::items_of(ledger, ledger.contacts[0], day("2026-03-01")).at(0);
    CHECK_FALSE(item.asks_today());
    CHECK_FALSE(item.is_listed());
}

TEST_CASE("workdays")
{
    // 2026-11-20 is a Friday; S + 2 days etc. with a share too short to be soon.
    const auto row = [](const char* sentence, const char* today, const char* due,
                        const char* before, const char* state = "ok") {
        Row out{.sentence = sentence, .cadence = "every 2 days", .today = today};
        out.since = crm::iso(crm::add_days(day(due), -2));
        out.due = due;
        out.state = state;
        out.before_next_workday = before;
        return out;
    };
    check_all({
        row("on a Friday what falls due on Saturday", "2026-11-20", "2026-11-21", "yes"),
        row("on a Friday what falls due on Sunday", "2026-11-20", "2026-11-22", "yes"),
        row("not what falls due on the next workday", "2026-11-20", "2026-11-23", "no"),
        row("not what falls due that day", "2026-11-20", "2026-11-20", "no", "due"),
        row("not what is overdue", "2026-11-23", "2026-11-22", "no", "overdue"),
        row("not on a free day", "2026-11-21", "2026-11-22", "no"),
        row("not where a workday lies between", "2026-11-19", "2026-11-21", "no"),
    });
    auto holiday = row("a holiday right after it", "2026-12-24", "2026-12-25", "yes");
    holiday.holidays = "2026-12-25 2027-01-01";
    rows::check(holiday);
    holiday.sentence = "the free days after a holiday belong to it";
    holiday.since = "2026-12-25";
    holiday.due = "2026-12-27";
    rows::check(holiday);
    holiday.sentence = "a workday between the day and a holiday";
    holiday.since = "2026-12-23";
    holiday.due = "2026-12-25";
    holiday.today = "2026-12-23";
    holiday.before_next_workday = "no";
    rows::check(holiday);
    holiday.sentence = "a holiday is no workday itself";
    holiday.since = "2026-12-24";
    holiday.due = "2026-12-26";
    holiday.today = "2026-12-25";
    rows::check(holiday);

    auto week =
        row("workdays of one's own: Thursday before Friday", "2026-11-19", "2026-11-20", "yes");
    week.workdays = "sun mon tue wed thu";
    rows::check(week);
    week = row("workdays of one's own: Sunday is one", "2026-11-20", "2026-11-21", "no");
    week.workdays = "sun mon tue wed thu";
    rows::check(week);
    week = row("no workday at all", "2026-11-20", "2026-11-21", "no");
    week.workdays = "";
    rows::check(week);

    check_all({
        {.sentence = "its state stays what it is: soon",
         .since = "2026-10-07",
         .today = "2026-11-20",
         .due = "2026-11-21",
         .state = "soon",
         .before_next_workday = "yes"},
        {.sentence = "due dates are never moved",
         .since = "2026-10-07",
         .today = "2026-11-21",
         .due = "2026-11-21",
         .state = "due",
         .before_next_workday = "no"},
        {.sentence = "nothing is asked of the advisor before a snooze ends",
         .since = "2026-10-07",
         .today = "2026-11-20",
         .snooze = "2026-12-01",
         .state = "snoozed",
         .before_next_workday = "no"},
    });
}

TEST_CASE("what is listed, and what asks for something today")
{
    struct Listed {
        std::string sentence;
        std::string today;
        bool asks_today;
        bool listed;
    };
    Book book;
    book.contact("ada").since = day("2026-01-06"); // due on Friday 20 February
    book.promise("ada", "minor", "every 45 days");
    book.contact("sam").since = day("2026-02-20"); // due on Sunday 22 February
    book.promise("sam", "minor", "every 2 days");
    const auto ledger = book.ledger();
    const std::vector<Listed> table{
        {"ok", "2026-02-12", false, false},
        {"soon", "2026-02-13", false, true},
        {"due", "2026-02-20", true, true},
        {"overdue", "2026-02-21", true, true},
    };
    for (const Listed& row : table) {
        CAPTURE(row.sentence);
        const auto item = crm::items_of(ledger, ledger.contacts[0], day(row.today)).at(0);
        CHECK(crm::state_name(item.state) == row.sentence);
        CHECK(item.asks_today() == row.asks_today);
        CHECK(item.is_listed() == row.listed);
    }
    const auto item = crm::items_of(ledger, ledger.contacts[1], day("2026-02-20")).at(0);
    CHECK(item.state == crm::State::ok);
    CHECK(item.before_next_workday);
    CHECK(item.asks_today());
    CHECK(item.is_listed());
}

TEST_CASE("the next workday")
{
    crm::Settings settings = crm::Settings::defaults();
    settings.holidays = {day("2026-12-25"), day("2027-01-01")};
    const auto next = [&](const char* date) {
        const auto found = crm::next_workday(settings, day(date));
        return found ? crm::iso(*found) : "none";
    };
    CHECK(next("2026-11-19") == "2026-11-20");
    CHECK(next("2026-11-20") == "2026-11-23");
    CHECK(next("2026-11-22") == "2026-11-23");
    CHECK(next("2026-12-24") == "2026-12-28");
    CHECK(next("2026-12-31") == "2027-01-04");
    settings.workdays.fill(false);
    CHECK(next("2026-11-20") == "none");
}
