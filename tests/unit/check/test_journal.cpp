#include "core/check/check.hpp"
#include "tests/unit/cadence/build.hpp"
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
        return crm::check_journal(ledger, build::day("2026-03-31"));
    });
}

/// A line with Ada; `more` comes behind its required keys.
std::string line(const std::string& day, const std::string& more = {})
{
    return "- {date: " + day + ", with: [ada], touch: call" + (more.empty() ? "" : ", " + more) +
           "}\n";
}

Files january(const std::string& text)
{
    return {{"journal/2026-01.yaml", text}};
}

} // namespace

TEST_CASE("journal: silent")
{
    check({
        {"no journal", {}, ""},
        {"an empty month", january(""), ""},
        {"lines of their months, up to today",
         {{"journal/2026-01.yaml", line("2026-01-01") + line("2026-01-31", "id: i")},
          {"journal/2026-03.yaml", line("2026-03-31")}},
         ""},
        {"equal lines but for their ids",
         january(line("2026-01-20", "id: i") + line("2026-01-20", "id: j")), ""},
        {"a line and its correction",
         january(line("2026-01-20", "id: i") + line("2026-01-20", "id: i, rev: 2")), ""},
    });
}

TEST_CASE("journal: entries in the wrong month")
{
    const std::string remedy = "; it counts all the same; move the line if you like order\n";
    check({
        {"a line",
         {{"journal/2026-02.yaml", line("2026-02-01") + line("2026-01-20")}},
         "journal/2026-02.yaml:2:3: this entry of 2026-01-20 belongs in journal/2026-01.yaml" +
             remedy},
        {"an indented line in block style",
         {{"journal/2026-02.yaml", "  - date: 2025-02-01\n    with: [ada]\n    touch: call\n"}},
         "journal/2026-02.yaml:1:5: this entry of 2025-02-01 belongs in journal/2025-02.yaml" +
             remedy},
        {"a correction stands with the line it corrects",
         january(line("2026-01-20", "id: i") + line("2026-02-20", "id: i, rev: 2")), ""},
        {"a correction in the month of its own date",
         {{"journal/2026-01.yaml", line("2026-01-20", "id: i")},
          {"journal/2026-02.yaml", line("2026-02-20", "id: i, rev: 2")}},
         "journal/2026-02.yaml:1:3: this entry of 2026-01-20 belongs in journal/2026-01.yaml" +
             remedy},
        {"a correction without its line goes by its own date",
         {{"journal/2026-02.yaml", line("2026-02-20", "id: i, rev: 2")}},
         ""},
        {"a corrected line is not looked at",
         {{"journal/2026-01.yaml", line("2026-01-20", "id: i, rev: 2")},
          {"journal/2026-02.yaml", line("2026-01-20", "id: i")}},
         ""},
        {"a withdrawn line is not looked at",
         {{"journal/2026-01.yaml", line("2026-01-20", "id: i")},
          {"journal/2026-02.yaml", line("2026-01-20", "id: i, rev: 2, void: true")}},
         ""},
    });
}

TEST_CASE("journal: dates in the future")
{
    const std::string remedy =
        "; it does not count before that day; correct the date if it is wrong\n";
    check({
        {"tomorrow",
         {{"journal/2026-04.yaml", line("2026-04-01")}},
         "journal/2026-04.yaml:1:3: 2026-04-01 lies in the future" + remedy},
        {"in the wrong month as well", january(line("2027-01-20")),
         "journal/2026-01.yaml:1:3: this entry of 2027-01-20 belongs in journal/2027-01.yaml; "
         "it counts all the same; move the line if you like order\n"
         "journal/2026-01.yaml:1:3: 2027-01-20 lies in the future" +
             remedy},
        {"corrected",
         {{"journal/2026-04.yaml",
           line("2026-04-20", "id: i") + line("2026-03-20", "id: i, rev: 2")}},
         ""},
        {"withdrawn",
         {{"journal/2026-04.yaml",
           line("2026-04-20", "id: i") + line("2026-04-20", "id: i, rev: 2, void: true")}},
         ""},
    });
}

TEST_CASE("journal: lines that stand twice")
{
    const std::string twice = "the same line stands twice, without an id: it counts twice; "
                              "remove one, or give each an 'id'\n";
    const std::string once =
        "the same line of 'i' stands twice; it counts once; one of the two can go\n";
    const std::string plain = line("2026-01-20");
    const std::string named = line("2026-01-20", "id: i");
    const std::string imported = line("2026-01-20", "ref: m");
    const std::string gone = line("2026-01-20", "id: i, void: true");
    check({
        {"without an id", january(plain + plain), "journal/2026-01.yaml:2:3: " + twice},
        {"three of them", january(plain + plain + plain),
         "journal/2026-01.yaml:2:3: " + twice + "journal/2026-01.yaml:3:3: " + twice},
        {"with an id", january(named + named), "journal/2026-01.yaml:2:3: " + once},
        {"in two months",
         {{"journal/2026-01.yaml", named}, {"journal/2026-02.yaml", named}},
         "journal/2026-02.yaml:1:3: this entry of 2026-01-20 belongs in journal/2026-01.yaml; "
         "it counts all the same; move the line if you like order\n"
         "journal/2026-02.yaml:1:3: " +
             once},
        {"without an id, but of one source", january(imported + imported),
         "journal/2026-01.yaml:2:3: the same line stands twice; it counts once; one of the two can "
         "go\n"},
        {"withdrawn", january(gone + gone), ""},
        {"corrected since", january(named + named + line("2026-01-20", "note: a, id: i, rev: 2")),
         ""},
    });
}

TEST_CASE("journal: conflicting revisions")
{
    const auto chosen = [](const std::string& row, int rev) {
        return "journal/2026-01.yaml:" + row + ":3: revision " + std::to_string(rev) +
               " of 'i' stands here and elsewhere with other words; this one counts; "
               "'crm amend i' settles it; its options say what is right\n";
    };
    const auto other = [](const std::string& row, int rev, const std::string& counts) {
        return "journal/2026-01.yaml:" + row + ":3: revision " + std::to_string(rev) +
               " of 'i' differs from the one at journal/2026-01.yaml:" + counts +
               ":3, which counts; 'crm amend i' settles it; its options say what is right\n";
    };
    const std::string a = line("2026-01-20", "note: a, id: i");
    const std::string b = line("2026-01-20", "note: b, id: i");
    const std::string c = line("2026-01-20", "note: c, id: i");
    const std::string d2 = line("2026-01-20", "note: d, id: i, rev: 2");
    const std::string e2 = line("2026-01-20", "note: e, id: i, rev: 2");
    check({
        {"two", january(a + b), chosen("2", 1) + other("1", 1, "2")},
        {"the last by bytes counts, wherever it stands", january(b + a),
         chosen("1", 1) + other("2", 1, "1")},
        {"three", january(a + c + b), chosen("2", 1) + other("1", 1, "2") + other("3", 1, "2")},
        {"of corrections", january(a + e2 + d2), chosen("2", 2) + other("3", 2, "2")},
        {"of corrections only, where the lines they correct are in conflict too",
         january(a + b + d2 + e2), chosen("4", 2) + other("3", 2, "4")},
        {"settled by a correction", january(a + b + d2), ""},
        {"one remark for each line, where one that does not count stands twice", january(b + a + a),
         "journal/2026-01.yaml:3:3: the same line of 'i' stands twice; it counts once; one of the "
         "two can go\n" +
             chosen("1", 1) + other("2", 1, "1")},
    });
}
