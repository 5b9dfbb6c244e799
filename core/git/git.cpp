#include "core/git/git.hpp"

#include "core/base/text.hpp"
#include "core/git/trust.hpp"

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

/// Beyond so many paths all of the ledger is asked for.
constexpr std::size_t most_paths = 500;

bool git_file_exists(const std::string& path)
{
    std::error_code failure;
    return std::filesystem::exists(std::filesystem::symlink_status(path, failure));
}

std::string busy_with(const std::string& folder)
{
    for (const auto& [file, what] :
         {std::pair("MERGE_HEAD", "merge"), std::pair("rebase-merge", "rebase"),
          std::pair("rebase-apply", "rebase"), std::pair("CHERRY_PICK_HEAD", "cherry-pick"),
          std::pair("REVERT_HEAD", "revert"), std::pair("BISECT_LOG", "bisect")}) {
        if (git_file_exists(folder + "/" + file)) {
            return what;
        }
    }
    return {};
}

std::vector<std::string> text_fields(std::string_view text, char at)
{
    std::vector<std::string> out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(at), text.size());
        out.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

/// "[TAG] MODE [TYPE] NAME [STAGE]\tPATH", as ls-tree and ls-files print them.
void take_entry(const std::string& line, const GitState& state, bool is_tree,
                const std::set<std::string>& wanted, std::map<std::string, GitEntry>& out)
{
    const std::size_t tab = line.find('\t');
    auto fields = text_fields(std::string_view(line).substr(0, tab), ' ');
    const bool is_hidden = !is_tree && !fields.empty() && fields.front() == "S";
    if (!is_tree && !fields.empty()) {
        fields.erase(fields.begin());
    }
    if (tab == std::string::npos || fields.size() < 3 ||
        line.compare(tab + 1, state.prefix.size(), state.prefix) != 0) {
        return;
    }
    const std::string path = line.substr(tab + 1 + state.prefix.size());
    if (wanted.count(path) != 0) {
        out[path] = {fields[0], fields[is_tree ? 2 : 1], is_hidden};
    }
}

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

std::optional<std::string> variable(const char* name)
{
    const char* value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): one thread
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

bool is_known(const char* name)
{
    return !variable(name).value_or("").empty();
}

std::string real_path(const std::filesystem::path& path)
{
    std::error_code failure;
    const auto out = std::filesystem::canonical(path, failure);
    return failure ? std::string() : out.string();
}

/// Where a file that stands for `.git` leads: "gitdir: ../.git/worktrees/laptop".
std::string led_to(const std::filesystem::path& file)
{
    const std::string line = first_line(file);
    constexpr std::string_view mark = "gitdir: ";
    return line.starts_with(mark) ? real_path(file.parent_path() / line.substr(mark.size())) : "";
}

/// Whether a repository that `.git` in `top` only leads to belongs to `top`: it is a worktree of
/// it, or says itself that it keeps it.
bool belongs_to(const Git& git, const std::string& folder, const std::string& top)
{
    const std::filesystem::path place(folder);
    const std::string back = first_line(place / "gitdir");
    const auto kept = git.setting("core.worktree");
    return (!back.empty() && real_path(place / back) == real_path(top + "/.git")) ||
           (kept && real_path(place / *kept) == top);
}

} // namespace

std::string first_line(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    std::string line;
    constexpr std::size_t longest = 8192;
    for (char c = 0; line.size() < longest && in.get(c) && c != '\n';) {
        line += c;
    }
    return line;
}

