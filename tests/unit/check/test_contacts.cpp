#include "core/check/check.hpp"
#include "tests/unit/cadence/build.hpp"
#include "tests/unit/check/told.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace {

using crm_test::Case;
using crm_test::Files;

} // namespace

TEST_CASE("contacts: dates in the future")
{
    const std::string since =
        " lies in the future; nothing is promised before that day; correct the date if it is "
        "wrong\n";
    const std::string named =
        " lies in the future; write it without the year if that is not known\n";
    const auto ada = [](const std::string& more) {
        return Files{{"contacts/ada.yaml", "name: Ada\n" + more}};
    };
    const std::vector<Case> cases{
        {"no contacts", {}, ""},
        {"no dates", ada(""), ""},
        {"today", ada("since: 2026-03-31\ndates: {birthday: 2026-03-31}\n"), ""},
        {"without a year", ada("dates: {birthday: 12-10, anniversary: 02-29}\n"), ""},
        {"a snooze lies there", ada("snooze: 2026-12-15\n"), ""},
        {"since tomorrow", ada("since: 2026-04-01\n"),
         "contacts/ada.yaml:2:8: since 2026-04-01" + since},
        {"since, behind other keys and in quotes",
         ada("x_own: {since: 1}\n\"since\":   2027-01-01\n"),
         "contacts/ada.yaml:3:12: since 2027-01-01" + since},
        {"a birthday", ada("dates: {anniversary: 2010-06-01, birthday: 2062-12-10}\n"),
         "contacts/ada.yaml:2:8: birthday 2062-12-10" + named},
        {"several, in block style",
         ada("dates:\n  birthday: 2028-02-29\n  anniversary: 2026-04-01\n"),
         "contacts/ada.yaml:3:3: birthday 2028-02-29" + named +
             "contacts/ada.yaml:3:3: anniversary 2026-04-01" + named},
        {"of several contacts",
         {{"contacts/bob.yaml", "since: 2026-05-01\nname: Bob\n"},
          {"contacts/ada.yaml", "name: Ada\nsince: 2026-06-01\n"}},
         "contacts/ada.yaml:2:8: since 2026-06-01" + since +
             "contacts/bob.yaml:1:8: since 2026-05-01" + since},
    };
    crm_test::check(cases, [](const crm::Ledger& ledger) {
        return crm::check_contacts(ledger, build::day("2026-03-31"));
    });
}
