#include "core/ledger/contact_file.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

using crm::Contact;
using crm::Finding;
using crm::Findings;
using crm::iso;
using crm::Settings;

namespace {

std::optional<Contact> read(const std::string& text, Findings& findings)
{
    const crm::yaml::Document document("contacts/ada.yaml", text);
    return crm::read_contact(document, "ada", 7, Settings::defaults(), findings);
}

Contact read(const std::string& text)
{
    Findings findings;
    const auto contact = read(text, findings);
    CHECK(findings.empty());
    REQUIRE(contact);
    return *contact;
}

using Texts = std::vector<std::string>;

} // namespace

TEST_CASE("all keys of a contact")
{
    const Contact contact = read("name: Ada Lovelace\n"
                                 "kind: client\n"
                                 "tier: A\n"
                                 "since: 2024-03-01                       # a remark\n"
                                 "promised_from: 2026-01-01\n"
                                 "org: Analytical Engines\n"
                                 "role: CFO\n"
                                 "email: [ada@engines.example]\n"
                                 "phone: [\"+44 20 7946 0000\"]\n"
                                 "aliases: [Countess]\n"
                                 "household: lovelace\n"
                                 "tags: [tax, manufacturing]\n"
                                 "interests: [sailing]\n"
                                 "dates: {birthday: 12-10, anniversary: 2010-06-01}\n"
                                 "referred_by: colleen-ferrary\n"
                                 "cadence: {minor: every 30 days}\n"
                                 "status: do-not-contact\n"
                                 "snooze: 2026-12-15\n"
                                 "notes: |\n"
                                 "  Prefers mornings.\n"
                                 "formerly: [ada-byron]\n"
                                 "merged_into: countess\n");
    CHECK(contact.id == "ada");
    CHECK(contact.name == "Ada Lovelace");
    CHECK(contact.kind == "client");
    CHECK(contact.tier == "A");
    CHECK(iso(contact.since.value()) == "2024-03-01");
    CHECK(iso(contact.promised_from.value()) == "2026-01-01");
    CHECK(contact.org == "Analytical Engines");
    CHECK(contact.role == "CFO");
    CHECK(contact.email == Texts{"ada@engines.example"});
    CHECK(contact.phone == Texts{"+44 20 7946 0000"});
    CHECK(contact.aliases == Texts{"Countess"});
    CHECK(contact.household == "lovelace");
    CHECK(contact.tags == Texts{"tax", "manufacturing"});
    CHECK(contact.interests == Texts{"sailing"});
    REQUIRE(contact.dates.size() == 2);
    CHECK(contact.dates[0].name == "birthday");
    CHECK(contact.dates[0].date == crm::YearlyDate{12, 10, std::nullopt});
    CHECK(contact.dates[1].date == crm::YearlyDate{6, 1, 2010});
    CHECK(contact.referred_by.value().id == "colleen-ferrary");
    REQUIRE(contact.cadence.size() == 1);
    CHECK(contact.cadence[0].requirement == "minor");
    CHECK(contact.cadence[0].cadence.text == "every 30 days");
    CHECK(contact.status == crm::Status::do_not_contact);
    CHECK(iso(contact.snooze.value()) == "2026-12-15");
    CHECK(contact.notes == "Prefers mornings.\n");
    REQUIRE(contact.formerly.size() == 1);
    CHECK(contact.formerly[0].id == "ada-byron");
    CHECK(contact.merged_into.value().id == "countess");
    CHECK(contact.source.file == 7);
}

TEST_CASE("what is missing has its default")
{
    const Contact contact = read("name: Ada\n");
    CHECK(contact.kind == "other");
    CHECK(contact.tier == "C");
    CHECK(contact.status == crm::Status::active);
    CHECK_FALSE(contact.since);
    CHECK_FALSE(contact.promises_nothing);
    CHECK(contact.cadence.empty());
    CHECK(contact.others.empty());
}

