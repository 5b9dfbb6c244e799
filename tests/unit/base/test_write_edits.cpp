#include "tests/unit/base/file_fixture.hpp"

using namespace crm_test;

TEST_CASE("a leftover that may hold an edit is kept and reported")
{
    const TempFolder temp;
    fs::create_directory(temp / "contacts");
    put(temp / "contacts/ada-b.yaml", "old\n");
    const Folder folder(temp.str());
    // Killed with the edit of somebody else just taken out of the place.
    CHECK(in_child([&] {
              Lock lock(folder, 1s, [&](WriteStep step) {
                  if (step == WriteStep::exchange) {
                      edit_by_rename(temp / "contacts/ada-b.yaml", "hand\n");
                  } else if (step == WriteStep::compare) {
                      ::_exit(7);
                  }
                  return 0;
              });
              append(lock, "contacts/ada-b.yaml", "new\n");
              return 0;
          }) == 7);
    {
        const Lock lock(folder);
    }
    const auto doubtful = crm::doubtful_leftovers(folder);
    REQUIRE(doubtful.size() == 1);
    CHECK(doubtful[0].target == "contacts/ada-b.yaml");
    CHECK(doubtful[0].path.starts_with("contacts/.crm-swap-ada-b.yaml-"));
    CHECK(folder.read(doubtful[0].path) == "old\nhand\n");

    // The same file with a known content is crm's own, but not while it is being written.
    put(temp / doubtful[0].path, "old\nnew\n");
    {
        const std::ofstream writer(temp / doubtful[0].path, std::ios::app);
        const Lock lock(folder);
        CHECK(crm::doubtful_leftovers(folder).size() == 1);
    }
    CHECK(crm::doubtful_leftovers(folder).empty());
    {
        const Lock lock(folder);
    }
    CHECK(names(temp / "contacts") == Names{"ada-b.yaml"});
}

TEST_CASE("a leftover into which somebody is about to write is kept")
{
    const TempFolder temp;
    put(temp / "a", "");
    const Folder folder(temp.str());
    CHECK(in_child([&] {
              Lock lock(folder, 1s, at(WriteStep::compare, [] { ::_exit(7); }));
              append(lock, "a", "new\n");
              return 0;
          }) == 7);
    REQUIRE(names(temp.str()).size() == 2);
    {
        const std::ofstream writer(temp / names(temp.str())[0], std::ios::app);
        const Lock lock(folder);
        CHECK(names(temp.str()).size() == 2);
    }
    const Lock lock(folder);
    CHECK(names(temp.str()) == Names{"a"});
}

TEST_CASE("only what is provably crm's own is removed")
{
    const TempFolder temp;
    const Names kept = {
        ".crm-new-",   ".crm-new-0123456789abcde", ".crm-new-0123456789abcdeX", ".crm-swap-",
        ".crm-swap-a", ".crm-swap-a-1.1-2.2-",     ".crm-swap-a-1-2-3"};
    for (const std::string& name : kept) {
        put(temp / name, "x");
    }
    fs::create_symlink("/etc/passwd", temp / ".crm-new-0123456789abcdef");
    put(temp / ".crm-new-fedcba9876543210", "x");
    put(temp / ".crm-other", "x");
    fs::create_directory(temp / ".git");
    put(temp / ".git/.crm-new-fedcba9876543210", "x");
    const Folder folder(temp.str());
    {
        const Lock lock(folder);
    }
    CHECK_FALSE(fs::exists(temp / ".crm-new-fedcba9876543210"));
    CHECK(fs::exists(temp / ".crm-other"));
    CHECK(fs::exists(temp / ".git/.crm-new-fedcba9876543210"));
    CHECK(fs::is_symlink(temp / ".crm-new-0123456789abcdef"));
    const auto doubtful = crm::doubtful_leftovers(folder);
    CHECK(doubtful.size() == kept.size() + 1);
    CHECK(doubtful[0].target == "");
    CHECK(doubtful.back().path == ".crm-swap-a-1.1-2.2-");
}

TEST_CASE("what another crm is just writing is no leftover")
{
    const TempFolder temp;
    put(temp / "a", "old\n");
    const Folder folder(temp.str());
    const pid_t child = start([&] {
        for (int i = 0; i < 400; ++i) {
            Lock lock(folder, 60s);
            append(lock, "a", "new\n");
        }
        return 0;
    });
    std::size_t doubtful = 0;
    int status = 0;
    while (::waitpid(child, &status, WNOHANG) == 0) {
        doubtful += crm::doubtful_leftovers(folder).size();
    }
    CHECK(status == 0);
    CHECK(doubtful == 0);
}

