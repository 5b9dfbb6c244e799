#include "core/ledger/record.hpp"

#include "core/check/check.hpp"
#include "core/ledger/contact_file.hpp"
#include "core/ledger/journal_file.hpp"
#include "core/ledger/settings_file.hpp"
#include "tests/unit/base/file_fixture.hpp"
#include "tests/unit/cadence/build.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

namespace {

using crm_test::get;
using crm_test::mode_of;
using crm_test::Names;
using crm_test::names;
using crm_test::put;
using crm_test::TempFolder;
namespace fs = crm_test::fs;

/// A ledger's folder under its lock.
struct Locked {
    TempFolder temp;
    crm::Folder folder{temp.str()};
    crm::Lock lock{folder};
};

const std::string month = "journal/2026-01.yaml";

crm::Interaction interaction()
{
    crm::Interaction out;
    out.date = build::day("2026-01-20");
    out.with = {{"ada", {}}};
    out.touch = "call";
    out.note = "b";
    out.id = "k1";
    return out;
}

const std::string added = "- {date: 2026-01-20, with: [ada], touch: call, note: \"b\", id: k1}\n";

std::string old_line(const std::string& indent = {})
{
    return indent + "- {date: 2026-01-02, with: [ada], touch: call, note: a}";
}

/// `place: text; remedy` of the Error that `act` throws; "" when it throws none.
template <class Act>
std::string refusal(crm::Fault fault, Act&& act)
{
    try {
        act();
    } catch (const crm::Error& error) {
        CHECK(error.fault == fault);
        return (error.place ? error.place->str() + ": " : "") + error.text + "; " + error.remedy;
    }
    return {};
}

} // namespace

TEST_CASE("append_interaction: a month that is missing")
{
    Locked ledger;
    crm::append_interaction(ledger.lock, interaction());
    CHECK(get(ledger.temp / month) == added);
    CHECK(names(ledger.temp.str()) == Names{"journal"});
    CHECK(names(ledger.temp / "journal") == Names{"2026-01.yaml"});
    CHECK(mode_of(ledger.temp / "journal") == 0700);
    CHECK(mode_of(ledger.temp / month) == 0600);
    crm::append_interaction(ledger.lock, interaction());
    CHECK(get(ledger.temp / month) == added + added);
}

TEST_CASE("append_interaction: what is there stays, byte for byte")
{
    const std::string bom = "\xEF\xBB\xBF";
    struct Case {
        std::string what;
        std::string before;
        std::string more; ///< what comes behind it
        std::size_t lines = 2;
    };
    const std::vector<Case> cases{
        {"an empty file", "", added, 1},
        {"a BOM alone", bom, added, 1},
        {"a comment alone", "# January\n", added, 1},
        {"a comment alone, no line feed", "# January", "\n" + added, 1},
        {"empty lines", "\n\n", added, 1},
        {"a line", old_line() + "\n", added},
        {"no line feed at the end", old_line(), "\n" + added},
        {"CRLF", old_line() + "\r\n", added},
        {"a BOM", bom + old_line() + "\n", added},
        {"a BOM and CRLF", bom + old_line() + "\r\n", added},
        {"an indented list", old_line("  ") + "\n" + old_line("  ") + "\n", "  " + added, 3},
        {"an indented list, no line feed", old_line("    ") + "\n" + old_line("    "),
         "\n    " + added, 3},
        {"an indented list with CRLF", old_line("  ") + "\r\n" + old_line("  ") + "\r\n",
         "  " + added, 3},
        {"an indented list of one line", old_line("  ") + "\n", "  " + added},
        {"an indented list of one line, no line feed", old_line("  "), "\n  " + added},
        {"an indented list in block style",
         "  - date: 2026-01-02\n    with: [ada]\n    touch: call\n", "  " + added},
        {"an indented list in block style with a list in it",
         "  - date: 2026-01-02\n    touch: call\n    with:\n      - ada\n", "  " + added},
        {"an indented list below a comment", "# x\n" + old_line("  ") + "\n", "  " + added},
        {"block style", "- date: 2026-01-02\n  with:\n  - ada\n  touch: call\n", added},
        {"block style with an indented list in it",
         "- date: 2026-01-02\n  touch: call\n  with:\n    - ada\n", added},
        {"a text of several lines at the end",
         "- date: 2026-01-02\n  with: ada\n  touch: call\n  note: |\n    one\n    two\n", added},
        {"a comment at the end", old_line() + "\n# so far\n", added},
        {"a comment at the end, no line feed", old_line() + "\n# so far", "\n" + added},
        {"empty lines at the end", old_line() + "\n\n\n", added},
        {"a document's beginning", "---\n" + old_line() + "\n", added},
    };
    for (const Case& c : cases) {
        CAPTURE(c.what);
        Locked ledger;
        fs::create_directory(ledger.temp / "journal");
        put(ledger.temp / month, c.before);
        REQUIRE_NOTHROW(crm::append_interaction(ledger.lock, interaction()));
        const std::string after = get(ledger.temp / month);
        CHECK(after == c.before + c.more);

        crm::Findings findings;
        const auto lines = crm::read_journal(crm::yaml::Document(month, after), 0,
                                             crm::Settings::defaults().touches, findings);
        CHECK(findings.empty());
        REQUIRE(lines.size() == c.lines);
        CHECK(lines.back().id == "k1");
    }
}