std::filesystem::path common_folder(const std::filesystem::path& folder)
{
    const std::string shared = first_line(folder / "commondir");
    return shared.empty() ? folder : folder / shared;
}

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
        std::strtoul(variable("GIT_CONFIG_COUNT").value_or("0").c_str(), nullptr, 10);
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
    if (!call.may_ask && !is_known("GIT_ASKPASS")) {
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
    for (const std::string& line : text_fields(result.err, '\n')) {
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

std::vector<std::string> split_at_nul(std::string_view text)
{
    return text_fields(text, '\0');
}

std::vector<std::string> printed_lines(std::string_view text)
{
    return text_fields(text, '\n');
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
        const auto parts = split_at_nul(ask({"config", "--list", "-z", "--show-scope"}));
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

std::optional<RepositoryPlace> find_repository(const std::string& folder)
{
    for (std::filesystem::path top = real_path(folder); !top.empty(); top = top.parent_path()) {
        const auto inside = top / ".git";
        if (git_file_exists(inside.string())) {
            std::error_code failure;
            return RepositoryPlace{top.string(), std::filesystem::is_directory(inside, failure)
                                                     ? real_path(inside)
                                                     : led_to(inside)};
        }
        if (top == top.root_path()) {
            break;
        }
    }
    return std::nullopt;
}

std::optional<GitState> git_state(Git& git)
{
    const auto place = find_repository(git.folder());
    if (!place) {
        return std::nullopt;
    }
    // Once git looks for it by itself, for then it refuses what belongs to another user.
    const ChildResult where = git.run({"-C", place->top, "rev-parse", "--absolute-git-dir"});
    if (where.code != 0 && where.err.find("not a git repository") != std::string::npos) {
        return std::nullopt;
    }
    if (where.code != 0) {
        const bool is_anothers = where.err.find("dubious ownership") != std::string::npos;
        throw Error(Fault::ledger, fmt::format("git does not work here: {}", git_says(where)),
                    is_anothers
                        ? "the folder belongs to another user of this computer; a copy that "
                          "you make of it belongs to you"
                        : "");
    }
    const std::string found = where.out.substr(0, where.out.size() - 1);
    if (place->folder.empty() || real_path(found) != place->folder) {
        throw Error(Fault::ledger,
                    fmt::format("'{}/.git' is no repository of git", visible(place->top)),
                    "take it away, if you do not know what it is for");
    }
    git.pin(place->folder, place->top);
    std::error_code failure;
    if (!std::filesystem::is_directory(place->top + "/.git", failure) &&
        !belongs_to(git, place->folder, place->top)) {
        throw Error(Fault::ledger,
                    fmt::format("'{}/.git' leads to the repository of another folder, '{}'",
                                visible(place->top), visible(place->folder)),
                    "take it away, if you do not know what it is for");
    }
    turn_off_untrusted_filters(git, place->folder);
    GitState out;
    out.folder = place->folder;
    out.common = common_folder(place->folder).lexically_normal().string();
    out.top = place->top;
    out.index = place->folder + "/index";
    const std::string here = real_path(git.folder());
    out.prefix = here == out.top ? "" : here.substr(out.top == "/" ? 1 : out.top.size() + 1) + "/";
    out.branch = git.find({"symbolic-ref", "-q", "HEAD"}).value_or("");
    out.head = git.find({"rev-parse", "-q", "--verify", "HEAD^{commit}"}).value_or("");
    out.busy = busy_with(out.folder);
    constexpr std::size_t sha1 = 40;
    constexpr std::size_t sha256 = 64;
    out.zero.assign(git.setting("extensions.objectformat") == "sha256" ? sha256 : sha1, '0');
    return out;
}

void require_quiet(const GitState& state)
{
    if (!state.busy.empty()) {
        throw Error(Fault::ledger, fmt::format("a {} is under way in git", state.busy),
                    fmt::format("whoever began it finishes it, or gives it up with 'git {}'; then "
                                "the next command of crm commits this too",
                                state.busy == "bisect" ? "bisect reset" : state.busy + " --abort"));
    }
    if (state.branch.empty()) {
        throw Error(Fault::ledger, "git has no branch checked out",
                    "'git switch main' goes back to the branch main");
    }
    constexpr int tries = 60;
    for (int i = 0; git_file_exists(state.index + ".lock"); ++i) {
        if (i == tries) {
            throw Error(Fault::ledger, "another git is at work here",
                        fmt::format("wait until it is done; if there is none, remove '{}.lock'",
                                    visible(state.index)));
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

void require_identity(Git& git, const std::string& name, const std::string& email)
{
    if ((is_known("GIT_AUTHOR_EMAIL") && is_known("GIT_COMMITTER_EMAIL")) || is_known("EMAIL") ||
        !git.setting("user.email").value_or("").empty()) {
        return;
    }
    std::string login = variable("LOGNAME").value_or(variable("USER").value_or(""));
    login = login.empty() ? "crm" : login;
    git.sign_as(name.empty() ? login : name,
                email.empty() ? fmt::format("{}@{}", login, computer_name()) : email);
}

std::string computer_name()
{
    std::array<char, 256> room{};
    if (::gethostname(room.data(), room.size() - 1) != 0 || room[0] == '\0') {
        return "localhost";
    }
    return visible(room.data());
}

std::map<std::string, GitEntry> entries_of_head(const Git& git, const GitState& state,
                                                const std::vector<std::string>& paths,
                                                const std::string& commit)
{
    std::map<std::string, GitEntry> out;
    const std::string& tree = commit.empty() ? state.head : commit;
    if (tree.empty()) {
        return out;
    }
    std::vector<std::string> words{"ls-tree", "-z", "-r", "--full-tree", tree, "--"};
    if (paths.size() <= most_paths) {
        for (const std::string& path : paths) {
            words.push_back(state.prefix + path);
        }
    } else if (!state.prefix.empty()) {
        words.push_back(state.prefix);
    }
    const std::set<std::string> wanted(paths.begin(), paths.end());
    for (const std::string& line : split_at_nul(git.ask(words))) {
        take_entry(line, state, true, wanted, out);
    }
    return out;
}

std::map<std::string, GitEntry> entries_of_index(const Git& git, const GitState& state,
                                                 const std::vector<std::string>& paths)
{
    std::map<std::string, GitEntry> out;
    std::vector<std::string> words{"ls-files", "-z", "-s", "-t", "--full-name", "--"};
    if (paths.size() <= most_paths) {
        words.insert(words.end(), paths.begin(), paths.end());
    }
    const std::set<std::string> wanted(paths.begin(), paths.end());
    for (const std::string& line : split_at_nul(git.ask(words))) {
        take_entry(line, state, false, wanted, out);
    }
    return out;
}

std::map<std::string, std::string> blobs_of(const Git& git, const std::vector<std::string>& names)
{
    std::map<std::string, std::string> out;
    std::string input;
    for (const std::string& name : names) {
        input += name + "\n";
    }
    if (input.empty()) {
        return out;
    }
    const ChildResult result = git.run({"cat-file", "--batch"}, input);
    std::string_view text = result.out;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const auto fields = text_fields(text.substr(0, end), ' ');
        const std::size_t size =
            fields.size() == 3 ? std::strtoull(fields[2].c_str(), nullptr, 10) : text.size();
        if (end == std::string_view::npos || fields.size() != 3 || fields[1] != "blob" ||
            text.size() < end + 1 + size) {
            throw Error(Fault::ledger, "git cannot read what it holds of this ledger",
                        "'git fsck' tells more");
        }
        out[fields[0]] = std::string(text.substr(end + 1, size));
        text.remove_prefix(std::min(end + 1 + size + 1, text.size()));
    }
    return out;
}

} // namespace crm
