#include "core/base/child.hpp"

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/retry.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <system_error>
#include <thread>

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

pid_t start_child(const ChildCall& call, const sigset_t& mask, const Pipe& in, const Pipe& out,
                  const Pipe& err)
{
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, in.read.get(), STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, out.write.get(), STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, err.write.get(), STDERR_FILENO);
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    sigset_t defaults;
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    sigaddset(&defaults, SIGXFSZ);
    ::posix_spawnattr_setsigdefault(&attributes, &defaults);
    ::posix_spawnattr_setsigmask(&attributes, &mask); // signals that wait here wait there as well
    ::posix_spawnattr_setpgroup(&attributes, 0);
    // In a session of its own there is no terminal on which it could wait for an answer.
    ::posix_spawnattr_setflags(
        &attributes,
        static_cast<short>(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK |
                           (call.may_ask ? POSIX_SPAWN_SETPGROUP : POSIX_SPAWN_SETSID)));
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

/// While it lives, the signals by which people end a program wait, so that the child can be ended
/// first; those that wait already, or that nobody is to hear, are none of its business.
class EndSignals {
public:
    EndSignals()
    {
        sigemptyset(&m_awaited);
        ::pthread_sigmask(SIG_SETMASK, nullptr, &m_before);
        for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
            struct sigaction action {};
            ::sigaction(number, nullptr, &action);
            if (sigismember(&m_before, number) == 0 && action.sa_handler != SIG_IGN) {
                sigaddset(&m_awaited, number);
            }
        }
        ::pthread_sigmask(SIG_BLOCK, &m_awaited, nullptr);
        m_arrived = Descriptor(::signalfd(-1, &m_awaited, SFD_CLOEXEC | SFD_NONBLOCK));
    }
    EndSignals(const EndSignals&) = delete;
    EndSignals& operator=(const EndSignals&) = delete;
    ~EndSignals() { ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr); }

    [[nodiscard]] const sigset_t& before() const { return m_before; }
    [[nodiscard]] int descriptor() const { return m_arrived ? m_arrived.get() : -1; }

private:
    sigset_t m_before{};
    sigset_t m_awaited{};
    Descriptor m_arrived;
};

/// Lends the terminal to the child's group, or it would be stopped when it reads a password there.
class LentTerminal {
public:
    LentTerminal(bool lend, pid_t group)
    {
        m_terminal = lend ? Descriptor(::open("/dev/tty", O_RDWR | O_CLOEXEC)) : Descriptor();
        if (m_terminal && ::tcgetpgrp(m_terminal.get()) == ::getpgrp()) {
            give(group);
            ::kill(-group, SIGCONT); // it may have asked before it had it
        } else {
            m_terminal = Descriptor();
        }
    }
    LentTerminal(const LentTerminal&) = delete;
    LentTerminal& operator=(const LentTerminal&) = delete;
    ~LentTerminal()
    {
        if (m_terminal) {
            give(::getpgrp());
        }
    }
    [[nodiscard]] bool is_lent() const { return static_cast<bool>(m_terminal); }

private:
    void give(pid_t group) const
    {
        sigset_t quiet; // who gives the terminal from behind is stopped otherwise
        sigset_t before;
        sigemptyset(&quiet);
        sigaddset(&quiet, SIGTTOU);
        ::pthread_sigmask(SIG_BLOCK, &quiet, &before);
        ::tcsetpgrp(m_terminal.get(), group);
        ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    }

    Descriptor m_terminal;
};

class Conversation {
public:
    Conversation(const ChildCall& call, pid_t child, Pipe& in, Pipe& out, Pipe& err)
        : m_child(child), m_in(in.write), m_out(out.read), m_err(err.read), m_left(call.input),
          m_deadline(std::chrono::steady_clock::now() + call.limit),
          m_end(static_cast<int>(::syscall(SYS_pidfd_open, child, 0)))
    {
        for (const Descriptor* end : {&m_in, &m_out, &m_err}) {
            ::fcntl(end->get(), F_SETFL, O_NONBLOCK);
        }
        if (m_left.empty()) {
            m_in = Descriptor();
        }
    }