TEST_CASE("an edit by hand at any step is not lost, nor is ours")
{
    for (const auto& edit : {edit_by_rename, edit_in_place}) {
        for (const WriteStep step : plain_steps) {
            CAPTURE(static_cast<int>(step));
            const TempFolder temp;
            put(temp / "a", "old\n");
            ::chmod((temp / "a").c_str(), 0640);
            const Folder folder(temp.str());
            int calls = 0;
            Lock lock(folder, 5s, at(step, [&] { edit(temp / "a", "hand\n"); }));
            lock.write("a", [&](const std::optional<std::string>& present) {
                ++calls;
                return present.value_or("") + "new\n";
            });
            const bool before = step < WriteStep::compare;
            CHECK(calls == (before ? 2 : 1));
            CHECK(get(temp / "a") == (before ? "old\nhand\nnew\n" : "old\nnew\nhand\n"));
            CHECK(names(temp.str()) == Names{"a"});
        }
    }
}

TEST_CASE("an edit that leaves size and time as they were is not lost")
{
    const TempFolder temp;
    put(temp / "a", "old\n");
    const Folder folder(temp.str());
    Lock lock(folder, 5s, at(WriteStep::exchange, [&] {
                  const timespec times[2] = {{0, UTIME_OMIT}, status_of(temp / "a").st_mtim};
                  put(temp / "a", "odd\n");
                  ::utimensat(AT_FDCWD, (temp / "a").c_str(), times, 0);
              }));
    append(lock, "a", "new\n");
    CHECK(get(temp / "a") == "odd\nnew\n");
    CHECK(names(temp.str()) == Names{"a"});
}

TEST_CASE("a file that appears or goes away meanwhile is noticed")
{
    for (const WriteStep step : new_file_steps) {
        CAPTURE(static_cast<int>(step));
        const TempFolder temp;
        const Folder folder(temp.str());
        Lock lock(folder, 5s, at(step, [&] {
                      fs::create_directory(temp / "contacts");
                      edit_in_place(temp / "contacts/ada", "hand\n");
                  }));
        append(lock, "contacts/ada", "new\n");
        CHECK(get(temp / "contacts/ada") ==
              (step == WriteStep::sync_folder ? "new\nhand\n" : "hand\nnew\n"));
        CHECK(names(temp / "contacts") == Names{"ada"});
    }
    for (const WriteStep step : plain_steps) {
        CAPTURE(static_cast<int>(step));
        const TempFolder temp;
        put(temp / "a", "old\n");
        const Folder folder(temp.str());
        Lock lock(folder, 5s, at(step, [&] { fs::remove(temp / "a"); }));
        append(lock, "a", "new\n");
        CHECK(names(temp.str()) == (step < WriteStep::compare ? Names{"a"} : Names{}));
        CHECK(get(temp / "a") == (step < WriteStep::compare ? "new\n" : ""));
    }
}

TEST_CASE("what takes the file's place meanwhile is put back and refused")
{
    const TempFolder temp;
    put(temp / "a", "old\n");
    put(temp / "other", "other\n");
    const Folder folder(temp.str());
    Lock lock(folder, 5s, at(WriteStep::exchange, [&] {
                  fs::remove(temp / "a");
                  fs::create_symlink("other", temp / "a");
              }));
    CHECK(error_of([&] { append(lock, "a", "new\n"); }) == "a: is a symbolic link");
    CHECK(fs::is_symlink(temp / "a"));
    CHECK(get(temp / "other") == "other\n");
    CHECK(names(temp.str()) == Names{"a", "other"});
}

TEST_CASE("two edits that know nothing of each other are both kept")
{
    for (const auto& second : {edit_by_rename, edit_in_place}) {
        const TempFolder temp;
        put(temp / "a", "old\n");
        const Folder folder(temp.str());
        const std::string error = error_of([&] {
            Lock lock(folder, 5s, [&, done = 0](WriteStep step) mutable {
                if (step == WriteStep::exchange && done == 0) {
                    done = 1;
                    edit_by_rename(temp / "a", "first\n");
                } else if (step == WriteStep::swap_back && done == 1) {
                    done = 2;
                    second(temp / "a", "second\n");
                }
                return 0;
            });
            append(lock, "a", "new\n");
        });
        CHECK(error.starts_with("a: written, but another edit made at the same time is kept in '"));
        CHECK(get(temp / "a") == "old\nnew\nsecond\nnew\n");
        {
            const Lock lock(folder);
        }
        const auto doubtful = crm::doubtful_leftovers(folder);
        REQUIRE(doubtful.size() == 1);
        CHECK(has(error, doubtful[0].path));
        CHECK(get(temp / doubtful[0].path) == "old\nfirst\n");
        CHECK(names(temp.str()).size() == 2);
    }
}

