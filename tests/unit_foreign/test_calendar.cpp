#include "core/exchange/foreign/calendar.hpp"
#include "core/exchange/foreign/calendar_blocks.hpp"
#include "zone.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace crm {
namespace {

CalendarSpan span()
{
    return {make_date(2020, 1, 1), make_date(2026, 11, 22), std::nullopt, {"jo@park.example"}};
}

std::string calendar(const std::string& events, const std::string& head = {})
{
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + head + events + "END:VCALENDAR\r\n";
}

std::string event(const std::string& lines)
{
    return "BEGIN:VEVENT\r\n" + lines + "END:VEVENT\r\n";
}

Happenings read(const std::string& text)
{
    return read_calendar(text, "a.ics", span());
}

/// Date, minutes and ref of each, and who took part.
std::vector<std::string> listed(const Happenings& all)
{
    std::vector<std::string> out;
    for (const Happening& one : all.happenings) {
        std::string line = iso(one.date) + " " + one.title + " " + one.ref;
        for (const Person& person : one.with) {
            line += " " + person.email;
        }
        out.push_back(line);
    }
    return out;
}

std::vector<std::string> reasons(const Happenings& all)
{
    std::vector<std::string> out;
    for (const PassedOver& one : all.skipped) {
        out.push_back(std::to_string(one.place.line) + " " + one.reason);
    }
    return out;
}

using Texts = std::vector<std::string>;

} // namespace

TEST_CASE("a meeting with participants, its length and its calendar")
{
    const test::Zone zone("Europe/Berlin");
    const auto all =
        read(calendar(event("UID:one@x\r\nDTSTART:20260310T090000Z\r\n"
                            "DTEND:20260310T103000Z\r\nSUMMARY:Plan\\, year\\n2\r\n"
                            "CATEGORIES:Work,Tax\r\nCATEGORIES:Old\r\n"
                            "ORGANIZER;CN=\"Park, Jo\":mailto:jo@park.example\r\n"
                            "ATTENDEE;CN=Ada;PARTSTAT=ACCEPTED:MAILTO:ada@x.example\r\n"
                            "ATTENDEE;PARTSTAT=DECLINED:mailto:bob@x.example\r\n"
                            "ATTENDEE;CUTYPE=ROOM:mailto:room@x.example\r\n"),
                      "X-WR-CALNAME:Clients\\, old\r\n"));
    REQUIRE(all.happenings.size() == 1);
    const Happening& one = all.happenings.front();
    CHECK(iso(one.date) == "2026-03-10");
    CHECK(one.minutes == 90);
    CHECK(one.title == "Plan, year 2");
    CHECK(one.ref == "ical:one@x");
    CHECK(one.folder == "Clients, old");
    CHECK(one.categories == Texts{"Work", "Tax", "Old"});
    REQUIRE(one.with.size() == 2);
    CHECK(one.with[0].email == "ada@x.example");
    CHECK(one.with[0].name == "Ada");
    CHECK(one.from.name == "Park, Jo");
    CHECK(one.place.line == 4);
    CHECK(all.skipped.empty());
}

TEST_CASE("the day is that of the user's time zone")
{
    const std::string text = calendar(
        event("UID:a\r\nSUMMARY:utc\r\nDTSTART:20260310T233000Z\r\n") +
        event("UID:b\r\nSUMMARY:floating\r\nDTSTART:20260310T233000\r\n") +
        event("UID:c\r\nSUMMARY:named\r\nDTSTART;TZID=America/New_York:20260310T200000\r\n") +
        event("UID:d\r\nSUMMARY:windows\r\n"
              "DTSTART;TZID=\"Eastern Standard Time\":20260310T200000\r\n") +
        event("UID:e\r\nSUMMARY:unknown\r\nDTSTART;TZID=Nowhere/At_All:20260310T233000\r\n") +
        event("UID:f\r\nSUMMARY:day\r\nDTSTART;VALUE=DATE:20260310\r\n") +
        event("UID:g\r\nSUMMARY:prefixed\r\n"
              "DTSTART;TZID=/x.example/2026/America/New_York:20260310T200000\r\n"));
    const auto days = [&](const char* name) {
        const test::Zone zone(name);
        std::string out;
        auto all = read(text).happenings;
        std::sort(all.begin(), all.end(),
                  [](const Happening& a, const Happening& b) { return a.ref < b.ref; });
        for (const Happening& one : all) {
            out += iso(one.date).substr(8) + " ";
        }
        return out;
    };
    CHECK(days("Europe/Berlin") == "11 10 11 11 10 10 11 ");
    CHECK(days("America/New_York") == "10 10 10 10 10 10 10 ");
    CHECK(days("UTC") == "10 10 11 11 10 10 11 ");
}

