#include "core/ledger/clock_lines.hpp"
#include "core/ledger/ledger.hpp"

#include "tests/unit/base/file_fixture.hpp"
#include "tests/unit/cadence/build.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace {

using crm_test::put;
using crm_test::TempFolder;
using Texts = std::vector<std::string>;

constexpr const char* settings = "crm: 1\ntouches: {major: [dinner, lunch], minor: [call, card], "
                                 "service: [work], signal: [inquiry], aliases: {coffee: lunch}}\n"
                                 "goals: [{touch: lunch, cadence: 2 per month}]\n";

struct Disk {
    TempFolder temp;
    crm::Folder folder{temp.str()};

    Disk()
    {
        put(temp / "crm.yaml", settings);
        crm_test::fs::create_directory(temp / "contacts");
        crm_test::fs::create_directory(temp / "journal");
        put(temp / "contacts/ada.yaml", "name: Ada\nformerly: [countess]\n");
        put(temp / "contacts/bob.yaml", "name: Bob\n");
        put(temp / "contacts/cy.yaml", "name: Cy\nmerged_into: bob\n");
    }
    void month(const std::string& name, const std::string& text) const
    {
        put(temp / ("journal/" + name + ".yaml"), text);
    }
};

/// Everybody's moments, who met whom, what was promised and what was left out, as text.
Texts told(const crm::Roster& roster)
{
    Texts out;
    for (const crm::Contact& contact : roster.contacts) {
        for (const crm::Moment& moment : roster.moments(contact)) {
            out.push_back(fmt::format(
                "{} {} {} {}{}", contact.id, crm::iso(moment.date), roster.touch_name(moment),
                crm::class_name(moment.touch_class), moment.attempt ? " attempt" : ""));
        }
    }
    Texts unordered;
    for (const crm::Gathering& one : roster.gatherings) {
        unordered.push_back("together " + crm::iso(one.moment.date));
        for (const std::uint32_t contact : one.contacts) {
            unordered.back() += " " + roster.contacts[contact].id;
        }
    }
    for (const crm::Interaction& entry : roster.follow_ups) {
        unordered.push_back(fmt::format("'{}' {} {} {} {}", entry.follow_up, crm::iso(entry.date),
                                        crm::iso(entry.follow_up_due()),
                                        entry.done ? crm::iso(*entry.done) : "open", entry.id));
    }
    std::sort(unordered.begin(), unordered.end());
    out.insert(out.end(), unordered.begin(), unordered.end());
    for (const crm::Finding& finding : roster.findings) {
        if (finding.weight == crm::Finding::Weight::left_out) {
            out.push_back(finding.error().message());
        }
    }
    return out;
}

class Journal {
public:
    explicit Journal(unsigned seed) : m_random(seed) {}

    /// One line, good or bad.
    std::string line()
    {
        if (one_in(25)) {
            return fmt::format("- {{id: {}, erased: true}}\n", pick({"a1", "b1", "'q'", "\"\""}));
        }
        std::string out = "- {";
        out += fmt::format("date: {}, ", date());
        out +=
            fmt::format("with: [{}], ", pick({"ada", "bob", "cy", "countess", "nobody", "ada, bob",
                                              "bob, cy", "ada, ada", "nobody, ada"}));
        out += "touch: " + pick({"call", "call", "dinner", "lunch", "coffee", "work", "inquiry",
                                 "card", "'card'", "follow-up"});
        if (one_in(4)) {
            out += ", class: " + pick({"major", "minor", "service", "signal", "none"});
        }
        if (one_in(6)) {
            out += ", outcome: attempt";
        }
        if (one_in(8)) {
            out += pick({", dir: in", ", minutes: 30", ", talk: 40", ", x_a: b", ", x_a: [b, c]",
                         ", mood: \"good\""});
        }
        if (one_in(2)) {
            out += ", note: " + pick({"\"short\"", "\"with \\\"quotes\\\", {braces}\"", "'it''s'",
                                      "plain words", "\"z\xC3\xB6\xC3\xA9\""});
        }
        if (one_in(5)) {
            out += ", ref: " + pick({"m1", "m2", "m3", "\"\""});
        }
        if (one_in(4)) {
            out += ", follow_up: " + pick({"\"send it\"", "send it", "\"\"", "[send, it]", "'it'"});
        }
        if (one_in(5)) {
            out += ", by: " + pick({"2026-04-01", "2026-04-02", "soon", "\"2026-04-01\""});
        }
        if (one_in(8)) {
            out += ", done: " + pick({"2026-04-01", "2026-13-01"});
        }
        if (!one_in(6)) {
            out += ", id: " + pick({"a1", "a2", "a3", "a4", "a5", "b1", "b2", "b3", "abcdefghijklm",
                                    "\"\"", "'q'"});
            if (one_in(4)) {
                out += fmt::format(", rev: {}", number(3) + 1);
            }
            if (one_in(7)) {
                out += ", void: " + pick({"true", "true", "false"});
            }
            if (one_in(12)) {
                out += ", erased: " + pick({"true", "true", "false"});
            }
        }
        out += "}";
        if (one_in(30)) {
            out = spoilt(out);
        }
        return out + (one_in(12) ? " # remark" : "") + "\n";
    }