TEST_CASE("an edit that is still being written into our version is kept")
{
    const TempFolder temp;
    put(temp / "a", "old\n");
    const Folder folder(temp.str());
    std::ofstream writer;
    const std::string error = error_of([&] {
        Lock lock(folder, 50ms, [&](WriteStep step) {
            if (step == WriteStep::exchange) {
                edit_by_rename(temp / "a", "first\n");
            } else if (step == WriteStep::swap_back) {
                writer.open(temp / "a", std::ios::app);
            }
            return 0;
        });
        append(lock, "a", "new\n");
    });
    writer << "second\n" << std::flush;
    const auto doubtful = crm::doubtful_leftovers(folder);
    REQUIRE(doubtful.size() == 1);
    CHECK(error == "a: is open for writing in another program; another edit made at the same time "
                   "is kept in '" +
                       doubtful[0].path + "'");
    CHECK(get(temp / "a") == "old\nnew\nsecond\n");
    CHECK(get(temp / doubtful[0].path) == "old\nfirst\n");
}

TEST_CASE("an edit is kept when it cannot be put back")
{
    for (const bool removed : {false, true}) {
        const TempFolder temp;
        put(temp / "a", "old\n");
        const Folder folder(temp.str());
        const std::string error = error_of([&] {
            Lock lock(folder, 5s, [&, done = false](WriteStep step) mutable {
                if (step == WriteStep::exchange && !done) {
                    done = true;
                    edit_by_rename(temp / "a", "hand\n");
                } else if (step == WriteStep::swap_back) {
                    if (!removed) {
                        return EIO;
                    }
                    fs::remove(temp / "a");
                }
                return 0;
            });
            append(lock, "a", "new\n");
        });
        if (removed) { // the edit takes the place
            CHECK(error == "");
            CHECK(get(temp / "a") == "old\nhand\nnew\n");
            CHECK(names(temp.str()) == Names{"a"});
        } else {
            CHECK(error.starts_with("a: written, but another edit made at the same time cannot be "
                                    "put back: Input/output error; it is kept in '"));
            CHECK(get(temp / "a") == "old\nnew\n");
            const auto doubtful = crm::doubtful_leftovers(folder);
            REQUIRE(doubtful.size() == 1);
            CHECK(get(temp / doubtful[0].path) == "old\nhand\n");
        }
    }
}

TEST_CASE("an editor that has the file open may take its time")
{
    for (const WriteStep step : {WriteStep::create, WriteStep::name, WriteStep::exchange}) {
        CAPTURE(static_cast<int>(step));
        const TempFolder temp;
        put(temp / "a", "old\n");
        const Folder folder(temp.str());
        pid_t child = -1;
        Lock lock(folder, 5s, at(step, [&] {
                      int opened[2];
                      REQUIRE(::pipe(opened) == 0);
                      child = start([&] {
                          const int file = ::open((temp / "a").c_str(), O_WRONLY | O_APPEND);
                          bool good = ::write(opened[1], "x", 1) == 1;
                          std::this_thread::sleep_for(30ms);
                          good = good && ::write(file, "ha", 2) == 2;
                          std::this_thread::sleep_for(30ms);
                          return good && ::write(file, "nd\n", 3) == 3 ? 0 : 1;
                      });
                      char c = 0;
                      REQUIRE(::read(opened[0], &c, 1) == 1);
                      ::close(opened[0]);
                      ::close(opened[1]);
                  }));
        append(lock, "a", "new\n");
        CHECK(wait_for(child) == 0);
        CHECK(get(temp / "a") == "old\nhand\nnew\n");
        CHECK(names(temp.str()) == Names{"a"});
    }
}

