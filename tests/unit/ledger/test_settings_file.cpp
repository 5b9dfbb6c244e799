#include "core/ledger/settings_file.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

using crm::Error;
using crm::Finding;
using crm::Findings;
using crm::Settings;
using crm::TouchClass;

namespace {

using Texts = std::vector<std::string>;

std::optional<Settings> read(const std::string& text, Findings& findings)
{
    return crm::read_settings(crm::yaml::Document("crm.yaml", text), findings);
}

Settings read(const std::string& text)
{
    Findings findings;
    const auto settings = read(text, findings);
    for (const Finding& finding : findings) {
        FAIL_CHECK(finding.error().message());
    }
    REQUIRE(settings);
    return *settings;
}

Texts names(const Settings& settings, TouchClass touch_class)
{
    Texts out;
    for (const crm::Touch& touch : settings.touches.declared) {
        if (touch.touch_class == touch_class) {
            out.push_back(touch.name);
        }
    }
    return out;
}

} // namespace

TEST_CASE("the settings of a ledger")
{
    const Settings settings =
        read("crm: 1\n"
             "advisor: {name: Jo Park, email: jo@park.example, firm: Park Advisory}\n"
             "tiers: [Gold, Silver]\n"
             "kinds: [client, friend]\n"
             "cadence:\n" // its words are declared below
             "  - {for: \"kind:friend tier:Gold\", major: 2 per year, minor: every 45 days}\n"
             "  - {for: \"kind:client\", walk: 1 per quarter, x_why: habit}\n"
             "  - {minor: none}\n"
             "touches:\n"
             "  major: [dinner, walk]\n"
             "  minor: [call]\n"
             "  aliases: {coffee: dinner}\n"
             "notice: {major: 3 weeks, minor: 5 days}\n"
             "workdays: [mon, Tuesday]\n"
             "holidays: [2026-12-25, '2027-01-01']\n");
    CHECK(settings.advisor.name == "Jo Park");
    CHECK(settings.advisor.email == "jo@park.example");
    CHECK(settings.advisor.firm == "Park Advisory");
    CHECK(settings.tiers == Texts{"Gold", "Silver"});
    CHECK(settings.kinds == Texts{"client", "friend"});
    CHECK(names(settings, TouchClass::major) == Texts{"dinner", "walk"});
    CHECK(names(settings, TouchClass::minor) == Texts{"call"});
    CHECK(names(settings, TouchClass::service) == Texts{"meeting", "work", "delivery"});
    CHECK(settings.touches.find("coffee") == settings.touches.find("dinner"));
    CHECK(settings.touches.find("lunch") == nullptr);
    REQUIRE(settings.rules.size() == 3);
    REQUIRE(settings.rules[0].promises.size() == 2);
    CHECK(settings.rules[0].promises[0].requirement == "major");
    CHECK(settings.rules[0].promises[0].cadence.text == "2 per year");
    CHECK(settings.rules[1].promises[0].requirement == "walk");
    CHECK(settings.rules[2].applies_to.empty());
    CHECK(settings.rules[2].promises[0].cadence.form == crm::Cadence::Form::none);
    CHECK(settings.notice.major == 21);
    CHECK(settings.notice.minor == 5);
    CHECK(settings.workdays == std::array<bool, 7>{true, true});
    CHECK(settings.holidays.size() == 2);
}

TEST_CASE("what is missing has its default")
{
    for (const std::string_view text :
         {"crm: 1\n", "crm: 1",
          "crm: 1\ntiers:\nkinds: []\ntouches:\ncadence:\nnotice:\nworkdays:\n",
          "{crm: 1, cadence: none}",
          "\xEF\xBB\xBF"
          "crm: 1\r\n"}) {
        CAPTURE(std::string(text));
        const Settings settings = read(std::string(text));
        const Settings defaults = Settings::defaults();
        CHECK(settings.tiers == defaults.tiers);
        CHECK(settings.kinds == defaults.kinds);
        CHECK(settings.touches.names() == defaults.touches.names());
        CHECK(settings.touches.find("coffee") == settings.touches.find("lunch"));
        CHECK(settings.rules.empty());
        CHECK(settings.notice.major == 21);
        CHECK(settings.notice.minor == 7);
        CHECK(settings.workdays == defaults.workdays);
        CHECK(settings.holidays.empty());
    }
}

