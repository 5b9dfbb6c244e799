#include "cli/commands.hpp"
#include "cli/keyboard.hpp"
#include "cli/options.hpp"
#include "cli/phrases.hpp"
#include "core/base/text.hpp"
#include "core/git/trust.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include <unistd.h>

namespace crm::cli {
namespace {

struct TrustOptions {
    bool yes = false;
    bool forget = false;
};

/// Each program on a line, with what it would be needed for.
std::string programs_told(const std::vector<NamedProgram>& named,
                          const std::vector<NamedProgram>& waiting)
{
    std::string out;
    for (const NamedProgram& one : named) {
        const bool waits =
            std::any_of(waiting.begin(), waiting.end(),
                        [&](const NamedProgram& other) { return other.str() == one.str(); });
        out += fmt::format("  {}\n    {}{}\n", visible(one.str()),
                           one.for_commits && one.for_exchange ? "may run when something is "
                                                                 "committed or exchanged"
                           : one.for_exchange ? "may run when something is exchanged"
                                              : "never run by crm, but by git when you call it",
                           waits ? "" : "; trusted");
    }
    return out;
}

bool is_agreed(Context& context, bool yes)
{
    if (yes) {
        return true;
    }
    if (isatty(STDIN_FILENO) != 1 || !context.terminal.interactive()) {
        throw Error(Fault::usage, "nobody is here to be asked, and nothing is trusted",
                    "'--yes' trusts without asking");
    }
    Keyboard keyboard(context.terminal);
    return keyboard.line("type yes if you know them and trust them: ") == "yes";
}

int trust(Context& context, const TrustOptions& options)
{
    const Folder folder = context.open_ledger();
    Git git(folder);
    const auto state = git_state(git);
    if (!state) {
        throw Error(Fault::usage, "the ledger is in no git repository",
                    "there is nothing to trust");
    }
    if (options.forget) {
        keep_trust(state->folder, {});
        context.print("what this ledger's repository names is trusted no more\n");
        return exit_code::done;
    }
    const auto named = named_programs(git, *state);
    const auto waiting = untrusted_programs(git, *state);
    if (named.empty()) {
        context.print("this ledger's repository names no program\n");
        return exit_code::done;
    }
    context.print(fmt::format("the repository in {} names {}:\n{}", visible(state->folder),
                              count_of(named.size(), "program"), programs_told(named, waiting)));
    if (waiting.empty()) {
        context.print("nothing waits for your trust; 'crm trust --forget' ends it\n");
        return exit_code::done;
    }
    if (!is_agreed(context, options.yes)) {
        context.print("not trusted; crm does without them\n");
        return exit_code::done;
    }
    keep_trust(state->folder, named);
    context.print(fmt::format("trusted, in this place only\n{}",
                              take_back(context.program() + " trust --forget")));
    return exit_code::done;
}

} // namespace

Action set_up_trust(CLI::App& app)
{
    auto options = std::make_shared<TrustOptions>();
    add_flag(app, "--yes", options->yes, "Do not ask");
    add_flag(app, "--forget", options->forget, "Trust nothing of this ledger any more");
    return [options](Context& context, const Words&) { return trust(context, *options); };
}

} // namespace crm::cli
