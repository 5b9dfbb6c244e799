#include "cli/commands.hpp"
#include "cli/keyboard.hpp"
#include "cli/options.hpp"
#include "cli/phrases.hpp"
#include "core/base/text.hpp"
#include "core/git/repository.hpp"
#include "core/ledger/erase.hpp"
#include "core/ledger/layout.hpp"
#include "core/ledger/who.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <memory>

namespace crm::cli {
namespace {

struct EraseOptions {
    bool dry_run = false;
    bool yes = false;
    bool mentions = false;
};

constexpr std::size_t most_shown = 20;

/// Whether lines or other contacts still name an id that is in no file.
bool is_still_named(const Ledger& ledger, const std::string& id)
{
    const auto is_it = [&](const Reference& reference) { return reference.id == id; };
    const auto names = [&](const Interaction& line) {
        return std::any_of(line.with.begin(), line.with.end(), is_it);
    };
    return std::any_of(ledger.lines.begin(), ledger.lines.end(), names) ||
           std::any_of(ledger.returned.begin(), ledger.returned.end(), names) ||
           std::any_of(ledger.strangers.begin(), ledger.strangers.end(),
                       [&](const auto& stranger) { return is_it(stranger.second); }) ||
           std::any_of(ledger.contacts.begin(), ledger.contacts.end(), [&](const Contact& contact) {
               return contact.referred_by && is_it(*contact.referred_by);
           });
}

/// The id of whoever is meant. Where nobody is asked, a beginning of a name is not enough.
std::string meant_id(const Ledger& ledger, const std::string& word, bool is_asked)
{
    if (ledger.find(word) == nullptr && is_slug(word) && is_still_named(ledger, word)) {
        return word;
    }
    const Who who = find_who(ledger, word, Guess::refused);
    if (!who.exact && !is_asked) {
        throw Error(Fault::usage,
                    fmt::format("with --yes, '{}' is not enough to be sure who is meant", word),
                    fmt::format("did you mean {} ({})? give the id", visible(who.contact->name),
                                who.contact->id));
    }
    return who.contact->id;
}

std::string called(const Ledger& ledger, const std::string& id)
{
    const Contact* contact = ledger.find(id);
    return id.empty()           ? "what came back of earlier erasures"
           : contact == nullptr ? id
                                : fmt::format("{} ({})", visible(contact->name), id);
}

std::string mentions_told(const std::vector<MentionAt>& mentions, bool sure)
{
    std::string out;
    std::size_t count = 0;
    std::pair<std::string, std::size_t> last;
    for (const MentionAt& one : mentions) {
        std::pair<std::string, std::size_t> line(one.place.file, one.place.line);
        if (one.sure == sure && line != last && count++ < most_shown) {
            out += fmt::format("    {}:{}: {}\n", visible(one.place.file), one.place.line,
                               one.place.excerpt);
        }
        last = one.sure == sure ? std::move(line) : std::move(last);
    }
    return count > most_shown ? out + fmt::format("    and {} more\n", count - most_shown) : out;
}

std::string entries_told(const ErasedEntries& entries)
{
    std::string out;
    if (entries.alone > 0) {
        out += fmt::format("  {} of the journal with nobody else{}\n",
                           count_of(entries.alone, "entry", "entries"),
                           entries.follow_ups == 0
                               ? ""
                               : fmt::format(", {} of them with a follow-up", entries.follow_ups));
    }
    if (entries.shared > 0) {
        out += fmt::format("  {} with others: the name, and what stood there before a correction\n",
                           count_of(entries.shared, "entry", "entries"));
    }
    if (entries.returned > 0) {
        out += fmt::format("  {} of entries erased before, which a merge brought again\n",
                           count_of(entries.returned, "line"));
    }
    return out;
}

std::string erasure_told(const Erasure& erasure, bool replaces_mentions)
{
    std::string out;
    for (const std::string& id : erasure.contacts) {
        out += fmt::format("  {}{}\n", layout::contact(id),
                           id == erasure.contacts.back() ? "" : ", which was merged into it");
    }
    out += entries_told(erasure.entries);
    for (const Place& place : erasure.references) {
        out += fmt::format("  the id at {}\n", place.str());
    }
    if (erasure.is_mentioned()) {
        out += fmt::format(
            "  named in other texts{}:\n",
            replaces_mentions ? fmt::format(", where '{}' is put in its place", erased_words) : "");
        out += mentions_told(erasure.mentions, true);
    }
    if (const std::string more = mentions_told(erasure.mentions, false); !more.empty()) {
        out += "  perhaps named here; crm leaves it, so look at each yourself:\n" + more;
    }
    for (const std::string& path : erasure.strays) {
        out += fmt::format("  {} is no file of the ledger: remove it yourself\n", visible(path));
    }
    return out;
}

/// The commands that leave one commit of all history.
std::string new_history(const Folder& folder, const Git& git, const std::string& branch,
                        const Advisor& advisor)
{
    const std::string at = fmt::format("git -C {}", shell_word(folder.path()));
    std::string as = at;
    if (!git.find({"config", "user.email"})) {
        const std::string& name = advisor.name.empty() ? "crm" : advisor.name;
        const std::string& email = advisor.email.empty() ? "crm@localhost" : advisor.email;
        as += fmt::format(" -c {} -c {}", shell_word("user.name=" + name),
                          shell_word("user.email=" + email));
    }
    std::string out = fmt::format("    {} add -A\n", at);
    out += fmt::format("    {} reset --soft \"$({} commit-tree -m 'the ledger of today' \"$({} "
                       "write-tree)\")\"\n",
                       at, as, at);
    for (const std::string& remote : split(git.find({"remote"}).value_or(""), '\n')) {
        out +=
            fmt::format("    {} push --force {} {}\n", at, shell_word(remote), shell_word(branch));
    }
    for (const std::string& ref :
         split(git.find({"for-each-ref", "--format=%(refname)"}).value_or(""), '\n')) {
        if (ref != branch && !ref.starts_with("refs/remotes/")) {
            out += fmt::format("    {} update-ref -d {}\n", at, shell_word(ref));
        }
    }
    out += fmt::format("    {} reflog expire --expire=now --expire-unreachable=now --all\n", at);
    out += fmt::format("    {} gc --quiet --prune=now\n", at);
    return out;
}

std::string history_told(const Folder& folder, const Advisor& advisor)
{
    std::optional<GitState> state;
    Git git(folder);
    try {
        state = git_state(git);
    } catch (const Error&) {
        return {}; // without git there is nothing to be done with it
    }
    if (!state || state->head.empty()) {
        return {};
    }
    const std::string more = "  every other copy needs it too: 'crm help erase' says how\n";
    if (!state->prefix.empty() || state->branch.empty()) {
        return "  git still holds it in earlier commits, with other things beside this ledger\n" +
               more;
    }
    return "  git still holds it in earlier commits; these lines leave one commit with the files "
           "of today:\n" +
           new_history(folder, git, state->branch, advisor) + more;
}

/// Waits for the answer on a terminal. Throws Error (usage) where there is none.
bool is_confirmed(Context& context, const std::string& word)
{
    if (isatty(STDIN_FILENO) != 1 || !context.terminal.interactive()) {
        throw Error(Fault::usage, "nobody is here to be asked, and nothing was erased",
                    "'--yes' erases without asking");
    }
    Keyboard keyboard(context.terminal);
    const auto answer = keyboard.line(fmt::format("type {} to erase this for good: ", word));
    return answer && *answer == word;
}

int erase(Context& context, const EraseOptions& options, const Words& words)
{
    const Folder folder = context.open_ledger();
    const Ledger before = read_ledger(folder, context.today());
    ErasureWanted wanted;
    wanted.id =
        words.empty() ? std::string{} : meant_id(before, words[0], !options.yes || options.dry_run);
    wanted.replaces_mentions = options.mentions;
    wanted.today = context.today();
    const Erasure planned = plan_erasure(folder, before, wanted);
    const std::string name = called(before, wanted.id);
    const std::string told = erasure_told(planned, options.mentions);
    if (wanted.id.empty() && planned.files.empty()) {
        context.print("nothing that was erased has come back\n");
        return context.finish(before, exit_code::done);
    }
    context.print(fmt::format("to be erased for good: {}\n{}", name, told));
    if (options.dry_run) {
        context.print("nothing was written\n");
        return context.finish(before, exit_code::done);
    }
    if (planned.is_mentioned() && !options.mentions) {
        throw Error(Fault::usage, "other texts name the person, and nothing was erased",
                    fmt::format("edit them and erase again, or add --mentions, which puts '{}' in "
                                "the place of each name",
                                erased_words));
    }
    if (!options.yes && !is_confirmed(context, wanted.id.empty() ? "yes" : wanted.id)) {
        context.print("nothing was erased\n");
        return context.finish(before, exit_code::done);
    }
    Lock lock(folder);
    const Ledger ledger = read_ledger(folder, context.today());
    const Erasure erasure = plan_erasure(folder, ledger, wanted);
    if (erasure_told(erasure, options.mentions) != told) {
        throw Error(Fault::ledger, "the ledger was changed meanwhile, and nothing was erased",
                    "try again");
    }
    carry_out_erasure(erasure, lock, folder);
    context.written = true;
    context.print(fmt::format("erased {}\n", name));
    context.print("  what you exported, saved elsewhere or mailed is beyond crm's reach\n");
    context.print(history_told(folder, ledger.settings.advisor));
    return context.finish(read_ledger(folder, context.today()), exit_code::done);
}

} // namespace

Action set_up_erase(CLI::App& app)
{
    auto options = std::make_shared<EraseOptions>();
    add_flag(app, "--mentions", options->mentions,
             "Put '(erased)' in the place of the name in other texts too");
    add_flag(app, "--yes", options->yes, "Do not ask");
    add_flag(app, "--dry-run", options->dry_run, "Show what would go, and write nothing");
    return
        [options](Context& context, const Words& words) { return erase(context, *options, words); };
}

} // namespace crm::cli