TEST_CASE("values in any style")
{
    CHECK(read("name:\n  Ada\n  Lovelace\n").name == "Ada Lovelace");
    CHECK(read("name: 'Ada'\nemail: a@b.example\n").email == Texts{"a@b.example"});
    CHECK(read("name: Ada\ntags:\n- a\n- b\n").tags == Texts{"a", "b"});
    CHECK(read("name: Ada\ntags:\n  - a\n  -\n").tags == Texts{"a"});
    CHECK(read("name: Ada\ntags:\norg:\ndates:\ncadence:\nsnooze:\n").tags.empty());
    CHECK(read("{name: Ada, tier: B}").tier == "B");
    CHECK(read("---\nname: Ada\n...\n").name == "Ada");
    CHECK(read("\xEF\xBB\xBFname: Ada\r\nnotes: |\r\n  a\r\n  b\r\n").notes == "a\nb\n");
    CHECK(read("name: yes\norg: 0123\nrole: ~\n").name == "yes"); // YAML 1.2: text
    CHECK(read("name: Ada\ncadence: none\n").promises_nothing);
}

TEST_CASE("keys of the user's own")
{
    Findings findings;
    const auto contact =
        read("name: Ada\nx_color: red\nx_map: {a: b}\nphnoe: 1\nzebra: [a]\n", findings);
    REQUIRE(contact);
    REQUIRE(findings.size() == 2);
    CHECK(findings[0].weight == Finding::Weight::remark);
    CHECK(findings[0].error().message() == "crm: contacts/ada.yaml:4:1: unknown key 'phnoe'\n"
                                           "  phnoe: 1\n"
                                           "  ^\n"
                                           "  did you mean 'phone'?\n");
    CHECK(findings[1].error().message() == "crm: contacts/ada.yaml:5:1: unknown key 'zebra'\n"
                                           "  zebra: [a]\n"
                                           "  ^\n"
                                           "  begin keys of your own with 'x_'\n");
    REQUIRE(contact->others.size() == 4);
    CHECK(contact->others[0].first == "x_color");
    CHECK(contact->others[0].second == "red");
    CHECK(contact->others[1].second == "(see the file)");
}

TEST_CASE("what makes a contact unusable is found at its place, all of it")
{
    struct Case {
        std::string text; ///< behind a line `name: Ada`
        std::string place;
        std::string what;
        std::string remedy;
    };
    const std::string list = "a list reads '[one, two]'";
    const std::string id = "an id is the name of a file in contacts/ without '.yaml'";
    const std::string date = "a date reads 2026-11-20 and exists in the calendar";
    const std::vector<Case> cases{
        {"kind: clinet", "2:7",
         "kind 'clinet' is not one of client, prospect, referral, coi, alliance, expert, vendor, "
         "other",
         "did you mean 'client'?"},
        {"tier: AA", "2:7", "tier 'AA' is not one of A, B, C", "did you mean 'A'?"},
        {"status: gone", "2:9",
         "status 'gone' is not one of active, paused, do-not-contact, archived, deceased", ""},
        {"since: 2026-02-29", "2:8", "since '2026-02-29' is not a date", date},
        {"snooze: tomorrow", "2:9", "snooze 'tomorrow' is not a date", date},
        {"promised_from: 1.1.2026", "2:16", "promised_from '1.1.2026' is not a date", date},
        {"org: [a]", "2:6", "'org' takes one text, not a list", ""},
        {"org: {a: b}", "2:6", "'org' takes one text, not keys and values", ""},
        {"tags: {a: b}", "2:7", "'tags' takes a list of texts, not keys and values", list},
        {"tags: [a, [b]]", "2:11", "'tags' takes a list of texts", list},
        {"tags:\n  - a\n  - b: c", "4:5", "'tags' takes a list of texts", list},
        {"dates: 12-10", "2:8", "'dates' takes keys and values",
         "it reads 'dates: {birthday: 12-10}'"},
        {"dates: {birthday: 13-10}", "2:19", "birthday '13-10' is not a date",
         "it reads 12-10 (month and day) or 1984-12-10"},
        {"cadence: often", "2:10", "'cadence' takes keys and values",
         "it reads 'cadence: {minor: every 30 days}'"},
        {"cadence: {minor: often}", "2:18", "'often' is not a cadence",
         std::string(crm::cadence_forms)},
        {"cadence: {minor: }", "2:11", "the cadence of 'minor' is missing",
         std::string(crm::cadence_forms)},
        {"cadence: {diner: 1 per year}", "2:11",
         "'diner' is neither major, minor nor a touch of this ledger", "did you mean 'dinner'?"},
        {"referred_by: Ada Lovelace", "2:14", "'Ada Lovelace' is not an id", id},
        {"merged_into: ../x", "2:14", "'../x' is not an id", id},
        {"formerly: [a, B]", "2:15", "'B' is not an id", id},
    };
    for (const Case& c : cases) {
        CAPTURE(c.text);
        Findings findings;
        CHECK_FALSE(read("name: Ada\n" + c.text + "\n", findings));
        REQUIRE(findings.size() == 1);
        CHECK(findings[0].weight == Finding::Weight::left_out);
        CHECK(findings[0].place.str() == "contacts/ada.yaml:" + c.place);
        CHECK(findings[0].text == c.what);
        CHECK(findings[0].remedy == c.remedy);
    }
    Findings findings;
    CHECK_FALSE(read("name: Ada\ntier: X\nsince: x\nstatus: x\n", findings));
    CHECK(findings.size() == 3);
}

