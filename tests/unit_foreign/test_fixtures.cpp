// Files that other programs wrote, where they are at hand: how many happenings each gives, and what
// is passed over.

#include "core/exchange/foreign/calendar.hpp"
#include "core/exchange/foreign/mail.hpp"
#include "zone.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

namespace crm {
namespace {

namespace fs = std::filesystem;

struct Row {
    std::string file;
    std::size_t happenings = 0;
    std::string first;       ///< day and title of the oldest
    std::string passed_over; ///< the reasons, sorted, each with a semicolon
};

const std::vector<Row> calendars{
    {"all-day-moved.ics", 3, "2024-10-27 test whole day moved", ""},
    {"apple-statuses-attendees.ics", 3, "2022-07-04 Tentative", "cancelled;"},
    {"attendees-partstat.ics", 1, "2014-04-09 An Event", ""},
    {"duplicate-uid-sequence.ics", 2, "2024-01-15 Team Meeting (SEQUENCE 2)",
     "an older version of another event;an older version of another event;"},
    {"google-birthdays.ics", 6, "2012-12-10 PErson #2's birthday", ""},
    {"google-recurrence-override.ics", 3, "2026-02-10 TEST RECURR 3", ""},
    {"latin1-no-uid.ics", 4, "2019-01-01 Event One", ""},
    {"outlook-2010-attendees.ics", 1, "2013-06-10 Team Meeting", ""},
    {"rfc6868-carets.ics", 0, "", "no date that can be read;"},
    {"vtodo.ics", 0, "", "a task, no meeting;"},
    {"without-uid.ics", 1, "2014-04-09 An Event", ""},
};

const std::vector<Row> mails{
    {"invite-text-calendar.eml", 1,
     "2022-03-16 Invitation: Single Event @ Wed, Mar 16 2022 11:00 AST", ""},
    {"rfc2822-addresses.eml", 1, "2003-07-01 ", ""},
    {"rfc2822-groups-comments.eml", 1, "1969-02-14 ", ""},
    {"rfc2822-reply.eml", 1, "1997-11-21 Re: Saying Hello", ""},
    {"three-messages.mbox", 3, "2014-05-23 Import 1", ""},
    {"utf8-headers.eml", 0, "", "no date that can be read;"},
};

std::string place_of_fixtures()
{
    const char* given = std::getenv("CRM_FIXTURES");
    return given != nullptr ? given : std::string(CRM_SOURCE_DIR) + "/../shared/fixtures";
}

void check(const Row& row, const Happenings& all)
{
    CAPTURE(row.file);
    CHECK(all.happenings.size() == row.happenings);
    if (!all.happenings.empty()) {
        CHECK(iso(all.happenings.front().date) + " " + all.happenings.front().title == row.first);
    }
    std::vector<std::string> reasons;
    for (const PassedOver& one : all.skipped) {
        reasons.push_back(one.reason + ";");
    }
    std::sort(reasons.begin(), reasons.end());
    std::string told;
    for (const std::string& reason : reasons) {
        told += reason;
    }
    CHECK(told == row.passed_over);
}

} // namespace

TEST_CASE("fixtures: calendars and mail of other programs")
{
    const fs::path folder = place_of_fixtures();
    if (!fs::is_directory(folder / "ics") || !fs::is_directory(folder / "mail")) {
        std::cout << "SKIPPED: " << folder.string() << " is missing; CRM_FIXTURES names it\n";
        return;
    }
    const test::Zone zone("UTC");
    const CalendarSpan span{make_date(1990, 1, 1), make_date(2026, 11, 22), std::nullopt, {}};
    std::size_t calendar_files = 0;
    for (const Row& row : calendars) {
        std::ifstream file(folder / "ics" / row.file, std::ios::binary);
        const std::string bytes(std::istreambuf_iterator<char>(file), {});
        check(row, read_calendar(bytes, row.file, span));
        ++calendar_files;
    }
    for (const Row& row : mails) {
        Happenings all;
        read_mail((folder / "mail" / row.file).string(),
                  {[&](Happening&& one) { all.happenings.push_back(std::move(one)); },
                   [&](PassedOver&& one) { all.pass_over(std::move(one)); },
                   {}});
        check(row, all);
    }
    const auto count = std::distance(fs::directory_iterator(folder / "ics"), {});
    CHECK(calendar_files == static_cast<std::size_t>(count));
}

} // namespace crm
