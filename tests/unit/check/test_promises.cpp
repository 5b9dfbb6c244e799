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
    crm_test::check(cases, [](const crm::Ledger& ledger) {
        return crm::check_promises(ledger, build::day("2026-11-23"));
    });
}

Files settings(const std::string& more)
{
    return {{"crm.yaml", "crm: 1\n" + more}};
}

} // namespace

TEST_CASE("promises: silent")
{
    check({
        {"no promises", {}, ""},
        {"majors, minors and touches",
         settings(
             "cadence:\n  - {major: 2 per year, minor: every 45 days, lunch: 1 per quarter}\n"),
         ""},
        {"none", settings("cadence:\n  - {meeting: none}\n"), ""},
        {"none of a class without touches",
         settings("touches: {major: [], minor: []}\ncadence:\n  - {major: none, minor: none}\n"),
         ""},
        {"a contact's own",
         {{"contacts/ada.yaml", "name: Ada\ncadence: {minor: every 30 days}\n"}},
         ""},
        {"a major keeps the promise of a minor",
         settings("touches: {major: [dinner]}\ncadence:\n  - {minor: every 45 days}\n"), ""},
    });
}

TEST_CASE("promises: touches that keep none")
{
    const std::string remedy = "; only majors and minors keep promises\n";
    check({
        {"of a rule", settings("cadence:\n  - {minor: every 45 days}\n  - {meeting: 1 per year}\n"),
         "crm.yaml:4:6: nothing satisfies 'meeting: 1 per year': the class of 'meeting' is "
         "service" +
             remedy},
        {"of a contact",
         {{"contacts/ada.yaml",
           "name: Ada\ncadence:\n  minor: every 30 days\n  web-visit: every 2 weeks\n"},
          {"contacts/bob.yaml", "name: Bob\n"}},
         "contacts/ada.yaml:4:3: nothing satisfies 'web-visit: every 2 weeks': the class of "
         "'web-visit' is signal" +
             remedy},
        {"behind a touch whose name ends in the same word",
         settings("touches: {service: [work, homework]}\n"
                  "cadence:\n  - {homework: none, work: 1 per year}\n"),
         "crm.yaml:4:22: nothing satisfies 'work: 1 per year': the class of 'work' is service" +
             remedy},
        {"the rules come first, then the contacts",
         {{"crm.yaml", "crm: 1\ncadence:\n  - {work: 1 per year, inquiry: every 3 days}\n"},
          {"contacts/ada.yaml", "name: Ada\ncadence: {delivery: every month}"}},
         "crm.yaml:3:6: nothing satisfies 'work: 1 per year': the class of 'work' is service" +
             remedy +
             "crm.yaml:3:24: nothing satisfies 'inquiry: every 3 days': the class of 'inquiry' is "
             "signal" +
             remedy +
             "contacts/ada.yaml:2:11: nothing satisfies 'delivery: every month': the class of "
             "'delivery' is service" +
             remedy},
    });
}

TEST_CASE("promises: classes without a touch")
{
    const std::string remedy =
        ": no touch has that class; declare one under 'touches' in crm.yaml\n";
    check({
        {"no major",
         settings("touches: {major: [], minor: [call]}\n"
                  "cadence:\n  - {major: 2 per year, minor: every 45 days}\n"),
         "crm.yaml:4:6: nothing satisfies 'major: 2 per year'" + remedy},
        {"neither major nor minor",
         settings("touches: {major: [], minor: []}\n"
                  "cadence:\n  - {major: 2 per year, minor: every 45 days}\n"),
         "crm.yaml:4:6: nothing satisfies 'major: 2 per year'" + remedy +
             "crm.yaml:4:25: nothing satisfies 'minor: every 45 days'" + remedy},
    });
}
