#include "core/base/child.hpp"

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/retry.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <system_error>

namespace crm {
namespace {

struct Pipe {
    Descriptor read;
    Descriptor write;

    Pipe()
    {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
            throw std::system_error(errno, std::generic_category(), "pipe");
        }
        read = Descriptor(ends[0]);
        write = Descriptor(ends[1]);
    }
};

std::vector<std::string> environment_of(const ChildCall& call)
{
    std::vector<std::string> out;
    for (char** one = environ; *one != nullptr; ++one) {
        const std::string_view text(*one);
        const std::string_view name = text.substr(0, text.find('='));
        const bool goes =
            std::find(call.unset.begin(), call.unset.end(), name) != call.unset.end() ||
            std::any_of(call.set.begin(), call.set.end(),
                        [&](const auto& set) { return set.first == name; });
        if (!goes) {
            out.emplace_back(text);
        }
    }
    for (const auto& [name, value] : call.set) {
        out.push_back(fmt::format("{}={}", name, value));
    }
    return out;
}

std::vector<char*> pointers_to(std::vector<std::string>& words)
{
    std::vector<char*> out;
    out.reserve(words.size() + 1);
    for (std::string& word : words) {
        out.push_back(word.data());
    }
    out.push_back(nullptr);
    return out;
}

pid_t start_child(const ChildCall& call, const Pipe& in, const Pipe& out, const Pipe& err)
{
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, in.read.get(), STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, out.write.get(), STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, err.write.get(), STDERR_FILENO);
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    sigset_t defaults; // signals that wait here wait there as well
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    sigaddset(&defaults, SIGXFSZ);
    ::posix_spawnattr_setsigdefault(&attributes, &defaults);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    auto words = call.words;
    auto environment = environment_of(call);
    pid_t child = -1;
    const int error = ::posix_spawnp(&child, words.front().c_str(), &actions, &attributes,
                                     pointers_to(words).data(), pointers_to(environment).data());
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
    if (error != 0) {
        throw Error(Fault::ledger,
                    fmt::format("'{}' cannot be started: {}", call.words.front(),
                                std::generic_category().message(error)),
                    error == ENOENT ? fmt::format("install {}", call.words.front()) : "");
    }
    return child;
}

/// Moves what there is between the pipes and the texts until all ends are closed or time is up.
void talk(const ChildCall& call, Pipe& in, Pipe& out, Pipe& err, ChildResult& result)
{
    std::string_view left = call.input;
    const auto deadline = std::chrono::steady_clock::now() + call.limit;
    ::fcntl(in.write.get(), F_SETFL, O_NONBLOCK);
    if (left.empty()) {
        in.write = Descriptor();
    }
    while (out.read || err.read) {
        const auto time = std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        if (time.count() <= 0) {
            result.timed_out = true;
            return;
        }
        std::array<pollfd, 3> ends{{{in.write ? in.write.get() : -1, POLLOUT, 0},
                                    {out.read ? out.read.get() : -1, POLLIN, 0},
                                    {err.read ? err.read.get() : -1, POLLIN, 0}}};
        if (::poll(ends.data(), ends.size(), static_cast<int>(time.count())) <= 0) {
            continue;
        }
        if (ends[0].revents != 0) {
            const ssize_t count = ::write(in.write.get(), left.data(), left.size());
            if (count > 0) {
                left.remove_prefix(static_cast<std::size_t>(count));
            }
            if (left.empty() || (count < 0 && errno != EAGAIN && errno != EINTR)) {
                in.write = Descriptor();
            }
        }
        const auto take = [](Descriptor& from, const pollfd& end, std::string& to) {
            if (end.revents == 0) {
                return;
            }
            std::array<char, 65536> room{};
            const ssize_t count = ::read(from.get(), room.data(), room.size());
            if (count > 0) {
                to.append(room.data(), static_cast<std::size_t>(count));
            } else if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
                from = Descriptor();
            }
        };
        take(out.read, ends[1], result.out);
        take(err.read, ends[2], result.err);
    }
}

} // namespace

ChildResult run_child(const ChildCall& call)
{
    ChildResult result;
    Pipe in;
    Pipe out;
    Pipe err;
    const pid_t child = start_child(call, in, out, err);
    in.read = Descriptor();
    out.write = Descriptor();
    err.write = Descriptor();
    talk(call, in, out, err, result);
    if (result.timed_out) {
        ::kill(child, SIGTERM);
    }
    int status = 0;
    retried([&] { return ::waitpid(child, &status, 0); });
    result.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return result;
}

} // namespace crm
