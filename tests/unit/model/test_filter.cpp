#include "core/model/filter.hpp"

#include "core/base/error.hpp"
#include "core/model/settings.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using crm::Contact;
using crm::Error;
using crm::Fault;
using crm::Filter;
using crm::Settings;

namespace {

Contact ada()
{
    Contact out;
    out.id = "ada-lovelace";
    out.name = "Ada Lov\xC3\xA9lace";
    out.kind = "client";
    out.tier = "A";
    out.org = "Analytical Engines";
    out.household = "Lovelace King";
    out.tags = {"tax", "Caf\xC3\xA9"};
    out.aliases = {"Countess"};
    out.status = crm::Status::do_not_contact;
    return out;
}

} // namespace

TEST_CASE("what passes a filter")
{
    struct Case {
        std::string filter;
        bool passes;
    };
    const std::vector<Case> cases{
        {"", true},
        {"   ", true},
        {"kind:client", true},
        {"kind:CLIENT", true},
        {"kind:prospect", false},
        {"kind:prospect,client", true},
        {"kind:-prospect", true},
        {"kind:-client", false},
        {"kind:client,-prospect", true},
        {"kind:client,-client", false},
        {"tier:A", true},
        {"tier:a", true},
        {"tier:B,C", false},
        {"kind:client tier:A", true},
        {"kind:client tier:B", false},
        {"  kind:client   tier:A  ", true},
        {"tag:tax", true},
        {"tag:ta", false}, // a tag as a whole
        {"tag:cafe", true},
        {"tag:-tax", false},
        {"tag:-vip", true},
        {"tag:tax tag:cafe", true},
        {"tag:tax tag:vip", false},
        {"tag:vip,tax", true},
        {"org:engines", true}, // a part of the org
        {"org:steam", false},
        {"household:LOVELACE", true}, // and of the household
        {"household:lovelace-king", true},
        {"household:stone", false},
        {"household:-lovelace", false},
        {"status:do-not-contact", true},
        {"status:active", false},
        {"status:-active", true},
        {"name:love", true},
        {"name:LOV\xC3\x89", true},
        {"ada", true},
        {"countess", true},
        {"ada love", true},
        {"ada bob", false},
        {"-bob", true},
        {"-ada", false},
        {"bob,ada", true},
        {"state:due", true}, // not a matter of the contact's file
    };
    for (const Case& c : cases) {
        CAPTURE(c.filter);
        CHECK(Filter::parse(c.filter, Settings::defaults()).matches(ada()) == c.passes);
    }
    CHECK(Filter().matches(ada()));
}

TEST_CASE("states")
{
    const auto parse = [](const char* text) { return Filter::parse(text, Settings::defaults()); };
    CHECK(parse("").matches_state("ok"));
    CHECK(parse("tier:A").matches_state("ok"));
    CHECK(parse("state:due,overdue").matches_state("due"));
    CHECK_FALSE(parse("state:due,overdue").matches_state("ok"));
    CHECK_FALSE(parse("state:-ok").matches_state("ok"));
    CHECK(parse("state:-ok").matches_state("soon"));
    CHECK(parse("state:OK").matches_state("ok"));
    CHECK(parse("tier:A state:due").has_state());
    CHECK_FALSE(parse("tier:A").has_state());
    CHECK(parse(" ").empty());
    CHECK_FALSE(parse("ada").empty());
}

TEST_CASE("filters that are none")
{
    struct Case {
        std::string filter;
        bool in_rule;
        std::string what;
        std::string remedy;
    };
    const std::string form = "a filter reads 'tier:A', 'tier:A,B' or 'tag:-vip'";
    const std::vector<Case> cases{
        {"teir:A", false, "'teir:' is not a filter", "did you mean 'tier:'?"},
        {"zebra:A", false, "'zebra:' is not a filter",
         "a filter is kind, tier, tag, org, household, status, state, relation or name and a "
         "value, such as "
         "'tier:A'"},
        {"zebra:A", true, "'zebra:' is not a filter",
         "a filter is kind, tier, tag, org, household or status and a value, such as 'tier:A'"},
        {"name:ada", true, "a rule cannot ask for a name ('name:ada')",
         "give these contacts a tag and ask for 'tag:'"},
        {"tier:A ada", true, "a rule cannot ask for a name ('ada')",
         "give these contacts a tag and ask for 'tag:'"},
        {":A", false, "':' is not a filter",
         "a filter is kind, tier, tag, org, household, status, state, relation or name and a "
         "value, such as "
         "'tier:A'"},
        {"tier:", false, "a value is missing in 'tier:'", form},
        {"tier:A,", false, "a value is missing in 'tier:A,'", form},
        {"tier:,A", false, "a value is missing in 'tier:,A'", form},
        {"tag:-", false, "a value is missing in 'tag:-'", form},
        {"-", false, "a value is missing in '-'", form},
        {",", false, "a value is missing in ','", form},
        {"tier:D", false, "tier 'D' is not one of A, B and C", ""},
        {"tier:A,D", false, "tier 'D' is not one of A, B and C", ""},
        {"tier:-D", false, "tier 'D' is not one of A, B and C", ""},
        {"kind:clinet", false,
         "kind 'clinet' is not one of client, prospect, referral, coi, alliance, expert, vendor "
         "and "
         "other",
         "did you mean 'kind:client'?"},
        {"status:activ", false,
         "status 'activ' is not one of active, paused, do-not-contact, archived and deceased",
         "did you mean 'status:active'?"},
        {"state:late", false, "state 'late' is not one of overdue, due, soon, ok and snoozed", ""},
        {"relation:lapsed", true, "'relation:' has no place in a rule",
         "a rule goes by kind, tier, tag, org, household or status"},
        {"state:due", true, "'state:' has no place in a rule",
         "a rule goes by kind, tier, tag, org, household or status"},
        {"tier:A teir:B", false, "'teir:' is not a filter", "did you mean 'tier:'?"},
    };
    for (const Case& c : cases) {
        CAPTURE(c.filter);
        try {
            static_cast<void>(Filter::parse(c.filter, Settings::defaults(),
                                            c.in_rule ? Filter::Use::in_rule : Filter::Use::typed));
            FAIL_CHECK("was accepted");
        } catch (const Error& error) {
            CHECK(error.fault == Fault::usage);
            CHECK(error.text == c.what);
            CHECK(error.remedy == c.remedy);
        }
    }
}

TEST_CASE("a ledger's own words")
{
    Settings settings = Settings::defaults();
    settings.kinds = {"friend"};
    settings.tiers = {"Gold"};
    CHECK_FALSE(Filter::parse("kind:friend tier:gold", settings).matches(ada()));
    CHECK_NOTHROW(static_cast<void>(Filter::parse("kind:other", settings))); // always there
    CHECK_THROWS_AS(static_cast<void>(Filter::parse("kind:client", settings)), Error);
}
