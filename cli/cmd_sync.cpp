#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/phrases.hpp"
#include "core/base/text.hpp"
#include "core/check/check.hpp"
#include "core/git/git.hpp"
#include "core/ledger/layout.hpp"
#include "core/ledger/roster.hpp"
#include "core/ledger/settings_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <set>
#include <utility>

#include <unistd.h>

namespace crm::cli {
namespace {

/// Where the branch comes from and goes to.
struct Remote {
    std::string name;      ///< origin
    std::string branch;    ///< main, there
    bool followed = false; ///< git knows already that they belong together
};

std::string short_branch(const std::string& ref)
{
    constexpr std::string_view heads = "refs/heads/";
    return ref.substr(0, heads.size()) == heads ? ref.substr(heads.size()) : ref;
}

class Syncing {
public:
    Syncing(Context& context, const Folder& folder)
        : m_context(context), m_folder(folder), m_git(folder)
    {
        m_git.allow_time(std::chrono::minutes(10));
        if (::isatty(STDIN_FILENO) != 0 && ::isatty(STDERR_FILENO) != 0) {
            m_git.allow_questions();
        }
    }

    int run()
    {
        const auto state = git_state(m_git);
        if (!state) {
            throw Error(Fault::ledger, "the ledger is in no git repository",
                        "'git init' in its folder makes one");
        }
        require_quiet(*state);
        m_state = *state;
        m_remote = find_remote();
        constexpr int tries = 2;
        for (int i = 1;; ++i) {
            fetch();
            if (merge() > 0) {
                m_context.print("nothing was sent: correct it, then 'crm sync' again\n");
                return exit_code::ledger;
            }
            if (push(i == tries)) {
                break;
            }
        }
        tell();
        return m_new_findings ? exit_code::yes_something : exit_code::done;
    }

private:
    Remote find_remote()
    {
        Remote out;
        const std::string branch = short_branch(m_state.branch);
        out.name =
            m_git.find({"config", "--get", fmt::format("branch.{}.remote", branch)}).value_or("");
        const std::string there =
            m_git.find({"config", "--get", fmt::format("branch.{}.merge", branch)}).value_or("");
        if (!out.name.empty() && out.name != "." && !there.empty()) {
            out.branch = short_branch(there);
            out.followed = true;
            return out;
        }
        const std::string all = m_git.ask({"remote"});
        if (all.empty()) {
            throw Error(Fault::usage, "there is no other place to sync with yet",
                        "make an empty repository there, a private one, and name it here: git "
                        "remote add origin ADDRESS");
        }
        const bool one = all.find('\n') == std::string::npos;
        if (!one && ("\n" + all + "\n").find("\norigin\n") == std::string::npos) {
            throw Error(
                Fault::usage,
                fmt::format("there are several places to sync with, and '{}' follows none", branch),
                fmt::format("choose one: git push -u NAME {}", branch));
        }
        out.name = one ? all : "origin";
        out.branch = branch;
        return out;
    }

    Findings findings(bool& usable) const
    {
        const Ledger ledger = read_ledger_leniently(m_folder, usable);
        return check_all(ledger, m_folder, m_context.today());
    }

    [[nodiscard]] std::string tracking() const
    {
        return fmt::format("refs/remotes/{}/{}", m_remote.name, m_remote.branch);
    }

    void fetch()
    {
        const ChildResult result =
            m_git.run({"fetch", "-q", "--", m_remote.name,
                       fmt::format("+refs/heads/{}:{}", m_remote.branch, tracking())});
        m_there =
            m_git.find({"rev-parse", "-q", "--verify", tracking() + "^{commit}"}).value_or("");
        if (result.code == 0) {
            return;
        }
        if (result.err.find("couldn't find remote ref") != std::string::npos) {
            m_there.clear(); // an empty repository, or a branch that is new there
            return;
        }
        throw Error(
            Fault::ledger,
            fmt::format("'{}' cannot be reached: {}", visible(m_remote.name), git_says(result)),
            "your ledger is as it was, and can be used; try again when the network and the "
            "password are right");
    }

    std::size_t count(const std::string& range) const
    {
        const auto text = m_git.find({"rev-list", "--count", range, "--", "."});
        return text ? std::strtoull(text->c_str(), nullptr, 10) : 0;
    }

