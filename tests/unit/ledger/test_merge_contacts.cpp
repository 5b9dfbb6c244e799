#include "core/ledger/merge_contacts.hpp"

#include "core/ledger/keys.hpp"

#include <doctest/doctest.h>

#include <string>

namespace {

/// The file of the one that stays, after a merge.
std::string merged(const std::string& stays, const std::string& goes)
{
    const crm::yaml::Document a("contacts/a.yaml", "name: A\n" + stays);
    const crm::yaml::Document b("contacts/b.yaml", "name: B\n" + goes);
    const crm::ChangeScope scope{crm::contact_keys(), nullptr, crm::make_date(2026, 11, 23)};
    return crm::changed(a, crm::joining(a, b, "a", "b", scope).changes, scope).substr(8);
}

/// What is left in the file of the other one.
std::string left(const std::string& stays, const std::string& goes)
{
    const crm::yaml::Document a("contacts/a.yaml", "name: A\n" + stays);
    const crm::yaml::Document b("contacts/b.yaml", "name: B\n" + goes);
    const crm::ChangeScope scope{crm::contact_keys(), nullptr, crm::make_date(2026, 11, 23)};
    std::string out;
    for (const crm::Difference& difference : crm::joining(a, b, "a", "b", scope).left) {
        out += difference.key + " ";
    }
    return out;
}

} // namespace

TEST_CASE("the one that stays takes over what it lacks")
{
    struct Row {
        std::string stays, goes, wanted;
    };
    const Row rows[] = {
        {"", "", "aliases: [B]\n"},
        {"aliases: [b]\n", "", "aliases: [b]\n"},
        {"aliases: [B]\n", "org: O\n", "org: O\naliases: [B]\n"},
        {"org: P\naliases: [B]\n", "org: O\n", "org: P\naliases: [B]\n"},
        {"email: x@y.z\naliases: [B]\n", "email: [X@Y.Z, u@v.w]\n",
         "email: [x@y.z, u@v.w]\naliases: [B]\n"},
        {"phone: [\"+1 555 0106\"]\naliases: [B]\n", "phone: +1 (555) 01-06\n",
         "phone: [\"+1 555 0106\"]\naliases: [B]\n"},
        {"aliases: [B]\ndates: {birthday: 12-10}\n", "dates: {birthday: 12-11, x: 01-02}\n",
         "aliases: [B]\ndates: {birthday: 12-10, x: 01-02}\n"},
        {"aliases: [B]\nnotes: one\n", "notes: two\n", "aliases: [B]\nnotes: |-\n  one\n  two\n"},
        {"aliases: [B]\nnotes: one two\n", "notes: two\n", "aliases: [B]\nnotes: one two\n"},
        {"aliases: [B]\nreferred_by: b\n", "", "aliases: [B]\n"},
        {"aliases: [B]\nreferred_by: b\n", "referred_by: c\n", "aliases: [B]\nreferred_by: c\n"},
        {"aliases: [B]\n", "referred_by: a\n", "aliases: [B]\n"},
        {"aliases: [B]\nkind: client\n", "kind: prospect\nstatus: paused\nformerly: [z]\n",
         "aliases: [B]\nkind: client\n"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.stays);
        CAPTURE(row.goes);
        CHECK(merged(row.stays, row.goes) == row.wanted);
    }
}

TEST_CASE("the relationship began with the first of the two, promises not before they did")
{
    struct Row {
        std::string stays, goes, wanted;
    };
    const Row rows[] = {
        {"since: 2026-02-01\n", "since: 2026-03-01\n", "since: 2026-02-01\n"},
        {"since: 2026-03-01\n", "since: 2026-02-01\n", "since: 2026-02-01\n"},
        {"", "since: 2026-02-01\n", "since: 2026-02-01\n"},
        {"since: 2026-03-01\n", "since: 2019-01-01\npromised_from: 2026-10-01\n",
         "since: 2019-01-01\npromised_from: 2026-03-01\n"},
        {"since: 2026-03-01\npromised_from: 2026-04-01\n", "since: 2019-01-01\n",
         "since: 2019-01-01\npromised_from: 2026-04-01\n"},
        {"", "since: 2019-01-01\npromised_from: 2026-10-01\n",
         "since: 2019-01-01\npromised_from: 2026-10-01\n"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.stays);
        CAPTURE(row.goes);
        CHECK(merged(row.stays + "aliases: [B]\n", row.goes) == row.wanted + "aliases: [B]\n");
    }
}

TEST_CASE("what both have otherwise is left, and told")
{
    CHECK(left("", "") == "");
    CHECK(left("kind: client\ntier: A\n",
               "kind: client\ntier: B\nsnooze: 2026-12-01\nx_own: 1\n") == "tier snooze x_own ");
    CHECK(left("org: O\nsince: 2020-01-01\n", "org: P\nsince: 2021-01-01\nnotes: n\n") == "org ");
    CHECK(left("cadence: {minor: every week}\n", "cadence: {minor: every week, call: none}\n") ==
          "cadence.call ");
}
