#include "core/ledger/layout.hpp"

#include "core/base/error.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace fs = std::filesystem;
namespace layout = crm::layout;

TEST_CASE("paths of a ledger")
{
    CHECK(layout::contact("ada-lovelace") == "contacts/ada-lovelace.yaml");
    CHECK(layout::month(crm::make_date(2026, 1, 31)) == "journal/2026-01.yaml");
    CHECK(layout::month(crm::make_date(987, 12, 1)) == "journal/0987-12.yaml");
    CHECK(layout::settings == "crm.yaml");
}

TEST_CASE("stems")
{
    CHECK(layout::stem("ada.yaml") == "ada");
    CHECK(layout::stem("a.b.yaml") == "a.b");
    for (const std::string_view name :
         {".yaml", "yaml", "", "ada", "ada.yml", "ada.yaml~", "ada.YAML"}) {
        CAPTURE(std::string(name));
        CHECK_FALSE(layout::stem(name));
    }
}

TEST_CASE("months")
{
    for (const std::string_view stem : {"2026-11", "2026-01", "2026-12", "0001-01", "9999-12"}) {
        CAPTURE(std::string(stem));
        CHECK(layout::is_month(stem));
    }
    for (const std::string_view stem :
         {"", "2026", "2026-1", "2026-13", "2026-00", "0000-01", "2026_11", "2026-11-", "026-11",
          "2026-1a", " 026-11", "+026-11"}) {
        CAPTURE(std::string(stem));
        CHECK_FALSE(layout::is_month(stem));
    }
}

TEST_CASE("where the ledger is looked for")
{
    std::string pattern = (fs::temp_directory_path() / "crm-test-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    const fs::path root = pattern;
    fs::create_directories(root / "ledger/contacts/deep");
    fs::create_directories(root / "elsewhere");
    fs::create_directories(root / "data/crm");
    std::ofstream(root / "ledger/crm.yaml") << "crm: 1\n";
    const auto here = [&](const char* folder) {
        layout::Search search;
        search.here = (root / folder).string();
        return search;
    };
    const std::string found = (root / "ledger").string();

    CHECK(layout::find(here("ledger")) == found);
    CHECK(layout::find(here("ledger/contacts/deep")) == found);

    auto search = here("elsewhere");
    search.data_home = (root / "data").string();
    CHECK_THROWS_AS(static_cast<void>(layout::find(search)), crm::Error);
    std::ofstream(root / "data/crm/crm.yaml") << "crm: 1\n";
    CHECK(layout::find(search) == (root / "data/crm").string());

    search = here("ledger");
    search.data_home = (root / "data").string();
    CHECK(layout::find(search) == found);
    search.environment = "";
    CHECK(layout::find(search) == found);
    search.environment = "from-environment";
    CHECK(layout::find(search) == "from-environment");
    search.option = "from-option";
    CHECK(layout::find(search) == "from-option");

    try {
        static_cast<void>(layout::find(here("elsewhere")));
        FAIL_CHECK("found one");
    } catch (const crm::Error& error) {
        CHECK(error.fault == crm::Fault::ledger);
        CHECK(error.message() ==
              "crm: no ledger found here or in a folder above\n"
              "  make one with 'crm init', or name one with --ledger DIR or CRM_LEDGER\n");
    }
    fs::remove_all(root);
}
