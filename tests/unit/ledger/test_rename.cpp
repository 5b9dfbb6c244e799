#include "core/ledger/rename.hpp"

#include "../base/file_fixture.hpp"
#include "tests/unit/cadence/build.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <string>

using namespace crm_test;

namespace {

void write(const TempFolder& folder, const std::string& name, const std::string& text)
{
    std::filesystem::create_directories(std::filesystem::path(folder / name).parent_path());
    std::ofstream(folder / name) << text;
}

} // namespace

TEST_CASE("a renamed contact notes its old id")
{
    const TempFolder ledger;
    write(ledger, "contacts/a.yaml", "name: A # x\n");
    const Folder folder(ledger.str());
    {
        Lock lock(folder);
        crm::rename_contact(lock, "a", "b");
    }
    CHECK_FALSE(folder.read("contacts/a.yaml").has_value());
    CHECK(folder.read("contacts/b.yaml") == "name: A # x\nformerly: [a]\n");
    {
        Lock lock(folder);
        crm::rename_contact(lock, "b", "a");
    }
    CHECK(folder.read("contacts/a.yaml") == "name: A # x\nformerly: [b]\n");
}

TEST_CASE("no file is ever renamed over another")
{
    const TempFolder ledger;
    write(ledger, "contacts/a.yaml", "name: A\n");
    write(ledger, "contacts/b.yaml", "name: B\n");
    const Folder folder(ledger.str());
    Lock lock(folder);
    CHECK_THROWS_AS(crm::rename_contact(lock, "a", "b"), Error);
    CHECK(folder.read("contacts/b.yaml") == "name: B\n");
    CHECK(folder.read("contacts/a.yaml") == "name: A\n");
}

TEST_CASE("a rename that fails takes back what the first step wrote")
{
    const TempFolder ledger;
    write(ledger, "contacts/a.yaml", "name: A\n");
    const Folder folder(ledger.str());
    int exchanges = 0;
    Lock lock(folder, std::chrono::seconds(1), [&](WriteStep step) {
        return step == WriteStep::exchange && ++exchanges == 2 ? EIO : 0;
    });
    CHECK(error_of([&] { crm::rename_contact(lock, "a", "b"); }) ==
          "contacts/a.yaml: cannot be renamed to 'contacts/b.yaml': Input/output error");
    CHECK(names(ledger / "contacts") == Names{"a.yaml"});
    CHECK(folder.read("contacts/a.yaml") == "name: A\n");
}

TEST_CASE("a rename goes on when the first step is in place")
{
    const TempFolder ledger;
    write(ledger, "contacts/a.yaml", "name: A\n");
    const Folder folder(ledger.str());
    int syncs = 0;
    Lock lock(folder, std::chrono::seconds(1), [&](WriteStep step) {
        return step == WriteStep::sync_folder && ++syncs == 1 ? EIO : 0;
    });
    CHECK(error_of([&] {
              crm::rename_contact(lock, "a", "b");
          }).starts_with("contacts/b.yaml: written, but a power cut may undo it"));
    CHECK(names(ledger / "contacts") == Names{"b.yaml"});
    CHECK(folder.read("contacts/b.yaml") == "name: A\nformerly: [a]\n");
}

TEST_CASE("a crash between the two steps leaves the contact as it was")
{
    const TempFolder ledger;
    write(ledger, "crm.yaml", "crm: 1\n");
    write(ledger, "contacts/a.yaml", "name: A\n");
    write(ledger, "journal/2026-11.yaml", "- {date: 2026-11-22, with: [a], touch: call}\n");
    const Folder folder(ledger.str());
    int exchanges = 0;
    {
        Lock lock(folder, std::chrono::seconds(1), [&](WriteStep step) {
            return step == WriteStep::exchange && ++exchanges >= 2 ? EIO : 0;
        });
        CHECK(error_of([&] { crm::rename_contact(lock, "a", "b"); }) ==
              "contacts/a.yaml: written, but cannot be renamed to 'contacts/b.yaml': "
              "Input/output error");
    }
    const crm::Ledger now = crm::read_ledger(folder, build::day("2026-11-23"));
    REQUIRE(now.contacts.size() == 1);
    CHECK(now.findings.empty());
    REQUIRE(now.find("a") != nullptr);
    CHECK(now.history(*now.find("a")).size() == 1);
    CHECK(now.find("b") == nullptr);
}
