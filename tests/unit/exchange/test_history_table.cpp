#include "core/exchange/history_columns.hpp"
#include "core/exchange/history_table.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace crm;

namespace {

std::string listed(const Happenings& all)
{
    std::string out;
    for (const Happening& one : all.happenings) {
        out += iso(one.date);
        for (const Person& person : one.with) {
            out += fmt::format(" [{}|{}|{}]", person.name, person.email, person.phone);
        }
        out += one.attempt ? " attempt" : "";
        out += one.inbound.value_or(false) ? " in" : "";
        out += one.minutes ? fmt::format(" {}m", *one.minutes) : "";
        out += one.touch.empty() ? "" : " " + one.touch;
        out += "\n";
    }
    for (const PassedOver& one : all.skipped) {
        out += fmt::format("{} {}\n", one.place.line, one.reason);
    }
    return out;
}

} // namespace

TEST_CASE("a phone's list of calls")
{
    CHECK(listed(read_calls("Date/Time,Number,Name,Type,Duration\n"
                            "2026-03-10 14:05,+1 555 0142,Ada,Outgoing,2:05\n"
                            "2026-03-10 15:05,+1 555 0142,Ada,Missed,0\n"
                            "2026-03-11 15:05,+1 555 0142,,Incoming,59\n"
                            "2026-03-11 15:05,+1 555 0142,,Outgoing,0:00:00\n"
                            "soon,5550142,,Outgoing,1\n"
                            "2026-03-11,,,Outgoing,1\n",
                            "calls.csv")) == "2026-03-10 [Ada||+1 555 0142] 3m\n"
                                             "2026-03-10 [Ada||+1 555 0142] attempt in\n"
                                             "2026-03-11 [||+1 555 0142] in 1m\n"
                                             "2026-03-11 [||+1 555 0142] attempt\n"
                                             "6 'soon' is no date that can be read for certain\n"
                                             "7 without a number or a name\n");
    const auto twice = read_calls("Date,Phone,Duration\n1/2/2026,5550142,3 min\n1/2/2026,5550142,3 "
                                  "min\n1/25/2026,5550142,1h\n",
                                  "a.csv");
    REQUIRE(twice.happenings.size() == 3);
    CHECK(iso(twice.happenings[0].date) == "2026-01-02"); // the third row tells the order
    CHECK(twice.happenings[1].ref == twice.happenings[0].ref + "/2");
    CHECK(twice.happenings[2].minutes == 60);
    CHECK(read_calls("a,b\n1,2\n", "a.csv").skipped.size() == 1);
}

TEST_CASE("a table of interactions, crm's own too")
{
    CHECK(
        listed(read_interactions("date,with,touch,class,outcome,dir,minutes,note,ref,id\n"
                                 "2026-03-10,ada; bob@x.example,lunch,major,,in,90,\"a, b\",,k4q7\n"
                                 "2026-03-11,ada,call,,attempt,,,,ical:x,\n"
                                 ",ada,call,,,,,,,\n"
                                 "2026-03-11,,call,,,,,,,\n",
                                 "a.csv")) == "2026-03-10 [ada||] [|bob@x.example|] in 90m lunch\n"
                                              "2026-03-11 [ada||] attempt call\n"
                                              "4 '' is no date that can be read for certain\n"
                                              "5 names nobody\n");
    const auto all = read_interactions("when,who,touch,note\n2026-03-10,ada,call,x\n", "a.csv");
    REQUIRE(all.happenings.size() == 1);
    CHECK(all.happenings[0].ref.substr(0, 6) == "table:");
}

TEST_CASE("days and lengths of time in cells")
{
    const auto day = [](const char* text, DayOrder order = DayOrder::unknown) {
        const auto date = day_of_cell(text, order);
        return date ? iso(*date) : std::string("-");
    };
    CHECK(day("2026-03-10T14:05:00Z") == "2026-03-10");
    CHECK(day("10.03.2026 14:05") == "2026-03-10");
    CHECK(day("25/12/2026") == "2026-12-25");
    CHECK(day("3/4/2026") == "-");
    CHECK(day("3/3/2026") == "2026-03-03");
    CHECK(day("3/4/2026", DayOrder::day_first) == "2026-04-03");
    CHECK(day("3/4/26 2:05 PM", DayOrder::month_first) == "2026-03-04");
    CHECK(day("Mar 10, 2026 2:05 PM") == "2026-03-10");
    CHECK(day("10 March 2026") == "2026-03-10");
    CHECK(day("30 Feb 2026") == "-");
    CHECK(day("") == "-");
    CHECK(day("yesterday") == "-");
    CHECK(seconds_of_cell("95") == 95);
    CHECK(seconds_of_cell("1:35") == 95);
    CHECK(seconds_of_cell("00:01:35") == 95);
    CHECK(seconds_of_cell("1 min 35 s") == 95);
    CHECK(seconds_of_cell("1h 5m") == 3900);
    CHECK(seconds_of_cell("") == std::nullopt);
}
