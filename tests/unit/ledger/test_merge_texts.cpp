#include "core/ledger/merge_texts.hpp"

#include "core/ledger/facts.hpp"
#include "core/yaml/events.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>

using crm::contact_keys;
using crm::merge_lines;
using crm::merge_month;
using crm::merge_texts;
using crm::settings_keys;
using crm::Side;

namespace {

using Text = std::optional<std::string>;

Text merged(const std::string& base, const std::string& mine, const std::string& theirs,
            Side side = Side::nobody)
{
    return merge_texts(contact_keys(), base, mine, theirs, side).text;
}

const std::string ada = "name: Ada\n# who she is\nkind: client\ntier: A\norg: Engines\nrole: CFO\n";

} // namespace

TEST_CASE("keys that stand side by side are changes of their own")
{
    CHECK(merged(ada, "name: Ada\n# who she is\nkind: client\ntier: B\norg: Engines\nrole: CFO\n",
                 "name: Ada\n# who she is\nkind: client\ntier: A\norg: Looms\nrole: CFO\n") ==
          "name: Ada\n# who she is\nkind: client\ntier: B\norg: Looms\nrole: CFO\n");
    // One takes a key away, the other changes the next; each adds one at the same place.
    CHECK(merged("name: Ada\norg: A\nrole: B\n", "name: Ada\nrole: B\n",
                 "name: Ada\norg: A\nrole: C\n") == "name: Ada\nrole: C\n");
    CHECK(merged("name: Ada\n", "name: Ada\norg: A\n", "name: Ada\nrole: B\n") ==
          "name: Ada\norg: A\nrole: B\n");
}

TEST_CASE("the comments of both sides stay where their lines can be told apart")
{
    CHECK(merged("name: Ada\n# a\ntier: A\nkind: client\n# b\norg: X\n",
                 "name: Ada\n# mine\ntier: B\nkind: client\n# b\norg: X\n",
                 "name: Ada\n# a\ntier: A\nkind: client\n# theirs\norg: Y # new\n") ==
          "name: Ada\n# mine\ntier: B\nkind: client\n# theirs\norg: Y # new\n");
}

TEST_CASE("one key with two values waits for a side, and only that key follows it")
{
    const std::string mine =
        "name: Ada\n# who she is\nkind: client\ntier: B\norg: Mills\nrole: CFO\n";
    const std::string theirs =
        "name: Ada\n# who she is\nkind: client\ntier: C\norg: Engines\nrole: CEO\n";
    const auto waiting = merge_texts(contact_keys(), ada, mine, theirs, Side::nobody);
    CHECK_FALSE(waiting.text);
    REQUIRE(waiting.conflicts.size() == 1);
    CHECK(waiting.conflicts[0].key == "tier");
    CHECK(waiting.conflicts[0].mine == "B");
    CHECK(waiting.conflicts[0].theirs == "C");
    CHECK(merged(ada, mine, theirs, Side::mine) ==
          "name: Ada\n# who she is\nkind: client\ntier: B\norg: Mills\nrole: CEO\n");
    CHECK(merged(ada, mine, theirs, Side::theirs) ==
          "name: Ada\n# who she is\nkind: client\ntier: C\norg: Mills\nrole: CEO\n");
}

TEST_CASE("a key that is gone on one side and changed on the other is a conflict")
{
    const std::string mine = "name: Ada\n";
    const std::string theirs = "name: Ada\norg: Y\n";
    const auto waiting =
        merge_texts(contact_keys(), "name: Ada\norg: X\n", mine, theirs, Side::nobody);
    REQUIRE(waiting.conflicts.size() == 1);
    CHECK(waiting.conflicts[0].mine == "nothing");
    CHECK(merged("name: Ada\norg: X\n", mine, theirs, Side::mine) == mine);
    CHECK(merged("name: Ada\norg: X\n", mine, theirs, Side::theirs) == theirs);
}

