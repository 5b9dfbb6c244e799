#include "build.hpp"
#include "core/cadence/levelling.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace crm;
using build::Book;
using build::day;

namespace {

/// A contact whose one promise is due on `due` and then not for years.
void add_due(Book& book, const std::string& id, const char* requirement, const char* due)
{
    book.promise(id, requirement, "every 2000 days");
    book.contact(id).since = add_days(day(due), -2000);
}

/// "c1 11-25, c2 11-26 late, c3 none": by contact.
std::string text(const Forecast& forecast, const Plan& plan)
{
    std::map<std::string, std::string> out;
    for (std::size_t i = 0; i < plan.days.size(); ++i) {
        const Job& job = forecast.jobs[i];
        out[forecast.contact(job).id] = (plan.days[i] ? iso(*plan.days[i]).substr(5) : "none") +
                                        (plan.days[i] && *plan.days[i] > job.due ? " late" : "");
    }
    std::string all;
    for (const auto& [id, day] : out) {
        all += (all.empty() ? "" : ", ") + id + " " + day;
    }
    return all;
}

} // namespace

TEST_CASE("plans")
{
    struct Row {
        const char* what;
        const char* capacity;
        std::vector<const char*> due; ///< of the minors of c1, c2 ...
        const char* expected;
        const char* caught_up;
    };
    // Today is Wednesday 25 November 2026; Thursday and Friday are off. Two weeks.
    const Row rows[] = {
        {"in the week of the due date", "5 per week", {"2026-12-04"}, "c1 11-30", ""},
        {"not after it", "5 per week", {"2026-12-02", "2026-11-25"}, "c1 11-30, c2 11-25", ""},
        {"one each day",
         "5 per week",
         {"2026-12-04", "2026-12-04", "2026-12-04"},
         "c1 11-30, c2 12-01, c3 12-02",
         ""},
        {"the earliest due first",
         "5 per week",
         {"2026-12-04", "2026-12-03", "2026-12-01"},
         "c1 12-02, c2 12-01, c3 11-30",
         ""},
        {"brought forward where the week is full",
         "1 per week",
         {"2026-12-03", "2026-12-04"},
         "c1 11-25, c2 11-30",
         ""},
        {"no limit", "", {"2026-11-26", "2026-12-05"}, "c1 11-25, c2 11-30", ""},
        {"late already: at once",
         "5 per week",
         {"2026-11-01", "2026-11-25"},
         "c1 11-25 late, c2 11-25",
         "2026-11-25"},
        {"late already: what makes no other late",
         "1 per week",
         {"2026-11-01", "2026-11-25"},
         "c1 11-30 late, c2 11-25",
         "2026-11-30"},
        {"no room for what is late",
         "1 per week",
         {"2026-11-01", "2026-11-25", "2026-12-06"},
         "c1 none, c2 11-25, c3 11-30",
         ""},
        {"no plan: one becomes late",
         "1 per week",
         {"2026-11-25", "2026-11-26"},
         "c1 11-25, c2 11-30 late",
         ""},
    };
    for (const Row& row : rows) {
        CAPTURE(row.what);
        Book book;
        book.settings.holidays = {day("2026-11-26"), day("2026-11-27")};
        if (*row.capacity != '\0') {
            book.settings.capacity.minor = Capacity::parse(row.capacity);
        }
        for (std::size_t i = 0; i < row.due.size(); ++i) {
            add_due(book, fmt::format("c{}", i + 1), "minor", row.due[i]);
        }
        const Ledger ledger = book.ledger();
        const Forecast found = forecast(ledger, {}, day("2026-11-25"), 2);
        const Plan plan = level(ledger, found);
        CHECK(text(found, plan) == row.expected);
        CHECK((plan.minor.caught_up ? iso(*plan.minor.caught_up) : "") == row.caught_up);
    }
}

TEST_CASE("majors and minors have a capacity each")
{
    Book book;
    book.settings.capacity.major = Capacity{1, Unit::week};
    book.settings.capacity.minor = Capacity{1, Unit::week};
    add_due(book, "c1", "major", "2026-11-27");
    add_due(book, "c2", "minor", "2026-11-27");
    const Ledger ledger = book.ledger();
    const Forecast found = forecast(ledger, {}, day("2026-11-23"), 1);
    CHECK(text(found, level(ledger, found)) == "c1 11-23, c2 11-23");
}

