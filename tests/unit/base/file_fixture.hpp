#pragma once

// What the tests of files share: a folder that goes away, children, editors that know no lock, and
// probes for the steps of a write.

#include "core/base/error.hpp"
#include "core/base/file.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace crm_test {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using crm::Error;
using crm::Fault;
using crm::Folder;
using crm::Lock;
using crm::WriteStep;

class TempFolder {
public:
    TempFolder()
    {
        std::string name = (fs::temp_directory_path() / "crm-test-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        m_path = name;
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    ~TempFolder() { fs::remove_all(m_path); }

    [[nodiscard]] std::string operator/(const std::string& name) const { return m_path / name; }
    [[nodiscard]] std::string str() const { return m_path; }

private:
    fs::path m_path;
};

inline void put(const std::string& path, std::string_view text)
{
    std::ofstream(path, std::ios::binary) << text;
}

inline std::string get(const std::string& path)
{
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline std::vector<std::string> names(const std::string& folder)
{
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(folder)) {
        found.push_back(entry.path().filename());
    }
    std::sort(found.begin(), found.end());
    return found;
}

using Names = std::vector<std::string>;

inline bool has(std::string_view text, std::string_view part)
{
    return text.find(part) != text.npos;
}

inline struct stat status_of(const std::string& path)
{
    struct stat status {};
    REQUIRE(::lstat(path.c_str(), &status) == 0);
    return status;
}

inline unsigned mode_of(const std::string& path)
{
    return status_of(path).st_mode & 07777U;
}

/// "place: text" of the Error that `act` throws; "" when it throws none.
template <class Act>
std::string error_of(Act&& act)
{
    try {
        act();
    } catch (const Error& error) {
        CHECK(error.fault == Fault::ledger);
        return (error.place ? error.place->file + ": " : "") + error.text;
    }
    return {};
}

template <class Act>
pid_t start(Act&& act)
{
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        try {
            ::_exit(act());
        } catch (const Error& error) {
            std::fprintf(stderr, "child: %s\n", error.what());
        }
        ::_exit(99);
    }
    return child;
}

inline int wait_for(pid_t child)
{
    int status = -1;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

/// What the child returned, or 1000 and the signal that ended it.
template <class Act>
int in_child(Act&& act)
{
    const int status = wait_for(start(act));
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

inline void append(Lock& lock, const std::string& path, const std::string& line)
{
    lock.write(path, [&](const std::optional<std::string>& present) {
        return present.value_or("") + line;
    });
}

inline void edit_by_rename(const std::string& path, const std::string& line)
{
    const std::string text = get(path) + line;
    const std::string temp = path + ".hand";
    put(temp, text);
    fs::rename(temp, path);
}

inline void edit_in_place(const std::string& path, const std::string& line)
{
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT, 0644);
    ::lseek(file, 0, SEEK_END);
    if (::write(file, line.data(), line.size()) < 0) {
        std::abort();
    }
    ::close(file);
}

/// A probe that acts once, at one step.
inline crm::WriteProbe at(WriteStep step, std::function<void()> act)
{
    return [step, act = std::move(act), done = false](WriteStep now) mutable {
        if (now == step && !done) {
            done = true;
            act();
        }
        return 0;
    };
}

inline crm::WriteProbe failing(WriteStep step, int error)
{
    return [=](WriteStep now) { return now == step ? error : 0; };
}

inline const std::vector<WriteStep> plain_steps = {
    WriteStep::create,   WriteStep::write,   WriteStep::sync_file, WriteStep::name,
    WriteStep::exchange, WriteStep::compare, WriteStep::remove,    WriteStep::sync_folder,
};

inline const std::vector<WriteStep> new_file_steps = {
    WriteStep::make_folder, WriteStep::create,   WriteStep::write,
    WriteStep::sync_file,   WriteStep::exchange, WriteStep::sync_folder,
};

/// Makes a system call fail as in an old kernel or a strict sandbox, for the rest of the process.
inline bool forbid(unsigned call, unsigned error)
{
    sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog program{std::size(code), code};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

struct Refusal {
    std::string path;
    std::string text;
};

/// A ledger with everything that must not be read, and the words for it.
inline std::vector<Refusal> make_refusals(const TempFolder& temp)
{
    put(temp / "crm.yaml", "crm: 1\n");
    fs::create_directory(temp / "contacts");
    put(temp / "contacts/ada.yaml", "name: Ada\n");
    fs::create_symlink("crm.yaml", temp / "link");
    fs::create_symlink("nowhere", temp / "dangling");
    fs::create_symlink("/etc/passwd", temp / "contacts/passwd");
    fs::create_symlink("contacts", temp / "people");
    REQUIRE(::mkfifo((temp / "pipe").c_str(), 0600) == 0);
    put(temp / "large", "");
    fs::resize_file(temp / "large", crm::largest_file + 1);
    return {
        {"link", "is a symbolic link"},
        {"dangling", "is a symbolic link"},
        {"contacts/passwd", "is a symbolic link"},
        {"people/ada.yaml", "is reached through a symbolic link, 'people'"},
        {"pipe", "is a named pipe, not a file"},
        {"contacts", "is a folder, not a file"},
        {"contacts/", "is a folder, not a file"},
        {"large", "is larger than 512 MiB"},
        {"../x", "lies outside the ledger's folder"},
        {"contacts/../crm.yaml", "lies outside the ledger's folder"},
        {"contacts/..", "lies outside the ledger's folder"},
        {"/etc/passwd", "lies outside the ledger's folder"},
        {"", "lies outside the ledger's folder"},
        {std::string("crm.yaml\0x", 10), "lies outside the ledger's folder"},
        {"crm.yaml/x", "cannot be read: Not a directory"},
    };
}

} // namespace crm_test
