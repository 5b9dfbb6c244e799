#include "cli/app.hpp"

#include "cli/command_line.hpp"
#include "cli/committing.hpp"
#include "cli/help.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

namespace crm::cli {
namespace {

Terminal::Colour parse_colour(const std::string& word)
{
    if (word == "auto") {
        return Terminal::Colour::automatic;
    }
    if (word == "always" || word == "never") {
        return word == "always" ? Terminal::Colour::always : Terminal::Colour::never;
    }
    throw Error(Fault::usage, fmt::format("--color '{}' is not one of auto, always, never", word));
}

int dispatch(const std::vector<std::string>& arguments, Context& context)
{
    const std::size_t position = command_position(arguments);
    Globals globals;
    CLI::App before;
    globals.add_to(before, context);
    static_cast<void>(parse(
        before, {arguments.begin(), arguments.begin() + static_cast<std::ptrdiff_t>(position)}, 0,
        nullptr));

    const Command* command =
        position < arguments.size() ? &choose_command(arguments[position]) : nullptr;
    CLI::App app;
    Action action;
    Words words;
    if (command != nullptr) {
        commit_what_is_written(context, std::string(command->name));
        action = command->set_up(app);
        globals.add_to(app, context);
        words = parse(app, arguments, position + 1, command);
    }
    context.terminal.choose(parse_colour(globals.colour));
    if (globals.version) {
        context.print(fmt::format("crm {}\n", CRM_VERSION));
        return exit_code::done;
    }
    if (command == nullptr || globals.help) {
        context.print(command != nullptr ? help_of(*command, app)
                      : globals.help     ? overview()
                                         : introduction());
        return exit_code::done;
    }
    if (words.size() > command->most_words) {
        throw Error(Fault::usage,
                    fmt::format("'{}' is one word too many", words[command->most_words]),
                    command->one_too_many.empty() ? "usage: " + usage_of(*command)
                                                  : std::string(command->one_too_many));
    }
    return action(context, words);
}

int flush(Context& context, int code)
{
    const int failure = context.terminal.flush(context.wants_pager);
    if (failure == EPIPE && !context.written) {
        std::signal(SIGPIPE, SIG_DFL); // what a reader that has seen enough expects
        std::raise(SIGPIPE);
    }
    if (failure != 0) {
        const std::string why = std::strerror(failure); // NOLINT(concurrency-mt-unsafe): one thread
        context.complaints +=
            Error(Fault::ledger,
                  context.written
                      ? fmt::format("written, but the report of it could not be printed: {}", why)
                      : fmt::format("the output could not be written: {}", why))
                .message();
        code = exit_code::ledger;
    }
    std::fwrite(context.complaints.data(), 1, context.complaints.size(), stderr);
    return code;
}

} // namespace

int run(const std::vector<std::string>& arguments)
{
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN); // a limit on the size of files is told as a full disk is
    Context context;
    context.arguments = arguments;
    int code = exit_code::done;
    try {
        code = dispatch(arguments, context);
    } catch (const Error& error) {
        if (context.written) {
            context.complaints += "crm: written, but then something went wrong:\n";
        }
        context.complaints += error.message();
        code = error.fault == Fault::usage ? exit_code::usage : exit_code::ledger;
    } catch (const std::exception& error) {
        context.complaints += Error(Fault::ledger, fmt::format("unexpected: {}", error.what()),
                                    "this is a fault of the program; please report it")
                                  .message();
        code = exit_code::ledger;
    }
    return flush(context, commit_failed() && code == exit_code::done ? exit_code::ledger : code);
}

} // namespace crm::cli
