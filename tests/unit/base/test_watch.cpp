#include "core/base/watch.hpp"

#include "file_fixture.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace crm_test;

namespace {

/// What was told while it lives.
struct Told {
    std::vector<std::vector<crm::WrittenFile>> all;
    Told()
    {
        crm::watch_writes([this](const Folder&, const std::vector<crm::WrittenFile>& files) {
            all.push_back(files);
        });
    }
    ~Told() { crm::watch_writes({}); }
};

crm::Lock::Edit making(const std::string& text)
{
    return [text](const auto&) { return text; };
}

} // namespace

TEST_CASE("what is written under one lock is told once, with what was before")
{
    const TempFolder ledger;
    const Folder folder(ledger.str());
    Told told;
    {
        Lock lock(folder);
        lock.write("a", making("1"));
        lock.write("a", making("2"));
        lock.write("b", making("x"));
        CHECK(told.all.empty());
    }
    REQUIRE(told.all.size() == 1);
    REQUIRE(told.all[0].size() == 2);
    CHECK(told.all[0][0].path == "a");
    CHECK_FALSE(told.all[0][0].before.has_value());
    CHECK(told.all[0][0].after == "2");
    {
        Lock lock(folder);
        lock.write("a", making("2")); // nothing changes
    }
    CHECK(told.all.size() == 1);
    {
        const crm::Unwatched silent;
        Lock lock(folder);
        lock.write("a", making("3"));
    }
    CHECK(told.all.size() == 1);
}

TEST_CASE("a rename and a removal are told")
{
    const TempFolder ledger;
    const Folder folder(ledger.str());
    {
        Lock lock(folder);
        lock.write("a", making("1"));
    }
    Told told;
    {
        Lock lock(folder);
        lock.rename("a", "b", making("2"));
    }
    REQUIRE(told.all.size() == 1);
    REQUIRE(told.all[0].size() == 2);
    CHECK(told.all[0][0].path == "a");
    CHECK(told.all[0][0].before == "1");
    CHECK_FALSE(told.all[0][0].after.has_value());
    CHECK(told.all[0][1].path == "b");
    CHECK(told.all[0][1].after == "2");
    {
        Lock lock(folder);
        crm::remove_files(lock, folder, {{"b", "2", std::nullopt}});
    }
    REQUIRE(told.all.size() == 2);
    CHECK(told.all[1][0].before == "2");
    CHECK_FALSE(told.all[1][0].after.has_value());
    CHECK(names(ledger / ".") == Names{});
}

TEST_CASE("a file is removed only if it is what it is thought to be")
{
    const TempFolder ledger;
    const Folder folder(ledger.str());
    Lock lock(folder);
    lock.write("a", making("1"));
    CHECK(error_of([&] {
              crm::remove_files(lock, folder, {{"a", "2", std::nullopt}});
          }) == "a: was changed meanwhile");
    CHECK(folder.read("a") == "1");
    CHECK(names(ledger / ".") == Names{"a"});
    CHECK(error_of([&] {
              crm::remove_files(lock, folder, {{"b", "2", std::nullopt}});
          }) == "b: cannot be removed: No such file or directory");
    CHECK_THROWS_AS(crm::remove_files(lock, folder, {{"../a", "1", std::nullopt}}), Error);
}
