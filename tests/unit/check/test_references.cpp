#include "core/check/check.hpp"
#include "tests/unit/check/told.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace {

using crm_test::Case;
using crm_test::Files;

void check(const std::vector<Case>& cases)
{
    crm_test::check(cases, &crm::check_references);
}

/// A month with one line for each list of contacts.
Files with(Files contacts, const std::vector<std::string>& lists)
{
    std::string text;
    for (const std::string& list : lists) {
        text += "- {date: 2026-01-20, with: " + list + ", touch: call}\n";
    }
    contacts["journal/2026-01.yaml"] = text;
    return contacts;
}

const Files ada{{"contacts/ada.yaml", "name: Ada\n"}};

} // namespace

TEST_CASE("references: ids that somebody has")
{
    check({
        {"an empty ledger", {}, ""},
        {"own ids, former ids and merged ones",
         with({{"contacts/ada.yaml", "name: Ada\nreferred_by: old-bob\n"},
               {"contacts/bob.yaml", "name: Bob\nformerly: [old-bob]\n"},
               {"contacts/twin.yaml", "name: Ada\nmerged_into: ada\nformerly: [old-twin]\n"}},
              {"[ada, bob]", "old-bob", "[twin, old-twin]"}),
         ""},
        {"a file that could not be used is told at the file",
         with({{"contacts/ada.yaml", "name: Ada\nreferred_by: eve\n"},
               {"contacts/eve.yaml", "org: Nameless\n"}},
              {"[ada, eve]"}),
         ""},
        {"and so is one that is named wrongly",
         with({{"contacts/ada.yaml", "name: Ada\nreferred_by: eve\n"},
               {"contacts/eve.yml", "name: Eve\n"}},
              {"[ada, eve]"}),
         ""},
    });
}

TEST_CASE("references: ids that nobody has")
{
    check({
        {"with", with(ada, {"[ada]", "[ada, stranger]"}),
         "journal/2026-01.yaml:2:34: 'stranger' in 'with' is no contact; "
         "add the contact, or correct the id\n"},
        {"with, a single text", with(ada, {"stranger"}),
         "journal/2026-01.yaml:1:28: 'stranger' in 'with' is no contact; "
         "add the contact, or correct the id\n"},
        {"each one in a line",
         with({{"contacts/bob-stone.yaml", "name: Bob\n"}}, {"[stranger, bob-stne]"}),
         "journal/2026-01.yaml:1:29: 'stranger' in 'with' is no contact; "
         "add the contact, or correct the id\n"
         "journal/2026-01.yaml:1:39: 'bob-stne' in 'with' is no contact; "
         "did you mean 'bob-stone'?\n"},
        {"referred_by",
         {{"contacts/ada.yaml", "name: Ada\nreferred_by: bob-stnoe\n"},
          {"contacts/bob-stone.yaml", "name: Bob\n"}},
         "contacts/ada.yaml:2:14: 'bob-stnoe' in 'referred_by' is no contact; "
         "did you mean 'bob-stone'?\n"},
    });
}

TEST_CASE("references: lines that do not hold are not looked at")
{
    const std::string wrong = "- {date: 2026-01-20, with: [stranger], touch: call, id: i";
    const std::string right = "- {date: 2026-01-20, with: [ada], touch: call, id: i";
    const auto month = [](const std::string& text) {
        Files files = ada;
        files["journal/2026-01.yaml"] = text;
        return files;
    };
    check({
        {"corrected", month(wrong + "}\n" + right + ", rev: 2}\n"), ""},
        {"withdrawn", month(wrong + "}\n" + wrong + ", rev: 2, void: true}\n"), ""},
        {"a correction that is wrong itself", month(right + "}\n" + wrong + ", rev: 2}\n"),
         "journal/2026-01.yaml:2:29: 'stranger' in 'with' is no contact; "
         "add the contact, or correct the id\n"},
    });
}

TEST_CASE("references: former ids that mean another contact")
{
    const std::string remedy = "; remove it here, or rename the other contact\n";
    check({
        {"its own id", {{"contacts/ada.yaml", "name: Ada\nformerly: [ada]\n"}}, ""},
        {"one that was merged into it",
         {{"contacts/ada.yaml", "name: Ada\nformerly: [twin]\n"},
          {"contacts/twin.yaml", "name: Ada\nmerged_into: ada\n"}},
         ""},
        {"another's id",
         {{"contacts/ada.yaml", "name: Ada\nformerly: [ada-byron, bob]\n"},
          {"contacts/bob.yaml", "name: Bob\n"}},
         "contacts/ada.yaml:2:23: 'bob' was formerly this contact's id, but is another contact's "
         "too" +
             remedy},
        {"one that was merged into another",
         {{"contacts/ada.yaml", "name: Ada\nformerly: [twin]\n"},
          {"contacts/bob.yaml", "name: Bob\n"},
          {"contacts/twin.yaml", "name: Bob\nmerged_into: bob\n"}},
         "contacts/ada.yaml:2:12: 'twin' was formerly this contact's id, but is another contact's "
         "too" +
             remedy},
        {"another's former id",
         {{"contacts/ada.yaml", "name: Ada\nformerly: [z]\n"},
          {"contacts/bob.yaml", "name: Bob\nformerly: [z]\n"}},
         "contacts/bob.yaml:2:12: 'z' was formerly this contact's id, but is another contact's "
         "too" +
             remedy},
    });
}
