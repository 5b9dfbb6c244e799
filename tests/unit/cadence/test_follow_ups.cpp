#include "core/cadence/follow_ups.hpp"

#include "build.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using build::Book;
using build::day;

namespace {

crm::Interaction promise(const std::string& text, std::string_view date, std::string_view by,
                         std::string_view done = {}, const std::string& with = "ada")
{
    crm::Interaction out;
    out.date = day(date);
    out.with.push_back({with, {}});
    out.touch = crm::follow_up_touch;
    out.touch_class = crm::TouchClass::none;
    out.follow_up = text;
    if (!by.empty()) {
        out.by = day(by);
    }
    if (!done.empty()) {
        out.done = day(done);
    }
    return out;
}

/// "checklist 3", with an exclamation mark where it asks for something today.
std::vector<std::string> open(const Book& book, std::string_view today,
                              std::string_view filter = "")
{
    std::vector<std::string> out;
    const auto ledger = book.ledger();
    for (const crm::FollowUp& one :
         crm::open_follow_ups(ledger, crm::Filter::parse(filter, book.settings), day(today))) {
        out.push_back(fmt::format("{} {}{}", one.entry->follow_up, one.days_late,
                                  one.asks_today() ? "!" : ""));
    }
    return out;
}

using Texts = std::vector<std::string>;

} // namespace

TEST_CASE("open from the day it was promised until it is done, late or not")
{
    Book book;
    static_cast<void>(book.contact("ada"));
    book.add(promise("checklist", "2026-07-01", "2026-07-10", "2026-07-20")); // a Wednesday
    CHECK(open(book, "2026-06-30").empty());
    CHECK(open(book, "2026-07-01") == Texts{"checklist -9"});
    CHECK(open(book, "2026-07-09") == Texts{"checklist -1"});
    CHECK(open(book, "2026-07-10") == Texts{"checklist 0!"});
    CHECK(open(book, "2026-07-19") == Texts{"checklist 9!"});
    CHECK(open(book, "2026-07-20").empty());
}

TEST_CASE("without a day of its own it is due on the day of the entry")
{
    Book book;
    static_cast<void>(book.contact("ada"));
    book.add(promise("checklist", "2026-07-01", ""));
    CHECK(open(book, "2026-07-03") == Texts{"checklist 2!"});
}

TEST_CASE("on a workday it is asked for before the free days that it falls on")
{
    Book book;
    static_cast<void>(book.contact("ada"));
    book.add(promise("checklist", "2026-07-01", "2026-07-05")); // a Sunday
    CHECK(open(book, "2026-07-02") == Texts{"checklist -3"});
    CHECK(open(book, "2026-07-03") == Texts{"checklist -2!"});
    CHECK(open(book, "2026-07-04") == Texts{"checklist -1"}); // no workday
}

TEST_CASE("snoozed, filtered, with several, in the order of their days")
{
    Book book;
    book.contact("ada").snooze = day("2026-08-01");
    book.contact("bob").tier = "A";
    book.add(promise("late", "2026-07-01", "2026-07-09"));
    book.add(promise("soon", "2026-07-01", "2026-07-08", "", "bob"));
    crm::Interaction both = promise("both", "2026-07-01", "2026-07-10");
    both.with.push_back({"bob", {}});
    book.add(both);
    CHECK(open(book, "2026-07-10") == Texts{"soon 2!", "late 1", "both 0!"});
    CHECK(open(book, "2026-07-10", "tier:A") == Texts{"soon 2!", "both 0!"});
    CHECK(open(book, "2026-07-10", "relation:snoozed") == Texts{"late 1", "both 0!"});
}

TEST_CASE("a correction takes the place of what was promised")
{
    Book book;
    static_cast<void>(book.contact("ada"));
    crm::Interaction first = promise("checklist", "2026-07-01", "2026-07-10");
    first.id = "k4q7m2x9b1tza";
    crm::Interaction second = first;
    second.rev = 2;
    second.done = day("2026-07-09");
    book.add(first);
    book.add(second);
    CHECK(open(book, "2026-07-08") == Texts{"checklist -2"});
    CHECK(open(book, "2026-07-09").empty());
    second.rev = 3;
    second.is_void = true;
    book.add(second);
    CHECK(open(book, "2026-07-08").empty());
}
