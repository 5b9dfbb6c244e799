#include "core/git/git.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <system_error>
#include <thread>
#include <utility>

namespace crm {
namespace {

/// What `git rev-parse --local-env-vars` lists but for settings, and how pathspecs are read.
constexpr std::array<std::string_view, 18> leading_elsewhere{"GIT_DIR",
                                                             "GIT_WORK_TREE",
                                                             "GIT_INDEX_FILE",
                                                             "GIT_COMMON_DIR",
                                                             "GIT_PREFIX",
                                                             "GIT_OBJECT_DIRECTORY",
                                                             "GIT_NAMESPACE",
                                                             "GIT_GRAFT_FILE",
                                                             "GIT_ALTERNATE_OBJECT_DIRECTORIES",
                                                             "GIT_SHALLOW_FILE",
                                                             "GIT_REPLACE_REF_BASE",
                                                             "GIT_NO_REPLACE_OBJECTS",
                                                             "GIT_GLOB_PATHSPECS",
                                                             "GIT_NOGLOB_PATHSPECS",
                                                             "GIT_ICASE_PATHSPECS",
                                                             "GIT_IMPLICIT_WORK_TREE",
                                                             "GIT_CONFIG",
                                                             "GIT_CONFIG_PARAMETERS"};

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
          std::pair("REVERT_HEAD", "revert")}) {
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

/// "MODE [TYPE] NAME [STAGE]\tPATH", as ls-tree and ls-files print them.
void take_entry(const std::string& line, const GitState& state, bool is_tree,
                const std::set<std::string>& wanted, std::map<std::string, GitEntry>& out)
{
    const std::size_t tab = line.find('\t');
    const auto fields = text_fields(std::string_view(line).substr(0, tab), ' ');
    if (tab == std::string::npos || fields.size() < 3 ||
        line.compare(tab + 1, state.prefix.size(), state.prefix) != 0) {
        return;
    }
    const std::string path = line.substr(tab + 1 + state.prefix.size());
    if (wanted.count(path) != 0) {
        out[path] = {fields[0], fields[is_tree ? 2 : 1]};
    }
}

} // namespace

void Git::sign_as(const std::string& name, const std::string& email)
{
    m_identity = {{"GIT_AUTHOR_NAME", name},
                  {"GIT_AUTHOR_EMAIL", email},
                  {"GIT_COMMITTER_NAME", name},
                  {"GIT_COMMITTER_EMAIL", email}};
}

ChildResult Git::run(std::vector<std::string> words, const std::string& input,
                     const std::string& index) const
{
    ChildCall call;
    const bool takes_paths_as_they_are = words.front() != "check-ignore"; // it refuses to be told
    call.words = {"git", "-C", m_folder};
    call.words.insert(call.words.end(), std::make_move_iterator(words.begin()),
                      std::make_move_iterator(words.end()));
    call.input = input;
    call.limit = m_limit;
    call.unset.assign(leading_elsewhere.begin(), leading_elsewhere.end());
    call.set = m_identity;
    call.set.insert(call.set.end(), {{"LC_ALL", "C.UTF-8"},
                                     {"LANGUAGE", ""},
                                     {"GIT_LITERAL_PATHSPECS", takes_paths_as_they_are ? "1" : "0"},
                                     {"GIT_MERGE_AUTOEDIT", "no"},
                                     {"GIT_TERMINAL_PROMPT", m_may_ask ? "1" : "0"}});
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

std::optional<GitState> git_state(const Git& git)
{
    const ChildResult where =
        git.run({"rev-parse", "--path-format=absolute", "--is-inside-work-tree",
                 "--absolute-git-dir", "--git-path", "index", "--show-prefix"});
    if (where.code != 0) {
        if (where.err.find("not a git repository") != std::string::npos) {
            return std::nullopt;
        }
        throw Error(Fault::ledger, fmt::format("git does not work here: {}", git_says(where)));
    }
    const auto lines = text_fields(where.out, '\n');
    if (lines.size() < 3 || lines[0] != "true") {
        return std::nullopt;
    }
    GitState out;
    out.folder = lines[1];
    out.index = lines[2];
    out.prefix = lines.size() > 3 ? lines[3] : "";
    out.branch = git.find({"symbolic-ref", "-q", "HEAD"}).value_or("");
    out.head = git.find({"rev-parse", "-q", "--verify", "HEAD^{commit}"}).value_or("");
    out.busy = busy_with(out.folder);
    return out;
}

void require_quiet(const GitState& state)
{
    if (!state.busy.empty()) {
        throw Error(Fault::ledger, fmt::format("a {} is under way in git", state.busy),
                    fmt::format("finish it, or give it up with 'git {} --abort'; then 'git commit' "
                                "commits this too",
                                state.busy));
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
                                    state.index));
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

void require_identity(Git& git, const std::string& name, const std::string& email)
{
    const auto known = [&](const char* variable) {
        const char* value = std::getenv(variable); // NOLINT(concurrency-mt-unsafe)
        return value != nullptr && *value != '\0';
    };
    if ((known("GIT_AUTHOR_EMAIL") && known("GIT_COMMITTER_EMAIL")) || known("EMAIL") ||
        git.find({"config", "--get", "user.email"})) {
        return;
    }
    if (name.empty() || email.empty()) {
        throw Error(Fault::ledger, "git does not know who you are",
                    "tell it: crm edit --set advisor.name='Jo Park' --set "
                    "advisor.email=jo@park.example");
    }
    git.sign_as(name, email);
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
    std::vector<std::string> words{"ls-files", "-z", "-s", "--full-name", "--"};
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
