#include "core/git/sync.hpp"

#include "core/base/text.hpp"
#include "core/git/commit.hpp"
#include "core/git/take_over.hpp"
#include "core/git/trust.hpp"
#include "core/ledger/layout.hpp"
#include "core/ledger/settings_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

namespace crm {
namespace {

/// What is fetched, before it is known what to do with it.
constexpr std::string_view fetched = "refs/worktree/crm/fetched";

/// How long a fetch or a push may take: a first one over a telephone takes its time.
constexpr std::chrono::minutes most_time{30};

std::size_t number(const std::optional<std::string>& text)
{
    return text ? std::strtoull(text->c_str(), nullptr, 10) : 0;
}

std::string changes_in_words(const Exchanged& what)
{
    return fmt::format("{} change{}", what.changes, what.changes == 1 ? "" : "s");
}

/// The first of some texts, each in quotes, and how many more there are.
std::string some_of(const std::vector<std::string>& texts)
{
    constexpr std::size_t most = 5;
    std::vector<std::string> out;
    for (std::size_t i = 0; i < std::min(most, texts.size()); ++i) {
        out.push_back("'" + visible(texts[i]) + "'");
    }
    if (texts.size() > most) {
        out.push_back(fmt::format("{} more", texts.size() - most));
    }
    return enumerate(out);
}

} // namespace

Syncing::Syncing(const Folder& folder, bool may_ask) : m_folder(folder), m_git(folder)
{
    m_git.allow_time(most_time);
    if (may_ask) {
        m_git.allow_questions();
    }
    const auto state = git_state(m_git);
    if (!state) {
        throw Error(Fault::ledger, "the ledger is not kept in git yet",
                    "'crm edit --set git.commit=true' begins that; then 'crm sync ADDRESS'");
    }
    require_quiet(*state);
    require_trust(m_git, *state, GitUse::exchange);
    m_state = *state;
}

void Syncing::choose_place(const std::optional<std::string>& word, bool instead)
{
    m_place = find_other_place(m_git, m_state, word, instead);
}

void Syncing::identify()
{
    const Advisor advisor = advisor_of(m_folder);
    require_identity(m_git, advisor.name, advisor.email);
}

std::vector<std::string> Syncing::take_hand_edits()
{
    Lock lock(m_folder);
    give_up_unfinished(m_git, m_state, lock);
    m_state.head = commit_of("HEAD");
    identify();
    auto out = commit_by_hand(m_git, m_state, "sync");
    m_state.head = commit_of("HEAD");
    if (m_state.head.empty()) {
        throw Error(Fault::ledger, "nothing of this ledger is in git yet",
                    "is it named in a .gitignore?");
    }
    return out;
}

std::string Syncing::commit_of(const std::string& ref) const
{
    return m_git.find({"rev-parse", "-q", "--verify", ref + "^{commit}"}).value_or("");
}

/// Where it is kept what was there at the last exchange.
std::string Syncing::known_ref() const
{
    return "refs/crm/there/" + m_place.branch;
}

/// What was there at the last exchange, or at the last fetch of somebody who uses git himself.
std::string Syncing::known_before() const
{
    if (m_place.is_new) {
        return {};
    }
    std::string out = commit_of(known_ref());
    if (out.empty() && !m_place.name.empty()) {
        out = commit_of(fmt::format("refs/remotes/{}/{}", m_place.name, m_place.branch));
    }
    return out;
}

/// The newest commit of the branch there; empty where it has none.
std::string Syncing::fetch_branch()
{
    std::vector<std::string> words = m_place.guarded("fetch");
    words.insert(words.end(), {"--no-recurse-submodules", "--no-tags"});
    if (m_git.find({"rev-parse", "--is-shallow-repository"}) == "true") {
        words.emplace_back("--unshallow"); // what lies before must be known to bring both together
    }
    words.insert(words.end(), {"--", m_place.where(),
                               fmt::format("+refs/heads/{}:{}", m_place.branch, fetched)});
    const ChildResult result = m_git.run(words);
    if (result.code == 0) {
        return commit_of(std::string(fetched));
    }
    if (result.err.find("couldn't find remote ref") == std::string::npos) {
        throw not_reached(m_place, result);
    }
    return {};
}

void Syncing::fetch(Side side)
{
    const std::string known = known_before();
    m_there = fetch_branch();
    if (m_there.empty() && !m_place.is_followed) {
        // It may call its only branch by another name.
        std::vector<std::string> words = m_place.guarded("ls-remote");
        words.insert(words.end(), {"--heads", "--", m_place.where()});
        const auto heads = split(m_git.find(words).value_or(""), '\n');
        const std::size_t at =
            heads.size() == 1 ? heads.front().find("refs/heads/") : std::string::npos;
        if (at != std::string::npos) {
            m_place.branch = heads.front().substr(at + std::string_view("refs/heads/").size());
            m_there = fetch_branch();
        }
    }
    if (!known.empty() && side != Side::mine) {
        require_nothing_gone(known);
    }
    if (!m_there.empty() && side == Side::nobody &&
        !m_git.find({"merge-base", m_state.head, m_there})) {
        throw Error(Fault::ledger,
                    fmt::format("the ledger here and the one in '{}' were begun apart", place()),
                    "nothing was merged or sent; if that is the right place, --mine or --theirs "
                    "makes one of the two for good, with the settings from here or from there; "
                    "'crm init --from ADDRESS DIR' makes a copy of that one beside yours");
    }
    remember_place(m_git, m_state, m_place);
}

void Syncing::require_nothing_gone(const std::string& known) const
{
    std::vector<std::string> range{"log", "--no-merges", "--format=%s", m_state.head};
    if (!m_there.empty()) {
        if (m_git.run({"merge-base", "--is-ancestor", known, m_there}).code == 0) {
            return;
        }
        range.push_back("^" + m_there);
    }
    // Of what was there, what is here and no more there: lines that both ends have.
    if (m_git.run({"merge-base", "--is-ancestor", known, m_state.head}).code != 0) {
        return;
    }
    range[3] = known;
    const auto gone = split(m_git.ask(range), '\n');
    throw Error(Fault::ledger,
                fmt::format("in '{}' something is gone that was there: {}", place(),
                            gone.empty() ? "its last changes" : some_of(gone)),
                "nothing was merged or sent; 'crm sync --mine' sends it there again; if it was "
                "taken out there on purpose, 'crm init --from ADDRESS DIR' makes a fresh copy");
}

std::vector<FileConflict> Syncing::merge(const Decision& decide)
{
    if (m_there.empty() ||
        m_git.run({"merge-base", "--is-ancestor", m_there, m_state.head}).code == 0) {
        return {};
    }
    constexpr int tries = 10;
    for (int i = 0; i < tries; ++i) {
        const Exchanged coming = exchanged(m_state.head, m_there);
        const MergePlan plan =
            plan_merge(m_git, m_state, m_there,
                       fmt::format("sync: {} from {}", changes_in_words(coming), place()), decide);
        if (!plan.conflicts.empty()) {
            return plan.conflicts;
        }
        bool done = false;
        {
            Lock lock(m_folder);
            done = take_over(m_git, m_state, plan, lock);
        }
        if (done) {
            const Exchanged came = exchanged(plan.mine, plan.result);
            m_received.changes += coming.changes;
            m_received.entries += came.entries;
            m_received.contacts += came.contacts;
            m_received.others += came.others;
            m_received.settings = m_received.settings || came.settings;
            m_state.head = plan.result;
            return {};
        }
        static_cast<void>(take_hand_edits()); // somebody wrote meanwhile
    }
    throw Error(Fault::ledger, "other programs keep changing the ledger",
                "nothing was merged, and your ledger is as it was; try again when they are done");
}

bool Syncing::sends_something() const
{
    return m_there != m_state.head;
}

bool Syncing::push(bool is_last)
{
    if (sends_something()) {
        std::vector<std::string> words = m_place.guarded("push");
        words.insert(words.end(), {"--", m_place.where(),
                                   fmt::format("{}:refs/heads/{}", m_state.head, m_place.branch)});
        // The place may be new, and bring programs of its own along.
        Git git(m_folder);
        require_trust(git, git_state(git).value_or(m_state), GitUse::exchange);
        git = m_git;
        git.allow_hooks(true);
        const ChildResult result = git.run(words);
        if (result.code != 0) {
            const bool too_late = result.err.find("[rejected]") != std::string::npos ||
                                  result.err.find("cannot lock ref") != std::string::npos;
            if (too_late && !is_last) {
                return false;
            }
            throw not_taken(m_place, result);
        }
        m_sent = exchanged(m_there, m_state.head);
        m_there = m_state.head;
    }
    m_git.ask({"update-ref", known_ref(), m_there});
    return true;
}

Exchanged Syncing::exchanged(const std::string& from, const std::string& to) const
{
    Exchanged out;
    out.changes = number(m_git.find(
        from.empty()
            ? std::vector<std::string>{"rev-list", "--count", "--no-merges", to}
            : std::vector<std::string>{"rev-list", "--count", "--no-merges", to, "^" + from}));
    const std::string empty_tree =
        from.empty() ? m_git.ask({"hash-object", "-t", "tree", "--stdin"}) : from;
    const auto lines = split(
        m_git.ask({"diff-tree", "-r", "-z", "--no-renames", "--numstat", empty_tree, to}), '\0');
    for (const std::string& line : lines) {
        const std::size_t tab = line.find('\t');
        const std::size_t second = line.find('\t', tab + 1);
        if (tab == std::string::npos || second == std::string::npos) {
            continue;
        }
        std::string path = line.substr(second + 1);
        const bool is_inside = path.compare(0, m_state.prefix.size(), m_state.prefix) == 0;
        path = is_inside ? path.substr(m_state.prefix.size()) : "";
        const auto lies_in = [&](std::string_view folder) {
            return path.compare(0, folder.size(), folder) == 0 && path[folder.size()] == '/';
        };
        if (lies_in(layout::journal)) {
            out.entries += number(line.substr(0, tab));
        } else if (lies_in(layout::contacts)) {
            ++out.contacts;
        } else if (path == layout::settings) {
            out.settings = true;
        } else if (path != layout::git_attributes && path != layout::git_ignore) {
            ++out.others;
        }
    }
    return out;
}

std::vector<std::string> Syncing::left_out() const
{
    std::vector<std::string> out;
    for (const std::string& line :
         split(m_git
                   .find({"status", "--porcelain", "-z", "--untracked-files=all", "--no-renames",
                          "--", "."})
                   .value_or(""),
               '\0')) {
        constexpr std::size_t marks = 3;
        if (line.size() > marks + m_state.prefix.size()) {
            out.push_back(line.substr(marks + m_state.prefix.size()));
        }
    }
    return out;
}

namespace {

/// Checks out the only branch where the other place points to one that it does not have.
void check_out_only_branch(Git& git)
{
    if (git.find({"rev-parse", "-q", "--verify", "HEAD^{commit}"})) {
        return;
    }
    const auto branches = split(
        git.ask({"for-each-ref", "--format=%(refname:lstrip=3)", "refs/remotes/origin/"}), '\n');
    if (branches.size() == 1) {
        git.ask(
            {"checkout", "-q", "-B", branches.front(), "--track", "origin/" + branches.front()});
    }
}

} // namespace

void copy_ledger(const std::string& address, const std::string& path, bool may_ask)
{
    namespace fs = std::filesystem;
    std::error_code failure;
    const bool was_there = fs::exists(path, failure);
    if (was_there && (!fs::is_directory(path, failure) || !fs::is_empty(path, failure))) {
        throw Error(Fault::usage,
                    fmt::format("'{}' is there already, and not empty", visible(path)),
                    "name a folder that is new: crm init --from ADDRESS DIR");
    }
    OtherPlace place{"", address, "main"};
    if (is_folder_address(address) && !fs::exists(fs::path(address), failure) &&
        address.find("://") == std::string::npos) {
        throw Error(Fault::ledger, fmt::format("'{}' does not exist", visible(address)),
                    "is the stick plugged in, the folder connected?");
    }
    make_folders(path);
    fs::permissions(path, fs::perms::owner_all, failure); // before anything lies in it
    const auto remove = [&] {
        if (!was_there) {
            fs::remove_all(path, failure);
            return;
        }
        for (const fs::directory_entry& entry : fs::directory_iterator(path, failure)) {
            fs::remove_all(entry.path(), failure);
        }
    };
    try {
        const Folder folder(path);
        Git git(folder);
        git.allow_time(most_time);
        if (may_ask) {
            git.allow_questions();
        }
        std::vector<std::string> words = place.guarded("clone");
        words.insert(words.end(), {"--template=", "--no-recurse-submodules", "--no-hardlinks",
                                   "--origin", "origin", "--", address, "."});
        const ChildResult result = git.run(words);
        if (result.code != 0) {
            Error error = not_reached(place, result);
            error.remedy = "nothing was made; try again when the place, the network and the "
                           "password are right";
            throw Error(error);
        }
        check_out_only_branch(git);
        if (!folder.read(std::string(layout::settings))) {
            throw Error(Fault::ledger,
                        fmt::format("in '{}' lies no ledger: it has no crm.yaml", place.shown()),
                        "nothing was made; a ledger of this computer gets there with 'crm sync "
                        "ADDRESS'");
        }
        if (const auto head = git.find({"rev-parse", "HEAD"})) {
            const std::string branch = git.ask({"symbolic-ref", "--short", "HEAD"});
            git.ask({"update-ref", "refs/crm/there/" + branch, *head});
        }
    } catch (const Error&) {
        remove();
        throw;
    }
}

} // namespace crm
