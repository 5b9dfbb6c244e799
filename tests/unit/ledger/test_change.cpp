#include "core/ledger/change.hpp"

#include "core/base/error.hpp"
#include "core/ledger/contact_file.hpp"
#include "core/ledger/settings_file.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace crm;
using Act = Change::Act;

namespace {

const Date today = make_date(2026, 11, 23);

std::string contact(const std::string& text, const std::vector<Change>& changes)
{
    return changed({"contacts/a.yaml", text}, changes, {contact_keys(), nullptr, today});
}

std::string settings(const std::string& text, const std::vector<Change>& changes)
{
    return changed({"crm.yaml", text}, changes, {settings_keys(), nullptr, today});
}

std::optional<std::vector<Change>> back_over(const std::string& before, const std::string& after,
                                             std::span<const Key> keys = contact_keys())
{
    return inverse(differences({"a", before}, {"a", after}), {"a", after}, {keys, nullptr, today});
}

std::vector<Difference> between(const std::string& before, const std::string& after)
{
    return differences({"a", before}, {"a", after});
}

} // namespace

TEST_CASE("keys are found by name, and dots part only what has a dot")
{
    REQUIRE(find_key(contact_keys(), "tier") != nullptr);
    CHECK(find_key(contact_keys(), "dates.founded")->shape == Shape::yearly);
    CHECK(find_key(contact_keys(), "dates") == nullptr);
    CHECK(find_key(contact_keys(), "dates.") == nullptr);
    CHECK(find_key(contact_keys(), "teir") == nullptr);
    CHECK(split_path(contact_keys(), "dates.a.b") == std::vector<std::string>{"dates", "a.b"});
    CHECK(split_path(contact_keys(), "x_a.b") == std::vector<std::string>{"x_a.b"});
    CHECK(split_path(settings_keys(), "touches.aliases.tea") ==
          std::vector<std::string>{"touches", "aliases", "tea"});
    CHECK(root_order(settings_keys()) ==
          std::vector<std::string_view>{"crm", "advisor", "tiers", "kinds", "touches", "cadence",
                                        "notice", "workdays", "holidays", "occasions",
                                        "unreachable", "score", "half_life", "capacity", "goals",
                                        "limits", "git", "import"});
}

TEST_CASE("every key of the table is one that is read, and in the order in which it is written")
{
    std::string all;
    for (const std::string_view key : root_order(contact_keys())) {
        all += std::string(key) + ":\n";
    }
    Findings findings;
    static_cast<void>(read_contact({"contacts/a.yaml", "x_name: a\n" + all}, "a", 0,
                                   Settings::defaults(), findings));
    for (const Finding& finding : findings) {
        CHECK(finding.text.find("unknown key") == std::string::npos);
    }
    findings.clear();
    all = "crm: 1\n";
    for (const std::string_view key : root_order(settings_keys())) {
        all += key == "crm" ? "" : std::string(key) + ":\n";
    }
    static_cast<void>(read_settings({"crm.yaml", all}, findings));
    CHECK(findings.empty());

    Contact contact;
    contact.name = contact.org = contact.role = contact.household = contact.notes = "a";
    contact.tier = "A";
    contact.since = contact.promised_from = contact.snooze = today;
    contact.email = contact.phone = contact.aliases = contact.tags = contact.interests =
        contact.address = contact.url = contact.uid = {"a"};
    contact.dates.push_back({"birthday", {12, 10, std::nullopt}});
    contact.referred_by = Reference{"b", {}};
    contact.cadence.push_back({"minor", *Cadence::parse("every week"), {}});
    contact.at_most.push_back({"minor", *Cadence::parse("1 in 10 days"), {}});
    contact.avoid = {"call"};
    contact.status = Status::paused;
    contact.formerly = {Reference{"c", {}}};
    contact.merged_into = Reference{"d", {}};
    const std::string text = format_contact(contact);
    std::size_t last = 0;
    for (const std::string_view key : root_order(contact_keys())) {
        if (key == "was") {
            continue; // nobody is new and has changed
        }
        const std::size_t at = ("\n" + text).find("\n" + std::string(key) + ":");
        CAPTURE(key);
        REQUIRE(at != std::string::npos);
        CHECK(at >= last);
        last = at;
    }
}

TEST_CASE("key=value")
{
    CHECK(parse_change(Act::set, "tier=B") == Change{Act::set, "tier", "B"});
    CHECK(parse_change(Act::set, "name=a=b") == Change{Act::set, "name", "a=b"});
    CHECK(parse_change(Act::remove, "tags") == Change{Act::remove, "tags", std::nullopt});
    CHECK(parse_change(Act::remove, "tags=a") == Change{Act::remove, "tags", "a"});
    CHECK_THROWS_AS(parse_change(Act::set, "tier"), Error);
    CHECK_THROWS_AS(parse_change(Act::set, "tier= "), Error);
    CHECK_THROWS_AS(parse_change(Act::add, "=b"), Error);
}

