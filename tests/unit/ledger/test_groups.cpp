#include "core/ledger/groups.hpp"
#include "core/ledger/ledger.hpp"

#include "core/ledger/who.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using crm::Contact;
using crm::Ledger;
using crm::Status;

namespace {

Contact contact(std::string id, std::string household, std::string org)
{
    Contact out;
    out.id = std::move(id);
    out.name = out.id;
    out.household = std::move(household);
    out.org = std::move(org);
    return out;
}

Ledger ledger()
{
    Ledger out;
    out.contacts = {contact("ada", "lovelace", "Analytical Engines, Ltd."),
                    contact("ann", "Lovelace", ""),
                    contact("bob", "Stone", "Stone"),
                    contact("cy", "Mull\xC3\xA9r", "lovelace"),
                    contact("old-ada", "lovelace", ""),
                    contact("zoe", "", "Anvil")};
    out.contacts[1].status = Status::deceased;
    out.contacts[4].merged_into = crm::Reference{"ada", {}};
    out.resolve();
    return out;
}

/// "kind handle: ids" of what a word means, or what is wrong with it.
std::string meant(const std::string& word)
{
    const Ledger read = ledger();
    try {
        const crm::Group group = crm::find_group(read, word);
        std::string out = std::string(group.kind) + " " + group.handle + ":";
        for (const Contact* member : group.members) {
            out += " " + member->id;
        }
        return out;
    } catch (const crm::Error& error) {
        CHECK(error.fault == crm::Fault::usage);
        return error.text + "; " + error.remedy;
    }
}

} // namespace

TEST_CASE("which group is meant")
{
    CHECK(meant("@analytical-engines-ltd") == "org @analytical-engines-ltd: ada");
    CHECK(meant("@Analytical Engines") == "org @analytical-engines-ltd: ada");
    CHECK(meant("@muller") == "household @muller: cy");
    CHECK(meant("@anv") == "org @anvil: zoe");
    CHECK(meant("@household:LOVE") == "household @lovelace: ada ann");
    CHECK(meant("@org:lovelace") == "org @lovelace: cy");
    // One name, the same members: one group.
    CHECK(meant("@stone") == "household @stone: bob");
    CHECK(meant("@lovelace") == "'@lovelace' could be @lovelace (household of 2) or @lovelace (org "
                                "of 1); name it as '@household:lovelace' or '@org:lovelace'");
    CHECK(meant("@an") == "'@an' could be @analytical-engines-ltd (org of 1) or @anvil (org of "
                          "1); type more of its name");
    CHECK(meant("@ston-e") == "no household or org is called '@ston-e'; did you mean '@stone'?");
    CHECK(meant("@household:anvil") ==
          "no household is called '@household:anvil'; '@' names those who share a 'household:' or "
          "an 'org:' in their files");
    CHECK(meant("@") == "no household or org is called '@'; '@' names those who share a "
                        "'household:' or an 'org:' in their files");
}

TEST_CASE("who of a group is within reach")
{
    const Ledger read = ledger();
    std::vector<const Contact*> left_out;
    const auto reached = crm::within_reach(crm::find_group(read, "@household:lovelace"), left_out);
    REQUIRE(reached.size() == 1);
    CHECK(reached[0]->id == "ada");
    REQUIRE(left_out.size() == 1);
    CHECK(left_out[0]->id == "ann");
}

TEST_CASE("a group is not one contact")
{
    const Ledger read = ledger();
    try {
        static_cast<void>(crm::find_who(read, "@household:lovelace", crm::Guess::allowed));
        FAIL("a contact was found");
    } catch (const crm::Error& error) {
        CHECK(error.text == "'@lovelace' is a group of 2");
        CHECK(error.remedy == "name one contact: ada (ada) or ann (ann)");
    }
}
