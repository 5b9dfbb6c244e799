#include "core/exchange/output_file.hpp"

#include "../base/file_fixture.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace {

const crm::OutputFile::Mark mark{{"one:", "two:"}, "test file"};

std::string content(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void put(const std::string& path, const std::string& text)
{
    std::ofstream(path, std::ios::binary) << text;
}

struct Place {
    crm_test::TempFolder folder;
    std::string ledger_path = folder / "ledger";
    bool made = std::filesystem::create_directories(ledger_path + "/contacts");
    crm::Folder ledger{ledger_path};
    std::string path = folder / "out";

    void write(const std::string& text, bool force = false) const
    {
        crm::OutputFile file(path, mark, force, ledger);
        file.write(text);
        file.commit();
    }

    [[nodiscard]] std::size_t files() const
    {
        const std::filesystem::directory_iterator all(folder.str());
        return static_cast<std::size_t>(std::distance(begin(all), end(all)));
    }
};

} // namespace

TEST_CASE("a file appears when it is whole, and without litter")
{
    const Place place;
    {
        crm::OutputFile file(place.path, mark, false, place.ledger);
        file.write("one: " + std::string(300'000, 'x'));
        CHECK_FALSE(std::filesystem::exists(place.path));
        CHECK(std::filesystem::exists(file.temporary()));
        file.write("end");
        file.commit();
    }
    CHECK(content(place.path).size() == 300'008);
    CHECK(std::filesystem::status(place.path).permissions() == std::filesystem::perms(0600));
    CHECK(place.files() == 2);
}

TEST_CASE("what is given up leaves the old file and nothing else")
{
    const Place place;
    place.write("one: first");
    {
        crm::OutputFile file(place.path, mark, false, place.ledger);
        file.write("one: second");
    }
    CHECK(content(place.path) == "one: first");
    CHECK(place.files() == 2);
}

TEST_CASE("an export is replaced and keeps its permissions, another file only by force")
{
    const Place place;
    place.write("one: first");
    std::filesystem::permissions(place.path, std::filesystem::perms(0640));
    place.write("two: second");
    place.write("one: third");
    CHECK(content(place.path) == "one: third");
    CHECK(std::filesystem::status(place.path).permissions() == std::filesystem::perms(0640));
    put(place.path, "");
    place.write("one: over an empty one");
    put(place.path, "on");
    CHECK_THROWS_AS(place.write("one: x"), crm::Error);
    CHECK(content(place.path) == "on");
    place.write("one: forced", true);
    CHECK(content(place.path) == "one: forced");
}

TEST_CASE("a mark may stand further on")
{
    const Place place;
    put(place.path, "......one:");
    crm::OutputFile::Mark later = mark;
    CHECK_THROWS_AS(crm::OutputFile(place.path, later, false, place.ledger), crm::Error);
    later.at = 6;
    crm::OutputFile file(place.path, later, false, place.ledger);
    file.commit();
    CHECK(content(place.path).empty());
}

TEST_CASE("a file that comes meanwhile is not replaced")
{
    const Place place;
    crm::OutputFile file(place.path, mark, false, place.ledger);
    file.write("one: mine");
    put(place.path, "somebody's");
    CHECK_THROWS_AS(file.commit(), crm::Error);
    CHECK(content(place.path) == "somebody's");
}

TEST_CASE("links, folders and the ledger's own files are refused, by force too")
{
    const Place place;
    std::filesystem::create_symlink(place.folder / "elsewhere", place.folder / "link");
    std::filesystem::create_directory_symlink(place.ledger_path, place.folder / "other-name");
    for (const char* path :
         {"link", "ledger", "ledger/contacts/x.vcf", "ledger/crm.yaml", "ledger/.gitignore",
          "other-name/contacts/x.vcf", "ledger/../ledger/contacts/x.vcf", "missing/x.vcf"}) {
        CAPTURE(path);
        CHECK_THROWS_AS(crm::OutputFile(place.folder / path, mark, true, place.ledger), crm::Error);
    }
    CHECK_FALSE(std::filesystem::exists(place.folder / "elsewhere"));
    CHECK(std::filesystem::is_empty(place.ledger_path + "/contacts"));
}
