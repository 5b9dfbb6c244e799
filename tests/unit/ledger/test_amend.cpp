#include "core/ledger/amend.hpp"

#include "tests/unit/base/file_fixture.hpp"
#include "tests/unit/cadence/build.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <functional>
#include <string>
#include <sys/stat.h>
#include <vector>

using crm::Interaction;

namespace {

using crm_test::get;
using crm_test::put;
using crm_test::TempFolder;

/// A ledger on disk with Ada and Bob.
struct Disk {
    TempFolder temp;
    crm::Folder folder{temp.str()};

    Disk()
    {
        put(temp / "crm.yaml", "crm: 1\ntouches: {aliases: {coffee: lunch}}\n");
        crm_test::fs::create_directory(temp / "contacts");
        crm_test::fs::create_directory(temp / "journal");
        put(temp / "contacts/ada.yaml", "name: Ada\n");
        put(temp / "contacts/bob.yaml", "name: Bob\n");
    }
    void month(const std::string& name, const std::string& text, int written = 0) const
    {
        const std::string path = temp / ("journal/" + name + ".yaml");
        put(path, text);
        const timespec time{1'700'000'000 + written, 0};
        const timespec times[2] = {time, time};
        REQUIRE(utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
    }
    [[nodiscard]] crm::Ledger read() const
    {
        return crm::read_ledger(folder, build::day("2026-11-23"));
    }
};

Interaction withdrawn(const Interaction& was)
{
    Interaction out = was;
    out.is_void = true;
    return out;
}

Interaction with_minutes(const Interaction& was)
{
    Interaction out = was;
    out.minutes = 5;
    return out;
}

/// The line that `correct` adds to a month with the entry abc1.
std::string added(const std::string& text, const crm::Correction& correct)
{
    const Disk disk;
    disk.month("2026-01", text);
    const auto planned = crm::plan_amendment(disk.read(), "abc1", correct);
    CHECK(get(disk.temp / "journal/2026-01.yaml") == text);
    return planned.line;
}

std::string refusal(const std::function<void()>& act)
{
    try {
        act();
    } catch (const crm::Error& error) {
        return error.text + (error.remedy.empty() ? "" : "; " + error.remedy);
    }
    return "nothing";
}

} // namespace

TEST_CASE("the line of a further revision repeats what does not change")
{
    struct Case {
        std::string what;
        std::string entry;
        std::string line;
    };
    const std::vector<Case> cases{
        {"a line of the program",
         "- {date: 2026-01-20, with: [ada], touch: call, note: \"a\", id: abc1}\n",
         "- {date: 2026-01-20, with: [ada], touch: call, minutes: 5, note: \"a\", id: abc1, rev: "
         "2}\n"},
        {"values keep their bytes",
         "- {date: \"2026-01-20\", with: ['ada',  bob], touch: coffee, note: 'it''s', x_a: {b:  "
         "[1, \"2\"]}, id: 'abc1'}\n",
         "- {date: \"2026-01-20\", with: ['ada',  bob], touch: coffee, minutes: 5, note: 'it''s', "
         "x_a: {b:  [1, \"2\"]}, id: 'abc1', rev: 2}\n"},
        {"id, rev and void come last, the others stay in their order",
         "- {id: abc1, rev: 7, touch: call, talk: 3, x_z: 1, with: [ada], date: 2026-01-20}\n",
         "- {touch: call, talk: 3, x_z: 1, with: [ada], date: 2026-01-20, minutes: 5, id: abc1, "
         "rev: 8}\n"},
        {"a value in place of an old one",
         "- {minutes: 90, date: 2026-01-20, with: ada, touch: call, id: abc1}\n",
         "- {minutes: 5, date: 2026-01-20, with: ada, touch: call, id: abc1, rev: 2}\n"},
        {"block style",
         "- date: 2026-01-20\n  with:\n  - ada\n  touch: call\n  note: |\n    One,\n    two\n  x: "
         "a, b\n  y:\n  z: 010\n  id: abc1\n",
         "- {date: 2026-01-20, with: [ada], touch: call, minutes: 5, note: \"One,\\ntwo\\n\", x: "
         "\"a, b\", y: null, z: 010, id: abc1, rev: 2}\n"},
        {"several lines in flow style",
         "- {date: 2026-01-20, with: [ada, # the one\n   bob], touch: call,\n   note: \"one\n   "
         "two\", id: abc1} # end\n",
         "- {date: 2026-01-20, with: [ada, bob], touch: call, minutes: 5, note: \"one two\", id: "
         "abc1, rev: 2}\n"},
        {"a plain text that would mean something else within braces",
         "- date: 2026-01-20\n  with: [ada]\n  touch: call\n  note: $x ? y, {z\n  id: abc1\n",
         "- {date: 2026-01-20, with: [ada], touch: call, minutes: 5, note: \"$x ? y, {z\", id: "
         "abc1, rev: 2}\n"},
        {"CRLF",
         "- {date: 2026-01-20, with: [ada], touch: call,\r\n   x: 'a\r\n   b', id: abc1}\r\n",
         "- {date: 2026-01-20, with: [ada], touch: call, minutes: 5, x: \"a b\", id: abc1, rev: "
         "2}\n"},
    };
    for (const Case& row : cases) {
        CAPTURE(row.what);
        CHECK(added(row.entry, with_minutes) == row.line);
    }
}

TEST_CASE("of an entry's lines, the one that counts is corrected")
{
    const std::string one = "- {date: 2026-01-20, with: [ada], touch: call, note: one, id: abc1";
    const std::string two = "- {date: 2026-01-20, with: [ada], touch: call, note: two, id: abc1";
    const std::string now = "- {date: 2026-01-20, with: [ada], touch: call, minutes: 5, note: ";
    CHECK(added(one + ", rev: 2}\n" + two + "}\n", with_minutes) ==
          now + "one, id: abc1, rev: 3}\n");
    CHECK(added(two + "}\n" + one + "}\n", with_minutes) == now + "two, id: abc1, rev: 2}\n");
    // What cannot be used does not count, but its revision is taken.
    CHECK(added(one + "}\n" + two + ", talk: x, rev: 4}\n", with_minutes) ==
          now + "one, id: abc1, rev: 5}\n");
}

TEST_CASE("nothing is written where nothing changes, unless lines are in conflict")
{
    const auto same = [](const Interaction& was) { return was; };
    const std::string one = "- {date: 2026-01-20, with: [ada], touch: call, note: one, id: abc1";
    const std::string two = "- {date: 2026-01-20, with: [ada], touch: call, note: two, id: abc1";
    CHECK(added(one + "}\n", same).empty());
    CHECK(added(one + "}\n" + two + "}\n", same) == two + ", rev: 2}\n");

    const Disk disk;
    disk.month("2026-01", one + "}\n" + two + "}\n");
    CHECK(disk.read().conflicts.size() == 1);
    {
        crm::Lock lock(disk.folder);
        const auto done = crm::amend(lock, disk.read(), "abc1", same);
        REQUIRE(done.rivals.size() == 1);
        CHECK(done.rivals[0].note == "one");
    }
    CHECK(disk.read().conflicts.empty());
    CHECK(get(disk.temp / "journal/2026-01.yaml") ==
          one + "}\n" + two + "}\n" + two + ", rev: 2}\n");
}

TEST_CASE("a correction starts from what another program wrote meanwhile, in the file of that line")
{
    const std::string line = "- {date: 2026-01-20, with: [ada], touch: call, id: abc1";
    const Disk disk;
    disk.month("2026-01", line + "}\n");
    const crm::Ledger before = disk.read();
    disk.month("2026-01", line + "}\n" + line + ", rev: 6}\n");
    crm::Lock lock(disk.folder);
    CHECK(crm::amend(lock, before, "abc1", withdrawn).line == line + ", rev: 7, void: true}\n");

    disk.month("2026-01", line + "}\n");
    disk.month("2026-03", line + ", rev: 2}\n");
    CHECK(crm::amend(lock, disk.read(), "abc1", withdrawn).path == "journal/2026-03.yaml");
    CHECK(get(disk.temp / "journal/2026-01.yaml") == line + "}\n");

    const crm::Ledger gone = disk.read();
    disk.month("2026-03", "");
    CHECK(refusal([&] { crm::amend(lock, gone, "abc1", with_minutes); }) ==
          "'abc1' does not stand here any more; another program changed the file; try again");
}

TEST_CASE("lines with an equal ref are one entry: what is said of one is said of both")
{
    const std::string line = "- {date: 2026-01-20, with: [ada], touch: call, ref: mail, id: ";
    for (const std::string first : {"abc1", "abc2"}) {
        const Disk disk;
        disk.month("2026-01", line + "abc1}\n" + line + "abc2}\n" + line + "abc2, rev: 2}\n");
        REQUIRE(disk.read().holding.size() == 1);
        CHECK(crm::find_entry(disk.read(), first) == "abc2");
        crm::Lock lock(disk.folder);
        CHECK(crm::amend(lock, disk.read(), "abc2", withdrawn).now.rev == 3);
        CHECK(disk.read().holding.empty());
        CHECK(crm::find_entry(disk.read(), first) == "abc2");
    }
}

TEST_CASE("which entry a word means")
{
    const std::string line = "- {date: 2026-01-20, with: [ada], touch: call, id: ";
    const Disk disk;
    disk.month("2026-01", line + "abc1}\n" + line + "abd1}\n" + line + "abd12}\n" + line + "z}\n");
    const crm::Ledger ledger = disk.read();
    CHECK(crm::find_entry(ledger, "abc") == "abc1");
    CHECK(crm::find_entry(ledger, "abd1") == "abd1");
    CHECK(crm::find_entry(ledger, "z") == "z");
    CHECK(refusal([&] { static_cast<void>(crm::find_entry(ledger, "ab")); }) ==
          "'ab' is too short for an id; type its first 3 characters or more, or 'last'");
    CHECK(refusal([&] { static_cast<void>(crm::find_entry(ledger, "abd")); }) ==
          "'abd' could be abd1 (20 January 2026, call with Ada) or abd12 (20 January 2026, call "
          "with Ada); type one more letter of its id");
}

TEST_CASE("the entry written last is the last of the file that changed last")
{
    const std::string line = "- {date: 2026-01-20, with: [ada], touch: call, id: ";
    const Disk disk;
    CHECK(refusal([&] { static_cast<void>(crm::newest_entry(disk.folder, disk.read())); }) ==
          "the journal has no entry yet; 'crm log WHO TOUCH' writes one");
    disk.month("2026-01", line + "abc1}\n" + line + "abc2, rev: 2}\n" + line + "abc1, rev: 2}\n",
               2);
    disk.month("2026-02", line + "abc3}\n", 1);
    disk.month("2026-03", "# nothing yet\n", 9);
    CHECK(crm::newest_entry(disk.folder, disk.read()) == "abc1");
    disk.month("2026-02", line + "abc3}\n", 2);
    CHECK(crm::newest_entry(disk.folder, disk.read()) == "abc3");
    disk.month("2026-02", line + "abc3}\n" + line + "abc3, rev: 2, void: true}\n", 2);
    CHECK(crm::newest_entry(disk.folder, disk.read()) == "abc3");
}

TEST_CASE("an erased entry is nobody's to correct; one that goes on says nothing of it")
{
    const std::string line = "- {date: 2026-01-20, with: [ada], touch: call, id: ";
    const Disk disk;
    disk.month("2026-01", line + "abc1, rev: 2, erased: true}\n- {id: abd1, erased: true}\n", 1);
    disk.month("2026-02", "- {id: abd2, erased: true}\n", 2);
    const crm::Ledger ledger = disk.read();
    CHECK(crm::newest_entry(disk.folder, ledger) == "abc1");
    CHECK(crm::find_entry(ledger, "abc") == "abc1");
    CHECK(refusal([&] { static_cast<void>(crm::find_entry(ledger, "abd1")); }) ==
          "no entry of the journal has the id 'abd1'; did you mean abc1 (20 January 2026, call "
          "with Ada)?");
    CHECK(crm::plan_amendment(ledger, "abc1", with_minutes).line ==
          "- {date: 2026-01-20, with: [ada], touch: call, minutes: 5, id: abc1, rev: 3}\n");
}

TEST_CASE("an entry that cannot be used can be withdrawn or put right, and nothing between")
{
    const std::string entry = "- {date: 2026-01-20, with: [ada], touch: cal, id: abc1}\n";
    CHECK(added(entry, withdrawn) ==
          "- {date: 2026-01-20, with: [ada], touch: cal, id: abc1, rev: 2, void: true}\n");
    CHECK(added(entry, [](const Interaction& was) {
              Interaction out = was;
              out.touch = "call";
              return out;
          }) == "- {date: 2026-01-20, with: [ada], touch: call, id: abc1, rev: 2}\n");
    CHECK(refusal([&] { added(entry, with_minutes); }) ==
          "this entry could still not be used: touch 'cal' is not declared in crm.yaml; give what "
          "is wrong in the same command");
}

TEST_CASE("what an entry said before, and what was withdrawn")
{
    const std::string line = "- {date: 2026-01-20, with: [ada], touch: call, note: ";
    const Disk disk;
    disk.month("2026-01", line + "a, id: abc1}\n" + line + "c, id: abc1, rev: 3}\n" + line +
                              "b, id: abc1, rev: 2}\n" + line + "a, id: abc1}\n" + line +
                              "d, id: abc2}\n" + line + "d, id: abc2, rev: 2, void: true}\n");
    const crm::Ledger ledger = disk.read();
    const auto history = ledger.history(*ledger.find("ada"));
    REQUIRE(history.size() == 1);
    std::string notes;
    for (const Interaction* earlier : ledger.earlier(*history[0])) {
        notes += earlier->note;
    }
    CHECK(notes == "ba");
    const auto gone = ledger.withdrawn(*ledger.find("ada"));
    REQUIRE(gone.size() == 1);
    CHECK(gone[0]->id == "abc2");
    CHECK(ledger.earlier(*gone[0]).size() == 1);
    CHECK(ledger.withdrawn(*ledger.find("bob")).empty());
}