TEST_CASE("an editor that looked the name up before may open the file after")
{
    // What the kernel does within one open() is stretched here: the descriptor is the name looked
    // up.
    for (const WriteStep step : {WriteStep::remove, WriteStep::sync_folder}) {
        CAPTURE(static_cast<int>(step));
        const TempFolder temp;
        put(temp / "a", "old\n");
        const Folder folder(temp.str());
        const int looked_up = ::open((temp / "a").c_str(), O_RDONLY | O_CLOEXEC);
        int go[2];
        REQUIRE(::pipe(go) == 0);
        // Before the write: a child of the probe would hold the lease that it waits for.
        const pid_t child = start([&] {
            char c = 0;
            const std::string name = "/proc/self/fd/" + std::to_string(looked_up);
            const bool good = ::read(go[0], &c, 1) == 1;
            const int file = ::open(name.c_str(), O_WRONLY | O_APPEND);
            return good && ::write(file, "hand\n", 5) == 5 ? 0 : 1;
        });
        const std::string error = error_of([&] {
            Lock lock(folder, 5s, at(step, [&] {
                          CHECK(::write(go[1], "x", 1) == 1);
                          const std::string where = "/proc/" + std::to_string(child) + "/wchan";
                          for (int i = 0; i < 1000 && !has(get(where), "lease"); ++i) {
                              std::this_thread::sleep_for(1ms);
                          }
                      }));
            append(lock, "a", "new\n");
        });
        ::close(go[0]);
        ::close(go[1]);
        ::close(looked_up);
        CHECK(wait_for(child) == 0);
        if (step == WriteStep::remove) {
            CHECK(error == "");
            CHECK(get(temp / "a") == "old\nhand\nnew\n");
            CHECK(names(temp.str()) == Names{"a"});
        } else {
            CHECK(has(error, "written, but another edit made at the same time is kept in '"));
            CHECK(get(temp / "a") == "old\nnew\n");
            const auto doubtful = crm::doubtful_leftovers(folder);
            REQUIRE(doubtful.size() == 1);
            CHECK(get(temp / doubtful[0].path) == "old\nhand\n");
        }
    }
}

TEST_CASE("a write gives up on a file that never rests")
{
    const TempFolder temp;
    put(temp / "a", "old\n");
    const Folder folder(temp.str());
    int edits = 0;
    Lock lock(folder, 50ms, [&](WriteStep step) {
        if (step == WriteStep::exchange) {
            edit_by_rename(temp / "a", "hand\n");
            ++edits;
        }
        return 0;
    });
    CHECK(error_of([&] { append(lock, "a", "new\n"); }) ==
          "a: keeps being changed by another program");
    CHECK(edits > 1);
    const std::string text = get(temp / "a");
    CHECK(std::count(text.begin(), text.end(), '\n') == edits + 1);
    CHECK_FALSE(has(text, "new"));
    {
        const std::ofstream writer(temp / "a", std::ios::app);
        CHECK(error_of([&] { append(lock, "a", "new\n"); }) ==
              "a: is open for writing in another program");
    }
    CHECK(names(temp.str()) == Names{"a"});
}

TEST_CASE("no edit by hand is lost in a race")
{
    constexpr int rounds = 150;
    for (const bool in_place : {false, true}) {
        CAPTURE(in_place);
        const TempFolder temp;
        put(temp / "a", "");
        const Folder folder(temp.str());
        const auto hand = in_place ? edit_in_place : edit_by_rename;
        const pid_t child = start([&] {
            for (int i = 0; i < rounds; ++i) {
                hand(temp / "a", "hand " + std::to_string(i) + "\n");
                std::this_thread::sleep_for(std::chrono::microseconds(i * 7919 % 3000));
            }
            return 0;
        });
        int kept = 0;
        for (int i = 0; i < rounds; ++i) {
            try {
                Lock lock(folder, 60s);
                append(lock, "a", "ours " + std::to_string(i) + "\n");
            } catch (const Error& error) {
                REQUIRE(has(error.text, "written, but another edit"));
                ++kept;
            }
        }
        CHECK(wait_for(child) == 0);
        std::string all = "\n" + get(temp / "a");
        const auto doubtful = crm::doubtful_leftovers(folder);
        for (const auto& leftover : doubtful) {
            all += get(temp / leftover.path);
        }
        for (int i = 0; i < rounds; ++i) {
            CAPTURE(i);
            CHECK(has(all, "\nhand " + std::to_string(i) + "\n"));
            if (in_place) { // an editor that renames may overwrite ours: it read before
                CHECK(has(all, "\nours " + std::to_string(i) + "\n"));
            }
        }
        CHECK(doubtful.size() == static_cast<std::size_t>(kept));
    }
}
