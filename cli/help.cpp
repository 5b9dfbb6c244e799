#include "cli/help.hpp"

#include "cli/manual.hpp"
#include "core/base/text.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace crm::cli {
namespace {

constexpr std::size_t help_width = 80;
constexpr std::size_t word_column = 14; ///< where the meaning of a word begins

/// What --help says of the words of a command, broken anew: a line that begins with a word in the
/// third column, and those that go on below its meaning; between empty lines a paragraph.
std::string fitted(std::string_view text)
{
    std::string out;
    std::string head;
    std::string body;
    const auto flush = [&] {
        const auto lines = wrap(body, help_width - head.size());
        for (std::size_t i = 0; i < lines.size() && !body.empty(); ++i) {
            out += fmt::format("{}{}\n", i == 0 ? head : std::string(head.size(), ' '), lines[i]);
        }
        head.clear();
        body.clear();
    };
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty()) {
            flush();
            out += '\n';
            continue;
        }
        if (line.size() > word_column && line[0] == ' ' && line[2] != ' ') {
            flush();
            head = line.substr(0, word_column);
            line.remove_prefix(word_column);
        }
        line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
        body += (body.empty() ? "" : " ") + std::string(line);
    }
    flush();
    return out;
}

} // namespace

const std::vector<OptionRow>& global_options()
{
    static const std::vector<OptionRow> rows{
        {"--ledger", "DIR", "The ledger's folder; else $CRM_LEDGER, else found from here up"},
        {"--today", "DATE", "The day asked about, instead of today; else $CRM_TODAY"},
        {"--color", "WHEN", "auto, always or never"},
        {"--version", "", "The version of the program"},
    };
    return rows;
}

OptionRow help_option()
{
    return {"--help", "", "This text"};
}

std::vector<OptionRow> options_of(const CLI::App& app)
{
    std::vector<OptionRow> out;
    for (const CLI::Option* option : app.get_options()) {
        if (option->get_description().empty()) {
            continue; // a global one
        }
        const bool has_value = option->get_items_expected_max() > 0;
        out.push_back({option->get_name(), has_value ? option->get_type_name() : "",
                       option->get_description(),
                       option->get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll});
    }
    return out;
}

std::string introduction()
{
    return "crm keeps your contacts and what you promised them, in plain files.\n\n"
           "Each morning\n"
           "  crm due                           whom you owe contact today, and why\n"
           "  crm show ada                      all you know about her, before you call\n"
           "  crm log ada call wants the memo   what happened, in your words\n"
           "  crm add-contact \"Ada Lovelace\"    somebody new\n"
           "  crm report                        what you promised, and what you kept\n\n"
           "Reading on\n"
           "  crm init ~/crm                    makes a ledger, where you have none yet\n"
           "  crm help                          lists the commands and the topics\n"
           "  crm log --help                    tells it in short, 'crm help log' in full\n"
           "  crm help cadence                  explains when something is due\n";
}

std::string overview()
{
    std::string out = "crm keeps your contacts and what you promised them, in plain files.\n\n"
                      "Usage: crm [--ledger DIR] [--today DATE] COMMAND ...\n";
    std::string_view group;
    for (const Command& command : commands()) {
        if (command.group.empty()) {
            continue;
        }
        if (command.group != group) {
            group = command.group;
            out += fmt::format("\n{}\n", group);
        }
        out += fmt::format("  {:<13}{}\n", command.name, command.summary);
    }
    out += "\nOptions\n";
    for (const OptionRow& option : global_options()) {
        if (option.value.empty()) {
            continue;
        }
        out += fmt::format("  {:<15}{}\n", fmt::format("{} {}", option.name, option.value),
                           option.meaning);
    }
    out += "  --version      The version of the program\n"
           "\nThe manual\n"
           "  crm COMMAND --help   A command in short\n"
           "  crm help COMMAND     A command in full, with examples\n";
    for (const ManualPage& page : manual_pages()) {
        if (find_command(page.topic) == nullptr) {
            out += fmt::format("  {:<21}{}\n", fmt::format("crm help {}", page.topic), page.title);
        }
    }
    return out;
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
        out += "\n" + fitted(command.words);
    }
    out += "\nOptions\n";
    auto options = options_of(app);
    options.push_back(help_option());
    for (const OptionRow& option : options) {
        const std::string name = option.name + (option.value.empty() ? "" : " " + option.value);
        const auto lines = wrap(option.meaning, 55);
        for (std::size_t i = 0; i < lines.size(); ++i) {
            out += fmt::format("  {}{}\n", pad(i == 0 ? name : "", 22), lines[i]);
        }
    }
    return out + fmt::format("\nExamples\n{}\n", command.more);
}

} // namespace crm::cli