TEST_CASE("a zone of the file's own")
{
    const test::Zone zone("UTC");
    const auto all = read(
        calendar("BEGIN:VTIMEZONE\r\nTZID:Mine\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
                 "TZOFFSETFROM:-0900\r\nTZOFFSETTO:-0900\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n" +
                 event("UID:a\r\nDTSTART;TZID=Mine:20260310T160000\r\nSUMMARY:S\r\n")));
    CHECK(listed(all) == Texts{"2026-03-11 S ical:a"});
    // One that would take an age is not worked out.
    const auto odd = read(
        calendar("BEGIN:VTIMEZONE\r\nTZID:Mine\r\nBEGIN:STANDARD\r\nDTSTART:00010101T000000\r\n"
                 "RRULE:FREQ=SECONDLY\r\nTZOFFSETFROM:-0900\r\nTZOFFSETTO:-0900\r\nEND:STANDARD\r\n"
                 "END:VTIMEZONE\r\n" +
                 event("UID:a\r\nDTSTART;TZID=Mine:20260310T160000\r\nSUMMARY:S\r\n")));
    CHECK(listed(odd) == Texts{"2026-03-10 S ical:a"});
}

TEST_CASE("what repeats is laid out from the lower limit to today")
{
    const test::Zone zone("Europe/Berlin");
    const auto all =
        read(calendar(event("UID:w\r\nDTSTART;TZID=Europe/Berlin:20261020T090000\r\nSUMMARY:S\r\n"
                            "RRULE:FREQ=WEEKLY\r\nEXDATE;TZID=Europe/Berlin:20261103T090000\r\n"
                            "RDATE;TZID=Europe/Berlin:20261105T090000\r\n"
                            "RDATE;VALUE=PERIOD:20261106T090000Z/PT1H\r\n")));
    // Across the end of summer time: the hour on the wall stays.
    CHECK(listed(all) ==
          Texts{"2026-10-20 S ical:w/20261020T070000Z", "2026-10-27 S ical:w/20261027T080000Z",
                "2026-11-05 S ical:w/20261105T080000Z", "2026-11-06 S ical:w/20261106T090000Z",
                "2026-11-10 S ical:w/20261110T080000Z", "2026-11-17 S ical:w/20261117T080000Z"});
    const auto days =
        read(calendar(event("UID:d\r\nDTSTART;VALUE=DATE:20191230\r\nRRULE:FREQ=DAILY;COUNT=4\r\n"
                            "SUMMARY:S\r\nEXDATE;VALUE=DATE:20200101\r\n")));
    CHECK(listed(days) == Texts{"2020-01-02 S ical:d/20200102"});
    const auto exdate =
        read(calendar(event("UID:d\r\nDTSTART:20260101T100000Z\r\nRRULE:FREQ=DAILY;COUNT=3\r\n"
                            "SUMMARY:S\r\nEXDATE;VALUE=DATE:20260102\r\n")));
    CHECK(listed(exdate) ==
          Texts{"2026-01-01 S ical:d/20260101T100000Z", "2026-01-03 S ical:d/20260103T100000Z"});
}

