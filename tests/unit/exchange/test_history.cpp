#include "core/exchange/history.hpp"
#include "core/exchange/import_rules.hpp"
#include "core/ledger/journal_file.hpp"
#include "core/yaml/events.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

using namespace crm;

namespace {

const Date today = make_date(2026, 11, 22);

Contact contact(std::string id, std::string name, std::vector<std::string> email)
{
    Contact out;
    out.id = std::move(id);
    out.name = std::move(name);
    out.email = std::move(email);
    out.since = make_date(2020, 1, 1);
    return out;
}

/// A ledger in memory, into which is imported again and again.
class Diary {
public:
    std::vector<Contact> contacts{
        contact("ada", "Ada Lovelace", {"ada@x.example", "a@old.example"}),
        contact("bob", "Bob Stone", {"Bob@X.example"})};
    Settings settings = Settings::defaults();
    std::string journal;

    Diary() { settings.advisor.emails = {"jo@park.example", "jo@home.example"}; }

    HistoryPlan import(std::vector<Happening> happenings)
    {
        Ledger ledger;
        ledger.contacts = contacts;
        ledger.settings = settings;
        ledger.files.push_back({"journal/2026-03.yaml", journal});
        const yaml::Document document("journal/2026-03.yaml", journal);
        ledger.lines = read_journal(document, 0, settings.touches, ledger.findings);
        ledger.resolve();
        HistoryPlanner planner(ledger, {std::nullopt, today});
        for (Happening& one : happenings) {
            planner.take(std::move(one));
        }
        HistoryPlan plan = planner.finish();
        for (const Interaction& entry : plan.entries) {
            journal = append_line(journal, format_interaction(entry));
        }
        return plan;
    }
};

/// Each new entry without its id.
std::string listed(const HistoryPlan& plan)
{
    std::string out;
    for (Interaction entry : plan.entries) {
        entry.id.clear();
        out += format_interaction(entry);
    }
    return out;
}

Happening mail(const std::string& id, const std::string& from, const std::string& to,
               const std::string& thread = {}, int day = 10, int hour = 10)
{
    Happening out;
    out.kind = HistoryKind::mail;
    out.ref = "mail:" + id;
    out.thread = thread.empty() ? id : thread;
    out.from.email = from;
    out.with.push_back({"", to, ""});
    out.date = make_date(2026, 3, static_cast<unsigned>(day));
    out.own_day = iso(out.date);
    out.at = (days_between(make_date(1970, 1, 1), out.date) * 24 + hour) * 3600;
    out.title = out.note = "About " + id;
    return out;
}

Happening meeting(const std::string& uid, const std::vector<std::string>& with)
{
    Happening out;
    out.kind = HistoryKind::calendar;
    out.ref = "ical:" + uid;
    out.date = make_date(2026, 3, 10);
    out.title = out.note = "Meet";
    for (const std::string& one : with) {
        out.with.push_back({"", one, ""});
    }
    return out;
}

std::string skipped(const HistoryPlan& plan)
{
    std::string out;
    for (const auto& [reason, count] : plan.skipped) {
        out += fmt::format("{} {};", count, reason);
    }
    return out;
}

} // namespace

TEST_CASE("history: who is a contact, and who wrote")
{
    Diary diary;
    const auto plan = diary.import(
        {mail("1", "ADA@x.example", "jo@park.example"),
         mail("2", "jo@home.example", "bob@x.example"),
         mail("3", "cy@z.example", "jo@park.example"),
         mail("4", "jo@park.example", "jo@home.example"),
         meeting("m", {"ada@x.example", "bob@x.example", "d@z.example", "jo@park.example"})});
    CHECK(
        listed(plan) ==
        "- {date: 2026-03-10, with: [ada, bob], touch: meeting, note: \"Meet\", ref: \"ical:m\"}\n"
        "- {date: 2026-03-10, with: [ada], touch: email, class: service, dir: in, note: \"About "
        "1\", ref: \"mail:1/2026-03-10\"}\n"
        "- {date: 2026-03-10, with: [bob], touch: email, class: service, note: \"About 2\", ref: "
        "\"mail:2/2026-03-10\"}\n");
    CHECK(skipped(plan) == "1 with nobody but you;1 with nobody who is a contact;");
    CHECK(plan.unknown == Counted{{"cy@z.example", 1}, {"d@z.example", 1}});
}

