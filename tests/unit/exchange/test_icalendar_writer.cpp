#include "core/exchange/icalendar_writer.hpp"

#include "../cadence/build.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>

using build::Book;
using build::day;

namespace {

struct Written {
    std::string text;
    crm::CalendarCount count;
};

Written calendar(const Book& book, std::string_view today, bool tasks = false)
{
    const auto ledger = book.ledger();
    Written out;
    out.count = crm::write_icalendar(crm::select(ledger, {}, day(today)),
                                     {crm::add_days(day(today), 90), tasks},
                                     [&](std::string_view text) { out.text += text; });
    return out;
}

std::size_t times(const std::string& text, const std::string& part)
{
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++count;
    }
    return count;
}

std::string value(const std::string& text, const std::string& name, std::size_t from = 0)
{
    const std::size_t at = text.find("\r\n" + name + ":", from);
    if (at == std::string::npos) {
        return "(none)";
    }
    const std::size_t begin = at + name.size() + 3;
    return text.substr(begin, text.find("\r\n", begin) - begin);
}

Book ada_is_called()
{
    Book book;
    book.contact("ada").name = "Ada Lovelace";
    book.contact("ada").since = day("2026-01-01");
    book.promise("ada", "call", "every 45 days");
    book.happened("ada", "2026-10-01 call");
    return book;
}

} // namespace

TEST_CASE("a promise is an event on its day, and on today when it is late")
{
    const Book book = ada_is_called();
    const Written soon = calendar(book, "2026-11-01");
    CHECK(soon.count.promises == 1);
    CHECK(soon.text ==
          "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//crm//EN\r\n"
          "CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\nX-WR-CALNAME:crm\r\n"
          "BEGIN:VEVENT\r\n"
          "UID:" +
              value(soon.text, "UID") +
              "\r\n"
              "DTSTAMP:20261101T000000Z\r\n"
              "DTSTART;VALUE=DATE:20261115\r\n"
              "DTEND;VALUE=DATE:20261116\r\n"
              "TRANSP:TRANSPARENT\r\n"
              "SUMMARY:Call owed: Ada Lovelace\r\n"
              "DESCRIPTION:Promised: call every 45 days.\\nDue 15 November 2026.\\nLast: cal\r\n"
              " l\\, 1 October 2026.\r\n"
              "CATEGORIES:crm,call\r\n"
              "END:VEVENT\r\n"
              "END:VCALENDAR\r\n");
    const Written late = calendar(book, "2026-11-23");
    CHECK(value(late.text, "DTSTART;VALUE=DATE") == "20261123");
    CHECK(value(late.text, "UID") == value(soon.text, "UID"));
    CHECK(value(late.text, "DESCRIPTION").find("15 November 2026\\, 8 day") != std::string::npos);
    CHECK(calendar(book, "2026-11-23").text == late.text);
}

TEST_CASE("as a task it keeps the day it was due")
{
    const Written late = calendar(ada_is_called(), "2026-11-23", true);
    CHECK(value(late.text, "DUE;VALUE=DATE") == "20261115");
    CHECK(times(late.text, "BEGIN:VTODO\r\n") == 1);
    CHECK(times(late.text, "BEGIN:VEVENT\r\n") == 0);
}

TEST_CASE("a rename keeps the events")
{
    Book book = ada_is_called();
    const std::string before = value(calendar(book, "2026-11-23").text, "UID");
    Book renamed;
    renamed.contact("ada-king").formerly.push_back({"ada", {}});
    renamed.contact("ada-king").since = day("2026-01-01");
    renamed.promise("ada-king", "call", "every 45 days");
    CHECK(value(calendar(renamed, "2026-11-23").text, "UID") == before);
}

TEST_CASE("what is snoozed waits; what lies beyond the horizon is not there")
{
    Book book = ada_is_called();
    book.contact("ada").snooze = day("2026-12-15");
    CHECK(value(calendar(book, "2026-11-23").text, "DTSTART;VALUE=DATE") == "20261215");
    book.contact("ada").snooze = day("2027-12-15");
    CHECK(calendar(book, "2026-11-23").count.promises == 0);
}

TEST_CASE("yearly dates recur, the 29th of February on the last of its month")
{
    Book book;
    book.contact("ada").dates = {{"birthday", crm::YearlyDate::parse("1980-02-29").value()}};
    book.contact("bob").dates = {{"birthday", crm::YearlyDate::parse("03-01").value()}};
    book.contact("eve").dates = {{"birthday", crm::YearlyDate::parse("03-01").value()}};
    book.contact("eve").status = crm::Status::deceased;
    const Written all = calendar(book, "2026-11-23");
    CHECK(all.count.dates == 2);
    CHECK(value(all.text, "RRULE") == "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1");
    CHECK(value(all.text, "DTSTART;VALUE=DATE") == "20270228");
    CHECK(value(all.text, "DESCRIPTION") == "Born in 1980.");
    const std::size_t second = all.text.find("Birthday: bob");
    CHECK(second != std::string::npos);
    CHECK(value(all.text, "RRULE", all.text.find("END:VEVENT")) == "FREQ=YEARLY");
}

TEST_CASE("a follow-up is an event; the note of its entry stays at home")
{
    Book book;
    book.contact("ada").name = "Ada Lovelace";
    crm::Interaction entry;
    entry.date = day("2026-11-01");
    entry.touch = "call";
    entry.with = {{"ada", {}}};
    entry.follow_up = "send the checklist";
    entry.note = "about the divorce";
    entry.by = day("2026-12-01");
    entry.id = "k4q7m2x9b1tza";
    auto ledger = book.ledger();
    ledger.follow_ups.push_back(entry);
    std::string text;
    const auto count =
        crm::write_icalendar(crm::select(ledger, {}, day("2026-11-23")), {day("2027-02-01"), false},
                             [&](std::string_view part) { text += part; });
    CHECK(count.follow_ups == 1);
    CHECK(value(text, "SUMMARY") == "send the checklist (Ada Lovelace)");
    CHECK(value(text, "DTSTART;VALUE=DATE") == "20261201");
    CHECK(text.find("divorce") == std::string::npos);
}

TEST_CASE("nothing in a ledger forges an event")
{
    Book book = ada_is_called();
    const std::string evil = "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:forged\r\n;,\\";
    book.contact("ada").name = evil;
    book.contact("ada").dates = {{evil, crm::YearlyDate::parse("01-02").value()}};
    const std::string text = calendar(book, "2026-11-23").text;
    CHECK(times(text, "\r\nBEGIN:VEVENT\r\n") == 2);
    CHECK(times(text, "\r\nEND:VEVENT\r\n") == 2);
    CHECK(times(text, "\r\nSUMMARY:") == 2);
    CHECK(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) ==
          times(text, "\r\n"));
}