TEST_CASE("the end of a rule is the last that takes place")
{
    const test::Zone zone("America/New_York");
    const auto last = [&](const std::string& start, const std::string& until) {
        const auto all = read(calendar(event("UID:u\r\nSUMMARY:S\r\nDTSTART" + start +
                                             "\r\nRRULE:FREQ=DAILY;UNTIL=" + until + "\r\n")));
        return all.happenings.empty() ? std::string() : iso(all.happenings.back().date);
    };
    CHECK(last(";TZID=America/New_York:20260301T200000", "20260305T010000Z") == "2026-03-04");
    CHECK(last(";TZID=America/New_York:20260301T200000", "20260305T005959Z") == "2026-03-03");
    CHECK(last(";TZID=America/New_York:20260301T200000", "20260305") == "2026-03-05");
    CHECK(last(";VALUE=DATE:20260301", "20260305T000000Z") == "2026-03-05");
    CHECK(last(":20260301T200000", "20260305T200000") == "2026-03-05");
}

TEST_CASE("an exception may stand before its event or behind it")
{
    const test::Zone zone("UTC");
    const std::string master =
        event("UID:o\r\nDTSTART:20260301T100000Z\r\nRRULE:FREQ=DAILY;COUNT=4\r\nSUMMARY:M\r\n"
              "ATTENDEE:mailto:ada@x.example\r\n");
    const std::string moved = event(
        "UID:o\r\nRECURRENCE-ID:20260302T100000Z\r\nDTSTART:20260310T100000Z\r\nSUMMARY:X\r\n");
    const std::string gone = event("UID:o\r\nRECURRENCE-ID:20260303T100000Z\r\n"
                                   "DTSTART:20260303T100000Z\r\nSTATUS:CANCELLED\r\n");
    const Texts expected{"2026-03-01 M ical:o/20260301T100000Z ada@x.example",
                         "2026-03-04 M ical:o/20260304T100000Z ada@x.example",
                         "2026-03-10 X ical:o/20260302T100000Z ada@x.example"};
    CHECK(listed(read(calendar(master + moved + gone))) == expected);
    CHECK(listed(read(calendar(gone + moved + master))) == expected);
    // One that stands alone is a meeting of its own.
    CHECK(listed(read(calendar(moved))) == Texts{"2026-03-10 X ical:o/20260302T100000Z"});
    const std::string onwards =
        event("UID:o\r\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260303T100000Z\r\n"
              "DTSTART:20260305T110000Z\r\nSUMMARY:Later\r\n");
    CHECK(listed(read(calendar(master + onwards))) ==
          Texts{"2026-03-01 M ical:o/20260301T100000Z ada@x.example",
                "2026-03-02 M ical:o/20260302T100000Z ada@x.example",
                "2026-03-05 Later ical:o/20260303T100000Z ada@x.example",
                "2026-03-06 Later ical:o/20260304T100000Z"});
}

TEST_CASE("of two versions the newer holds, in either order")
{
    const test::Zone zone("UTC");
    const std::string old =
        event("UID:v\r\nDTSTART:20260301T100000Z\r\nSUMMARY:Old\r\nSEQUENCE:1\r\n");
    const std::string now =
        event("UID:v\r\nDTSTART:20260302T100000Z\r\nSUMMARY:New\r\nSEQUENCE:2\r\n");
    CHECK(listed(read(calendar(old + now))) == Texts{"2026-03-02 New ical:v"});
    CHECK(listed(read(calendar(now + old))) == Texts{"2026-03-02 New ical:v"});
    CHECK(reasons(read(calendar(now + old))) == Texts{"9 an older version of another event"});
}

TEST_CASE("what did not take place is passed over, with the reason")
{
    const test::Zone zone("UTC");
    const auto all = read(
        calendar(event("UID:a\r\nDTSTART:20260301T100000Z\r\nSTATUS:CANCELLED\r\n") +
                 event("UID:b\r\nDTSTART:20260301T100000Z\r\n"
                       "ATTENDEE;PARTSTAT=DECLINED:mailto:Jo@Park.example\r\n") +
                 event("UID:c\r\nDTSTART:20270301T100000Z\r\n") +
                 event("UID:d\r\nDTSTART:20190301T100000Z\r\n") + event("UID:e\r\nSUMMARY:S\r\n") +
                 "BEGIN:VTODO\r\nUID:t\r\nEND:VTODO\r\n" + event("UID:f\r\nDTSTART:never\r\n")));
    CHECK(all.happenings.empty());
    auto told = reasons(all);
    std::sort(told.begin(), told.end());
    CHECK(told == Texts{"13 still to come", "17 before 2020-01-01", "21 no date that can be read",
                        "25 a task, no meeting", "28 no date that can be read", "3 cancelled",
                        "8 declined by you"});
    const auto cancel =
        read(calendar(event("UID:a\r\nDTSTART:20260301T100000Z\r\n"), "METHOD:CANCEL\r\n"));
    CHECK(reasons(cancel) == Texts{"4 cancelled"});
    const auto reply =
        read(calendar(event("UID:a\r\nDTSTART:20260301T100000Z\r\n"), "METHOD:REPLY\r\n"));
    CHECK(reasons(reply) == Texts{"4 an answer to an invitation"});
}