TEST_CASE("history: once imported is imported, in any order, withdrawn or not")
{
    const std::vector<Happening> all{mail("1", "ada@x.example", "jo@park.example", "t", 10, 9),
                                     mail("2", "jo@park.example", "ada@x.example", "t", 10, 11),
                                     mail("3", "ada@x.example", "jo@park.example", "t", 11, 9)};
    Diary diary;
    const auto first = diary.import(all);
    CHECK(first.entries.size() == 2);
    CHECK(first.joined == 1);
    for (const std::vector<Happening>& again :
         {all, {all[1]}, {all[2], all[0]}, std::vector<Happening>{all[2]}}) {
        CHECK(diary.import(again).entries.empty());
    }
    // Parts first, then all of it.
    Diary parts;
    CHECK(parts.import({all[1]}).entries.size() == 1);
    const auto rest = parts.import({all[2], all[1], all[0]});
    CHECK(rest.entries.size() == 1);
    CHECK(rest.unchanged == 1);
    // In another time zone the day may be another one.
    std::vector<Happening> elsewhere = all;
    for (Happening& one : elsewhere) {
        one.date = add_days(one.date, 1);
    }
    CHECK(diary.import(elsewhere).entries.empty());

    Diary withdrawn;
    const auto one = withdrawn.import({meeting("m", {"ada@x.example"})});
    Interaction gone = one.entries.front();
    gone.rev = 2;
    gone.is_void = true;
    withdrawn.journal += format_interaction(gone);
    CHECK(withdrawn.import({meeting("m", {"ada@x.example"})}).entries.empty());
    // What cannot be used any more is still there.
    withdrawn.journal += "- {date: 2026-03-10, with: [ada], touch: gone, ref: \"ical:n\", id: x}\n";
    CHECK(withdrawn.import({meeting("n", {"ada@x.example"})}).entries.empty());
}

TEST_CASE("history: who becomes a contact later gets an entry of their own")
{
    Diary diary;
    const Happening both = meeting("m", {"ada@x.example", "cy@z.example"});
    CHECK(diary.import({both}).entries.size() == 1);
    diary.contacts.push_back(contact("cy", "Cy Young", {"cy@z.example"}));
    CHECK(listed(diary.import({both})) ==
          "- {date: 2026-03-10, with: [cy], touch: meeting, note: \"Meet\", ref: "
          "\"ical:m#cy@z.example\"}\n");
    CHECK(diary.import({both}).entries.empty());
    CHECK(diary.import({both}).unchanged == 1);
}

TEST_CASE("history: who fits several is left to the user")
{
    Diary diary;
    diary.contacts.push_back(contact("bea", "Bea Stone", {"bob@x.example"}));
    const auto plan = diary.import({mail("1", "bob@x.example", "jo@park.example")});
    CHECK(plan.entries.empty());
    CHECK(plan.doubtful == Counted{{"bob@x.example is bob or bea", 1}});
    Happening named = mail("2", "bob@x.example", "jo@park.example");
    named.from.name = "Stone, Bea";
    CHECK(diary.import({named}).entries.front().with.front().id == "bea");
}

TEST_CASE("history: rules of the user's, the first that fits")
{
    Diary diary;
    diary.settings.import_rules = {{"calendar", "*private*", "", "", "", std::nullopt, true},
                                   {"calendar", "lunch*", "", "", "lunch", std::nullopt, false},
                                   {"mail", "birthday", "", "", "", TouchClass::minor, false},
                                   {"", "", "Clients", "", "note", std::nullopt, false}};
    const auto run = [&](Happening one, const std::string& title, const std::string& folder) {
        one.title = title;
        one.folder = folder;
        one.ref += title + folder;
        one.thread += title + folder;
        const auto plan = diary.import({one});
        if (plan.entries.empty()) {
            return skipped(plan);
        }
        return plan.entries.front().touch + " " +
               std::string(class_name(plan.entries.front().touch_class));
    };
    const Happening met = meeting("m", {"ada@x.example"});
    const Happening wrote = mail("1", "ada@x.example", "jo@park.example");
    CHECK(run(met, "LUNCH with Ada", "") == "lunch major");
    CHECK(run(met, "A lunch", "") == "meeting service");
    CHECK(run(met, "Lunch, private", "") == "1 by a rule of yours;");
    CHECK(run(wrote, "Re: Happy birthday!", "") == "email minor");
    CHECK(run(wrote, "Lunch", "") == "email service");
    CHECK(run(wrote, "Lunch", "Clients/Ada") == "note minor");
    CHECK(without_reply_marks("Re: AW: Fwd: Re[2]: Plan: B") == "Plan: B");
    CHECK(fits_pattern("caf\xC3\xA9", "At the CAFE"));
    CHECK(!fits_pattern("a*b", "xab"));
    CHECK(fits_pattern("a**b*", "a-b-c"));
    diary.settings.touches.declared.clear();
    const auto fault = diary.import({met});
    REQUIRE(fault.faults.size() == 1);
    CHECK(fault.faults.front().reason == "touch 'meeting' is not declared in crm.yaml");
}

TEST_CASE("history: what a title says forges no entry")
{
    Diary diary;
    Happening evil = meeting("x\", touch: gift}\n- {date: 2026-01-01", {"ada@x.example"});
    evil.title = evil.note = "a\"}\n- {date: 2026-01-01, with: [bob], touch: dinner} # \\";
    CHECK(diary.import({evil}).entries.size() == 1);
    CHECK(std::count(diary.journal.begin(), diary.journal.end(), '\n') == 1);
    CHECK(diary.import({evil}).entries.empty());
}

TEST_CASE("history: what is older makes nobody overdue")
{
    Diary diary;
    diary.contacts[0].since.reset();
    CHECK(diary.import({meeting("m", {"ada@x.example"})}).promised_from ==
          std::map<std::size_t, Date>{{0, today}});
    Happening earlier = meeting("n", {"ada@x.example"});
    earlier.date = make_date(2026, 3, 1);
    CHECK(diary.import({earlier}).promised_from ==
          std::map<std::size_t, Date>{{0, make_date(2026, 3, 10)}});
}
