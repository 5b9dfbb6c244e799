#include "core/ledger/ledger.hpp"

#include "core/ledger/contact_file.hpp"
#include "core/ledger/journal_file.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

using crm::Contact;
using crm::Ledger;

namespace {

using Files = std::map<std::string, std::string>; ///< by id or month

/// A ledger in memory. Journal files are given in the order in which they are read.
Ledger ledger(const Files& contacts, const std::vector<std::string>& months)
{
    Ledger out;
    for (const auto& [id, text] : contacts) {
        const crm::yaml::Document document("contacts/" + id + ".yaml", text);
        out.files.push_back({document.file(), text});
        if (auto contact =
                crm::read_contact(document, id, out.files.size() - 1, out.settings, out.findings)) {
            out.contacts.push_back(std::move(*contact));
        }
    }
    for (std::size_t i = 0; i < months.size(); ++i) {
        const crm::yaml::Document document("journal/2026-0" + std::to_string(i + 1) + ".yaml",
                                           months[i]);
        out.files.push_back({document.file(), months[i]});
        for (crm::Interaction& line : crm::read_journal(document, out.files.size() - 1,
                                                        out.settings.touches, out.findings)) {
            out.lines.push_back(std::move(line));
        }
    }
    REQUIRE(out.findings.empty());
    out.resolve();
    return out;
}

/// A line with Ada; `more` comes behind its required keys.
std::string line(const std::string& more, const std::string& day = "20")
{
    return "- {date: 2026-01-" + day + ", with: [ada], touch: call" +
           (more.empty() ? "" : ", " + more) + "}\n";
}

const Files ada{{"ada", "name: Ada\n"}};

/// The notes of what holds.
std::vector<std::string> holding(const std::vector<std::string>& months)
{
    const Ledger read = ledger(ada, months);
    std::vector<std::string> out;
    for (const std::size_t index : read.holding) {
        out.push_back(read.lines[index].note);
    }
    CHECK(read.history(*read.find("ada")).size() == out.size());
    return out;
}

using Notes = std::vector<std::string>;

std::string id_of(const Contact* contact)
{
    return contact == nullptr ? "nobody" : contact->id;
}

} // namespace