TEST_CASE("a meeting of today is over when its end has passed")
{
    const test::Zone zone("UTC");
    auto today = span();
    const std::string text =
        calendar(event("UID:a\r\nDTSTART:20261122T100000Z\r\nDURATION:PT1H\r\nSUMMARY:S\r\n"));
    today.now = 1795345200 - 1; // 11:00
    CHECK(read_calendar(text, "a.ics", today).happenings.empty());
    today.now = 1795345200;
    CHECK(read_calendar(text, "a.ics", today).happenings.size() == 1);
}

TEST_CASE("an event without a UID is recognised by what it says")
{
    const test::Zone zone("UTC");
    const std::string text = calendar(event("DTSTART:20260301T100000Z\r\nSUMMARY:S\r\n") +
                                      event("DTSTART:20260302T100000Z\r\nSUMMARY:S\r\n"));
    const auto once = listed(read(text));
    REQUIRE(once.size() == 2);
    CHECK(once == listed(read(text)));
    CHECK(once[0].substr(0, 23) == "2026-03-01 S ical:hash-");
    CHECK(once[0].substr(13) != once[1].substr(13));
    const auto longer = listed(read(calendar(
        event("UID:" + std::string(300, 'u') + "\r\nDTSTART:20260301T100000Z\r\nSUMMARY:S\r\n"))));
    REQUIRE(longer.size() == 1);
    CHECK(longer[0].size() < 60);
}

TEST_CASE("bytes that are not UTF-8, folds within a character, missing ends")
{
    const test::Zone zone("UTC");
    const auto latin =
        read(calendar(event("UID:l\r\nDTSTART:20260301T100000Z\r\nSUMMARY:Caf\xE9\r\n")));
    CHECK(listed(latin) == Texts{"2026-03-01 Caf\xC3\xA9 ical:l"});
    const auto folded =
        read(calendar(event("UID:f\r\nDTSTART:20260301T100000Z\r\nSUMMARY:Caf\xC3\r\n \xA9\r\n")));
    CHECK(listed(folded) == Texts{"2026-03-01 Caf\xC3\xA9 ical:f"});
    const auto cut_off = read("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20260301T100000Z\n"
                              "SUMMARY:A\nBEGIN:VALARM\nBEGIN:VEVENT\nUID:b\n"
                              "DTSTART:20260302T100000Z\nSUMMARY:B\n");
    CHECK(listed(cut_off) == Texts{"2026-03-01 A ical:a", "2026-03-02 B ical:b"});
    CHECK(reasons(cut_off).size() == 2);
    const auto harmful = read(calendar(event(
        "UID:h\x1b[2J\r\nDTSTART:20260301T100000Z\r\nSUMMARY:a\x1b[31m\\nb\xE2\x80\xAE c\r\n")));
    REQUIRE(harmful.happenings.size() == 1);
    CHECK(harmful.happenings[0].title.find('\x1b') == std::string::npos);
    CHECK(harmful.happenings[0].title.find('\n') == std::string::npos);
    CHECK(harmful.happenings[0].ref.substr(0, 10) == "ical:hash-");
}

