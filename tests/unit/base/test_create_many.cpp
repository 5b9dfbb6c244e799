#include "tests/unit/base/file_fixture.hpp"

using namespace crm_test;
using crm::NewFile;

namespace {

std::vector<NewFile> many(std::size_t count)
{
    std::vector<NewFile> out;
    for (std::size_t i = 0; i < count; ++i) {
        out.push_back({"c" + std::to_string(i) + ".yaml", "name: C" + std::to_string(i) + "\n"});
    }
    return out;
}

} // namespace

TEST_CASE("many files are created, each whole, and the number is told")
{
    const TempFolder temp;
    const Folder folder(temp.str());
    Lock lock(folder);
    std::vector<std::size_t> told;
    lock.create("contacts", many(1203), [&](std::size_t done) { told.push_back(done); });
    CHECK(told == std::vector<std::size_t>{500, 1000, 1203});
    CHECK(names(temp / "contacts").size() == 1203);
    CHECK(get(temp / "contacts/c1202.yaml") == "name: C1202\n");
    CHECK(mode_of(temp / "contacts") == 0700);
    CHECK(mode_of(temp / "contacts/c0.yaml") == 0600);
}

TEST_CASE("a name that is taken stops the creation and is never written over")
{
    const TempFolder temp;
    const Folder folder(temp.str());
    Lock lock(folder);
    append(lock, "contacts/c1.yaml", "mine\n");
    const auto create = [&](std::vector<NewFile> files) {
        return error_of([&] { lock.create("contacts", files, [](std::size_t) {}); });
    };
    CHECK(create({many(2)[1]}) == "contacts/c1.yaml: cannot be written: File exists");
    CHECK(create(many(3)) ==
          "contacts/c1.yaml: written, but not this one and those after it: File exists");
    CHECK(get(temp / "contacts/c1.yaml") == "mine\n");
    CHECK(names(temp / "contacts") == Names{"c0.yaml", "c1.yaml"});
    CHECK(create({{"../x", ""}}) != "");
}

TEST_CASE("whatever fails, files are whole and nothing is left behind")
{
    for (const WriteStep failing : {WriteStep::create, WriteStep::write, WriteStep::sync_file,
                                    WriteStep::exchange, WriteStep::sync_folder}) {
        CAPTURE(static_cast<int>(failing));
        const TempFolder temp;
        const Folder folder(temp.str());
        Lock lock(folder, std::chrono::seconds(1),
                  [&](WriteStep step) { return step == failing ? ENOSPC : 0; });
        const std::string error =
            error_of([&] { lock.create("contacts", many(3), [](std::size_t) {}); });
        CHECK(has(error, "No space left on device"));
        const bool there = failing == WriteStep::sync_folder;
        CHECK(has(error, "written, but") == there);
        CHECK(names(temp / "contacts").size() == (there ? 3U : 0U));
    }
}