TEST_CASE("a ledger of a newer program is refused, whatever else it says")
{
    for (const std::string_view text : {"crm: 2\n", "crm: 2\ntiers: {A: 1}\nnew: [x]\n"}) {
        CAPTURE(std::string(text));
        Findings findings;
        try {
            static_cast<void>(read(std::string(text), findings));
            FAIL_CHECK("was accepted");
        } catch (const Error& error) {
            CHECK(error.message() ==
                  "crm: crm.yaml:1:6: version 2 of the format was written by a newer crm\n"
                  "  crm: 2\n"
                  "       ^\n"
                  "  this crm reads version 1; install a newer one\n");
        }
    }
    // Also where the version stands behind something this program does not understand.
    Findings findings;
    CHECK_THROWS_AS(static_cast<void>(read("tiers: {A: 1}\ncrm: 2\n", findings)), Error);
}

TEST_CASE("what makes the settings unusable is found at its place")
{
    struct Case {
        std::string text; ///< behind a line `crm: 1`
        std::string place;
        std::string what;
        std::string remedy;
    };
    const std::string word = "it is one word without space, comma or colon";
    const std::vector<Case> cases{
        {"advisor: Jo", "2:10", "'advisor' takes keys and values",
         "it reads 'advisor: {name: Jo Park, email: jo@park.example}'"},
        {"tiers: [A, B, A]", "2:15", "'A' stands twice in tiers", "keep one of the two"},
        {"tiers: [A B]", "2:9", "'A B' cannot be one of the tiers", word},
        {"kinds: [\"a:b\"]", "2:9", "'a:b' cannot be one of the kinds", word},
        {"kinds: [\"-a\"]", "2:9", "'-a' cannot be one of the kinds", word},
        {"tiers: {A: 1}", "2:8", "'tiers' takes a list of texts, not keys and values",
         "a list reads '[one, two]'"},
        {"touches: [dinner]", "2:10", "'touches' takes keys and values",
         "it reads 'touches: {major: [dinner, lunch], minor: [call, card]}'"},
        {"touches: {huge: [dinner]}", "2:11", "'huge' is not a class of touches",
         "the classes are major, minor, service and signal; 'aliases' stands beside them"},
        {"touches: {major: [a], minor: [a]}", "2:31", "touch 'a' is declared twice",
         "a touch has one class; keep one of the two"},
        {"touches: {major: [minor]}", "2:19", "'minor' cannot be the name of a touch",
         "it is one word without space, comma or colon, and none of the classes"},
        {"touches: {aliases: {coffee: lunhc}}", "2:29", "'lunhc' is not a touch of this ledger",
         "did you mean 'lunch'?"},
        {"touches: {aliases: {cake: }}", "2:21", "'cake' stands for nothing",
         "an alias stands for a touch declared above"},
        {"cadence:\n  - {minor: }", "3:6", "the cadence of 'minor' is missing",
         std::string(crm::cadence_forms)},
        {"touches: {aliases: {lunch: dinner}}", "2:21", "'lunch' cannot be an alias",
         "it is one word without space, comma or colon, and no touch itself"},
        {"cadence: {minor: every 5 days}", "2:10", "'cadence' takes a list of rules",
         "each line reads '- {for: \"kind:client tier:A\", minor: every 45 days}'"},
        {"cadence:\n  - text", "3:5", "a rule has keys and values",
         "it reads '- {for: \"kind:client tier:A\", minor: every 45 days}'"},
        {"cadence:\n  - {for: \"tier:X\", minor: none}", "3:11",
         "tier 'X' is not one of A, B and C", ""},
        {"cadence:\n  - {for: \"state:due\", minor: none}", "3:11",
         "'state:' has no place in a rule",
         "a rule goes by kind, tier, tag, org, household or status"},
        {"cadence:\n  - {diner: none}", "3:6",
         "'diner' is neither major, minor nor a touch of this ledger", "did you mean 'dinner'?"},
        {"cadence:\n  - {minor: 0 per year}", "3:13", "'0 per year' is not a cadence",
         std::string(crm::cadence_forms)},
        {"touches: {aliases: {coffee: lunch}}\ncadence:\n  - {lunch: none, coffee: none}", "4:19",
         "'lunch' is promised twice in one rule", "keep one of the two"},
        {"notice: soon", "2:9", "'soon' is not a length of time",
         "it reads '21 days', '3 weeks' or '1 month'"},
        {"workdays: [mon, xyz]", "2:17", "'xyz' is not a day of the week",
         "the days are mon, tue, wed, thu, fri, sat, sun"},
        {"holidays: [2026-02-30]", "2:12", "holiday '2026-02-30' is not a date",
         "a date reads 2026-11-20 and exists in the calendar"},
    };
    for (const Case& c : cases) {
        CAPTURE(c.text);
        Findings findings;
        CHECK_FALSE(read("crm: 1\n" + c.text + "\n", findings));
        REQUIRE(findings.size() == 1);
        CHECK(findings[0].weight == Finding::Weight::left_out);
        CHECK(findings[0].place.str() == "crm.yaml:" + c.place);
        CHECK(findings[0].text == c.what);
        CHECK(findings[0].remedy == c.remedy);
    }
}

