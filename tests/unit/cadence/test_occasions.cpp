#include "core/cadence/occasions.hpp"

#include "build.hpp"

#include <doctest/doctest.h>

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

using build::Book;
using build::day;

namespace {

using Texts = std::vector<std::string>;

void remember(Book& book, const std::string& id, const std::string& name, std::string_view date)
{
    book.contact(id).dates.push_back({name, crm::YearlyDate::parse(date).value()});
}

/// `ada birthday 2026-12-10 36` of each, in order.
Texts occasions(const Book& book, std::string_view today, std::string_view filter = "")
{
    Texts out;
    const auto ledger = book.ledger();
    for (const crm::Occasion& occasion :
         crm::occasions(ledger, crm::Filter::parse(filter, book.settings), day(today))) {
        out.push_back(fmt::format(
            "{} {} {}{}{}", occasion.contact->id, occasion.name, crm::iso(occasion.date),
            occasion.years ? fmt::format(" {}", *occasion.years) : "",
            occasion.served ? fmt::format(" served by {} {}", occasion.served_by,
                                          crm::iso(occasion.served->date))
                            : ""));
    }
    return out;
}

} // namespace

TEST_CASE("when an occasion is listed, and its years")
{
    struct Kept {
        std::string sentence;
        std::string date;
        std::string today;
        std::string listed; ///< nothing: it is not listed
    };
    const std::vector<Kept> table{
        {"on the day", "12-10", "2026-12-10", "2026-12-10"},
        {"not the day after", "12-10", "2026-12-11", ""},
        {"the day before", "12-10", "2026-12-09", "2026-12-10"},
        {"a fortnight before", "12-10", "2026-11-26", "2026-12-10"},
        {"not 15 days before", "12-10", "2026-11-25", ""},
        {"no years without a year of origin", "12-10", "2026-12-01", "2026-12-10"},
        {"the age reached", "1990-12-10", "2026-12-01", "2026-12-10 36"},
        {"the age reached on the day itself", "1990-12-10", "2026-12-10", "2026-12-10 36"},
        {"the first birthday", "2025-12-10", "2026-12-01", "2026-12-10 1"},
        {"across New Year", "01-05", "2026-12-28", "2027-01-05"},
        {"across New Year, a fortnight", "01-05", "2026-12-22", "2027-01-05"},
        {"across New Year, 15 days", "01-05", "2026-12-21", ""},
        {"across New Year, the age of the year to come", "1990-01-05", "2026-12-28",
         "2027-01-05 37"},
        {"New Year's Day on New Year's Eve", "01-01", "2026-12-31", "2027-01-01"},
        {"29 February in a leap year", "02-29", "2028-02-20", "2028-02-29"},
        {"29 February in a leap year, on 28 February", "02-29", "2028-02-28", "2028-02-29"},
        {"29 February in a common year on the 28th", "02-29", "2027-02-20", "2027-02-28"},
        {"29 February in a common year, on the 28th", "2000-02-29", "2027-02-28", "2027-02-28 27"},
        {"29 February in a common year, on 1 March", "02-29", "2027-03-01", ""},
        {"29 February in a common year, a fortnight before", "02-29", "2027-02-14", "2027-02-28"},
        {"29 February in a leap year, a fortnight before", "02-29", "2028-02-15", "2028-02-29"},
        {"29 February in a leap year, 15 days before", "02-29", "2028-02-14", ""},
        {"28 February in a leap year", "02-28", "2028-02-28", "2028-02-28"},
    };
    for (const Kept& row : table) {
        CAPTURE(row.sentence);
        Book book;
        remember(book, "ada", "birthday", row.date);
        const std::string listed = row.listed;
        CHECK(occasions(book, row.today) ==
              (listed.empty() ? Texts{} : Texts{"ada birthday " + listed}));
    }
}