    std::string month()
    {
        std::string out = one_in(5) ? "# a month\n\n" : "";
        for (int i = number(8); i >= 0; --i) {
            const std::string one = line();
            out += one;
            out += one_in(6) ? one : ""; // as a union merge may leave it
            out += one_in(10) ? "\n# between\n" : "";
        }
        if (one_in(20)) {
            out.pop_back();
        }
        return out;
    }

    int number(int below) { return static_cast<int>(m_random() % static_cast<unsigned>(below)); }

private:
    bool one_in(int count) { return number(count) == 0; }

    std::string pick(const std::vector<const char*>& from)
    {
        return from[static_cast<std::size_t>(number(static_cast<int>(from.size())))];
    }

    std::string date()
    {
        return fmt::format("2026-{:02}-{:02}", number(3) + 1, one_in(20) ? 31 : number(28) + 1);
    }

    std::string spoilt(std::string line)
    {
        const auto at = static_cast<std::size_t>(number(static_cast<int>(line.size())));
        switch (number(3)) {
        case 0: line.erase(at, 1); break;
        case 1: line.insert(at, pick({"\"", "'", ",", ":", " ", "{", "x", "#"})); break;
        default: line = "- " + pick({"a", "{}", "{date: 2026-01-01}", "[a]"});
        }
        return line;
    }

    std::mt19937 m_random;
};

} // namespace

TEST_CASE("clock: a roster knows of a journal what a ledger knows")
{
    std::size_t kept = 0;
    std::size_t faulty = 0;
    for (unsigned seed = 1; seed <= 400; ++seed) {
        CAPTURE(seed);
        Journal journal(seed);
        const Disk disk;
        for (int month = 0; month <= journal.number(3); ++month) {
            disk.month(fmt::format("2026-{:02}", month + 1), journal.month());
        }
        const crm::Ledger ledger = crm::read_ledger(disk.folder, build::day("2026-11-23"));
        const Texts expected = told(ledger);
        REQUIRE(told(crm::read_roster(disk.folder, build::day("2026-11-23"))) == expected);
        kept += ledger.holding.size();
        faulty += ledger.incomplete() ? 1 : 0;
    }
    CHECK(kept > 1000); // the journals are not too bad to tell anything
    CHECK(faulty > 20);
}

TEST_CASE("clock: lines that speak for each other are found across months")
{
    const Disk disk;
    disk.month("2026-01",
               "- {date: 2026-01-05, with: [ada], touch: call, id: a1}\n"
               "- {date: 2026-01-06, with: [ada], touch: dinner, ref: mail-1, id: a2}\n");
    disk.month("2026-02", "- {date: 2026-01-05, with: [ada], touch: call, id: a1}\n"
                          "- {date: 2026-02-06, with: [ada], touch: card, ref: mail-1, id: a3}\n");
    disk.month("2026-03", "- {date: 2026-01-05, with: [bob], touch: call, id: a1, rev: 2}\n");
    const Texts expected{"ada 2026-02-06 card minor", "bob 2026-01-05 call minor"};
    CHECK(told(crm::read_ledger(disk.folder, build::day("2026-11-23"))) == expected);
    CHECK(told(crm::read_roster(disk.folder, build::day("2026-11-23"))) == expected);
}

TEST_CASE("clock: a fault that a later revision mends is moot")
{
    const Disk disk;
    disk.month("2026-01", "- {date: 2026-01-05, with: [ada], touch: cal, id: a1}\n");
    disk.month("2026-02", "- {date: 2026-01-05, with: [ada], touch: call, id: a1, rev: 2}\n");
    CHECK(told(crm::read_roster(disk.folder, build::day("2026-11-23"))) ==
          Texts{"ada 2026-01-05 call minor"});
}

