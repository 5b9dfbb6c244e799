#include "core/ledger/journal_file.hpp"

#include "core/model/settings.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

using crm::Finding;
using crm::Findings;
using crm::Interaction;

namespace {

crm::Touches touches()
{
    auto out = crm::Settings::defaults().touches;
    out.aliases["coffee"] = "lunch";
    return out;
}

std::vector<Interaction> read(const std::string& text, Findings& findings)
{
    const crm::yaml::Document document("journal/2026-11.yaml", text);
    return crm::read_journal(document, 3, touches(), findings);
}

/// The one entry of a text in which nothing is wrong.
Interaction read(const std::string& text)
{
    Findings findings;
    const auto lines = read(text, findings);
    CHECK(findings.empty());
    REQUIRE(lines.size() == 1);
    return lines[0];
}

} // namespace

TEST_CASE("all keys of an interaction")
{
    const std::string line =
        "- {date: 2026-11-22, with: [ada-lovelace, bob-stone], touch: call, "
        "class: major, outcome: attempt, dir: in, minutes: 90, talk: 40, note: "
        "\"Asked; \\\"send\\\"\", ref: \"mail:1\", id: k4q7m2x9b1tza, rev: 2, "
        "void: true}\n";
    const Interaction entry = read(line);
    CHECK(crm::iso(entry.date) == "2026-11-22");
    REQUIRE(entry.with.size() == 2);
    CHECK(entry.with[0].id == "ada-lovelace");
    CHECK(entry.with[1].id == "bob-stone");
    CHECK(entry.with[1].source.offset == line.find("bob"));
    CHECK(entry.touch == "call");
    CHECK(entry.touch_class == crm::TouchClass::major);
    CHECK(entry.class_given);
    CHECK(entry.attempt);
    CHECK(entry.inbound);
    CHECK(entry.minutes == 90);
    CHECK(entry.talk == 40);
    CHECK(entry.note == "Asked; \"send\"");
    CHECK(entry.ref == "mail:1");
    CHECK(entry.id == "k4q7m2x9b1tza");
    CHECK(entry.rev == 2);
    CHECK(entry.is_void);
    CHECK(entry.source.file == 3);
    CHECK(entry.source.offset == 2);
    CHECK(entry.source.length == line.size() - 3); // from brace to brace
    CHECK(crm::format_interaction(entry) == line);
}

TEST_CASE("what is left of an erased entry")
{
    const Interaction gone = read("- {id: k4q7m2x9b1tza, erased: true}\n");
    CHECK(gone.erased);
    CHECK(gone.is_void);
    CHECK(gone.rev == crm::erased_rev);
    CHECK(crm::erased_line("k4q7m2x9b1tza") == "- {id: k4q7m2x9b1tza, erased: true}\n");
    const std::string shared = "- {date: 2026-11-22, with: [ada], touch: call, id: i, rev: 2, "
                               "erased: true}\n";
    const Interaction rest = read(shared);
    CHECK(rest.erased);
    CHECK_FALSE(rest.is_void);
    CHECK(rest.rev == 2);
    CHECK(crm::format_interaction(rest) == shared);
    for (const std::string text :
         {"- {erased: true}\n", "- {id: i, erased: maybe}\n", "- {id: i, erased: false}\n",
          "- {id: i, with: [ada], erased: true}\n"}) {
        Findings findings;
        CHECK(read(text, findings).empty());
        CHECK_FALSE(findings.empty());
    }
}

TEST_CASE("the least of an interaction, in any style")
{
    for (const std::string_view text :
         {"- {date: 2026-11-22, with: [ada], touch: call}\n",
          "- {date: 2026-11-22, with: [ada], touch: call}",
          "- {date: '2026-11-22', with: ada, touch: \"call\"}\n",
          "- date: 2026-11-22\n  with:\n  - ada\n  touch: call\n",
          "-\n  touch: call\n  with: [ada]\n  date: 2026-11-22\n",
          "[{date: 2026-11-22,\n  with: [ada], touch: call}]\n",
          "\xEF\xBB\xBF# remark\r\n- {date: 2026-11-22, with: [ada], touch: call}\r\n",
          "- {date: 2026-11-22, with: [ada], touch: call, note: , x_own: [1]}\n"}) {
        CAPTURE(std::string(text));
        const Interaction entry = read(std::string(text));
        CHECK(crm::iso(entry.date) == "2026-11-22");
        REQUIRE(entry.with.size() == 1);
        CHECK(entry.with[0].id == "ada");
        CHECK(entry.touch == "call");
        CHECK(entry.touch_class == crm::TouchClass::minor);
        CHECK_FALSE(entry.class_given);
        CHECK_FALSE(entry.attempt);
        CHECK_FALSE(entry.inbound);
        CHECK_FALSE(entry.minutes);
        CHECK_FALSE(entry.talk);
        CHECK(entry.note.empty());
        CHECK(entry.id.empty());
        CHECK(entry.rev == 1);
        CHECK_FALSE(entry.is_void);
    }
}

