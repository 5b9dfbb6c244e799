#include "cli/app.hpp"

#include "cli/commands.hpp"
#include "core/base/text.hpp"

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

struct GlobalOption {
    std::string_view name;
    std::string_view value;
    std::string_view meaning;
};

constexpr std::array<GlobalOption, 3> global_options{{
    {"--ledger", "DIR", "The ledger's folder; else $CRM_LEDGER, else found upward from here"},
    {"--today", "DATE", "The day asked about, instead of today; else $CRM_TODAY"},
    {"--color", "WHEN", "auto, always or never"},
}};

bool takes_value(std::string_view word)
{
    return std::any_of(global_options.begin(), global_options.end(),
                       [&](const GlobalOption& option) { return option.name == word; });
}

std::string overview()
{
    std::string out = "crm keeps your contacts and what you promised them, in plain files.\n\n"
                      "Usage: crm [--ledger DIR] [--today DATE] COMMAND ...\n";
    std::string_view group;
    for (const Command& command : commands()) {
        if (command.group != group) {
            group = command.group;
            out += fmt::format("\n{}\n", group);
        }
        out += fmt::format("  {:<13}{}\n", command.name, command.summary);
    }
    out += "\nOptions\n";
    for (const GlobalOption& option : global_options) {
        out += fmt::format("  {:<15}{}\n", fmt::format("{} {}", option.name, option.value),
                           option.meaning);
    }
    return out + "  --version      The version of the program\n\n"
                 "'crm COMMAND --help' tells more about a command.\n";
}

std::string usage_of(const Command& command)
{
    return fmt::format("crm {}{}{}", command.name, command.usage.empty() ? "" : " ", command.usage);
}

std::string help_of(const Command& command, const CLI::App& app)
{
    std::string out =
        fmt::format("{}\n\nUsage: {} [OPTIONS]\n", command.summary, usage_of(command));
    if (!command.words.empty()) {
        out += fmt::format("\n{}\n", command.words);
    }
    out += "\nOptions\n";
    for (const CLI::Option* option : app.get_options()) {
        if (option->get_description().empty()) {
            continue; // a global one
        }
        const bool has_value = option->get_items_expected_max() > 0;
        const std::string name =
            option->get_name() + (has_value ? " " + option->get_type_name() : "");
        const auto lines = wrap(option->get_description(), 55);
        for (std::size_t i = 0; i < lines.size(); ++i) {
            out += fmt::format("  {}{}\n", pad(i == 0 ? name : "", 22), lines[i]);
        }
    }
    return out + fmt::format("\nExamples\n{}\n", command.more);
}

/// The command that `word` names or is the only beginning of.
const Command& choose_command(const std::string& word)
{
    if (const Command* command = find_command(word)) {
        return *command;
    }
    std::vector<std::string> names;
    std::vector<std::string> begun;
    for (const Command& command : commands()) {
        names.emplace_back(command.name);
        if (!word.empty() && command.name.substr(0, word.size()) == word) {
            begun.emplace_back(command.name);
        }
    }
    if (begun.size() == 1) {
        return *find_command(begun.front());
    }
    if (begun.size() > 1) {
        throw Error(Fault::usage, fmt::format("'{}' could be {}", word, enumerate(begun, "or")));
    }
    const auto guess = nearest(word, names);
    throw Error(Fault::usage, fmt::format("'{}' is not a command", word),
                guess ? fmt::format("did you mean 'crm {}'?", *guess)
                      : "'crm' alone lists the commands");
}

/// Where the command's name stands: the first word that is neither an option nor its value.
std::size_t command_position(const std::vector<std::string>& arguments)
{
    std::size_t at = 0;
    while (at < arguments.size() && arguments[at].size() > 1 && arguments[at].front() == '-') {
        at += takes_value(arguments[at]) ? 2 : 1;
    }
    return std::min(at, arguments.size());
}

Error unknown_option(const std::string& name, const CLI::App& app, const Command* command)
{
    std::vector<std::string> names;
    for (const CLI::Option* option : app.get_options()) {
        for (const std::string& known : option->get_lnames()) {
            names.push_back("--" + known);
        }
    }
    const auto guess = nearest(name, names);
    const std::string text = command == nullptr
                                 ? fmt::format("there is no option '{}'", name)
                                 : fmt::format("'crm {}' has no option '{}'", command->name, name);
    if (guess) {
        return {Fault::usage, text, fmt::format("did you mean '{}'?", *guess)};
    }
    return {Fault::usage, text,
            command == nullptr ? "'crm' alone lists the options"
                               : fmt::format("'crm {} --help' lists its options; put '--' before "
                                             "words that begin with a dash",
                                             command->name)};
}