TEST_CASE("append_interaction: an entry that cannot be used is no hindrance")
{
    Locked ledger;
    fs::create_directory(ledger.temp / "journal");
    const std::string before = "- {date: 2026-01-02, with: [ada], touch: telegram}\n";
    put(ledger.temp / month, before);
    crm::append_interaction(ledger.lock, interaction());
    CHECK(get(ledger.temp / month) == before + added);
}

TEST_CASE("append_interaction: refused, nothing written")
{
    const std::string behind = ": a line cannot be added behind this; a month of the journal is a "
                               "list with one '- {date: ...}' a line, and nothing behind it";
    const std::string no_list =
        ": a month of the journal is a list of interactions; each line reads '- {date: 2026-11-22, "
        "with: [ada-lovelace], touch: call}'";
    struct Case {
        std::string what;
        std::string before;
        std::string expected;
    };
    const std::vector<Case> cases{
        {"a list in brackets", "[{date: 2026-01-02, with: [ada], touch: call}]\n",
         month + ":1:1" + behind},
        {"a list in brackets, no line feed", "[{date: 2026-01-02, with: [ada], touch: call}]",
         month + ":1:1" + behind},
        {"an empty list in brackets", "[]\n", month + ":1:1" + behind},
        {"a document's end", old_line() + "\n...\n", month + ":2:1" + behind},
        {"a document's end behind nothing", "...\n",
         month + ":1:1: '...' ends a document that has not begun; remove the line"},
        {"a map", "date: 2026-01-02\n", month + ":1:1" + no_list},
        {"a text", "January\n", month + ":1:1" + no_list},
        {"a brace that is not closed", old_line() + "\n- {date: 2026-01-03\n",
         month + ":2:3: the bracket { is never closed; close it at the end of the list or map"},
        {"a key that stands twice", "- {date: 2026-01-02, date: 2026-01-02}\n",
         month + ":1:22: key 'date' stands twice; keep one of the two"},
        {"a tab", "-\t{date: 2026-01-02}\n",
         month + ":1:2: a tab stands where only spaces may; use spaces, or put the text in double "
                 "quotes"},
        {"not UTF-8", old_line() + "\n# \xFF\n",
         month + ":2:3: byte 0xFF is not valid UTF-8; save the file again as UTF-8"},
        {"marks of a merge",
         "<<<<<<< HEAD\n" + old_line() + "\n=======\n" + old_line() + "\n>>>>>>> other\n",
         month + ":1:1: git left a merge conflict here; keep the lines of both sides and delete "
                 "the marker lines"},
    };
    for (const Case& c : cases) {
        CAPTURE(c.what);
        Locked ledger;
        fs::create_directory(ledger.temp / "journal");
        put(ledger.temp / month, c.before);
        CHECK(refusal(crm::Fault::ledger,
                      [&] { crm::append_interaction(ledger.lock, interaction()); }) == c.expected);
        CHECK(get(ledger.temp / month) == c.before);
        CHECK(names(ledger.temp / "journal") == Names{"2026-01.yaml"});
    }
}

