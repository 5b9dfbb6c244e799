#include "cli/commands.hpp"
#include "cli/committing.hpp"
#include "cli/key_change.hpp"
#include "cli/options.hpp"
#include "cli/phrases.hpp"
#include "core/base/text.hpp"
#include "core/git/history.hpp"
#include "core/git/uncommitted.hpp"
#include "core/git/undo.hpp"
#include "core/ledger/layout.hpp"
#include "core/ledger/settings_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <unordered_map>
#include <utility>

namespace crm::cli {
namespace {

constexpr std::string_view by_hand =
    "each answer ends with its own way back; 'crm amend last --void' withdraws the last entry";

/// "withdrawn"; `now` is the line that counts, `before` what it becomes.
std::string_view what_becomes(const Interaction* now, const std::optional<Interaction>& before,
                              bool forward)
{
    if (!before) {
        return "withdrawn";
    }
    if (before->is_void) {
        return "withdrawn again";
    }
    if (now != nullptr && now->is_void) {
        return "there again";
    }
    return forward ? "as it was corrected" : "as it was before";
}

std::string file_told(const WrittenFile& file, Date today)
{
    if (!file.after) {
        return fmt::format("  {} is removed\n", visible(file.path));
    }
    if (!file.before) {
        return fmt::format("  {} is there again\n", visible(file.path));
    }
    const std::string name = file.path.substr(file.path.rfind('/') + 1);
    const Edited edited{file.path, file.path == layout::settings
                                       ? std::string{}
                                       : std::string(layout::stem(name).value_or(name))};
    return fmt::format("  {}:\n", visible(file.path)) +
           changes_told(edited, {*file.before, *file.after}, today);
}

std::string entries_told(const Ledger& ledger, const UndoPlan& plan, std::size_t most, bool forward)
{
    std::unordered_map<std::string_view, const Interaction*> now;
    for (std::size_t i = 0; i < std::min(most, plan.entries.size()); ++i) {
        now.emplace(plan.entries[i].first, nullptr);
    }
    for (const Interaction& line : ledger.lines) {
        const auto known = now.find(line.id);
        if (known != now.end() && (known->second == nullptr || line.rev > known->second->rev)) {
            known->second = &line;
        }
    }
    std::string out;
    for (std::size_t i = 0; i < std::min(most, plan.entries.size()); ++i) {
        const auto& [id, before] = plan.entries[i];
        const Interaction* present = now.at(id);
        if (const Interaction* shown = before ? &*before : present) {
            out += fmt::format("  {} with {}, {}: {}\n", visible(shown->touch),
                               visible(names_of(ledger.participants(*shown))),
                               long_date(shown->date), what_becomes(present, before, forward));
        }
    }
    return out;
}

std::string plan_told(const Ledger& ledger, const UndoPlan& plan, Date today, bool forward)
{
    constexpr std::size_t most = 20;
    const std::size_t all = plan.entries.size() + (plan.renamed ? 1 : plan.files.size());
    std::size_t told = std::min(most, plan.entries.size());
    std::string out = entries_told(ledger, plan, most, forward);
    if (plan.renamed && told < most) {
        ++told;
        out += fmt::format("  {} is {} again\n", plan.files[plan.renamed->first].path,
                           plan.files[plan.renamed->second].path);
    } else if (!plan.renamed) {
        for (std::size_t i = 0; i < plan.files.size() && told < most; ++i, ++told) {
            out += file_told(plan.files[i], today);
        }
    }
    if (all > told) {
        out += fmt::format("  and {} more\n", all - told);
    }
    for (const std::string& path : plan.without_id) {
        out += fmt::format("  lines of {} without an id stay\n", visible(path));
    }
    return out;
}

/// "23 Nov 2026".
std::string day_of(const CrmCommit& commit)
{
    const auto date = parse_iso(commit.date);
    return date ? short_date(*date) : visible(commit.date);
}

/// " on 'laptop'" where that is another computer than this one.
std::string computer_of(const CrmCommit& commit)
{
    return commit.computer.empty() || commit.computer == computer_name()
               ? std::string{}
               : fmt::format(" on '{}'", visible(commit.computer));
}

/// What a command does for either way: `forward` does again what was taken back.
class TakingBack {
public:
    TakingBack(Context& context, bool dry_run)
        : m_context(context), m_dry_run(dry_run), m_folder(context.open_ledger()), m_git(m_folder)
    {
        if (!commits_writes(m_folder)) {
            throw Error(
                Fault::usage, "crm commits nothing in this ledger, and can take nothing back",
                fmt::format("'{} edit --set git.commit=true' turns it on, for what comes; {}",
                            context.program(), by_hand));
        }
        const auto state = git_state(m_git);
        if (!state) {
            throw Error(Fault::ledger, "the ledger is in no git repository",
                        "to make a new one, turn commits off and on again: crm edit --set "
                        "git.commit=false, then crm edit --set git.commit=true");
        }
        m_state = *state;
        m_history = read_history(m_git, m_state, m_folder);
        std::erase_if(m_history.taken_back, [&](std::size_t i) { return is_beginning(i); });
    }

