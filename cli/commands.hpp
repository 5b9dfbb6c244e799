#pragma once

// The table of commands, and what each of them is given. Whatever lists commands walks this table.

#include "cli/context.hpp"

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
} // namespace CLI

namespace crm::cli {

/// What stands on the command line behind the command's name and is no option.
using Words = std::vector<std::string>;

/// Runs a command whose options are read; its result is the exit code.
using Action = std::function<int(Context&, const Words&)>;

inline constexpr std::size_t any_number = static_cast<std::size_t>(-1);

struct Command {
    std::string_view name;
    std::string_view group;   ///< heading in the overview; empty for one that only programs call
    std::string_view summary; ///< one line
    std::string_view usage;   ///< the words that follow the name: "WHO TOUCH [NOTE...]"
    std::string_view words;   ///< what these words are, as --help shows it
    std::size_t most_words = 0;
    std::string_view more;              ///< examples, shown below the options
    Action (*set_up)(CLI::App& app);    ///< declares the options
    std::string_view one_too_many = {}; ///< what to do about a word too many
};

[[nodiscard]] std::span<const Command> commands();
[[nodiscard]] const Command* find_command(std::string_view name);

Action set_up_init(CLI::App& app);
Action set_up_add_contact(CLI::App& app);
Action set_up_log(CLI::App& app);
Action set_up_amend(CLI::App& app);
Action set_up_follow_up(CLI::App& app);
Action set_up_done(CLI::App& app);
Action set_up_due(CLI::App& app);
Action set_up_review(CLI::App& app);
Action set_up_show(CLI::App& app);
Action set_up_list(CLI::App& app);
Action set_up_edit(CLI::App& app);
Action set_up_snooze(CLI::App& app);
Action set_up_mark(CLI::App& app);
Action set_up_rename(CLI::App& app);
Action set_up_merge(CLI::App& app);
Action set_up_erase(CLI::App& app);
Action set_up_report(CLI::App& app);
Action set_up_forecast(CLI::App& app);
Action set_up_import(CLI::App& app);
Action set_up_export(CLI::App& app);
Action set_up_undo(CLI::App& app);
Action set_up_redo(CLI::App& app);
Action set_up_sync(CLI::App& app);
Action set_up_trust(CLI::App& app);
Action set_up_check(CLI::App& app);
Action set_up_help(CLI::App& app);
Action set_up_complete(CLI::App& app);

} // namespace crm::cli