TEST_CASE("append_interaction: a month that is no file")
{
    Locked ledger;
    fs::create_directories(ledger.temp / month);
    CHECK(refusal(crm::Fault::ledger, [&] {
              crm::append_interaction(ledger.lock, interaction());
          }) == month + ": is a folder, not a file; move it out of the ledger");
    CHECK(names(ledger.temp / "journal") == Names{"2026-01.yaml"});
}

TEST_CASE("create_contact")
{
    Locked ledger;
    crm::Contact contact;
    contact.id = "ada";
    contact.name = "Ada";
    contact.tier = "A";
    crm::create_contact(ledger.lock, contact);
    CHECK(get(ledger.temp / "contacts/ada.yaml") == "name: Ada\nkind: other\ntier: A\n");
    CHECK(mode_of(ledger.temp / "contacts") == 0700);
    CHECK(mode_of(ledger.temp / "contacts/ada.yaml") == 0600);

    for (const std::string present :
         {"name: Ada\nkind: other\ntier: A\n", "name: Other\n", "", "{"}) {
        CAPTURE(present);
        put(ledger.temp / "contacts/ada.yaml", present);
        CHECK(refusal(crm::Fault::usage, [&] { crm::create_contact(ledger.lock, contact); }) ==
              "there is a contact 'ada' already; choose another --id");
        CHECK(get(ledger.temp / "contacts/ada.yaml") == present);
        CHECK(names(ledger.temp / "contacts") == Names{"ada.yaml"});
    }
}

TEST_CASE("create_ledger: a new one, about which check has nothing to say")
{
    Locked made;
    crm::create_ledger(made.lock, made.folder);
    CHECK(names(made.temp.str()) ==
          Names{".gitattributes", ".gitignore", "contacts", "crm.yaml", "journal"});
    CHECK(get(made.temp / "crm.yaml") == crm::initial_settings());
    CHECK(get(made.temp / ".gitattributes") == "journal/*.yaml text eol=lf merge=union\n"
                                               "contacts/*.yaml text eol=lf\n"
                                               "crm.yaml text eol=lf\n");
    CHECK(get(made.temp / ".gitignore") == ".crm-*\n");
    CHECK(mode_of(made.temp / "contacts") == 0700);
    CHECK(mode_of(made.temp / "journal") == 0700);
    CHECK(crm::check_all(crm::read_ledger(made.folder, build::day("2026-11-23")), made.folder,
                         build::day("2026-01-20"))
              .empty());
}

TEST_CASE("create_ledger: over a ledger")
{
    for (const std::string present : {"crm: 1\n", ""}) {
        CAPTURE(present);
        Locked ledger;
        put(ledger.temp / "crm.yaml", present);
        CHECK(refusal(crm::Fault::usage, [&] { crm::create_ledger(ledger.lock, ledger.folder); }) ==
              "'" + ledger.temp.str() +
                  "' is a ledger already; 'crm add-contact NAME' adds somebody to it");
        CHECK(names(ledger.temp.str()) == Names{"crm.yaml"});
        CHECK(get(ledger.temp / "crm.yaml") == present);
    }
}