TEST_CASE("clock: the lines that crm writes are taken, others are left to the other reader")
{
    const Disk disk;
    const crm::Roster roster = crm::read_roster(disk.folder, build::day("2026-11-23"));
    const crm::ClockWords words(roster);
    const auto takes = [&](const std::string& text) {
        crm::ClockLines out;
        return crm::read_clock_lines(text, words, out);
    };
    for (const std::string& text : Texts{
             "", "# none\n\n",
             "- {date: 2026-11-22, with: [ada], touch: call, note: \"a\\nb\", id: k4q7m2x9b1tza}\n",
             "- {date: 2026-11-22, with: [ada, bob], touch: lunch, class: minor, outcome: attempt, "
             "dir: in, minutes: 0, talk: 100, ref: \"<m@x>\", id: k1, rev: 2, void: true}\n",
             "-  { date: 2026-11-22 , with: [ ada ] , touch: call } # remark\n",
             "- {touch: coffee, with: [nobody], date: 2024-02-29, x_own: 'it''s'}\n",
             "- {date: 2026-11-22, with: [ada], touch: call, note: plain words, id: \"\"}\n"}) {
        CAPTURE(text);
        CHECK(takes(text));
    }
    for (const std::string& text :
         Texts{"- {date: 2026-11-22, with: [ada], touch: call}", // no line feed
               "- {date: 2026-11-31, with: [ada], touch: call}\n",
               "- {date: \"2026-11-22\", with: [ada], touch: call}\n",
               "- {date: 2026-11-2, with: [ada], touch: call}\n",
               "- {date: 2026-11-22, with: [], touch: call}\n",
               "- {date: 2026-11-22, with: ada, touch: call}\n",
               "- {date: 2026-11-22, with: [Ada], touch: call}\n",
               "- {date: 2026-11-22, with: [ada], touch: cal}\n",
               "- {date: 2026-11-22, with: [ada]}\n",
               "- {date: 2026-11-22, with: [ada], touch: call, touch: call}\n",
               "- {date: 2026-11-22, with: [ada], touch: call, a: b, c: d}\n",
               "- {date: 2026-11-22, with: [ada], touch: call, class: grand}\n",
               "- {date: 2026-11-22, with: [ada], touch: call, outcome: reached}\n",
               "- {date: 2026-11-22, with: [ada], touch: call, dir: out}\n",
               "- {date: 2026-11-22, with: [ada], touch: call, minutes: 012}\n",
               "- {date: 2026-11-22, with: [ada], touch: call, minutes: 100001}\n",
               "- {date: 2026-11-22, with: [ada], touch: call, talk: 101}\n",
               "- {date: 2026-11-22, with: [ada], touch: call, rev: 2}\n",
               "- {date: 2026-11-22, with: [ada], touch: call, id: a, rev: 0}\n",
               "- {date: 2026-11-22, with: [ada], touch: call, id: a, void: yes}\n",
               "- {date: 2026-11-22, with: [ada], touch: call, id: null}\n",
               "- {date: 2026-11-22, with: [ada], touch: call, note: \"open}\n",
               "- {date: 2026-11-22, with: [ada], touch: call} x\n",
               "- {date: 2026-11-22, with: [ada], touch: call,\n   id: a}\n",
               "- date: 2026-11-22\n",
               " - {date: 2026-11-22, with: [ada], touch: call}\n",
               "name: Ada\n"}) {
        CAPTURE(text);
        CHECK_FALSE(takes(text));
    }
}

TEST_CASE("clock: touches of any length are known by their name and aliases")
{
    TempFolder temp;
    put(temp / "crm.yaml", "crm: 1\ntouches: {major: [eightlet, ninelette], minor: "
                           "[a, congratulation-by-handwritten-letter], aliases: {b: a, nine-long: "
                           "eightlet}}\n");
    crm_test::fs::create_directory(temp / "contacts");
    const crm::Roster roster = crm::read_roster(crm::Folder(temp.str()), build::day("2026-11-23"));
    const crm::ClockWords words(roster);
    const auto number = [&](const char* name) {
        const auto* known = words.touch(name);
        return known == nullptr ? -1 : static_cast<int>(known->number);
    };
    CHECK(number("eightlet") == 0);
    CHECK(number("ninelette") == 1);
    CHECK(number("a") == 2);
    CHECK(number("congratulation-by-handwritten-letter") == 3);
    CHECK(number("b") == 2);
    CHECK(number("nine-long") == 0);
    CHECK(number("eightle") == -1);
    CHECK(number("ninelett") == -1);
    CHECK(number("") == -1);
}
