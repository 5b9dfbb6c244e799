#include "cli/commands.hpp"
#include "cli/committing.hpp"
#include "cli/key_change.hpp"
#include "cli/options.hpp"
#include "cli/phrases.hpp"
#include "core/base/text.hpp"
#include "core/git/undo.hpp"
#include "core/ledger/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace crm::cli {
namespace {

constexpr std::string_view by_hand =
    "each answer ends with its own way back; 'crm amend last --void' withdraws the last entry";

std::string entry_told(const Ledger& ledger, const std::string& id,
                       const std::optional<Interaction>& before)
{
    const Interaction* now = nullptr;
    for (const Interaction& line : ledger.lines) {
        if (line.id == id && (now == nullptr || line.rev > now->rev)) {
            now = &line;
        }
    }
    const Interaction* shown = before ? &*before : now;
    if (shown == nullptr) {
        return {};
    }
    return fmt::format("  {} with {}, {}: {}\n", visible(shown->touch),
                       visible(names_of(ledger.participants(*shown))), long_date(shown->date),
                       !before                          ? "withdrawn"
                       : before->is_void                ? "withdrawn again"
                       : now != nullptr && now->is_void ? "there again"
                                                        : "as it was before");
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

std::string plan_told(const Ledger& ledger, const UndoPlan& plan, Date today)
{
    std::string out;
    constexpr std::size_t most = 20;
    std::size_t told = 0;
    for (const auto& [id, before] : plan.entries) {
        out += told++ < most ? entry_told(ledger, id, before) : "";
    }
    if (plan.renamed) {
        out += fmt::format("  {} is {} again\n", plan.files[plan.renamed->first].path,
                           plan.files[plan.renamed->second].path);
    } else {
        for (const WrittenFile& file : plan.files) {
            out += told++ < most ? file_told(file, today) : "";
        }
    }
    if (told > most) {
        out += fmt::format("  and {} more\n", told - most);
    }
    for (const std::string& path : plan.without_id) {
        out += fmt::format("  lines of {} without an id stay\n", path);
    }
    return out;
}

/// "undo: log: ..."; of one of these "redo: log: ...".
std::string subject_of(const std::string& subject)
{
    constexpr std::string_view undo = "undo: ";
    constexpr std::string_view redo = "redo: ";
    return subject.substr(0, undo.size()) == undo
               ? fmt::format("{}{}", redo, subject.substr(undo.size()))
           : subject.substr(0, redo.size()) == redo
               ? fmt::format("{}{}", undo, subject.substr(redo.size()))
               : fmt::format("{}{}", undo, subject);
}

int undo(Context& context, bool dry_run)
{
    const Folder folder = context.open_ledger();
    Lock lock(folder);
    const Ledger ledger = read_ledger(folder);
    Git git(folder);
    if (!commits_writes(folder)) {
        throw Error(Fault::usage, "crm commits nothing in this ledger, and can take nothing back",
                    fmt::format("'{} edit --set git.commit=true' turns it on, for what comes; {}",
                                context.program(), by_hand));
    }
    const auto state = git_state(git);
    if (!state) {
        throw Error(Fault::ledger, "the ledger is in no git repository",
                    fmt::format("'git init' in its folder makes one; {}", by_hand));
    }
    require_quiet(*state);
    const auto commit = last_commit(git, *state);
    if (!commit || commit->is_first) {
        throw Error(Fault::usage, "there is nothing that crm has committed and could take back",
                    std::string(by_hand));
    }
    const UndoPlan plan = plan_undo(folder, ledger, *commit);
    context.print(fmt::format("{} '{}', committed on {}\n",
                              dry_run ? "would take back" : "takes back", visible(commit->subject),
                              commit->date));
    const std::string told = plan_told(ledger, plan, context.today());
    context.print(told.empty() ? "  nothing of it is left\n" : told);
    if (dry_run) {
        context.print("nothing was written\n");
        return context.finish(ledger, exit_code::done);
    }
    if (plan.entries.empty() && plan.files.empty()) {
        return context.finish(ledger, exit_code::done);
    }
    add_to_commits(subject_of(commit->subject), fmt::format("Crm-Undoes: {}\n", commit->name));
    carry_out(plan, lock, folder, ledger);
    context.written = true;
    context.print(take_back(context.program() + " undo"));
    return context.finish(read_ledger(folder), exit_code::done);
}

} // namespace

Action set_up_undo(CLI::App& app)
{
    auto dry_run = std::make_shared<bool>(false);
    add_flag(app, "--dry-run", *dry_run, "Show what would be taken back, and write nothing");
    return [dry_run](Context& context, const Words&) { return undo(context, *dry_run); };
}

} // namespace crm::cli