TEST_CASE("create_ledger: files of git that are there get the lines that are missing")
{
    const std::string attributes(crm::git_attributes_text());
    struct Case {
        std::string file;
        std::string before;
        std::string after;
    };
    const std::vector<Case> cases{
        {".gitignore", "", ".crm-*\n"},
        {".gitignore", "*.pdf\n", "*.pdf\n.crm-*\n"},
        {".gitignore", "*.pdf", "*.pdf\n.crm-*\n"},
        {".gitignore", ".crm-*\n*.pdf\n", ".crm-*\n*.pdf\n"},
        {".gitignore", "*.pdf\n.crm-*", "*.pdf\n.crm-*"},
        {".gitignore", "# .crm-*\n", "# .crm-*\n.crm-*\n"},
        {".gitattributes", attributes, attributes},
        {".gitattributes", "*.png binary\n", "*.png binary\n" + attributes},
        {".gitattributes", "contacts/*.yaml text eol=lf\n",
         "contacts/*.yaml text eol=lf\n"
         "journal/*.yaml text eol=lf merge=union\n"
         "crm.yaml text eol=lf\n"},
    };
    for (const Case& c : cases) {
        CAPTURE(c.file);
        CAPTURE(c.before);
        Locked made;
        put(made.temp / c.file, c.before);
        crm::create_ledger(made.lock, made.folder);
        CHECK(get(made.temp / c.file) == c.after);
    }
}

TEST_CASE("create_ledger: a file in the place of a folder")
{
    for (const std::string name : {"contacts", "journal"}) {
        CAPTURE(name);
        Locked made;
        put(made.temp / name, "x");
        CHECK(refusal(crm::Fault::ledger, [&] { crm::create_ledger(made.lock, made.folder); }) ==
              name + ": is not a folder; ");
        CHECK(get(made.temp / name) == "x");
        CHECK_FALSE(fs::exists(made.temp / "crm.yaml"));
    }
}

TEST_CASE("create_ledger: folders that are there stay as they are")
{
    Locked made;
    fs::create_directory(made.temp / "contacts");
    put(made.temp / "contacts/ada.yaml", "name: Ada\n");
    REQUIRE(::chmod((made.temp / "contacts").c_str(), 0750) == 0);
    crm::create_ledger(made.lock, made.folder);
    CHECK(mode_of(made.temp / "contacts") == 0750);
    CHECK(get(made.temp / "contacts/ada.yaml") == "name: Ada\n");
}