    int list()
    {
        constexpr std::size_t most = 20;
        const auto& commands = m_history.commands;
        if (commands.empty()) {
            m_context.print("crm has committed nothing here yet\n");
            return exit_code::done;
        }
        for (std::size_t i = 0; i < std::min(most, commands.size()); ++i) {
            const DoneCommand& one = commands[i];
            m_context.print(fmt::format(
                "  {}  {:<11}  {}{}{}\n", one.commit.short_name, day_of(one.commit),
                visible(one.commit.subject), computer_of(one.commit),
                one.is_done ? "" : fmt::format("  (taken back by {})", one.last.short_name)));
        }
        if (commands.size() > most) {
            m_context.print(fmt::format("  and {} before these\n", commands.size() - most));
        }
        m_context.print(
            fmt::format("  to take one of them back: {0} undo ID; by the id of what took "
                        "it back it is done again\n",
                        m_context.program()));
        return exit_code::done;
    }

    /// The newest that is done.
    int undo()
    {
        require_all_committed();
        std::vector<std::size_t> candidates;
        for (std::size_t i = 0; i < m_history.commands.size(); ++i) {
            if (m_history.commands[i].is_done && !is_beginning(i)) {
                candidates.push_back(i);
            }
        }
        return take(candidates, false);
    }

    /// What was taken back last, unless something else was done since.
    int redo()
    {
        require_all_committed();
        return take(m_history.taken_back, true);
    }

    int undo(const std::string& id)
    {
        require_all_committed();
        const CommandHistory::Link& link = find_link(m_history, id);
        const DoneCommand& command = m_history.commands[link.command];
        if (is_beginning(link.command)) {
            throw Error(Fault::usage, "the beginning of a ledger is not taken back",
                        "to be rid of a ledger, remove its folder");
        }
        if (command.is_done == link.takes_back) {
            throw Error(Fault::usage,
                        fmt::format("'{}' has been {} already", visible(command.commit.subject),
                                    link.takes_back ? "done again" : "taken back"),
                        fmt::format("'{} undo {}' {}", m_context.program(), command.last.short_name,
                                    link.takes_back ? "takes it back" : "does it again"));
        }
        return take({link.command}, link.takes_back);
    }

private:
    [[nodiscard]] bool is_beginning(std::size_t i) const
    {
        const DoneCommand& one = m_history.commands[i];
        return one.command == "init" || one.commit.parent.empty();
    }

    /// What was written and not committed is the last thing that was done, and in no history.
    void require_all_committed() const
    {
        require_quiet(m_state);
        const auto paths = unfinished_writes(m_git, m_state);
        if (paths.empty()) {
            return;
        }
        constexpr std::size_t most = 3;
        std::vector<std::string> named;
        for (std::size_t i = 0; i < std::min(most, paths.size()); ++i) {
            named.push_back(fmt::format("'{}'", visible(paths[i])));
        }
        if (paths.size() > most) {
            named.push_back(count_of(paths.size() - most, "other file"));
        }
        throw Error(
            Fault::ledger,
            fmt::format("what was written last is not committed, and cannot be taken back: "
                        "it stands in {}",
                        enumerate(named)),
            fmt::format("'{0} sync', or the next command that writes, commits it as done by "
                        "hand; then '{0} undo' takes back what was done before it",
                        m_context.program()));
    }

    [[nodiscard]] Error nothing(bool forward) const
    {
        if (!forward) {
            return {Fault::usage, "there is nothing that crm has committed and could take back",
                    std::string(by_hand)};
        }
        const auto taken = std::find_if(m_history.commands.begin(), m_history.commands.end(),
                                        [](const DoneCommand& one) { return !one.is_done; });
        return {Fault::usage, "there is nothing to do again",
                taken == m_history.commands.end()
                    ? std::string{}
                    : fmt::format("'{}' came since; '{} undo {}' does '{}' again",
                                  visible(m_history.commands.front().commit.subject),
                                  m_context.program(), taken->last.short_name,
                                  visible(taken->commit.subject))};
    }