TEST_CASE("of lists every item is a change of its own")
{
    CHECK(merged("name: Ada\ntags: [a, b, c]\n", "name: Ada\ntags: [a, b, c, mine]\n",
                 "name: Ada\ntags: [a, c, theirs]\n") == "name: Ada\ntags: [a, c, mine, theirs]\n");
    CHECK(merged("name: Ada\n", "name: Ada\nemail: [a@x.example]\n",
                 "name: Ada\nemail: [b@x.example]\n") ==
          "name: Ada\nemail: [a@x.example, b@x.example]\n");
    CHECK(merged("name: Ada\nemail: a@x.example\n",
                 "name: Ada\nemail: [a@x.example, b@x.example]\n",
                 "name: Ada\nemail: [a@x.example, c@x.example]\n") ==
          "name: Ada\nemail: [a@x.example, b@x.example, c@x.example]\n");
    CHECK(merged("name: Ada\ntags:\n  - a\n  - b\n", "name: Ada\ntags:\n  - a\n  - b\n  - c\n",
                 "name: Ada\ntags:\n  - b\n") == "name: Ada\ntags:\n  - b\n  - c\n");
    // The order can be what it is about.
    const auto tiers =
        merge_texts(settings_keys(), "crm: 1\ntiers: [A, B, C]\n", "crm: 1\ntiers: [C, B, A]\n",
                    "crm: 1\ntiers: [A, B, C, D]\n", Side::nobody);
    CHECK_FALSE(tiers.text);
    // Entries of several keys are items too.
    CHECK(merged("name: Ada\ntier: A\nstatus: active\n",
                 "name: Ada\ntier: B\nstatus: active\nwas:\n  - {until: 2026-11-22, tier: A}\n",
                 "name: Ada\ntier: A\nstatus: paused\nwas:\n  - {until: 2026-11-22, status: "
                 "active}\n") ==
          "name: Ada\ntier: B\nstatus: paused\nwas:\n  - {until: 2026-11-22, tier: A}\n"
          "  - {until: 2026-11-22, status: active}\n");
}

TEST_CASE("dates and numbers stay what they are")
{
    CHECK(merged("name: Ada\nsince: 2026-01-01\n", "name: Bea\nsince: 2026-01-01\n",
                 "name: Ada\nsince: 2026-02-02\nx_code: \"0123\"\n") ==
          "name: Bea\nsince: 2026-02-02\nx_code: \"0123\"\n");
    CHECK(merged("name: Ada\ndates: {birthday: 12-10}\n", "name: Ada\ndates: {birthday: 12-11}\n",
                 "name: Ada\ndates: {birthday: 12-10, anniversary: 2010-06-01}\n") ==
          "name: Ada\ndates: {birthday: 12-11, anniversary: 2010-06-01}\n");
}

TEST_CASE("notes grow on both sides")
{
    CHECK(merged("name: Ada\nnotes: |\n  old\n", "name: Ada\nnotes: |\n  old\n  mine\n",
                 "name: Ada\nnotes: |\n  old\n  theirs\n") ==
          "name: Ada\nnotes: |\n  old\n  mine\n  theirs\n");
    CHECK(merged("name: Ada\nnotes: |\n  a\n  b\n  c\n", "name: Ada\nnotes: |\n  x\n  b\n  c\n",
                 "name: Ada\nnotes: |\n  a\n  b\n  y\n") == "name: Ada\nnotes: |\n  x\n  b\n  y\n");
}

TEST_CASE("rules and other values of several lines are taken over as they stand")
{
    const std::string base = "crm: 1\ncadence:\n  - {minor: every 45 days}\nworkdays: [mon]\n";
    const std::string mine = "crm: 1\ncadence:\n  - {minor: every 45 days}\nworkdays: [mon, tue]\n";
    const std::string theirs =
        "crm: 1\ncadence:\n  # the best\n  - {for: \"tier:A\", minor: every 30 days}\n"
        "  - {minor: every 60 days}\nworkdays: [mon]\n";
    CHECK(merge_texts(settings_keys(), base, mine, theirs, Side::nobody).text ==
          "crm: 1\ncadence:\n  # the best\n  - {for: \"tier:A\", minor: every 30 days}\n"
          "  - {minor: every 60 days}\nworkdays: [mon, tue]\n");
}