namespace {

const std::vector<std::string> hostile{
    "yes",
    "no",
    "0123",
    "1e3",
    "12:30",
    "2024-01-01",
    "~",
    "null",
    "=",
    "<<",
    "-",
    "? a",
    ": x",
    "# y",
    "a: b",
    "a #b",
    "'",
    "\"",
    "\\",
    "{a}",
    "[a]",
    "a, b",
    "&a",
    "*a",
    "!a",
    "%a",
    "@a",
    "`a",
    "|",
    ">",
    " before",
    "behind ",
    "one\ntwo",
    "one\n\n two\n",
    "tab\there",
    "\xF0\x9F\x98\x80",
    "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D",
    "\xE2\x80\xA8",
    std::string(100'000, 'x'),
};

} // namespace

TEST_CASE("format_interaction reads back equal")
{
    const auto check = [](const crm::Interaction& written) {
        crm::Findings findings;
        const std::string text = crm::format_interaction(written);
        CHECK(text.find('\n') == text.size() - 1);
        const auto lines = crm::read_journal(crm::yaml::Document(month, text), 0,
                                             crm::Settings::defaults().touches, findings);
        CHECK(findings.empty());
        REQUIRE(lines.size() == 1);
        const crm::Interaction& read = lines[0];
        CHECK(read.date == written.date);
        REQUIRE(read.with.size() == written.with.size());
        for (std::size_t i = 0; i < read.with.size(); ++i) {
            CHECK(read.with[i].id == written.with[i].id);
        }
        CHECK(read.touch == written.touch);
        CHECK(read.touch_class == written.touch_class);
        CHECK(read.class_given == written.class_given);
        CHECK(read.attempt == written.attempt);
        CHECK(read.inbound == written.inbound);
        CHECK(read.minutes == written.minutes);
        CHECK(read.talk == written.talk);
        CHECK(read.note == written.note);
        CHECK(read.ref == written.ref);
        CHECK(read.id == written.id);
        CHECK(read.rev == written.rev);
        CHECK(read.is_void == written.is_void);
        CHECK(crm::format_interaction(read) == text);
    };
    check(interaction());

    crm::Interaction full = interaction();
    full.with = {{"ada", {}}, {"yes", {}}, {"0123", {}}, {"2024-01-01", {}}};
    full.touch = "lunch";
    full.touch_class = crm::TouchClass::signal;
    full.class_given = true;
    full.attempt = true;
    full.inbound = true;
    full.minutes = 0;
    full.talk = 100;
    full.ref = "<m1@engines.example>";
    full.rev = 2;
    full.is_void = true;
    check(full);

    for (const std::string& text : hostile) {
        CAPTURE(text.substr(0, 40));
        crm::Interaction written = interaction();
        written.note = text;
        written.ref = text;
        written.id = text;
        check(written);
    }
}

TEST_CASE("format_contact reads back equal")
{
    const auto check = [](const crm::Contact& written) {
        crm::Findings findings;
        const std::string text = crm::format_contact(written);
        const auto read = crm::read_contact(crm::yaml::Document("contacts/ada.yaml", text), "ada",
                                            0, crm::Settings::defaults(), findings);
        CHECK(findings.empty());
        REQUIRE(read);
        CHECK(read->id == written.id);
        CHECK(read->name == written.name);
        CHECK(read->kind == written.kind);
        CHECK(read->tier == written.tier);
        CHECK(read->since == written.since);
        CHECK(read->promised_from == written.promised_from);
        CHECK(read->org == written.org);
        CHECK(read->role == written.role);
        CHECK(read->email == written.email);
        CHECK(read->phone == written.phone);
        CHECK(read->aliases == written.aliases);
        CHECK(read->household == written.household);
        CHECK(read->tags == written.tags);
        CHECK(read->interests == written.interests);
        REQUIRE(read->dates.size() == written.dates.size());
        for (std::size_t i = 0; i < read->dates.size(); ++i) {
            CHECK(read->dates[i].name == written.dates[i].name);
            CHECK(read->dates[i].date.str() == written.dates[i].date.str());
        }
        REQUIRE(read->referred_by.has_value() == written.referred_by.has_value());
        if (read->referred_by) {
            CHECK(read->referred_by->id == written.referred_by->id);
        }
        REQUIRE(read->cadence.size() == written.cadence.size());
        for (std::size_t i = 0; i < read->cadence.size(); ++i) {
            CHECK(read->cadence[i].requirement == written.cadence[i].requirement);
            CHECK(read->cadence[i].cadence.text == written.cadence[i].cadence.text);
        }
        CHECK(read->promises_nothing == written.promises_nothing);
        CHECK(read->status == written.status);
        CHECK(read->snooze == written.snooze);
        CHECK(read->notes == written.notes);
        CHECK(crm::format_contact(*read) == text);
    };
    crm::Contact contact;
    contact.id = "ada";
    contact.name = "Ada";
    contact.tier = "C";
    check(contact);

    crm::Contact full = contact;
    full.kind = "client";
    full.tier = "A";
    full.since = build::day("2024-02-29");
    full.promised_from = build::day("2026-01-01");
    full.org = "Analytical Engines";
    full.role = "CFO";
    full.email = {"ada@engines.example", "a@b.example"};
    full.phone = {"+44 20 7946 0000", "0123"};
    full.aliases = {"Countess"};
    full.household = "lovelace";
    full.tags = {"tax", "no"};
    full.interests = {"sailing"};
    full.dates = {{"birthday", *crm::YearlyDate::parse("12-10")},
                  {"anniversary", *crm::YearlyDate::parse("2010-06-01")}};
    full.referred_by = crm::Reference{"0123", {}};
    full.cadence = {{"minor", build::cadence("every 30 days"), {}},
                    {"lunch", build::cadence("none"), {}}};
    full.status = crm::Status::do_not_contact;
    full.snooze = build::day("2026-12-15");
    full.notes = "Prefers mornings.\nNo calls: # never\n";
    check(full);

    for (const std::string& text : hostile) {
        CAPTURE(text.substr(0, 40));
        crm::Contact written = contact;
        written.name = text;
        written.org = text;
        written.household = text;
        written.email = {text, text};
        written.tags = {text};
        written.notes = text;
        check(written);
    }
}
