#include "core/ledger/names.hpp"

#include "tests/unit/base/file_fixture.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace {

using crm_test::put;
using crm_test::TempFolder;
namespace fs = crm_test::fs;
using Strings = std::vector<std::string>;

/// A ledger's folder with files that are as people write them.
struct Written {
    TempFolder temp;
    crm::Folder folder{temp.str()};

    Written()
    {
        fs::create_directories(temp / "contacts");
        fs::create_directories(temp / "journal");
        contact("ada-lovelace", "name: Ada Lovelace # a remark\ntags: [tax, vip]\n");
        contact("bob", "name: \"Robert O'Stone\"\naliases: [Bobby]\ntags:\n  - tax\n\n  - farm\n");
        contact("bob-old", "name: Bob\nmerged_into: bob\n");
        contact("jose", "{name: José Ortega, tags: [a,\n b]}\n");
        contact("wrong", "name: [\ntags: {\n");
        put(temp / "contacts/No Slug.yaml", "name: Ada\n");
    }

    void contact(const std::string& id, const std::string& text) const
    {
        put(temp / ("contacts/" + id + ".yaml"), text);
    }

    [[nodiscard]] Strings found(std::string_view typed) const
    {
        Strings out;
        for (const crm::NamedContact& one : crm::find_names(folder, typed)) {
            out.push_back(one.id + ": " + one.name);
        }
        return out;
    }

    [[nodiscard]] Strings newest(std::string_view typed, std::size_t most = 10) const
    {
        Strings out;
        for (const crm::Interaction& one :
             crm::newest_interactions(folder, crm::Settings::defaults().touches, typed, most)) {
            out.push_back(crm::iso(one.date) + " " + one.touch + " " + one.id);
        }
        return out;
    }
};

} // namespace

TEST_CASE("contacts are found by the beginning of an id, else by the words of a name")
{
    const Written ledger;
    CHECK(ledger.found("ad") == Strings{"ada-lovelace: Ada Lovelace"});
    CHECK(ledger.found("ADA LO") == Strings{"ada-lovelace: Ada Lovelace"});
    CHECK(ledger.found("love") == Strings{"ada-lovelace: Ada Lovelace"});
    CHECK(ledger.found("rob") == Strings{"bob: Robert O'Stone"});
    CHECK(ledger.found("o'st") == Strings{"bob: Robert O'Stone"});
    CHECK(ledger.found("ostone rob") == Strings{"bob: Robert O'Stone"});
    CHECK(ledger.found("bobby") == Strings{"bob: Robert O'Stone"});
    CHECK(ledger.found("orté") == Strings{"jose: José Ortega"});
    CHECK(ledger.found("elace").empty()); // within a word
    CHECK(ledger.found("ada stone").empty());
    CHECK(ledger.found("?").empty());
}

TEST_CASE("merged contacts are left out, those that cannot be read have no name")
{
    const Written ledger;
    CHECK(ledger.found("bob") == Strings{"bob: Robert O'Stone"});
    CHECK(ledger.found("wrong") == Strings{"wrong: "});
    CHECK(ledger.found("").size() == 4);
}

TEST_CASE("with many contacts no names are read")
{
    const Written ledger;
    for (std::size_t i = 0; i <= crm::most_named; ++i) {
        ledger.contact("many-" + std::to_string(i), "name: Somebody\n");
    }
    const auto found = crm::find_names(ledger.folder, "many");
    CHECK(found.size() == crm::most_named + 1);
    CHECK(found.front().name.empty());
    CHECK(ledger.found("many-200") == Strings{"many-200: Somebody"});
}

TEST_CASE("values in use, in any style")
{
    const Written ledger;
    CHECK(crm::values_of(ledger.folder, "tags") == Strings{"a", "b", "farm", "tax", "vip"});
    CHECK(crm::values_of(ledger.folder, "name") ==
          Strings{"Ada Lovelace", "Bob", "José Ortega", "Robert O'Stone"});
    CHECK(crm::values_of(ledger.folder, "tag").empty());
}

TEST_CASE("the newest entries, as they hold")
{
    const Written ledger;
    CHECK(ledger.newest("").empty());
    put(ledger.temp / "journal/2026-10.yaml",
        "- {date: 2026-10-02, with: [bob], touch: call, id: k1}\n"
        "- {date: 2026-10-03, with: [bob], touch: call, id: m2}\n");
    put(ledger.temp / "journal/2026-11.yaml",
        "- {date: 2026-11-02, with: [bob], touch: call, id: k3}\n"
        "- {date: 2026-11-04, with: [bob], touch: lunch, id: k4}\n"
        "- {date: 2026-11-03, with: [bob], touch: card, id: k3, rev: 2}\n"
        "- {date: 2026-11-05, with: [bob], touch: call, id: k5}\n"
        "- {date: 2026-11-05, with: [bob], touch: call, id: k5, rev: 2, void: true}\n"
        "- {date: 2026-11-06, with: [bob], touch: no-touch, id: k6}\n"
        "- {date: 2026-11-07, with: [\n");
    CHECK(ledger.newest("") == Strings{"2026-11-04 lunch k4", "2026-11-03 card k3",
                                       "2026-10-03 call m2", "2026-10-02 call k1"});
    CHECK(ledger.newest("k", 3) == Strings{"2026-11-04 lunch k4", "2026-11-03 card k3"});
    CHECK(ledger.newest("m") == Strings{"2026-10-03 call m2"});
    CHECK(ledger.newest("x").empty());
}

TEST_CASE("a ledger that is none offers nothing")
{
    const TempFolder temp;
    const crm::Folder folder(temp.str());
    CHECK(crm::find_names(folder, "").empty());
    CHECK(crm::values_of(folder, "tags").empty());
    CHECK_FALSE(crm::usable_settings(folder));
    put(temp / "crm.yaml", "crm: 999\n");
    CHECK_FALSE(crm::usable_settings(folder));
    put(temp / "crm.yaml", "crm: 1\ntiers: [X]\n");
    CHECK(crm::usable_settings(folder)->tiers == Strings{"X"});
}