TEST_CASE("an alias is resolved; a class of its own stays, wherever it stands")
{
    const Interaction coffee = read("- {date: 2026-11-22, with: [ada], touch: coffee}\n");
    CHECK(coffee.touch == "lunch");
    CHECK(coffee.touch_class == crm::TouchClass::major);
    const Interaction call = read("- {class: service, date: 2026-11-22, with: [a], touch: call}\n");
    CHECK(call.touch_class == crm::TouchClass::service);
}

TEST_CASE("the bytes of an entry, however it is written")
{
    struct Case {
        std::string text;
        std::vector<std::string> raw;
    };
    const std::string a = "{date: 2026-11-22, with: [ada], touch: call}";
    const std::string b = "{date: 2026-11-23, with: [ada], touch: call, note: \"}]\"}";
    const std::vector<Case> cases{
        {"- " + a + "\n- " + b + "\n", {a, b}},
        {"-   " + a + " # remark\n-\n  " + b, {a, b}},
        {"[" + a + ",\n " + b + "]\n", {a, b}},
        {"- " + a + "\r\n- " + b + "\r\n", {a, b}},
        {"- date: 2026-11-22\n  with: [ada]\n  touch: call\n- " + b + "\n",
         {"date: 2026-11-22\n  with: [ada]\n  touch: call", b}},
        {"- date: 2026-11-22\n  with: [ada]\n  touch: call",
         {"date: 2026-11-22\n  with: [ada]\n  touch: call"}},
    };
    for (const Case& c : cases) {
        CAPTURE(c.text);
        Findings findings;
        const auto lines = read(c.text, findings);
        CHECK(findings.empty());
        REQUIRE(lines.size() == c.raw.size());
        for (std::size_t i = 0; i < lines.size(); ++i) {
            CHECK(c.text.substr(lines[i].source.offset, lines[i].source.length) == c.raw[i]);
        }
    }
}

TEST_CASE("an entry that cannot be used is left out alone")
{
    struct Case {
        std::string entry;
        std::string place;
        std::string what;
        std::string remedy;
    };
    const std::string form = "it reads '- {date: 2026-11-22, with: [ada-lovelace], touch: call}'";
    const std::string truth = "it reads 'void: true', or is left out";
    const std::string whole = "date: 2026-11-22, with: [ada], touch: call";
    const std::vector<Case> cases{
        {"text", "2:3", "an interaction has keys and values", form},
        {"[a]", "2:3", "an interaction has keys and values", form},
        {"{}", "2:3", "'date' is missing in this interaction", form},
        {"{date: 2026-11-22, with: [], touch: call}", "2:3",
         "'with' is missing in this interaction", form},
        {"{date: 2026-11-22, with: , touch: call}", "2:3", "'with' is missing in this interaction",
         form},
        {"{date: 2026-11-22, with: [ada]}", "2:3", "'touch' is missing in this interaction", form},
        {"{date: 2026-11-31, with: [ada], touch: call}", "2:10", "date '2026-11-31' is not a date",
         "a date reads 2026-11-20 and exists in the calendar"},
        {"{date: 2026-11-22, with: [Ada], touch: call}", "2:29", "'Ada' is not an id",
         "an id is the name of a file in contacts/ without '.yaml'"},
        {"{date: 2026-11-22, with: [ada], touch: diner}", "2:42",
         "touch 'diner' is not declared in crm.yaml", "did you mean 'dinner'?"},
        {"{date: 2026-11-22, with: [ada], touch: zebra}", "2:42",
         "touch 'zebra' is not declared in crm.yaml", "declare it there under 'touches'"},
        {"{" + whole + ", class: large}", "2:55",
         "class 'large' is not one of major, minor, service, signal", ""},
        {"{" + whole + ", outcome: reached}", "2:57", "outcome 'reached' is not 'attempt'",
         "leave it out when the contact was reached"},
        {"{" + whole + ", dir: out}", "2:53", "dir 'out' is not 'in'",
         "leave it out when you initiated it"},
        {"{" + whole + ", minutes: 012}", "2:57",
         "minutes '012' is not a whole number from 0 to 100000",
         "write it without the leading zero"},
        {"{" + whole + ", minutes: -1}", "2:57",
         "minutes '-1' is not a whole number from 0 to 100000", ""},
        {"{" + whole + ", minutes: 1_0}", "2:57",
         "minutes '1_0' is not a whole number from 0 to 100000", ""},
        {"{" + whole + ", talk: 101}", "2:54", "talk '101' is not a whole number from 0 to 100",
         ""},
        {"{" + whole + ", id: a, rev: 0}", "2:60",
         "rev '0' is not a whole number from 1 to 1000000", ""},
        {"{" + whole + ", id: a, rev: 99999999999}", "2:60",
         "rev '99999999999' is not a whole number from 1 to 1000000", ""},
        {"{" + whole + ", id: a, void: yes}", "2:61", "void 'yes' is neither true nor false",
         truth},
        {"{" + whole + ", id: a, void: \"true\"}", "2:61", "void 'true' is neither true nor false",
         truth},
        {"{" + whole + ", rev: 2}", "2:48", "'rev' without 'id'",
         "a correction names the id of the line that it corrects"},
        {"{" + whole + ", void: true}", "2:48", "'void' without 'id'",
         "a correction names the id of the line that it corrects"},
        {"{" + whole + ", note: [a]}", "2:54", "'note' takes one text, not a list", ""},
    };
    const std::string good = "- {date: 2026-11-20, with: [bob], touch: card}\n";
    for (const Case& c : cases) {
        CAPTURE(c.entry);
        Findings findings;
        const auto lines = read(good + "- " + c.entry + "\n" + good, findings);
        CHECK(lines.size() == 2);
        REQUIRE_FALSE(findings.empty());
        CHECK(findings[0].weight == Finding::Weight::left_out);
        CHECK(findings[0].place.str() == "journal/2026-11.yaml:" + c.place);
        CHECK(findings[0].text == c.what);
        CHECK(findings[0].remedy == c.remedy);
    }
}

