#include "build.hpp"
#include "core/base/error.hpp"
#include "core/cadence/agenda.hpp"
#include "core/cadence/due_date.hpp"
#include "core/cadence/spreading.hpp"
#include "dice.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

using namespace crm;
using build::Book;
using build::day;

namespace {

/// "ada 11-24 from 10-10": who falls due first when, and from when that is promised.
std::string text(const std::vector<Beginning>& all)
{
    std::string out;
    for (const Beginning& one : all) {
        out += fmt::format("{}{} {} from {}", out.empty() ? "" : ", ", one.contact->id,
                           iso(one.first_due).substr(5), iso(one.promised_from).substr(5));
    }
    return out;
}

Date earliest(const Ledger& ledger, const Beginning& one)
{
    std::optional<Date> out;
    for (const Promise& promise : promises_to(*one.contact, ledger.settings, one.promised_from)) {
        const Date due = due_date(promise.cadence, one.promised_from, {one.promised_from, 0}, {});
        out = out ? std::min(*out, due) : due;
    }
    return *out;
}

} // namespace

TEST_CASE("first dates are spread over the working days ahead")
{
    struct Row {
        const char* what;
        const char* within;
        std::vector<std::vector<const char*>> contacts; ///< id, tier, journal, promises ...
        const char* expected;
    };
    // Today is Monday 23 November 2026.
    const Row rows[] = {
        {"nobody", "6w", {}, ""},
        {"who was reached is left alone",
         "6w",
         {{"ada", "A", "2026-01-01 call", "minor", "every 60 days"}},
         ""},
        {"so is who was tried",
         "5d",
         {{"ada", "A", "2026-01-01 call attempt", "minor", "every 60 days"}},
         ""},
        {"and who gave a signal",
         "5d",
         {{"ada", "A", "2026-01-02 inquiry", "minor", "every 60 days"}},
         ""},
        {"a follow-up and what is to come are nothing yet",
         "5d",
         {{"ada", "A", "2026-01-01 follow-up, 2026-11-24 call", "minor", "every 60 days"}},
         "ada 11-27 from 09-28"},
        {"nothing promised", "6w", {{"ada", "A", ""}}, ""},
        {"evenly, better tiers first, then by id",
         "4d",
         {{"bob", "A", "", "minor", "every 60 days"},
          {"ada", "B", "", "minor", "every 60 days"},
          {"cy", "A", "", "minor", "every 60 days"},
          {"dee", "C", "", "minor", "every 60 days"}},
         "bob 11-24 from 09-25, cy 11-25 from 09-26, ada 11-26 from 09-27, dee 11-27 from 09-28"},
        {"days off are left out",
         "8d",
         {{"ada", "A", "", "minor", "every 60 days"}, {"bob", "A", "", "minor", "every 60 days"}},
         "ada 11-26 from 09-27, bob 12-01 from 10-02"},
        {"no later than the cadence gives",
         "8w",
         {{"ada", "A", "", "minor", "every 60 days"}, {"bob", "B", "", "minor", "every 3 days"}},
         "bob 11-26 from 11-23, ada 01-18 from 11-19"},
        {"the promise that is due first decides",
         "3d",
         {{"ada", "A", "", "minor", "every 30 days", "major", "2 per year"}},
         "ada 11-26 from 10-27"},
        {"of the calendar's units",
         "3d",
         {{"ada", "A", "", "call", "1 per quarter"}},
         "ada 11-26 from 08-27"},
        {"months", "3d", {{"ada", "A", "", "lunch", "every 3 months"}}, "ada 11-26 from 08-26"},
        {"a share shorter than the weekend",
         "6w",
         {{"ada", "A", "", "minor", "every 1 day"}},
         "ada 11-24 from 11-23"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.what);
        Book book;
        for (const auto& said : row.contacts) {
            Contact& contact = book.contact(said[0]);
            contact.tier = said[1];
            book.happened(said[0], said[2]);
            for (std::size_t i = 3; i < said.size(); i += 2) {
                book.promise(said[0], said[i], said[i + 1]);
            }
        }
        const Ledger ledger = book.ledger();
        CHECK(text(spread(ledger, {}, day("2026-11-23"), *Period::parse(row.within))) ==
              row.expected);
    }
}

