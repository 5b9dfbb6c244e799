#include "tests/unit/base/file_fixture.hpp"

#include <sstream>

using namespace crm_test;

TEST_CASE("a write creates, replaces and keeps permissions")
{
    const TempFolder temp;
    const Folder folder(temp.str());
    Lock lock(folder);

    lock.write("new", [](const std::optional<std::string>& present) {
        CHECK(present == std::nullopt);
        return std::string("one\n");
    });
    CHECK(get(temp / "new") == "one\n");
    CHECK(mode_of(temp / "new") == 0600);

    ::chmod((temp / "new").c_str(), 0644);
    lock.write("new", [](const std::optional<std::string>& present) {
        CHECK(present == "one\n");
        return *present + "two\n";
    });
    CHECK(get(temp / "new") == "one\ntwo\n");
    CHECK(mode_of(temp / "new") == 0644);

    append(lock, "contacts/ada.yaml", "name: Ada\n");
    CHECK(get(temp / "contacts/ada.yaml") == "name: Ada\n");
    CHECK(mode_of(temp / "contacts") == 0700);
    CHECK(mode_of(temp / "contacts/ada.yaml") == 0600);

    const auto before = status_of(temp / "new");
    append(lock, "new", "");
    CHECK(status_of(temp / "new").st_ino == before.st_ino);
    CHECK(status_of(temp / "new").st_ctim.tv_nsec == before.st_ctim.tv_nsec);

    CHECK(names(temp.str()) == Names{"contacts", "new"});
    CHECK(names(temp / "contacts") == Names{"ada.yaml"});
}

TEST_CASE("a write refuses what reading refuses")
{
    const TempFolder temp;
    std::vector<Refusal> refusals = make_refusals(temp);
    const Names before = names(temp.str());
    const Folder folder(temp.str());
    Lock lock(folder);
    for (const auto& [path, text] : refusals) {
        CAPTURE(path);
        const std::string error = error_of([&] { append(lock, path, "x"); });
        CHECK(error != "");
        CHECK_FALSE(has(error, "written, but"));
    }
    CHECK(error_of([&] { append(lock, "link", "x"); }) == "link: is a symbolic link");
    CHECK(error_of([&] { append(lock, "people/x", "x"); }) == "people: is a symbolic link");
    CHECK(error_of([&] { append(lock, "/x", "x"); }) == "/x: lies outside the ledger's folder");
    CHECK(error_of([&] { append(lock, "none/..", "x"); }) != "");
    CHECK(error_of([&] { append(lock, "a/b/c", "x"); }) ==
          "a/b/c: cannot be written: No such file or directory");
    CHECK(names(temp.str()) == before);
    CHECK(names(temp / "contacts") == Names{"ada.yaml", "passwd"});
    CHECK(get(temp / "crm.yaml") == "crm: 1\n");
}

TEST_CASE("what the edit throws passes through")
{
    const TempFolder temp;
    put(temp / "a", "old\n");
    const Folder folder(temp.str());
    Lock lock(folder);
    CHECK_THROWS_AS(
        lock.write("a", [](const auto&) -> std::string { throw std::runtime_error("no"); }),
        std::runtime_error);
    CHECK(get(temp / "a") == "old\n");
    CHECK(names(temp.str()) == Names{"a"});
}

TEST_CASE("a step that fails leaves the old file, or says that it is written")
{
    for (const int error : {ENOSPC, EIO}) {
        for (const WriteStep step : plain_steps) {
            CAPTURE(static_cast<int>(step));
            const TempFolder temp;
            put(temp / "a", "old\n");
            const Folder folder(temp.str());
            const std::string text = error_of([&] {
                Lock lock(folder, 1s, failing(step, error));
                append(lock, "a", "new\n");
            });
            const std::string reason =
                error == EIO ? "Input/output error" : "No space left on device";
            CHECK(has(text, reason));
            if (step == WriteStep::remove || step == WriteStep::sync_folder) {
                CHECK(text.starts_with("a: written, but "));
                CHECK(get(temp / "a") == "old\nnew\n");
            } else {
                const char* done = step == WriteStep::compare ? "read" : "written";
                CHECK(text == "a: cannot be " + std::string(done) + ": " + reason);
                CHECK(get(temp / "a") == "old\n");
            }
            if (step != WriteStep::remove) {
                CHECK(names(temp.str()) == Names{"a"});
            }
            CHECK(crm::doubtful_leftovers(folder).empty());
            const Lock next(folder);
            CHECK(names(temp.str()) == Names{"a"});
        }
    }
}