    /// Moves what there is between the pipes and the texts until the child has ended, its time is
    /// up, or crm is told to end, which `arrived` shows.
    void run(ChildResult& result, int arrived)
    {
        while (!reap()) {
            const auto time = std::chrono::ceil<std::chrono::milliseconds>(
                m_deadline - std::chrono::steady_clock::now());
            result.timed_out = time.count() <= 0;
            if (result.timed_out || m_interrupted) {
                end_group();
                break;
            }
            exchange(result, arrived, static_cast<int>(time.count()));
        }
        constexpr int most_left = 1000; // a program left behind may go on talking
        for (int i = 0; i < most_left && exchange(result, -1, 0); ++i) {
        }
        result.code = WIFEXITED(m_status) ? WEXITSTATUS(m_status) : 128 + WTERMSIG(m_status);
    }

    [[nodiscard]] bool interrupted() const { return m_interrupted; }

private:
    bool reap()
    {
        m_ended =
            m_ended || retried([&] { return ::waitpid(m_child, &m_status, WNOHANG); }) == m_child;
        return m_ended;
    }

    /// Asks the whole group to end, and does not ask again.
    void end_group()
    {
        ::kill(-m_child, SIGTERM);
        constexpr auto patience = std::chrono::seconds(2);
        constexpr auto pause = std::chrono::milliseconds(10);
        for (auto waited = pause; waited < patience && !reap(); waited += pause) {
            std::this_thread::sleep_for(pause);
        }
        ::kill(-m_child, SIGKILL);
        if (!m_ended) {
            retried([&] { return ::waitpid(m_child, &m_status, 0); });
            m_ended = true;
        }
    }

    /// False where nothing was there to be moved in the time (milliseconds).
    bool exchange(ChildResult& result, int arrived, int time)
    {
        const auto place = [](const Descriptor& end) { return end ? end.get() : -1; };
        std::array<pollfd, 5> ends{{{place(m_in), POLLOUT, 0},
                                    {place(m_out), POLLIN, 0},
                                    {place(m_err), POLLIN, 0},
                                    {place(m_end), POLLIN, 0},
                                    {arrived, POLLIN, 0}}};
        constexpr int without_notice = 10; // where the system does not tell of the child's end
        if (::poll(ends.data(), ends.size(), m_end ? time : std::min(time, without_notice)) <= 0) {
            return false;
        }
        if (ends[0].revents != 0) {
            give();
        }
        const bool moved = ends[1].revents != 0 || ends[2].revents != 0;
        take(m_out, ends[1], result.out);
        take(m_err, ends[2], result.err);
        m_interrupted = m_interrupted || ends[4].revents != 0;
        return moved;
    }

    void give()
    {
        const ssize_t count = ::write(m_in.get(), m_left.data(), m_left.size());
        if (count > 0) {
            m_left.remove_prefix(static_cast<std::size_t>(count));
        }
        if (m_left.empty() || (count < 0 && errno != EAGAIN && errno != EINTR)) {
            m_in = Descriptor();
        }
    }

    static void take(Descriptor& from, const pollfd& end, std::string& to)
    {
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
    }

    pid_t m_child;
    Descriptor& m_in;
    Descriptor& m_out;
    Descriptor& m_err;
    std::string_view m_left;
    std::chrono::steady_clock::time_point m_deadline;
    Descriptor m_end; ///< readable when the child has ended
    int m_status = 0;
    bool m_ended = false;
    bool m_interrupted = false;
};

} // namespace

ChildResult run_child(const ChildCall& call)
{
    ChildResult result;
    bool interrupted = false;
    {
        const EndSignals signals;
        Pipe in;
        Pipe out;
        Pipe err;
        const pid_t child = start_child(call, signals.before(), in, out, err);
        const LentTerminal terminal(call.may_ask, child);
        in.read = Descriptor();
        out.write = Descriptor();
        err.write = Descriptor();
        Conversation conversation(call, child, in, out, err);
        conversation.run(result, signals.descriptor());
        interrupted = conversation.interrupted();
        if (terminal.is_lent() && result.code == 128 + SIGINT) {
            ::raise(SIGINT); // Ctrl-C went to the child alone
            interrupted = true;
        }
    }
    if (interrupted) {
        throw Error(Fault::ledger, fmt::format("'{}' was interrupted", call.words.front()));
    }
    return result;
}

} // namespace crm