TEST_CASE("a file that is no crm.yaml")
{
    for (const std::string_view text : {"", "\n", "tiers: [A]\n", "- a\n", "text\n", "~\n"}) {
        CAPTURE(std::string(text));
        Findings findings;
        CHECK_FALSE(read(std::string(text), findings));
        REQUIRE(findings.size() == 1);
        CHECK(findings[0].place.str() == "crm.yaml");
        CHECK(findings[0].text == "is no crm.yaml: 'crm: 1' is missing");
    }
    for (const std::string_view text : {"crm: 0\n", "crm: one\n", "crm: 01\n", "crm: [1]\n"}) {
        CAPTURE(std::string(text));
        Findings findings;
        CHECK_FALSE(read(std::string(text), findings));
        REQUIRE_FALSE(findings.empty());
        CHECK(findings[0].place.str() == "crm.yaml:1:6");
    }
}

TEST_CASE("an unknown key is a remark")
{
    Findings findings;
    CHECK(read("crm: 1\nholydays: []\nx_y: 1\nadvisor: {nmae: Jo}\n", findings));
    REQUIRE(findings.size() == 2);
    CHECK(findings[0].weight == Finding::Weight::remark);
    CHECK(findings[0].error().message() == "crm: crm.yaml:2:1: unknown key 'holydays'\n"
                                           "  holydays: []\n"
                                           "  ^\n"
                                           "  did you mean 'holidays'?\n");
    CHECK(findings[1].place.str() == "crm.yaml:4:11");
}

TEST_CASE("the crm.yaml of a new ledger is right and keeps to the rules of writing")
{
    const std::string text(crm::initial_settings());
    static_cast<void>(read(text));
    CHECK(text.back() == '\n');
    CHECK(text.find('\t') == std::string::npos);
    CHECK(text.find('\r') == std::string::npos);
    CHECK(crm::git_attributes_text().find("journal/*.yaml text eol=lf merge=union\n") !=
          std::string_view::npos);
    CHECK(crm::git_attributes_text().find("contacts/*.yaml text eol=lf\n") !=
          std::string_view::npos);
    CHECK(crm::git_attributes_text().find("crm.yaml text eol=lf\n") != std::string_view::npos);
}