TEST_CASE("a step that fails for a new file leaves nothing, or says that it is written")
{
    for (const WriteStep step : new_file_steps) {
        CAPTURE(static_cast<int>(step));
        const TempFolder temp;
        const Folder folder(temp.str());
        const std::string text = error_of([&] {
            Lock lock(folder, 1s, failing(step, ENOSPC));
            append(lock, "contacts/ada", "new\n");
        });
        if (step == WriteStep::sync_folder) {
            CHECK(text.starts_with("contacts/ada: written, but "));
            CHECK(names(temp / "contacts") == Names{"ada"});
        } else {
            CHECK(text == "contacts/ada: cannot be written: No space left on device");
            CHECK(names(temp.str()).empty());
        }
    }
}

TEST_CASE("a file size limit is an error and not the end of the process")
{
    const TempFolder temp;
    put(temp / "a", "old\n");
    const Folder folder(temp.str());
    CHECK(in_child([&] {
              const rlimit limit{1000, 1000};
              ::setrlimit(RLIMIT_FSIZE, &limit);
              Lock lock(folder);
              const std::string text = error_of([&] { append(lock, "a", std::string(5000, 'x')); });
              return text == "a: cannot be written: File too large" ? 0 : 1;
          }) == 0);
    CHECK(get(temp / "a") == "old\n");
    CHECK(names(temp.str()) == Names{"a"});
}

TEST_CASE("a signal waits until the file is in place")
{
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
        for (const WriteStep step : plain_steps) {
            const TempFolder temp;
            put(temp / "a", "old\n");
            const Folder folder(temp.str());
            CHECK(in_child([&] {
                      const rlimit no_core{0, 0};
                      ::setrlimit(RLIMIT_CORE, &no_core);
                      ::signal(signal, SIG_DFL); // doctest catches some
                      Lock lock(folder, 1s, at(step, [&] { ::raise(signal); }));
                      append(lock, "a", "new\n");
                      return 0;
                  }) == 1000 + signal);
            CHECK(get(temp / "a") == "old\nnew\n");
            CHECK(names(temp.str()) == Names{"a"});
        }
    }
}

TEST_CASE("a process killed at any step leaves the old file or the new one")
{
    for (const bool fresh : {false, true}) {
        const std::string path = fresh ? "contacts/ada" : "a";
        for (const WriteStep step : fresh ? new_file_steps : plain_steps) {
            CAPTURE(static_cast<int>(step));
            const TempFolder temp;
            put(temp / "a", "old\n");
            const Folder folder(temp.str());
            CHECK(in_child([&] {
                      Lock lock(folder, 1s, at(step, [] { ::_exit(7); }));
                      append(lock, path, "new\n");
                      return 0;
                  }) == 7);
            const std::optional<std::string> found = folder.read(path);
            if (fresh) {
                CHECK((!found || *found == "new\n"));
            } else {
                const bool before = step < WriteStep::compare;
                CHECK(found == (before ? "old\n" : "old\nnew\n"));
            }
            CHECK(crm::doubtful_leftovers(folder).empty());
            Lock lock(folder);
            CHECK(names(temp.str()) ==
                  (fs::exists(temp / "contacts") ? Names{"a", "contacts"} : Names{"a"}));
            if (fs::exists(temp / "contacts")) {
                CHECK(names(temp / "contacts") == (found && fresh ? Names{"ada"} : Names{}));
            }
            append(lock, path, "again\n");
            CHECK(folder.read(path) == found.value_or("") + "again\n");
        }
    }
}

