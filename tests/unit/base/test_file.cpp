#include "tests/unit/base/file_fixture.hpp"

using namespace crm_test;

TEST_CASE("reading takes regular files beneath the folder and nothing else")
{
    const TempFolder temp;
    const std::vector<Refusal> refusals = make_refusals(temp);
    const Folder folder(temp.str());
    CHECK(folder.read("crm.yaml") == "crm: 1\n");
    CHECK(folder.read("contacts/ada.yaml") == "name: Ada\n");
    CHECK(folder.read("./contacts//ada.yaml") == "name: Ada\n");
    CHECK(folder.read("contacts/none.yaml") == std::nullopt);
    CHECK(folder.read("journal/2026-11.yaml") == std::nullopt);
    for (const auto& [path, text] : refusals) {
        CAPTURE(path);
        CHECK(error_of([&] { (void)folder.read(path); }) == path + ": " + text);
    }
}

TEST_CASE("reading is the same where openat2 is missing")
{
    const TempFolder temp;
    const std::vector<Refusal> refusals = make_refusals(temp);
    const Folder folder(temp.str());
    for (const unsigned error : {ENOSYS, EPERM}) {
        CHECK(in_child([&] {
                  if (!forbid(SYS_openat2, error)) {
                      return 50;
                  }
                  if (folder.read("contacts/ada.yaml") != "name: Ada\n" ||
                      folder.read("contacts/none.yaml") || folder.read("journal/2026-11.yaml") ||
                      folder.list("").size() != 7 || folder.list("contacts").size() != 2) {
                      return 51;
                  }
                  for (std::size_t i = 0; i < refusals.size(); ++i) {
                      const auto& [path, text] = refusals[i];
                      if (error_of([&] { (void)folder.read(path); }) != path + ": " + text) {
                          return static_cast<int>(i) + 1;
                      }
                  }
                  return 0;
              }) == 0);
    }
}

TEST_CASE("an error says what to do")
{
    const TempFolder temp;
    make_refusals(temp);
    const Folder folder(temp.str());
    try {
        (void)folder.read("link");
        FAIL("read a link");
    } catch (const Error& error) {
        CHECK(error.message() == "crm: link: is a symbolic link\n"
                                 "  put what it points to in its place\n");
    }
}

TEST_CASE("an unreadable file is an error" * doctest::skip(::geteuid() == 0))
{
    const TempFolder temp;
    put(temp / "a", "x");
    ::chmod((temp / "a").c_str(), 0);
    const Folder folder(temp.str());
    CHECK(error_of([&] { (void)folder.read("a"); }) == "a: cannot be read: Permission denied");
}

TEST_CASE("reading gives every byte")
{
    const TempFolder temp;
    const Folder folder(temp.str());
    for (const std::size_t size : {0UL, 1UL, 65535UL, 65536UL, 65537UL, 1UL << 20}) {
        std::string text(size, '\0');
        for (std::size_t i = 0; i < size; ++i) {
            text[i] = static_cast<char>(i * 7 + i / 251);
        }
        put(temp / "a", text);
        CHECK((folder.read("a") == text));
    }
}

TEST_CASE("a folder is listed by bytes")
{
    const TempFolder temp;
    const Folder folder(temp.str());
    CHECK(folder.list("").empty());
    for (const char* name : {"b", "a", "B", ".x", "\xC3\xA9"}) {
        put(temp / name, "");
    }
    fs::create_directory(temp / "sub");
    put(temp / "sub/one", "");
    fs::create_symlink("sub", temp / "link");
    CHECK(folder.list("") == Names{".x", "B", "a", "b", "link", "sub", "\xC3\xA9"});
    CHECK(folder.list("") == folder.list(""));
    CHECK(folder.list("sub") == Names{"one"});
    CHECK(folder.list("none").empty());
    CHECK(error_of([&] { (void)folder.list("a"); }) == "a: is not a folder");
    CHECK(error_of([&] { (void)folder.list("link"); }) == "link: is a symbolic link");
    CHECK(error_of([&] { (void)folder.list(".."); }) == "..: lies outside the ledger's folder");
}

TEST_CASE("a folder may be reached through a link and must be there")
{
    const TempFolder temp;
    fs::create_directory(temp / "real");
    put(temp / "real/a", "x");
    fs::create_symlink("real", temp / "link");
    ::chmod((temp / "real").c_str(), 0750);
    CHECK(Folder(temp / "link").read("a") == "x");
    CHECK(Folder(temp / "link").mode() == 0750);
    CHECK(error_of([&] { Folder(temp / "none"); }) == "'" + (temp / "none") + "' does not exist");
    CHECK(error_of([&] { Folder(temp / "real/a"); }) ==
          "'" + (temp / "real/a") + "' is not a folder");
}