TEST_CASE("a capacity a month spreads over its weeks")
{
    Book book;
    book.settings.capacity.minor = Capacity{4, Unit::month};
    for (int i = 1; i <= 4; ++i) {
        add_due(book, fmt::format("c{}", i), "minor", "2027-01-05");
    }
    add_due(book, "c5", "minor", "2027-01-29");
    add_due(book, "c6", "minor", "2027-01-29");
    add_due(book, "c7", "minor", "2027-01-29");
    const Ledger ledger = book.ledger();
    const Forecast found = forecast(ledger, {}, day("2026-12-01"), 9);
    const Plan plan = level(ledger, found);
    CHECK(plan.keeps_all());
    // Three of January's four are left for its end: of those due on the 5th only one waits for it.
    CHECK(text(found, plan) ==
          "c1 12-14, c2 12-21, c3 12-28, c4 01-04, c5 01-11, c6 01-18, c7 01-25");
}

TEST_CASE("where there is no plan, the tightest days and the rule that helps most are named")
{
    Book book;
    book.settings.capacity.minor = Capacity{1, Unit::week};
    book.rule("tag:many", {{"call", "every 2000 days"}});
    book.rule("tag:few", {{"minor", "every 2000 days"}});
    int number = 0;
    const auto add = [&](const char* tag, const char* due) {
        Contact& contact = book.contact(fmt::format("c{}", ++number));
        contact.tags = {tag};
        contact.since = add_days(day(due), -2000);
    };
    for (const char* due : {"2026-12-02", "2026-12-03", "2026-12-04"}) {
        add("many", due);
    }
    for (const char* due : {"2026-12-04", "2026-12-04", "2026-12-18"}) {
        add("few", due);
    }
    const Ledger ledger = book.ledger();
    const Forecast found = forecast(ledger, {}, day("2026-11-23"), 4);
    const Outcome outcome = level(ledger, found).minor;
    CHECK(outcome.becomes_late == 3);
    REQUIRE(outcome.tightest);
    CHECK(outcome.tightest->days == Span{day("2026-11-23"), day("2026-12-06")});
    CHECK(outcome.tightest->promised == 5);
    CHECK(outcome.tightest->room == 2);
    REQUIRE(outcome.relief);
    CHECK(outcome.relief->promise.requirement == "call");
    CHECK(outcome.relief->promise.rule == "rule 1");
    CHECK(outcome.relief->inside == 3);
    CHECK(outcome.relief->still_late == 0);
}

TEST_CASE("the rule that asks most is not named where another helps more")
{
    Book book;
    book.settings.capacity.minor = Capacity{1, Unit::week};
    book.rule("tag:many", {{"call", "every 2000 days"}});
    book.rule("tag:early", {{"minor", "every 2000 days"}});
    for (int i = 1; i <= 7; ++i) {
        Contact& contact = book.contact(fmt::format("c{}", i));
        contact.tags = {i <= 4 ? "many" : "early"};
        contact.since = add_days(day(i <= 4 ? "2026-12-20" : "2026-11-27"), -2000);
    }
    const Ledger ledger = book.ledger();
    const Forecast found = forecast(ledger, {}, day("2026-11-23"), 4);
    const Outcome outcome = level(ledger, found).minor;
    CHECK(outcome.becomes_late == 3);
    REQUIRE(outcome.tightest);
    CHECK(outcome.tightest->promised == 7);
    REQUIRE(outcome.relief);
    CHECK(outcome.relief->promise.requirement == "minor");
    CHECK(outcome.relief->inside == 3);
    CHECK(outcome.relief->still_late == 0);
}

TEST_CASE("days without a working day have no room")
{
    Book book;
    book.settings.capacity.minor = Capacity{5, Unit::week};
    add_due(book, "c1", "minor", "2026-11-29");
    add_due(book, "c2", "minor", "2026-11-28");
    const Ledger ledger = book.ledger();
    const Forecast found = forecast(ledger, {}, day("2026-11-28"), 2); // a Saturday
    const Plan plan = level(ledger, found);
    CHECK(text(found, plan) == "c1 12-01 late, c2 11-30 late");
    REQUIRE(plan.minor.tightest);
    CHECK(plan.minor.tightest->days == Span{day("2026-11-28"), day("2026-11-29")});
    CHECK(plan.minor.tightest->promised == 2);
    CHECK(plan.minor.tightest->room == 0);
}