/// Splits what follows the command's name (or, without one, all) into options, each with its value
/// behind it, and words. CLI11 could do it, but takes words such as "[a,b]" apart and drops
/// some behind "--".
struct Split {
    std::vector<std::string> options;
    Words words;
};

Split split(const std::vector<std::string>& arguments, std::size_t from, const CLI::App& app,
            const Command* command)
{
    Split out;
    for (std::size_t i = from; i < arguments.size(); ++i) {
        const std::string& argument = arguments[i];
        if (argument == "--") {
            out.words.insert(out.words.end(),
                             arguments.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                             arguments.end());
            break;
        }
        if (argument.size() < 2 || argument.front() != '-') {
            out.words.push_back(argument);
            continue;
        }
        const std::size_t equals = argument.find('=');
        const std::string name = argument.substr(0, equals);
        const CLI::Option* option = app.get_option_no_throw(name);
        if (option == nullptr) {
            throw unknown_option(name, app, command);
        }
        const bool takes_one = option->get_items_expected_max() > 0;
        if (!takes_one && equals != std::string::npos) {
            throw Error(Fault::usage, fmt::format("option '{}' takes no value", name));
        }
        out.options.push_back(name);
        if (takes_one) {
            const bool follows = equals == std::string::npos && i + 1 < arguments.size();
            const std::string value = equals != std::string::npos ? argument.substr(equals + 1)
                                      : follows                   ? arguments[++i]
                                                                  : "";
            if (value.empty()) {
                throw Error(Fault::usage, fmt::format("option '{}' takes a value", name),
                            fmt::format("it reads '{} {}'", name, option->get_type_name()));
            }
            if (name != "--ledger" && invalid_utf8(value)) {
                throw Error(Fault::usage,
                            fmt::format("the value of '{}' is not valid UTF-8", name));
            }
            const bool repeatable =
                option->get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
            if (!repeatable && std::count(out.options.begin(), out.options.end(), name) > 1) {
                throw Error(Fault::usage, fmt::format("option '{}' stands twice", name),
                            "keep one of the two");
            }
            out.options.push_back(value);
        }
    }
    return out;
}

/// Options that stand before or behind the command alike.
struct Globals {
    std::string colour = "auto";
    bool help = false;
    bool version = false;

    void add_to(CLI::App& app, Context& context)
    {
        app.set_help_flag();
        app.add_option("--ledger", context.ledger_option)->type_name("DIR");
        app.add_option("--today", context.today_option)->type_name("DATE");
        app.add_option("--color", colour)->type_name("WHEN");
        app.add_flag("-h,--help", help, "This text");
        app.add_flag("--version", version);
    }
};

/// Reads the options among `arguments` from `from` to `to` and returns the words.
Words parse(CLI::App& app, const std::vector<std::string>& arguments, std::size_t from,
            const Command* command)
{
    Split found = split(arguments, from, app, command);
    std::reverse(found.options.begin(), found.options.end()); // as CLI11 takes them
    try {
        app.parse(found.options);
    } catch (const CLI::ParseError& error) {
        throw Error(Fault::usage, error.what());
    }
    return std::move(found.words);
}

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
    parse(before, {arguments.begin(), arguments.begin() + static_cast<std::ptrdiff_t>(position)}, 0,
          nullptr);

    const Command* command =
        position < arguments.size() ? &choose_command(arguments[position]) : nullptr;
    CLI::App app;
    Action action;
    Words words;
    if (command != nullptr) {
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
        context.print(command == nullptr ? overview() : help_of(*command, app));
        return exit_code::done;
    }
    if (words.size() > command->most_words) {
        throw Error(Fault::usage,
                    fmt::format("'{}' is one word too many", words[command->most_words]),
                    fmt::format("usage: {}{}", usage_of(*command),
                                command->words.find("name") == std::string_view::npos
                                    ? ""
                                    : "; quote a name of several words"));
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
    Context context;
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
    return flush(context, code);
}

} // namespace crm::cli
