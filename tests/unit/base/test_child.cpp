#include "core/base/child.hpp"
#include "core/base/error.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

namespace {

crm::ChildCall shell(const std::string& script,
                     std::chrono::seconds limit = std::chrono::minutes(2))
{
    crm::ChildCall call;
    call.words = {"sh", "-c", script};
    call.limit = limit;
    return call;
}

/// A process that has ended, or waits only to be counted.
bool has_ended(const std::string& pid)
{
    std::ifstream in("/proc/" + pid + "/stat");
    std::string text;
    std::getline(in, text);
    const std::size_t name_ends = text.rfind(')');
    return text.empty() || (name_ends != std::string::npos && text[name_ends + 2] == 'Z');
}

/// Waits for it as long as a busy machine may take.
bool ends(const std::string& pid)
{
    for (int i = 0; i < 6000 && !has_ended(pid); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return has_ended(pid);
}

std::string first_word(const std::string& text)
{
    return text.substr(0, text.find_first_of(" \n"));
}

} // namespace

TEST_CASE("a child is given what it reads, and what it says is kept apart")
{
    auto call = shell("cat; echo no >&2; exit 7");
    call.input.assign(1 << 20, 'x');
    const auto result = crm::run_child(call);
    CHECK(result.code == 7);
    CHECK(result.out == call.input);
    CHECK(result.err == "no\n");
    CHECK_FALSE(result.timed_out);
}

TEST_CASE("a child that does not read is no trouble")
{
    std::signal(SIGPIPE, SIG_IGN); // as the program does
    auto call = shell("exec <&-; sleep 0.1; echo done");
    call.input.assign(1 << 20, 'x');
    CHECK(crm::run_child(call).out == "done\n");
}

TEST_CASE("a program that cannot be started is named")
{
    crm::ChildCall call;
    call.words = {"crm-no-such-program"};
    CHECK_THROWS_WITH_AS(static_cast<void>(crm::run_child(call)),
                         "'crm-no-such-program' cannot be started: No such file or directory",
                         crm::Error);
}

TEST_CASE("its own end counts, not that of a program that it leaves behind with its output")
{
    const auto result = crm::run_child(shell("sleep 1000 & echo $!"));
    CHECK_FALSE(result.timed_out);
    CHECK(result.code == 0);
    const std::string pid = first_word(result.out);
    CHECK_FALSE(has_ended(pid));
    ::kill(std::stoi(pid), SIGKILL);
}

TEST_CASE("when its time is up all that it started ends")
{
    const auto result = crm::run_child(
        shell("trap '' TERM; sleep 1000 & echo $!; wait; sleep 1000", std::chrono::seconds(1)));
    CHECK(result.timed_out);
    CHECK(ends(first_word(result.out)));
}

TEST_CASE("it has no terminal to ask on, and leads a group of its own")
{
    const auto result = crm::run_child(shell(
        "(: < /dev/tty) 2>/dev/null && echo asks; read -r all < /proc/$$/stat; echo $$ $all"));
    CHECK(result.out.find("asks") == std::string::npos);
    // "PID PID (sh) STATE PARENT GROUP ..."
    const std::string pid = first_word(result.out);
    const std::string behind = result.out.substr(result.out.rfind(')') + 2);
    const std::string group = behind.substr(behind.find(' ', 2) + 1);
    CHECK(first_word(group) == pid);
}

TEST_CASE("the environment is what it is told")
{
    auto call = shell("echo \"$CRM_A:$CRM_B:$HOME\"");
    ::setenv("CRM_A", "from here", 1); // NOLINT(concurrency-mt-unsafe)
    ::setenv("CRM_B", "from here", 1); // NOLINT(concurrency-mt-unsafe)
    call.unset = {"CRM_A", "HOME"};
    call.set = {{"CRM_B", "set"}};
    CHECK(crm::run_child(call).out == ":set:\n");
}