    /// How much in the ledger is unusable now, where something is to be sent.
    int merge()
    {
        const Lock lock(m_folder); // nobody writes while files change
        m_state.head = m_git.find({"rev-parse", "-q", "--verify", "HEAD^{commit}"}).value_or("");
        bool was_usable = false;
        const auto before = findings(was_usable);
        const std::string head = m_state.head;
        pull();
        require_usable(head, was_usable);
        return tell_new(before);
    }

    /// A ledger that no command could read any more is not taken over.
    void require_usable(const std::string& head, bool was_usable)
    {
        if (!was_usable || head.empty() || head == m_state.head) {
            return;
        }
        try {
            static_cast<void>(read_people(m_folder));
        } catch (const Error& error) {
            m_git.ask({"reset", "-q", "--keep", head});
            m_context.written = false;
            throw Error(Fault::ledger,
                        fmt::format("what came from '{}' would make the ledger unusable: {}",
                                    visible(m_remote.name), error.text),
                        "nothing was merged, and your ledger is as it was; it has to be put right "
                        "there, or a newer crm is needed here");
        }
    }

    void pull()
    {
        if (m_there.empty()) {
            return;
        }
        const std::size_t behind =
            m_state.head.empty() ? count(m_there) : count(m_state.head + ".." + m_there);
        const bool has_all =
            !m_state.head.empty() &&
            m_git.run({"merge-base", "--is-ancestor", m_there, m_state.head}).code == 0;
        if (has_all) {
            return;
        }
        identify();
        const ChildResult result = m_git.run(
            {"merge", "-q", "--no-verify", "--ff", "-m",
             fmt::format("sync: {} from {}", count_of(behind, "commit"), m_remote.name), m_there});
        if (result.code != 0) {
            give_up_merge(result);
        }
        m_context.written = true;
        m_received += behind;
        m_state.head = m_git.ask({"rev-parse", "HEAD"});
    }

    void identify()
    {
        const std::string path(layout::settings);
        Advisor advisor;
        Findings ignored;
        try {
            if (const auto text = m_folder.read(path)) {
                const auto settings = read_settings({path, *text}, ignored);
                advisor = settings ? settings->advisor : advisor;
            }
        } catch (const Error&) {
            advisor = {};
        }
        require_identity(m_git, advisor.name, advisor.email);
    }

    [[noreturn]] void give_up_merge(const ChildResult& result)
    {
        const std::string there = visible(m_remote.name);
        std::vector<std::string> paths;
        if (const auto text = m_git.find({"diff", "--name-only", "-z", "--diff-filter=U"})) {
            paths = split_at_nul(*text);
        }
        const ChildResult aborted = m_git.find({"rev-parse", "-q", "--verify", "MERGE_HEAD"})
                                        ? m_git.run({"merge", "--abort"})
                                        : ChildResult{0, {}, {}, false};
        if (aborted.code != 0) {
            throw Error(
                Fault::ledger,
                fmt::format("git cannot merge, nor give the merge up: {}", git_says(aborted)),
                "'git merge --abort' in the ledger's folder, then 'crm check'");
        }
        if (!paths.empty()) {
            std::vector<std::string> shown;
            for (const std::string& path : paths) {
                shown.push_back("'" + visible(path) + "'");
            }
            throw Error(
                Fault::ledger,
                fmt::format("{} {} changed here and in '{}' in the same lines", enumerate(shown),
                            shown.size() == 1 ? "was" : "were", there),
                fmt::format("nothing was merged and your ledger is as it was; 'git diff "
                            "HEAD...{}/{}' shows what came: take it over here with 'crm edit', "
                            "then 'git -C {} merge --no-edit -X ours {}/{}' and 'crm sync'",
                            there, m_remote.branch, shell_word(m_folder.path()), there,
                            m_remote.branch));
        }
        if (result.err.find("would be overwritten") != std::string::npos) {
            throw Error(Fault::ledger,
                        fmt::format("what came from '{}' changes files that have changes here "
                                    "which are not committed",
                                    there),
                        "nothing was merged; commit yours first: git commit -a -m 'by hand'");
        }
        throw Error(Fault::ledger, fmt::format("git cannot merge: {}", git_says(result)),
                    "nothing was merged, and your ledger is as it was");
    }