TEST_CASE("without an exchange, a plain rename after another look")
{
    for (const bool edited : {false, true}) {
        const TempFolder temp;
        put(temp / "a", "old\n");
        const Folder folder(temp.str());
        Lock lock(folder, 5s, [&, done = !edited](WriteStep step) mutable {
            if (step != WriteStep::exchange) {
                return 0;
            }
            if (!done) {
                done = true;
                edit_by_rename(temp / "a", "hand\n");
            }
            return EINVAL;
        });
        append(lock, "a", "new\n");
        CHECK(get(temp / "a") == (edited ? "old\nhand\nnew\n" : "old\nnew\n"));
        CHECK(names(temp.str()) == Names{"a"});
    }
}

TEST_CASE("without renameat2, files are placed all the same")
{
    const TempFolder temp;
    put(temp / "a", "old\n");
    const Folder folder(temp.str());
    CHECK(in_child([&] {
              if (!forbid(SYS_renameat2, ENOSYS)) {
                  return 50;
              }
              Lock lock(folder, 1s, at(WriteStep::create, [&] { put(temp / "b", "hand\n"); }));
              append(lock, "b", "new\n"); // a new file that somebody else makes meanwhile
              append(lock, "a", "new\n");
              append(lock, "c", "new\n");
              return 0;
          }) == 0);
    CHECK(get(temp / "a") == "old\nnew\n");
    CHECK(get(temp / "b") == "hand\nnew\n");
    CHECK(get(temp / "c") == "new\n");
    CHECK(names(temp.str()) == Names{"a", "b", "c"});
}

TEST_CASE("a second process waits for the lock")
{
    const TempFolder temp;
    const Folder folder(temp.str());
    pid_t child = -1;
    {
        Lock lock(folder);
        int ready[2];
        REQUIRE(::pipe(ready) == 0);
        child = start([&] {
            const bool good = ::write(ready[1], "x", 1) == 1;
            Lock own(folder, 30s);
            append(own, "a", "second\n");
            return good ? 0 : 1;
        });
        char c = 0;
        REQUIRE(::read(ready[0], &c, 1) == 1);
        ::close(ready[0]);
        ::close(ready[1]);
        std::this_thread::sleep_for(30ms);
        append(lock, "a", "first\n");
    }
    CHECK(wait_for(child) == 0);
    CHECK(get(temp / "a") == "first\nsecond\n");
}

TEST_CASE("the lock is given up after some patience")
{
    const TempFolder temp;
    const Folder folder(temp.str());
    const Lock lock(folder);
    const Folder same(temp.str());
    for (const Folder* other : {&folder, &same}) {
        try {
            const Lock second(*other, 50ms);
            FAIL("two locks at once");
        } catch (const Error& error) {
            CHECK(error.message() ==
                  "crm: another crm is writing to this ledger; gave up after 0.05 seconds\n"
                  "  try again when it has finished\n");
        }
    }
}

TEST_CASE("eight processes append fifty lines each")
{
    const TempFolder temp;
    std::vector<pid_t> children;
    for (int process = 0; process < 8; ++process) {
        children.push_back(start([&] {
            const Folder folder(temp.str());
            for (int i = 0; i < 50; ++i) {
                Lock lock(folder, 120s);
                append(lock, "journal/2026-11.yaml",
                       std::to_string(process) + " " + std::to_string(i) + "\n");
            }
            return 0;
        }));
    }
    for (const pid_t child : children) {
        CHECK(wait_for(child) == 0);
    }
    std::istringstream text(get(temp / "journal/2026-11.yaml"));
    std::vector<int> next(8, 0);
    int process = 0;
    int number = 0;
    while (text >> process >> number) {
        REQUIRE(number == next.at(static_cast<std::size_t>(process))++);
    }
    CHECK(next == std::vector<int>(8, 50));
    CHECK(names(temp / "journal").size() == 1);
}