TEST_CASE("a day that no start gives is replaced by its neighbour")
{
    Book book;
    book.promise("ada", "minor", "every month");
    book.settings.workdays = {true, true, true, true, true, true, true};
    // Nothing a month before 31 March exists in 2027, nor before the 29th.
    const Ledger ledger = book.ledger();
    CHECK(text(spread(ledger, {}, day("2027-03-27"), *Period::parse("4d"))) ==
          "ada 03-28 from 02-28");
    CHECK(text(spread(ledger, {}, day("2027-03-28"), *Period::parse("3d"))) ==
          "ada 04-01 from 03-01");
}

TEST_CASE("no working day to spread over")
{
    const Ledger ledger = Book().ledger();
    CHECK_THROWS_AS(static_cast<void>(spread(ledger, {}, day("2026-11-27"), {2, Unit::day})),
                    Error);
}

TEST_CASE("a spread holds to every cadence, as evenly as these allow")
{
    dice::Dice dice(5020);
    for (int round = 0; round < 60; ++round) {
        CAPTURE(round);
        Book book;
        const Date today = add_days(day("2026-01-01"), dice.number(0, 700));
        for (int i = 0; i < 7; ++i) {
            book.settings.workdays.at(static_cast<std::size_t>(i)) = i == 2 || !dice.one_in(3);
        }
        const int count = dice.number(1, 60);
        for (int i = 0; i < count; ++i) {
            const std::string id = fmt::format("c{:02}", i);
            book.contact(id).tier = dice.pick(book.settings.tiers);
            // No months here: every day can be reached.
            const char* const cadences[] = {"every 45 days", "every 9 days", "1 per quarter",
                                            "3 in 90 days",  "2 per year",   "every 8 weeks"};
            book.promise(id, "minor", dice.pick(cadences));
            if (dice.one_in(3)) {
                book.promise(id, "major", dice.pick(cadences));
            }
        }
        const Ledger ledger = book.ledger();
        const Period within{dice.number(7, 60), Unit::day};
        const auto all = spread(ledger, {}, today, within);
        REQUIRE(all.size() == static_cast<std::size_t>(count));
        std::map<Date, int> by_day;
        std::vector<Date> limits;
        std::vector<Date> workdays;
        for (Date date = add_days(today, 1); date <= add(today, within); date = add_days(date, 1)) {
            if (ledger.settings.is_workday(date)) {
                workdays.push_back(date);
            }
        }
        for (const Beginning& one : all) {
            CHECK(one.first_due == earliest(ledger, one));
            CHECK(ledger.settings.is_workday(one.first_due));
            int share = 1000;
            for (const Promise& promise :
                 promises_to(*one.contact, ledger.settings, one.promised_from)) {
                share = std::min(share, promise.cadence.share());
            }
            limits.push_back(std::min(add(today, within), add_days(today, share)));
            CHECK(one.first_due > today);
            CHECK(one.first_due <= limits.back());
            ++by_day[one.first_due];
        }
        // The busiest day is no busier than it has to be.
        int busiest = 0;
        for (const auto& [date, number] : by_day) {
            busiest = std::max(busiest, number);
        }
        int needed = 1;
        for (std::size_t days = 1; days <= workdays.size(); ++days) {
            const Date next = days < workdays.size() ? workdays[days] : add_days(today, 1000);
            const auto by_then = static_cast<int>(std::count_if(
                limits.begin(), limits.end(), [&](Date limit) { return limit < next; }));
            const auto number = static_cast<int>(days);
            needed = std::max(needed, (by_then + number - 1) / number);
        }
        CHECK(busiest == needed);
        // Once more gives the same.
        CHECK(text(spread(ledger, {}, today, within)) == text(all));
    }
}
