#include "core/check/check.hpp"
#include "tests/unit/base/file_fixture.hpp"
#include "tests/unit/cadence/build.hpp"
#include "tests/unit/check/told.hpp"

#include <doctest/doctest.h>

#include <string>

namespace {

using crm_test::put;
using crm_test::TempFolder;
using crm_test::told;
using crm_test::fs::create_directory;

std::string told_of_files(const TempFolder& temp)
{
    const crm::Folder folder(temp.str());
    return told(crm::check_files(crm::read_ledger(folder, build::day("2026-11-23")), folder));
}

/// A ledger about which there is nothing to say.
class Fixture {
public:
    Fixture()
    {
        put(temp / "crm.yaml", "crm: 1\n");
        create_directory(temp / "contacts");
        create_directory(temp / "journal");
        put(temp / "contacts/ada.yaml", "name: Ada\n");
        put(temp / "journal/2026-01.yaml", "");
    }

    TempFolder temp;
};

const std::string cut_off = "the file does not end in a line feed; "
                            "was it cut off? if not, add an empty line at its end\n";

} // namespace

TEST_CASE_FIXTURE(Fixture, "files: silent")
{
    CHECK(told_of_files(temp).empty());
}

TEST_CASE_FIXTURE(Fixture, "files: no line feed at the end")
{
    put(temp / "crm.yaml", "crm: 1");
    put(temp / "contacts/ada.yaml", "name: Ada\norg: Caf\xC3\xA9");
    put(temp / "journal/2026-01.yaml", "- {date: 2026-01-20, with: ada, touch: call}\n ");
    CHECK(told_of_files(temp) == "crm.yaml:1:7: " + cut_off + "contacts/ada.yaml:2:10: " + cut_off +
                                     "journal/2026-01.yaml:2:2: " + cut_off);
}

TEST_CASE_FIXTURE(Fixture, "files: a folder that others can read")
{
    const auto expected = [&](const std::string& mode) {
        return ".: others on this computer can read the ledger (its folder has mode " + mode +
               "); 'chmod 700 " + temp.str() + "' keeps it to yourself\n";
    };
    for (const auto& [mode, shown] : {std::pair(0755U, "0755"), std::pair(0740U, "0740"),
                                      std::pair(0704U, "0704"), std::pair(0750U, "0750")}) {
        CAPTURE(shown);
        REQUIRE(::chmod(temp.str().c_str(), mode) == 0);
        CHECK(told_of_files(temp) == expected(shown));
    }
    REQUIRE(::chmod(temp.str().c_str(), 0500) == 0);
    CHECK(told_of_files(temp).empty());
    REQUIRE(::chmod(temp.str().c_str(), 0700) == 0);
}

TEST_CASE_FIXTURE(Fixture, "files: leftovers of interrupted writes")
{
    const std::string tail = "-0000000000000000.1-0000000000000000.2-abcdefghijklmnop";
    SUBCASE("one that holds nobody's edit")
    {
        put(temp / "contacts/.crm-new-abcdefghijklmnop", "name: A");
        CHECK(told_of_files(temp).empty());
    }
    SUBCASE("one whose name does not say of what")
    {
        put(temp / ".crm-swap-what", "who knows");
        CHECK(told_of_files(temp) == ".crm-swap-what: an interrupted write left this, and it may "
                                     "hold an edit; look into it, then delete it\n");
    }
    SUBCASE("two that may hold one")
    {
        put(temp / (".crm-swap-crm.yaml" + tail), "crm: 1\n");
        put(temp / ("contacts/.crm-swap-ada.yaml" + tail), "name: Ada L\n");
        CHECK(told_of_files(temp) ==
              ".crm-swap-crm.yaml" + tail +
                  ": a write of 'crm.yaml' was interrupted, and this may hold an edit of it; "
                  "compare the two, put right what is missing, then delete this one\n"
                  "contacts/.crm-swap-ada.yaml" +
                  tail +
                  ": a write of 'contacts/ada.yaml' was interrupted, and this may hold an edit of "
                  "it; compare the two, put right what is missing, then delete this one\n");
    }
}

TEST_CASE_FIXTURE(Fixture, "all: every topic, sorted by place")
{
    const auto told_of_all = [&] {
        const crm::Folder folder(temp.str());
        return told(crm::check_all(crm::read_ledger(folder, build::day("2026-11-23")), folder,
                                   build::day("2026-03-31")));
    };
    CHECK(told_of_all().empty());

    REQUIRE(::chmod(temp.str().c_str(), 0750) == 0);
    put(temp / "crm.yaml", "crm: 1\ncadence:\n  - {meeting: 1 per year}\n");
    put(temp / "contacts/ada.yaml", "name: Ada\nxorg: X\nsince: 2027-01-01\nreferred_by: stranger");
    put(temp / "journal/2026-01.yaml", "- {date: 2026-02-20, with: [ada], touch: call}\n");
    CHECK(told_of_all() ==
          ".: others on this computer can read the ledger (its folder has mode 0750); "
          "'chmod 700 " +
              temp.str() +
              "' keeps it to yourself\n"
              "contacts/ada.yaml:2:1: unknown key 'xorg'; did you mean 'org'?\n"
              "contacts/ada.yaml:3:8: since 2027-01-01 lies in the future; "
              "nothing is promised before that day; correct the date if it is wrong\n"
              "contacts/ada.yaml:4:14: 'stranger' in 'referred_by' is no contact; "
              "add the contact, or correct the id\n"
              "contacts/ada.yaml:4:22: " +
              cut_off +
              "crm.yaml:3:6: nothing satisfies 'meeting: 1 per year': "
              "the class of 'meeting' is service; only majors and minors keep promises\n"
              "journal/2026-01.yaml:1:3: this entry of 2026-02-20 belongs in "
              "journal/2026-02.yaml; it counts all the same; move the line if you like order\n");
    REQUIRE(::chmod(temp.str().c_str(), 0700) == 0);
}