TEST_CASE("as far ahead as its notice")
{
    Book book;
    remember(book, "ada", "birthday", "12-10");
    remember(book, "ada", "anniversary", "12-11");
    const auto with_notice = [&](int days, std::string_view today) {
        book.settings.occasions["birthday"].notice = days;
        book.settings.occasions["anniversary"].notice = 0;
        return occasions(book, today);
    };
    CHECK(with_notice(0, "2026-12-10") == Texts{"ada birthday 2026-12-10"});
    CHECK(with_notice(0, "2026-12-09").empty());
    CHECK(with_notice(30, "2026-11-10") == Texts{"ada birthday 2026-12-10"});
    CHECK(with_notice(30, "2026-11-09").empty());
    CHECK(with_notice(363, "2026-12-12") == Texts{"ada birthday 2027-12-10"});
    CHECK(with_notice(1, "2026-12-11") == Texts{"ada anniversary 2026-12-11"});
}

TEST_CASE("what serves an occasion")
{
    struct Served {
        std::string sentence;
        std::string journal;
        std::string by; ///< nothing: it is not served
    };
    const std::vector<Served> table{
        {"a card", "2026-12-01 card", "card 2026-12-01"},
        {"a gift", "2026-12-01 gift", "gift 2026-12-01"},
        {"a congratulation today", "2026-12-05 congratulation", "congratulation 2026-12-05"},
        {"the newest of two", "2026-12-01 gift, 2026-12-02 card", "card 2026-12-02"},
        {"on the first day of the notice", "2026-11-26 card", "card 2026-11-26"},
        {"not the day before", "2026-11-25 card", ""},
        {"not a call", "2026-12-01 call", ""},
        {"no attempt", "2026-12-01 card attempt", ""},
        {"nothing to come", "2026-12-06 card", ""},
        {"not with somebody else", "2026-12-01 card with bob", ""},
        {"not what the contact did", "2026-12-01 card class signal", ""},
    };
    for (const Served& row : table) {
        CAPTURE(row.sentence);
        Book book;
        static_cast<void>(book.contact("bob"));
        remember(book, "ada", "birthday", "12-10");
        book.happened("ada", row.journal);
        CHECK(occasions(book, "2026-12-05") ==
              Texts{"ada birthday 2026-12-10" + (row.by.empty() ? "" : " served by " + row.by)});
    }
    Book book;
    remember(book, "ada", "birthday", "12-10");
    book.settings.occasions["birthday"].touches = {"call"};
    book.happened("ada", "2026-12-01 call, 2026-12-02 card");
    CHECK(occasions(book, "2026-12-05") ==
          Texts{"ada birthday 2026-12-10 served by call 2026-12-01"});
}

TEST_CASE("whose occasions are listed")
{
    struct Listed {
        crm::Status status;
        bool listed;
    };
    const std::vector<Listed> table{
        {crm::Status::active, true},          {crm::Status::paused, true},
        {crm::Status::do_not_contact, false}, {crm::Status::archived, false},
        {crm::Status::deceased, false},
    };
    for (const Listed& row : table) {
        CAPTURE(crm::status_name(row.status));
        Book book;
        remember(book, "ada", "birthday", "12-10");
        book.contact("ada").status = row.status;
        CHECK(occasions(book, "2026-12-01").empty() == !row.listed);
    }
    Book book;
    remember(book, "ada", "birthday", "12-10");
    remember(book, "countess", "birthday", "12-10");
    book.contact("countess").merged_into = crm::Reference{"ada", {}};
    book.contact("snoozed").snooze = day("2027-12-01");
    remember(book, "snoozed", "birthday", "12-11");
    CHECK(occasions(book, "2026-12-01") ==
          Texts{"ada birthday 2026-12-10", "snoozed birthday 2026-12-11"});
}

TEST_CASE("soonest first, of those who pass the filter")
{
    Book book;
    remember(book, "ada", "birthday", "1990-01-02");
    remember(book, "ada", "anniversary", "2010-12-31");
    remember(book, "bob", "birthday", "12-24");
    remember(book, "cyd", "birthday", "12-31");
    book.contact("bob").tier = "A";
    CHECK(occasions(book, "2026-12-20") ==
          Texts{"bob birthday 2026-12-24", "ada anniversary 2026-12-31 16",
                "cyd birthday 2026-12-31", "ada birthday 2027-01-02 37"});
    CHECK(occasions(book, "2026-12-20", "tier:A") == Texts{"bob birthday 2026-12-24"});
}