TEST_CASE("which lines hold")
{
    struct Case {
        std::string what;
        std::vector<std::string> months;
        Notes expected;
    };
    const std::vector<Case> cases{
        {"nothing", {}, {}},
        {"each id once", {line("note: a, id: i1") + line("note: b, id: i2")}, {"a", "b"}},
        {"the highest rev",
         {line("note: a, id: i") + line("note: b, id: i, rev: 2") + line("note: c, id: i, rev: 3")},
         {"c"}},
        {"the highest rev, in any order",
         {line("note: c, id: i, rev: 3") + line("note: a, id: i") + line("note: b, id: i, rev: 2")},
         {"c"}},
        {"the rev as a number, not as text",
         {line("note: a, id: i, rev: 10") + line("note: b, id: i, rev: 9")},
         {"a"}},
        {"a gap between revs", {line("note: a, id: i") + line("note: b, id: i, rev: 7")}, {"b"}},
        {"a correction whose line is gone", {line("note: b, id: i, rev: 2")}, {"b"}},
        {"a correction in another month",
         {line("note: a, id: i"), line("note: b, id: i, rev: 2")},
         {"b"}},
        {"a correction in the month before",
         {line("note: b, id: i, rev: 2"), line("note: a, id: i")},
         {"b"}},
        {"void", {line("note: a, id: i") + line("note: a, id: i, rev: 2, void: true")}, {}},
        {"void: false",
         {line("note: a, id: i") + line("note: b, id: i, rev: 2, void: false")},
         {"b"}},
        {"taken back, then put back",
         {line("note: a, id: i") + line("note: a, id: i, rev: 2, void: true") +
          line("note: a, id: i, rev: 3")},
         {"a"}},
        {"a void line beats only lower revs",
         {line("note: a, id: i, rev: 3") + line("note: a, id: i, rev: 2, void: true")},
         {"a"}},
        {"equal lines of an id count once",
         {line("note: a, id: i") + line("note: a, id: i") + line("note: a, id: i")},
         {"a"}},
        {"equal lines of an id in two months",
         {line("note: a, id: i"), line("note: a, id: i")},
         {"a"}},
        {"equal lines without an id are two", {line("note: a") + line("note: a")}, {"a", "a"}},
        {"different lines without an id", {line("note: a") + line("note: b")}, {"a", "b"}},
        {"an empty id is none", {line("note: a, id: ''") + line("note: a, id: ''")}, {"a", "a"}},
        {"two lines of an id and rev: the last by bytes",
         {line("note: a, id: i") + line("note: b, id: i")},
         {"b"}},
        {"the same, the other way round", {line("note: b, id: i") + line("note: a, id: i")}, {"b"}},
        {"bytes, not letters: small letters come after capitals",
         {line("note: a, id: i") + line("note: Z, id: i")},
         {"a"}},
        {"bytes, not signed ones: a letter with an accent comes last",
         {line("note: \xC3\xA9, id: i") + line("note: z, id: i")},
         {"\xC3\xA9"}},
        {"equal ref, two ids: once",
         {line("note: a, ref: m1, id: i1") + line("note: a, ref: m1, id: i2")},
         {"a"}},
        {"equal ref, no id: once", {line("note: a, ref: m1") + line("note: a, ref: m1")}, {"a"}},
        {"different ref", {line("note: a, ref: m1") + line("note: b, ref: m2")}, {"a", "b"}},
        {"an empty ref is none", {line("note: a, ref: ''") + line("note: b, ref: ''")}, {"a", "b"}},
        {"equal ref: the higher rev speaks for both",
         {line("note: a, ref: m1, id: i1") + line("note: b, ref: m1, id: i1, rev: 2") +
          line("note: c, ref: m1, id: i2")},
         {"b"}},
        {"equal ref, one of them void with a higher rev",
         {line("note: a, ref: m1, id: i1") + line("note: a, ref: m1, id: i1, rev: 2, void: true") +
          line("note: a, ref: m1, id: i2")},
         {}},
    };
    for (const Case& c : cases) {
        CAPTURE(c.what);
        auto notes = holding(c.months);
        std::sort(notes.begin(), notes.end());
        CHECK(notes == c.expected);
    }
}

TEST_CASE("which lines hold does not hang on the order of the files' lines")
{
    std::vector<std::string> lines{line("note: a, id: i"),
                                   line("note: b, id: i"),
                                   line("note: c, id: i, rev: 2"),
                                   line("note: d, id: i, rev: 2"),
                                   line("note: e, ref: m, id: j"),
                                   line("note: f, ref: m, id: k"),
                                   line("note: g")};
    std::sort(lines.begin(), lines.end());
    do {
        std::string text;
        for (const std::string& one : lines) {
            text += one;
        }
        auto notes = holding({text});
        std::sort(notes.begin(), notes.end());
        REQUIRE(notes == Notes{"d", "f", "g"});
    } while (std::next_permutation(lines.begin(), lines.end()));
}

TEST_CASE("conflicts: different lines of one id and rev")
{
    struct Case {
        std::string what;
        std::string text;
        std::vector<std::pair<std::string, std::string>> expected; ///< chosen and other, by note
    };
    const std::vector<Case> cases{
        {"none", line("note: a, id: i") + line("note: b, id: i, rev: 2"), {}},
        {"equal lines are none", line("note: a, id: i") + line("note: a, id: i"), {}},
        {"two", line("note: b, id: i") + line("note: a, id: i"), {{"b", "a"}}},
        {"of a higher rev",
         line("note: x, id: i") + line("note: a, id: i, rev: 2") + line("note: b, id: i, rev: 2"),
         {{"b", "a"}}},
        {"without an id there is none", line("note: a") + line("note: b"), {}},
    };
    for (const Case& c : cases) {
        CAPTURE(c.what);
        const Ledger read = ledger(ada, {c.text});
        REQUIRE(read.conflicts.size() == c.expected.size());
        for (std::size_t i = 0; i < c.expected.size(); ++i) {
            CHECK(read.lines[read.conflicts[i].chosen].note == c.expected[i].first);
            CHECK(read.lines[read.conflicts[i].other].note == c.expected[i].second);
        }
    }
    // Of three, each that does not count is told once, and the one that counts is one of them.
    const Ledger three = ledger(ada, {line("note: c, id: i") + line("note: a, id: i") +
                                      line("note: b, id: i") + line("note: a, id: i")});
    REQUIRE(three.holding.size() == 1);
    CHECK(three.lines[three.holding[0]].note == "c");
    CHECK(three.conflicts.size() == 2);
}