TEST_CASE("an unknown key is a remark")
{
    Findings findings;
    CHECK(
        read("- {date: 2026-11-22, with: [a], touch: call, notes: x, x_y: z}\n", findings).size() ==
        1);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].weight == Finding::Weight::remark);
    CHECK(findings[0].text == "unknown key 'notes'");
    CHECK(findings[0].remedy == "did you mean 'note'?");
}

TEST_CASE("a month without entries, and one that is no list")
{
    for (const std::string_view text :
         {"", "\n", "# a remark\n", "[]\n", "---\n", "~\n", "\xEF\xBB\xBF"}) {
        CAPTURE(std::string(text));
        Findings findings;
        CHECK(read(std::string(text), findings).empty());
        CHECK(findings.empty());
    }
    Findings findings;
    CHECK(read("date: 2026-11-22\n", findings).empty());
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].error().message() ==
          "crm: journal/2026-11.yaml:1:1: a month of the journal is a list of interactions\n"
          "  date: 2026-11-22\n"
          "  ^\n"
          "  each line reads '- {date: 2026-11-22, with: [ada-lovelace], touch: call}'\n");
}

TEST_CASE("a dash without an entry behind it")
{
    const std::string good = "- {date: 2026-11-22, with: [a], touch: call}\n";
    const std::vector<std::pair<std::string, std::string>> cases{
        {"-", "1:1"},
        {"-\n", "1:1"},
        {"- ", "1:1"},
        {"- \n", "1:1"},
        {"-\r\n", "1:1"},
        {good + "-", "2:1"},
        {"-\n" + good, "1:1"},
        {good + "-\n\n" + good, "2:1"},
        {"  -\n  " + good, "1:3"},
        {"- # nothing yet\n" + good, "1:1"},
    };
    for (const auto& [text, place] : cases) {
        CAPTURE(text);
        Findings findings;
        static_cast<void>(read(text, findings));
        REQUIRE(findings.size() == 1);
        CHECK(findings[0].text == "an interaction has keys and values");
        CHECK(findings[0].place.str() == "journal/2026-11.yaml:" + place);
    }
}

TEST_CASE("a line is written in the order of its keys")
{
    Interaction entry;
    entry.date = crm::make_date(2026, 11, 22);
    entry.with = {{"ada", {}}, {"no", {}}};
    entry.touch = "call";
    CHECK(crm::format_interaction(entry) ==
          "- {date: 2026-11-22, with: [ada, \"no\"], touch: call}\n");
    entry.note = "a\nb: \"c\"\xE2\x80\xA8";
    entry.id = "k4q7m2x9b1tza";
    CHECK(crm::format_interaction(entry) ==
          "- {date: 2026-11-22, with: [ada, \"no\"], touch: call, note: "
          "\"a\\nb: \\\"c\\\"\\u2028\", id: k4q7m2x9b1tza}\n");
}

TEST_CASE("a line goes behind what is there, byte for byte")
{
    CHECK(crm::append_line("", "- b\n") == "- b\n");
    CHECK(crm::append_line("- a\n", "- b\n") == "- a\n- b\n");
    CHECK(crm::append_line("- a", "- b\n") == "- a\n- b\n");
    CHECK(crm::append_line("- a\r\n", "- b\n") == "- a\r\n- b\n");
    CHECK(crm::append_line("- a # x", "- b\n") == "- a # x\n- b\n");
    CHECK(crm::append_line("\xEF\xBB\xBF", "- b\n") == "\xEF\xBB\xBF- b\n");
}