    [[nodiscard]] bool sends_something() const
    {
        return !m_state.head.empty() && m_there != m_state.head;
    }

    /// Tells what `check` finds now and did not before, and all that makes something unusable,
    /// where that would be sent; how much that is.
    int tell_new(const Findings& before)
    {
        if (m_received == 0 && !sends_something()) {
            return 0;
        }
        // Lines are counted anew by what came above them.
        const auto sameness = [](const Error& error) {
            return (error.place ? error.place->file : std::string{}) + '\0' + error.text;
        };
        std::set<std::string> known;
        for (const Finding& finding : before) {
            known.insert(sameness(finding.error()));
        }
        bool usable = false;
        const Findings now = findings(usable);
        int worse = usable ? 0 : 1;
        std::string told;
        constexpr std::string_view prefix = "crm: ";
        for (const Finding& finding : now) {
            const bool is_new = known.insert(sameness(finding.error())).second;
            const bool is_bad = !usable || finding.weight == Finding::Weight::left_out;
            m_new_findings = m_new_findings || is_new;
            if (is_new || (is_bad && sends_something())) {
                told += finding.error().message().substr(prefix.size());
                worse += is_bad ? 1 : 0;
            }
        }
        if (!told.empty()) {
            m_context.print(fmt::format("there is something to look at:\n{}", told));
        }
        return worse;
    }

    /// False where somebody else was faster, and it is worth another try.
    bool push(bool is_last)
    {
        if (m_state.head.empty()) {
            return true;
        }
        const std::size_t ahead =
            count(m_there.empty() ? m_state.head : m_there + ".." + m_state.head);
        if (m_there == m_state.head) {
            return true;
        }
        std::vector<std::string> words{"push", "-q"};
        if (!m_remote.followed) {
            words.emplace_back("-u");
        }
        words.insert(words.end(),
                     {"--", m_remote.name,
                      fmt::format("{}:refs/heads/{}", m_state.branch, m_remote.branch)});
        const ChildResult result = m_git.run(words);
        if (result.code == 0) {
            m_sent = ahead;
            return true;
        }
        const bool too_late = result.err.find("rejected") != std::string::npos;
        if (too_late && !is_last) {
            return false;
        }
        throw Error(Fault::ledger,
                    fmt::format("'{}' did not take what is new here: {}", visible(m_remote.name),
                                git_says(result)),
                    "what came from there is merged, and nothing is lost; try again");
    }

    void tell()
    {
        const std::string there = visible(m_remote.name);
        if (m_received == 0 && m_sent == 0) {
            m_context.print(fmt::format("nothing new here or in {}\n", there));
        } else {
            m_context.print(fmt::format("{} from {}, {} of yours sent\n",
                                        count_of(m_received, "commit"), there,
                                        m_sent == 0 ? "none" : std::to_string(m_sent)));
        }
        const auto left =
            split_at_nul(m_git
                             .find({"status", "--porcelain", "-z", "--untracked-files=all",
                                    "--no-renames", "--", "."})
                             .value_or(""));
        if (!left.empty()) {
            std::string out = "  not committed, and so not sent:\n";
            constexpr std::size_t most = 10;
            for (std::size_t i = 0; i < left.size() && i < most; ++i) {
                out += fmt::format(
                    "    {}\n", visible(left[i].substr(std::min<std::size_t>(3, left[i].size()))));
            }
            if (left.size() > most) {
                out += fmt::format("    and {} more\n", left.size() - most);
            }
            m_context.print(out + "  'git add -A . && git commit -m \"by hand\"' in the ledger's "
                                  "folder commits it\n");
        }
    }

    Context& m_context;
    const Folder& m_folder;
    Git m_git;
    GitState m_state;
    Remote m_remote;
    std::string m_there; ///< the newest commit there
    std::size_t m_received = 0;
    std::size_t m_sent = 0;
    bool m_new_findings = false;
};

} // namespace

Action set_up_sync(CLI::App&)
{
    return [](Context& context, const Words&) {
        const Folder folder = context.open_ledger();
        return Syncing(context, folder).run();
    };
}

} // namespace crm::cli