TEST_CASE("what holds is in the order of its dates")
{
    CHECK(holding({line("note: c, id: a", "03") + line("note: a, id: c", "01"),
                   line("note: b, id: b", "02")}) == Notes{"a", "b", "c"});
    // Of one date: as they stand in the journal.
    CHECK(holding({line("note: b, id: i2", "01") + line("note: a, id: i1", "01")}) ==
          Notes{"b", "a"});
    CHECK(holding({line("note: b, id: i2", "01"), line("note: a, id: i1", "01")}) ==
          Notes{"b", "a"});
    CHECK(holding({line("note: b", "01") + line("note: a, ref: m", "01") +
                   line("note: c, id: i", "01")}) == Notes{"b", "a", "c"});
    CHECK(holding({line("note: a", "01") + line("note: b", "01")}) == Notes{"a", "b"});
}

TEST_CASE("whom an id means")
{
    struct Case {
        std::string what;
        Files contacts;
        std::map<std::string, std::string> expected; ///< id: the contact's id
    };
    const auto file = [](const std::string& more) { return "name: X\n" + more; };
    const std::vector<Case> cases{
        {"its own file", {{"a", file("")}}, {{"a", "a"}, {"b", "nobody"}}},
        {"a former id", {{"a", file("formerly: [b, c]\n")}}, {{"b", "a"}, {"c", "a"}}},
        {"a file goes before a former id",
         {{"a", file("formerly: [b]\n")}, {"b", file("")}},
         {{"a", "a"}, {"b", "b"}}},
        {"merged", {{"a", file("merged_into: b\n")}, {"b", file("")}}, {{"a", "b"}, {"b", "b"}}},
        {"merged twice",
         {{"a", file("merged_into: b\n")}, {"b", file("merged_into: c\n")}, {"c", file("")}},
         {{"a", "c"}, {"b", "c"}, {"c", "c"}}},
        {"merged into a former id",
         {{"a", file("merged_into: b\n")}, {"c", file("formerly: [b]\n")}},
         {{"a", "c"}, {"b", "c"}}},
        {"a former id of one that was merged",
         {{"a", file("formerly: [z]\nmerged_into: b\n")}, {"b", file("")}},
         {{"z", "b"}}},
        {"a chain of all",
         {{"a", file("formerly: [z]\nmerged_into: y\n")},
          {"b", file("formerly: [y]\nmerged_into: x\n")},
          {"c", file("formerly: [x]\n")}},
         {{"z", "c"}, {"a", "c"}, {"y", "c"}, {"b", "c"}, {"x", "c"}}},
        {"merged into nobody", {{"a", file("merged_into: z\n")}}, {{"a", "a"}, {"z", "nobody"}}},
        {"merged into itself", {{"a", file("merged_into: a\n")}}, {{"a", "a"}}},
        {"a circle of two",
         {{"a", file("merged_into: b\n")}, {"b", file("merged_into: a\n")}},
         {{"a", "a"}, {"b", "b"}}},
        {"a circle of three",
         {{"a", file("merged_into: b\n")},
          {"b", file("merged_into: c\n")},
          {"c", file("merged_into: a\n")}},
         {{"a", "a"}, {"b", "b"}, {"c", "c"}}},
        {"a way into a circle",
         {{"a", file("merged_into: b\n")},
          {"b", file("merged_into: c\n")},
          {"c", file("merged_into: b\n")}},
         {{"a", "a"}, {"b", "b"}, {"c", "c"}}},
        {"formerly itself", {{"a", file("formerly: [a]\n")}}, {{"a", "a"}}},
        {"formerly each other",
         {{"a", file("formerly: [b]\n")}, {"b", file("formerly: [a]\n")}},
         {{"a", "a"}, {"b", "b"}}},
        {"one former id of two: the same one in every run",
         {{"a", file("formerly: [z]\n")}, {"b", file("formerly: [z]\n")}},
         {{"z", "a"}}},
    };
    for (const Case& c : cases) {
        CAPTURE(c.what);
        const Ledger read = ledger(c.contacts, {});
        for (const auto& [id, expected] : c.expected) {
            CAPTURE(id);
            CHECK(id_of(read.find(id)) == expected);
        }
    }
    CHECK(ledger({}, {}).find("") == nullptr);
}

