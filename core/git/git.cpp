#include "core/git/git.hpp"

#include "core/base/environment.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <system_error>
#include <thread>
#include <utility>

#include <unistd.h>

namespace crm {
namespace {

/// Of git's own variables those by which a user says who he is, what his configuration is and how
/// other places are reached. All others would lead git elsewhere or make it run something.
constexpr std::array<std::string_view, 16> kept_exactly{
    "GIT_AUTHOR_NAME",     "GIT_AUTHOR_EMAIL",    "GIT_AUTHOR_DATE",   "GIT_COMMITTER_NAME",
    "GIT_COMMITTER_EMAIL", "GIT_COMMITTER_DATE",  "GIT_ATTR_NOSYSTEM", "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",   "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_COUNT",  "GIT_TEMPLATE_DIR",
    "GIT_EXEC_PATH",       "GIT_DEFAULT_HASH",    "GIT_ASKPASS",       "GIT_SSH"};
constexpr std::array<std::string_view, 8> kept_families{
    "GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_", "GIT_SSH_",  "GIT_SSL_",
    "GIT_HTTP_",       "GIT_PROXY_",        "GIT_TRACE", "GIT_TEST_"};

/// What reaches another place, and by which ways it may; none of them is a program of one's own.
constexpr std::array<std::string_view, 4> reaching_out{"fetch", "push", "clone", "ls-remote"};
constexpr std::string_view ways_out = "file:git:http:https:ssh";
constexpr std::string_view no_way_out = "none";

bool is_kept(std::string_view name)
{
    return std::find(kept_exactly.begin(), kept_exactly.end(), name) != kept_exactly.end() ||
           std::any_of(kept_families.begin(), kept_families.end(),
                       [&](std::string_view family) { return name.starts_with(family); });
}

/// The variables of git that a child is not to see.
std::vector<std::string_view> dropped_variables()
{
    std::vector<std::string_view> out;
    for (char** one = environ; *one != nullptr; ++one) {
        const std::string_view text(*one);
        const std::string_view name = text.substr(0, text.find('='));
        if (name.starts_with("GIT_") && !is_kept(name)) {
            out.push_back(name);
        }
    }
    return out;
}

} // namespace

void Git::sign_as(const std::string& name, const std::string& email)
{
    m_identity = {{"GIT_AUTHOR_NAME", name},
                  {"GIT_AUTHOR_EMAIL", email},
                  {"GIT_COMMITTER_NAME", name},
                  {"GIT_COMMITTER_EMAIL", email}};
}

void Git::pin(const std::string& folder, const std::string& top)
{
    m_pinned = {{"GIT_DIR", folder}, {"GIT_WORK_TREE", top}};
    m_settings.reset();
}

void Git::turn_off_filter(const std::string& name)
{
    m_filters_off.push_back(name);
}

Git::Variables Git::fixed_settings() const
{
    Variables settings{
        {"core.fsmonitor", "false"},         {"core.pager", "cat"},
        {"protocol.ext.allow", "never"},     {"safe.bareRepository", "explicit"},
        {"maintenance.auto", "false"}, // commit.cpp starts it, at a time of its own
        {"submodule.recurse", "false"},      {"fetch.recurseSubmodules", "false"},
        {"push.recurseSubmodules", "no"},    {"sparse.expectFilesOutsideOfPatterns", "true"},
        {"log.showSignature", "false"},      {"i18n.commitEncoding", "UTF-8"},
        {"i18n.logOutputEncoding", "UTF-8"}, {"color.ui", "false"}};
    if (!m_hooks) {
        settings.emplace_back("core.hooksPath", "/dev/null");
    }
    for (const std::string& name : m_filters_off) {
        for (const char* part : {"clean", "smudge", "process"}) {
            settings.emplace_back(fmt::format("filter.{}.{}", name, part), "");
        }
        settings.emplace_back(fmt::format("filter.{}.required", name), "false");
    }
    std::size_t count =
        std::strtoul(environment("GIT_CONFIG_COUNT").value_or("0").c_str(), nullptr, 10);
    Variables out;
    for (auto& [key, value] : settings) {
        out.emplace_back(fmt::format("GIT_CONFIG_KEY_{}", count), std::move(key));
        out.emplace_back(fmt::format("GIT_CONFIG_VALUE_{}", count), std::move(value));
        ++count;
    }
    out.emplace_back("GIT_CONFIG_COUNT", std::to_string(count));
    return out;
}

ChildResult Git::run(std::vector<std::string> words, const std::string& input,
                     const std::string& index) const
{
    ChildCall call;
    const std::string verb = words.front();
    const bool reaches_out =
        std::find(reaching_out.begin(), reaching_out.end(), verb) != reaching_out.end();
    call.words = {"git", "-C", m_folder};
    call.words.push_back(std::move(words.front()));
    if (verb == "diff" || verb == "log" || verb == "show") {
        call.words.insert(call.words.end(), {"--no-ext-diff", "--no-textconv"});
    }
    call.words.insert(call.words.end(), std::make_move_iterator(words.begin() + 1),
                      std::make_move_iterator(words.end()));
    call.input = input;
    call.limit = m_limit;
    call.may_ask = m_may_ask && reaches_out;
    call.unset = dropped_variables();
    call.set = m_identity;
    const bool takes_paths_as_they_are = verb != "check-ignore"; // it refuses to be told
    call.set.insert(call.set.end(),
                    {{"LC_ALL", "C.UTF-8"},
                     {"LANGUAGE", ""},
                     {"GIT_LITERAL_PATHSPECS", takes_paths_as_they_are ? "1" : "0"},
                     {"GIT_MERGE_AUTOEDIT", "no"},
                     {"GIT_EDITOR", ":"},
                     {"GIT_SEQUENCE_EDITOR", ":"},
                     {"GIT_PAGER", "cat"},
                     {"GIT_ALLOW_PROTOCOL", std::string(reaches_out ? ways_out : no_way_out)},
                     {"GIT_TERMINAL_PROMPT", call.may_ask ? "1" : "0"}});
    if (!call.may_ask && !environment("GIT_ASKPASS")) {
        call.set.emplace_back("GIT_ASKPASS", "");
    }
    for (const Variables& more : {m_pinned, fixed_settings()}) {
        call.set.insert(call.set.end(), more.begin(), more.end());
    }
    if (!index.empty()) {
        call.set.emplace_back("GIT_INDEX_FILE", index);
    }
    ChildResult result = run_child(call);
    if (result.timed_out) {
        throw Error(Fault::ledger,
                    fmt::format("git did not finish within {} seconds", call.limit.count()),
                    "is it waiting for a password or for the network?");
    }
    return result;
}

std::string Git::ask(std::vector<std::string> words, const std::string& input,
                     const std::string& index) const
{
    const std::string verb = words.front();
    ChildResult result = run(std::move(words), input, index);
    if (result.code != 0) {
        throw Error(Fault::ledger, fmt::format("git {} failed: {}", verb, git_says(result)));
    }
    if (!result.out.empty() && result.out.back() == '\n') {
        result.out.pop_back();
    }
    return std::move(result.out);
}

std::optional<std::string> Git::find(std::vector<std::string> words) const
{
    ChildResult result = run(std::move(words));
    if (result.code != 0) {
        return std::nullopt;
    }
    if (!result.out.empty() && result.out.back() == '\n') {
        result.out.pop_back();
    }
    return std::move(result.out);
}

std::string git_says(const ChildResult& result)
{
    std::string found;
    for (const std::string& line : split(result.err, '\n')) {
        for (const std::string_view mark : {"fatal: ", "error: "}) {
            if (line.substr(0, mark.size()) == mark) {
                return visible(line.substr(mark.size()));
            }
        }
        if (found.empty() && line.substr(0, 5) != "hint:" && !line.empty()) {
            found = line;
        }
    }
    return found.empty() ? fmt::format("exit code {}", result.code) : visible(found);
}

std::string quoted_path(std::string_view path)
{
    std::string out = "\"";
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        out += byte < 0x20 || c == '"' || c == '\\' ? fmt::format("\\{:03o}", byte)
                                                    : std::string(1, c);
    }
    return out + '"';
}

bool is_true(const std::optional<std::string>& value)
{
    return value && (*value == "true" || *value == "yes" || *value == "on" || *value == "1");
}

const std::vector<GitSetting>& Git::settings() const
{
    if (!m_settings) {
        m_settings.emplace();
        const auto parts = split(ask({"config", "--list", "-z", "--show-scope"}), '\0');
        for (std::size_t i = 0; i + 1 < parts.size(); i += 2) {
            const std::string& text = parts[i + 1];
            const std::size_t end = text.find('\n');
            m_settings->push_back({parts[i] == "local" || parts[i] == "worktree",
                                   text.substr(0, end),
                                   end == std::string::npos ? "true" : text.substr(end + 1)});
        }
    }
    return *m_settings;
}

std::optional<std::string> Git::setting(std::string_view key) const
{
    const auto& all = settings();
    const auto found = std::find_if(all.rbegin(), all.rend(),
                                    [&](const GitSetting& one) { return one.key == key; });
    return found == all.rend() ? std::nullopt : std::optional(found->value);
}

} // namespace crm