TEST_CASE("what cannot be read is brought together by its lines, and never made worse")
{
    const std::string broken = "name: Ada\ntier: [A\n";
    const auto waiting = merge_texts(contact_keys(), "name: Ada\ntier: A\n", broken,
                                     "name: Ada\ntier: B\n", Side::nobody);
    CHECK_FALSE(waiting.text);
    REQUIRE(waiting.conflicts.size() == 1);
    CHECK(waiting.conflicts[0].key.empty());
    CHECK(merged("name: Ada\ntier: A\n", broken, "name: Ada\ntier: B\n", Side::theirs) ==
          "name: Ada\ntier: B\n");
    CHECK(merge_lines("a\nb\n", "a\nx\n", "a\ny\n", Side::theirs).text == "a\ny\n");
    CHECK(merge_lines("a\nb\n", "a\nx\n", "a\ny\n", Side::mine).text == "a\nx\n");
    CHECK_FALSE(merge_lines("a\nb\n", "a\nx\n", "a\ny\n", Side::nobody).text);
}

TEST_CASE("a month has every line of both, and what one took out stays out")
{
    const std::string a = "- {date: 2026-11-01, with: [a], touch: call, id: aaaaaaaaaaaa1}\n";
    const std::string b = "- {date: 2026-11-01, with: [b], touch: call, id: aaaaaaaaaaaa2}\n";
    const std::string c = "- {date: 2026-11-01, with: [c], touch: call, id: aaaaaaaaaaaa3}\n";
    const std::string no_id = "- {date: 2026-11-01, with: [a], touch: call}\n";
    CHECK(merge_month(a, a + b, a + c) == a + b + c);
    CHECK(merge_month("", b, c) == b + c);
    CHECK(merge_month("", "", c) == c);
    CHECK(merge_month("", b, c.substr(0, c.size() - 1)) == b + c);    // without its line end
    CHECK(merge_month("", c + b, c) == c + b);                        // one and the same
    CHECK(merge_month(a, a + no_id, a + no_id) == a + no_id + no_id); // two that look alike
    CHECK(merge_month(a + b, a + b + c, b) == b + c);
    CHECK(merge_month(a + b, b, a + b + c) == b + c);
    // Entries of several lines that a person wrote.
    const std::string block = "- date: 2026-11-02\n  with: [a]\n  touch: call\n";
    const std::string other = "- date: 2026-11-03\n  with: [a]\n  touch: call\n";
    CHECK(merge_month(a, a + block, a + other) == a + block + other);
    CHECK(merge_month(a + block, a + block + b, a + block + other) == a + block + b + other);
}

TEST_CASE("random changes of both sides: each key has the value of who changed it")
{
    std::mt19937 dice(11); // NOLINT(cert-msc51-cpp): the same every time
    const auto roll = [&](int sides) {
        return static_cast<int>(dice() % static_cast<unsigned>(sides));
    };
    const std::vector<std::string> keys{"kind",      "tier",  "org",   "role",
                                        "household", "x_own", "status"};
    const auto write = [&](const std::vector<std::string>& values, int seed) {
        std::string out = "name: Ada\n";
        for (std::size_t i = 0; i < keys.size(); ++i) {
            if (!values[i].empty()) {
                out += (seed % 3 == 0 ? "# about it\n" : "") + keys[i] + ": " + values[i] + "\n";
            }
        }
        return out;
    };
    for (int round = 0; round < 400; ++round) {
        std::vector<std::string> base;
        for (std::size_t i = 0; i < keys.size(); ++i) {
            base.push_back(roll(3) == 0 ? "" : "v" + std::to_string(roll(9)));
        }
        auto mine = base;
        auto theirs = base;
        auto wanted = base;
        for (std::size_t i = 0; i < keys.size(); ++i) {
            const int who = roll(4);
            const std::string value = roll(4) == 0 ? "" : "n" + std::to_string(roll(9));
            if (who == 1 || who == 3) {
                mine[i] = value;
            }
            if (who == 2 || who == 3) {
                theirs[i] = value;
            }
            wanted[i] = who == 0 ? base[i] : value;
        }
        const auto text = merged(write(base, round), write(mine, round), write(theirs, round));
        REQUIRE(text);
        const crm::yaml::Document document("", *text);
        const auto facts = crm::facts_of(document);
        for (std::size_t i = 0; i < keys.size(); ++i) {
            const auto* fact = crm::find_fact(facts, keys[i]);
            CHECK((fact == nullptr ? "" : fact->values.front()) == wanted[i]);
        }
    }
}