    /// Takes the first of the commands that anything is left of.
    int take(const std::vector<std::size_t>& candidates, bool forward)
    {
        const Ledger& ledger = keep(read_ledger(m_folder, m_context.today()));
        for (const std::size_t i : candidates) {
            const DoneCommand& command = m_history.commands[i];
            const std::string subject = visible(command.commit.subject);
            if (command.command == "erase") {
                throw Error(Fault::usage, "an erased person is not brought back",
                            "'crm undo --list' shows what else can be taken back, each by its id");
            }
            const auto changes = changes_of(m_git, m_state, command.last);
            const UndoPlan plan = planned(ledger, changes);
            if (plan.is_empty()) {
                m_context.print(
                    forward ? fmt::format("nothing is missing of '{}' that could be done again\n",
                                          subject)
                            : fmt::format("nothing is left of '{}' that could be taken back\n",
                                          subject));
                m_context.print(plan_told(ledger, plan, m_context.today(), forward));
                continue;
            }
            require_nobody_erased(i, plan);
            const std::string when = day_of(command.last) + computer_of(command.last);
            m_context.print(forward ? fmt::format("{} '{}' again, taken back on {}\n",
                                                  m_dry_run ? "would do" : "does", subject, when)
                                    : fmt::format("{} '{}', done on {}\n",
                                                  m_dry_run ? "would take back" : "takes back",
                                                  subject, when));
            m_context.print(plan_told(ledger, plan, m_context.today(), forward));
            if (m_dry_run) {
                m_context.print("nothing was written\n");
                return m_context.finish(ledger, exit_code::done);
            }
            write(command, changes, plan, forward);
            tell_way_back(forward);
            return m_context.finish(keep(read_ledger(m_folder, m_context.today())),
                                    exit_code::done);
        }
        if (candidates.size() == 1) {
            return m_context.finish(ledger, exit_code::done);
        }
        throw nothing(forward);
    }

    /// Of what is older than an erasure nothing is put back: it may say who was erased.
    void require_nobody_erased(std::size_t command, const UndoPlan& plan) const
    {
        const auto begin = m_history.commands.begin();
        const bool is_older =
            std::any_of(begin, begin + static_cast<std::ptrdiff_t>(command),
                        [](const DoneCommand& one) { return one.command == "erase"; });
        const bool puts_back =
            std::any_of(plan.files.begin(), plan.files.end(),
                        [](const WrittenFile& file) { return file.after.has_value(); }) ||
            std::any_of(plan.entries.begin(), plan.entries.end(),
                        [](const auto& entry) { return entry.second.has_value(); });
        if (is_older && puts_back) {
            throw Error(Fault::usage,
                        fmt::format("'{}' is older than an erasure, and what it changed may name "
                                    "who was erased",
                                    visible(m_history.commands[command].commit.subject)),
                        "change by hand what is to be otherwise: crm edit, crm amend");
        }
    }

    [[nodiscard]] UndoPlan planned(const Ledger& ledger,
                                   const std::vector<WrittenFile>& changes) const
    {
        try {
            return plan_undo(m_folder, ledger, changes);
        } catch (Error& error) {
            if (error.remedy.empty()) {
                error.remedy = fmt::format("nothing was written; '{} undo --list' shows what else "
                                           "can be taken back, each by its id",
                                           m_context.program());
            }
            throw;
        }
    }

    /// Writes and commits what was planned, if it still holds.
    void write(const DoneCommand& command, const std::vector<WrittenFile>& changes,
               const UndoPlan& plan, bool forward)
    {
        Lock lock(m_folder);
        const Ledger& ledger = keep(read_ledger(m_folder, m_context.today()));
        const std::string head =
            m_git.find({"rev-parse", "-q", "--verify", "HEAD^{commit}"}).value_or("");
        if (head != m_state.head || !is_same_plan(plan, planned(ledger, changes))) {
            throw Error(Fault::ledger, "the ledger was changed meanwhile", "try again");
        }
        add_to_commits(
            fmt::format("{}: {}", forward ? "redo" : "undo", command.commit.subject),
            fmt::format("{}{}\n", forward ? redoes_trailer : undoes_trailer, command.commit.name));
        carry_out(plan, lock, m_folder, ledger, m_context.written);
    }

    void tell_way_back(bool forward)
    {
        if (!commits_writes(m_folder)) {
            m_context.print(
                fmt::format("  from now on nothing is committed, and nothing can be taken "
                            "back; to turn that on again: {} edit --set "
                            "git.commit=true\n",
                            m_context.program()));
        } else if (!commit_failed()) {
            m_context.print(take_back(m_context.program() + (forward ? " undo" : " redo")));
        }
    }

    Context& m_context;
    bool m_dry_run;
    Folder m_folder;
    Git m_git;
    GitState m_state;
    CommandHistory m_history;
};

} // namespace

Action set_up_undo(CLI::App& app)
{
    auto dry_run = std::make_shared<bool>(false);
    auto list = std::make_shared<bool>(false);
    add_flag(app, "--dry-run", *dry_run, "Show what would be taken back, and write nothing");
    add_flag(app, "--list", *list, "Show the last twenty commands, each with its id");
    return [dry_run, list](Context& context, const Words& words) {
        if (*list && (*dry_run || !words.empty())) {
            throw Error(Fault::usage, "--list stands alone", "'crm undo ID' takes one of it back");
        }
        TakingBack taking(context, *dry_run);
        return *list ? taking.list() : words.empty() ? taking.undo() : taking.undo(words.front());
    };
}

Action set_up_redo(CLI::App& app)
{
    auto dry_run = std::make_shared<bool>(false);
    add_flag(app, "--dry-run", *dry_run, "Show what would be done again, and write nothing");
    return
        [dry_run](Context& context, const Words&) { return TakingBack(context, *dry_run).redo(); };
}

} // namespace crm::cli