TEST_CASE("a merge that leads nowhere leaves the contact its own, and is told")
{
    const auto file = [](const std::string& rest) { return "name: Ada\n" + rest; };
    struct Merge {
        Files contacts;
        std::vector<std::string> told;
    };
    const std::string circle = "contacts are merged in a circle";
    for (const Merge& c : {
             Merge{{{"a", file("merged_into: b\n")}, {"b", file("")}}, {}},
             Merge{{{"a", file("merged_into: z\n")}},
                   {"merged into 'z', which is no contact that could be read"}},
             Merge{{{"a", file("merged_into: a\n")}}, {circle}},
             Merge{{{"a", file("merged_into: b\n")}, {"b", file("merged_into: a\n")}},
                   {circle, circle}},
             Merge{{{"a", file("formerly: [old-a]\nmerged_into: old-a\n")}}, {circle}},
         }) {
        const Ledger read = ledger(c.contacts, {});
        std::vector<std::string> told;
        for (const crm::Finding& finding : read.findings) {
            told.push_back(finding.text);
            CHECK(finding.weight == crm::Finding::Weight::left_out);
        }
        CHECK(told == c.told);
        for (const crm::Contact& contact : read.contacts) {
            CHECK(contact.merged_into.has_value() == c.told.empty());
            break;
        }
    }
}

TEST_CASE("a long chain of merges ends at its end")
{
    Files contacts;
    for (int i = 0; i < 200; ++i) {
        contacts["c" + std::to_string(i)] =
            "name: X\nmerged_into: c" + std::to_string(i + 1) + "\n";
    }
    contacts["c200"] = "name: X\n";
    const Ledger read = ledger(contacts, {});
    CHECK(id_of(read.find("c0")) == "c200");
    CHECK(id_of(read.find("c199")) == "c200");
}

TEST_CASE("old lines belong to whom their ids mean now")
{
    const Ledger read = ledger(
        {{"ada", "name: Ada\nformerly: [ada-byron]\n"}, {"twin", "name: Ada\nmerged_into: ada\n"}},
        {"- {date: 2026-01-01, with: [ada-byron], touch: call, note: a}\n"
         "- {date: 2026-01-02, with: [twin], touch: call, note: b}\n"
         "- {date: 2026-01-03, with: [ada, twin, ada-byron, ada], touch: call, note: c}\n"
         "- {date: 2026-01-04, with: [stranger], touch: call, note: d}\n"
         "- {date: 2026-01-05, with: [stranger, ada], touch: call, note: e}\n"});
    CHECK(read.holding.size() == 5);
    Notes notes;
    for (const crm::Interaction* interaction : read.history(*read.find("ada"))) {
        notes.push_back(interaction->note);
        REQUIRE(read.participants(*interaction).size() == 1);
        CHECK(read.participants(*interaction)[0]->id == "ada");
    }
    CHECK(notes == Notes{"a", "b", "c", "e"});
    CHECK(read.participants(read.lines[3]).empty());
}

TEST_CASE("a line's place and its bytes")
{
    const std::string text = line("note: a") + line("note: b");
    const Ledger read = ledger(ada, {text});
    REQUIRE(read.lines.size() == 2);
    CHECK(read.place(read.lines[1].source).str() == "journal/2026-01.yaml:2:3");
    CHECK("- " + std::string(read.raw(read.lines[1])) + "\n" == line("note: b"));
    CHECK_FALSE(read.incomplete());
}
