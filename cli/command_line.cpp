#include "cli/command_line.hpp"

#include "cli/help.hpp"
#include "cli/options.hpp"
#include "core/base/text.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace crm::cli {
namespace {

bool takes_value(std::string_view word)
{
    const auto& rows = global_options();
    return std::any_of(rows.begin(), rows.end(), [&](const OptionRow& row) {
        return row.name == word && !row.value.empty();
    });
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
    if (command != nullptr && command->name == "edit") {
        return {Fault::usage, text,
                "keys are changed with --set: crm edit ada --set phone=555-0142"};
    }
    if (command != nullptr && command->name == "amend" && name == "--last") {
        return {Fault::usage, text, "'last' stands without dashes: crm amend last --void"};
    }
    if (guess) {
        return {Fault::usage, text, fmt::format("did you mean '{}'?", *guess)};
    }
    return {Fault::usage, text,
            command == nullptr ? "'crm --help' lists the options"
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

/// The value of an option that may stand without one: behind '=', or the next word where it fits.
std::string optional_value(CLI::Option& option, const std::string& name,
                           const std::vector<std::string>& arguments, std::size_t& at)
{
    const std::string& argument = arguments[at];
    if (argument.size() > name.size()) {
        std::string value = argument.substr(name.size() + 1);
        const std::string fault = (*option.get_validator(0))(value);
        if (!fault.empty()) {
            throw Error(Fault::usage, fmt::format("{} '{}' {}", name, value, fault));
        }
        return value;
    }
    if (at + 1 < arguments.size()) {
        std::string value = arguments[at + 1];
        if ((*option.get_validator(0))(value).empty()) {
            ++at;
            return value;
        }
    }
    return std::string(no_value);
}

Split split(const std::vector<std::string>& arguments, std::size_t from, CLI::App& app,
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
        CLI::Option* option = app.get_option_no_throw(name);
        if (option == nullptr) {
            throw unknown_option(name, app, command);
        }
        const bool takes_one = option->get_items_expected_max() > 0;
        const bool repeatable =
            option->get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
        if (takes_one && !repeatable &&
            std::find(out.options.begin(), out.options.end(), name) != out.options.end()) {
            throw Error(Fault::usage, fmt::format("option '{}' stands twice", name),
                        "keep one of the two");
        }
        if (takes_one && option->get_type_name().front() == '[') {
            out.options.push_back(name);
            out.options.push_back(optional_value(*option, name, arguments, i));
            continue;
        }
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
            out.options.push_back(value);
        }
    }
    return out;
}

} // namespace

std::optional<std::string_view> choose_name(std::string_view word,
                                            const std::vector<std::string_view>& names)
{
    std::vector<std::string> begun;
    for (const std::string_view name : names) {
        if (name == word) {
            return name;
        }
        if (!word.empty() && name.substr(0, word.size()) == word) {
            begun.emplace_back(name);
        }
    }
    if (begun.size() > 1) {
        throw Error(Fault::usage, fmt::format("'{}' could be {}", word, enumerate(begun, "or")));
    }
    return begun.empty() ? std::nullopt
                         : std::optional(*std::find(names.begin(), names.end(), begun.front()));
}

namespace {

/// What people type for something that has another name here.
struct OtherName {
    std::string_view word;
    std::string_view remedy;
};
constexpr auto other_names = std::to_array<OtherName>({
    {"correct",
     "'crm amend last --date friday' corrects an entry, 'crm edit WHO' what is known of a contact"},
    {"fix",
     "'crm amend last --date friday' corrects an entry, 'crm edit WHO' what is known of a contact"},
    {"change",
     "'crm amend last --date friday' corrects an entry, 'crm edit WHO' what is known of a contact"},
    {"delete",
     "'crm mark WHO archived' puts a contact away, 'crm amend ID --void' withdraws an entry"},
    {"remove",
     "'crm mark WHO archived' puts a contact away, 'crm amend ID --void' withdraws an entry"},
    {"pause", "'crm mark WHO paused' does"},
    {"resume", "'crm mark WHO active' does"},
    {"archive", "'crm mark WHO archived' does"},
    {"status", "'crm mark WHO STATUS' changes it, 'crm list status:paused' finds by it"},
    {"find", "'crm show NAME' shows a contact, 'crm list NAME' all of that name"},
    {"search", "'crm show NAME' shows a contact, 'crm list NAME' all of that name"},
    {"contacts", "'crm list' shows them"},
    {"new", "'crm add-contact NAME' adds a contact, 'crm log WHO TOUCH' what happened"},
    {"version", "'crm --version' tells it"},
    {"today", "'crm due' is the list of the day"},
});

} // namespace

const Command& choose_command(const std::string& word)
{
    if (const Command* command = find_command(word)) {
        return *command;
    }
    std::vector<std::string_view> names;
    for (const Command& command : commands()) {
        if (!command.group.empty()) {
            names.push_back(command.name);
        }
    }
    if (const auto name = choose_name(word, names)) {
        return *find_command(*name);
    }
    const std::string text = fmt::format("'{}' is not a command", word);
    for (const OtherName& other : other_names) {
        if (other.word == word) {
            throw Error(Fault::usage, text, std::string(other.remedy));
        }
    }
    const auto guess = nearest(word, std::vector<std::string>(names.begin(), names.end()));
    throw Error(Fault::usage, text,
                guess ? fmt::format("did you mean 'crm {}'?", *guess)
                      : "'crm help' lists the commands; 'crm show NAME' shows a contact");
}

void Globals::add_to(CLI::App& app, Context& context)
{
    app.set_help_flag();
    app.add_option("--ledger", context.ledger_option)->type_name("DIR");
    app.add_option("--today", context.today_option)->type_name("DATE");
    app.add_option("--color", colour)->type_name("WHEN");
    app.add_flag("-h,--help", help);
    app.add_flag("--version", version);
}

std::size_t command_position(const std::vector<std::string>& arguments)
{
    std::size_t at = 0;
    while (at < arguments.size() && arguments[at].size() > 1 && arguments[at].front() == '-') {
        at += takes_value(arguments[at]) ? 2 : 1;
    }
    return std::min(at, arguments.size());
}

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

} // namespace crm::cli