TEST_CASE("values are written in their key's own way")
{
    CHECK(contact("name: A\n", {{Act::set, "since", "yesterday"}}) ==
          "name: A\nsince: 2026-11-22\n");
    CHECK(contact("name: A\n", {{Act::set, "snooze", "friday"}}) ==
          "name: A\nsnooze: 2026-11-27\n");
    CHECK(contact("name: A\n", {{Act::set, "since", "friday"}}) == "name: A\nsince: 2026-11-20\n");
    CHECK(contact("name: A\n", {{Act::set, "dates.birthday", "10 dec"}}) ==
          "name: A\ndates: {birthday: 12-10}\n");
    CHECK(contact("name: A\n", {{Act::set, "phone", "0123"}}) == "name: A\nphone: [\"0123\"]\n");
    CHECK(contact("name: A\n", {{Act::set, "tags", "[a, \"b, c\"]"}}) ==
          "name: A\ntags: [a, \"b, c\"]\n");
    CHECK(contact("name: A\ntags: [a]\n", {{Act::set, "tags", "[]"}}) == "name: A\n");
    CHECK(contact("name: A\ntags: [\n  a]\n", {{Act::set, "tags", "a"}}) ==
          "name: A\ntags: [\n  a]\n");
    CHECK(contact("name: \"A\"\n", {{Act::set, "name", "A"}}) == "name: \"A\"\n");
    CHECK(contact("name: A\n", {{Act::set, "cadence.minor", "2 per year"}}) ==
          "name: A\ncadence: {minor: 2 per year}\n");
    CHECK(contact("name: A\nteir: B\n", {{Act::remove, "teir", std::nullopt}}) == "name: A\n");
    CHECK(settings("crm: 1\nholidays: [2026-12-25]\n", {{Act::add, "holidays", "2027-01-01"}}) ==
          "crm: 1\nholidays: [2026-12-25, 2027-01-01]\n");
    CHECK(settings("notice: 7 days\ncrm: 1\n", {{Act::set, "tiers", "[X, Z]"}}) ==
          "notice: 7 days\ncrm: 1\ntiers: [X, Z]\n");
}

TEST_CASE("what differs, and the way back")
{
    const std::string before = "name: A\ntags: [a, b]\ndates: {birthday: 12-10}\nrole: CFO\n";
    const std::string after = "name: B\ntags: [a, b, c]\ndates: {founded: 01-01}\norg: X\n";
    const auto list = between(before, after);
    REQUIRE(list.size() == 6);
    CHECK(list[0].key == "name");
    CHECK(list[2].key == "dates.founded");
    CHECK(list[4].key == "dates.birthday");
    CHECK_FALSE(list[4].after.has_value());
    const auto back = back_over(before, after);
    REQUIRE(back.has_value());
    CHECK(between(contact(after, *back), before).empty());
    CHECK(between(before, "# x\n" + before).empty());
}

TEST_CASE("the way back restores lists whatever is in them")
{
    for (const std::string tags : {"[a]", "[\"b, c\", 'it''s', \"- x\", \"#y\", \"\\\"\"]",
                                   "[\"[z]\", a]", "[a, b, c, d]", "[b, a]"}) {
        const std::string before = "name: A\ntags: " + tags + "\n";
        for (const std::string after :
             {"name: A\n", "name: A\ntags: [a, b]\n", "name: A\ntags: x\n"}) {
            CAPTURE(before);
            CAPTURE(after);
            const auto back = back_over(before, after);
            REQUIRE(back.has_value());
            CHECK(between(contact(after, *back), before).empty());
        }
    }
}

TEST_CASE("lines are said too")
{
    const std::string before = "name: A\nnotes: |\n  a\n  b\n";
    const auto back = back_over(before, "name: A\n");
    REQUIRE(back.has_value());
    CHECK(contact("name: A\n", *back) == before);
}

TEST_CASE("no option says it")
{
    CHECK_FALSE(
        back_over("name: A\nnotes: " + std::string(4001, 'x') + "\n", "name: A\n").has_value());
    CHECK_FALSE(back_over("crm: 1\ncadence: [{minor: every week}]\n", "crm: 1\n", settings_keys())
                    .has_value());
    for (const std::string lost : {"x_list: [1, b]", "x_map: {a: b}", "x_number: 5", "twitter: ann",
                                   "x_date: 2026-01-01", "notes: [a]\nx_null:"}) {
        CAPTURE(lost);
        CHECK_FALSE(back_over("name: A\n" + lost + "\n", "name: A\n").has_value());
    }
    CHECK(back_over("name: A\nx_list: [a, b]\n", "name: A\n").has_value());
    CHECK(back_over("name: A\nx_word: green\n", "name: A\n").has_value());
    CHECK(back_over("name: A\nsince: 2026-01-01\n", "name: A\n").has_value());
}