TEST_CASE("a file that is no contact")
{
    for (const std::string_view text :
         {"", "# a remark\n", "name:\n", "name: ''\n", "name: \"  \"\n", "tier: A\n", "- a\n",
          "text\n", "~\n", "---\n"}) {
        CAPTURE(std::string(text));
        Findings findings;
        CHECK_FALSE(read(std::string(text), findings));
        REQUIRE(findings.size() == 1);
        CHECK(findings[0].error().message() ==
              "crm: contacts/ada.yaml: is no contact: 'name' is missing\n"
              "  a contact's file has at least a line such as 'name: Ada Lovelace'\n");
    }
}

TEST_CASE("a contact is written one key a line and read back the same")
{
    Contact contact;
    contact.name = "Ada: \"the\" Countess";
    contact.kind = "client";
    contact.tier = "1";
    contact.since = crm::parse_iso("2024-03-01");
    contact.promised_from = crm::parse_iso("2026-01-01");
    contact.org = "yes";
    contact.role = "CFO";
    contact.email = {"ada@engines.example"};
    contact.phone = {"+44 20 7946 0000", "12:30"};
    contact.aliases = {"Countess"};
    contact.household = "lovelace";
    contact.tags = {"tax", "null"};
    contact.interests = {"sailing, rowing"};
    contact.dates = {{"birthday", {12, 10, std::nullopt}}, {"on", {6, 1, 2010}}};
    contact.referred_by = crm::Reference{"colleen-ferrary", {}};
    contact.cadence = {{"minor", crm::Cadence::parse("every 30 days").value(), ""}};
    contact.status = crm::Status::paused;
    contact.snooze = crm::parse_iso("2026-12-15");
    contact.notes = "Prefers mornings.\nNot: evenings.\n";
    const std::string text = crm::format_contact(contact);
    CHECK(text == "name: \"Ada: \\\"the\\\" Countess\"\n"
                  "kind: client\n"
                  "tier: \"1\"\n"
                  "since: 2024-03-01\n"
                  "promised_from: 2026-01-01\n"
                  "org: \"yes\"\n"
                  "role: CFO\n"
                  "email: [ada@engines.example]\n"
                  "phone: [\"+44 20 7946 0000\", \"12:30\"]\n"
                  "aliases: [Countess]\n"
                  "household: lovelace\n"
                  "tags: [tax, \"null\"]\n"
                  "interests: [\"sailing, rowing\"]\n"
                  "dates: {birthday: 12-10, \"on\": 2010-06-01}\n"
                  "referred_by: colleen-ferrary\n"
                  "cadence: {minor: every 30 days}\n"
                  "status: paused\n"
                  "snooze: 2026-12-15\n"
                  "notes: |\n"
                  "  Prefers mornings.\n"
                  "  Not: evenings.\n");
    Settings settings = Settings::defaults();
    settings.tiers = {"1"};
    Findings findings;
    const crm::yaml::Document document("contacts/ada.yaml", text);
    const auto again = crm::read_contact(document, "ada", 0, settings, findings);
    CHECK(findings.empty());
    REQUIRE(again);
    CHECK(crm::format_contact(*again) == text);

    Contact least;
    least.name = "Ada";
    CHECK(crm::format_contact(least) == "name: Ada\nkind: other\n");
}