TEST_CASE("rules without end take no time without end")
{
    const test::Zone zone("UTC");
    const auto run = [](const std::string& rule) {
        return read(calendar(event("UID:r\r\nDTSTART:20200101T100000Z\r\nSUMMARY:S\r\nRRULE:" +
                                   rule + "\r\n")))
            .happenings.size();
    };
    CHECK(run("FREQ=SECONDLY") == 1);
    CHECK(run("FREQ=HOURLY;INTERVAL=2") == 1);
    CHECK(run("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30") == 1);
    CHECK(run("FREQ=DAILY") == 2518);
    CHECK(run("FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23;"
              "BYMINUTE=0,10,20,30,40,50;BYSECOND=0,10,20,30,40,50") <= 100'001);
    CHECK(run("FREQ=FORTNIGHTLY") == 1);
    CHECK(run("") == 1);
}

TEST_CASE("what is not used of an event does not reach libical, whatever its size and form")
{
    const test::Zone zone("UTC");
    const std::string huge(3'000'000, 'A');
    std::string folded = "ATTACH;VALUE=BINARY:";
    for (int i = 0; i < 40'000; ++i) {
        folded += "\r\n " + std::string(74, 'A');
    }
    std::string lines;
    for (int i = 0; i < 100'000; ++i) {
        lines += "X-A" + std::to_string(i) + ":b\r\n";
    }
    const std::string end = "DTSTART:20260310T090000Z\r\nSUMMARY:S\r\n";
    for (const std::string& useless :
         {"ATTACH:" + huge + "\r\n", folded + "\r\n", "DESCRIPTION:" + huge + "\r\n",
          "X-ALT-DESC;A=\"" + huge + "\":x\r\n", lines,
          "BEGIN:VALARM\r\nATTACH:" + huge + "\r\nEND:VALARM\r\n"}) {
        const std::string text = calendar(event("UID:u\r\n" + useless + end));
        const CalendarText split = split_calendar(text);
        REQUIRE(split.blocks.size() == 1);
        CHECK(split.blocks.front().text.size() < 200);
        const auto all = read(text);
        CHECK(listed(all) == Texts{"2026-03-10 S ical:u"});
        CHECK(all.skipped.empty());
    }
    // What is used is cut where it is longer than it can mean, and that is told.
    const auto named = read(calendar(event("UID:" + huge + "\r\n" + end)));
    CHECK(named.happenings.size() == 1);
    CHECK(reasons(named) == Texts{"3 has more than a calendar can mean; the rest was taken"});
    const auto titled = read(calendar(event("UID:u\r\nSUMMARY:" + huge + "\r\n" + end)));
    CHECK(titled.happenings.size() == 1);
    CHECK(titled.skipped.empty());
    std::string days = "RDATE:20260311T090000Z";
    for (int i = 0; i < 10'000; ++i) {
        days += ",20260312T090000Z";
    }
    const auto repeated = read(calendar(event("UID:u\r\n" + days + "\r\n" + end)));
    CHECK(repeated.happenings.size() == 3);
    CHECK(repeated.skipped.size() == 1);
    std::string bad;
    for (int i = 0; i < 100'000; ++i) {
        bad += "DTSTART:x\r\nRDATE:x\r\n";
    }
    CHECK(split_calendar(calendar(event(end + bad))).blocks.front().text.size() < 50'000);
    CHECK(read(calendar(event("UID:u\r\n" + end + bad))).happenings.size() == 1);
}

TEST_CASE("what a file holds of what repeats is bounded, and the rest is counted")
{
    const test::Zone zone("UTC");
    const auto run = [](const std::string& rule, int count) {
        std::string events;
        for (int i = 0; i < count; ++i) {
            events += event("UID:" + std::to_string(i) +
                            "\r\nDTSTART:20200101T100000Z\r\nSUMMARY:S\r\nRRULE:" + rule + "\r\n");
        }
        return read(calendar(events + event("UID:one\r\nDTSTART:20260310T090000Z\r\n")));
    };
    // 2518 days each: 39 of them are fewer than 100,000.
    const auto days = run("FREQ=DAILY", 3000);
    CHECK(days.happenings.size() == 39 * 2518 + 1);
    CHECK(reasons(days) ==
          Texts{"237 the calendar is too full; this event and 2960 more were left out; import it "
                "again with a later day, such as '--since 2023-06-12', or in parts"});
    CHECK(days.skipped.front().is_fault);
    std::string events;
    for (int i = 0; i < 100'005; ++i) {
        events += event("UID:" + std::to_string(i) + "\r\nDTSTART:20200101\r\n");
    }
    const auto single = read(calendar(events));
    CHECK(single.happenings.size() == 100'000);
    CHECK(single.skipped.size() == 1);
    CHECK(single.skipped.front().reason.find("this event and 4 more were") != std::string::npos);
    // A rule that means no day takes libical long to find out.
    const auto never = run("FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=30", 3000);
    CHECK(never.happenings.size() < 20);
    CHECK(never.skipped.front().reason.starts_with("the calendar is too full"));
}

TEST_CASE("who asks more than 200 people to come asks nobody")
{
    const test::Zone zone("UTC");
    const auto run = [](int count, const std::string& more) {
        std::string lines = "UID:u\r\nDTSTART:20260310T090000Z\r\nSUMMARY:S\r\n";
        for (int i = 0; i < count; ++i) {
            lines += "ATTENDEE" + more + ":mailto:p" + std::to_string(i) + "@x.example\r\n";
        }
        return read(calendar(event(lines + "ORGANIZER:mailto:p0@x.example\r\n")));
    };
    CHECK(run(200, "").happenings.front().with.size() == 200);
    CHECK(run(201, "").happenings.empty());
    CHECK(reasons(run(201, "")) == Texts{"3 more than 200 took part"});
    CHECK(reasons(run(90'000, ""))[1] == "3 more than 200 took part");
    // Who declined, and rooms, did not take part.
    CHECK(run(500, ";PARTSTAT=DECLINED").happenings.size() == 1);
    CHECK(run(500, ";CUTYPE=ROOM").happenings.size() == 1);
}

TEST_CASE("events that begin and never end are one fault")
{
    const test::Zone zone("UTC");
    std::string begins;
    for (int i = 0; i < 200'000; ++i) {
        begins += "BEGIN:VEVENT\r\n";
    }
    const auto all =
        read(calendar(event("UID:u\r\nDTSTART:20260310T090000Z\r\nSUMMARY:S\r\n") + begins));
    CHECK(listed(all) == Texts{"2026-03-10 S ical:u"});
    CHECK(reasons(all) == Texts{"8 from here on events begin and none ends; the file is damaged, "
                                "and nothing more of it was read"});
    std::string calendars;
    for (int i = 0; i < 200'000; ++i) {
        calendars += "BEGIN:VCALENDAR\r\n";
    }
    CHECK(split_calendar(calendars).calendars.size() == 1);
}

TEST_CASE("what is passed over by the hundred thousand takes no memory each, and is counted")
{
    std::string tasks;
    for (int i = 0; i < 100'000; ++i) {
        tasks += "BEGIN:VTODO\r\nEND:VTODO\r\n" + (i % 10 == 0 ? event("") : "");
    }
    const auto all = read(calendar(tasks));
    CHECK(all.skipped.size() < 1100);
    std::size_t count = 0;
    std::size_t faults = 0;
    for (const PassedOver& one : all.skipped) {
        count += one.count;
        faults += one.is_fault ? one.count : 0;
    }
    CHECK(count == 110'000);
    CHECK(faults == 10'000);
}

TEST_CASE("zones of the file's own and names of zones are no way to take an age")
{
    const test::Zone zone("UTC");
    std::string zones;
    std::string events;
    std::string path = "a";
    for (int i = 0; i < 2'000; ++i) {
        path += "/a";
    }
    for (int i = 0; i < 4'000; ++i) {
        const std::string name = "Z" + std::to_string(i);
        zones += "BEGIN:VTIMEZONE\r\nTZID:" + name +
                 "\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
                 "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nTZOFFSETFROM:-0900\r\n"
                 "TZOFFSETTO:-0900\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";
        const std::string named = i % 2 == 0 ? name : path + std::to_string(i);
        events += event("UID:" + std::to_string(i) + "\r\nDTSTART;TZID=" + named +
                        ":20260310T160000\r\n");
    }
    const auto all = read(calendar(zones + events));
    CHECK(all.happenings.size() == 4'000);
    CHECK(std::count_if(all.happenings.begin(), all.happenings.end(),
                        [](const Happening& one) { return iso(one.date) == "2026-03-11"; }) == 500);
}

} // namespace crm
