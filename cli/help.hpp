#pragma once

// What the program tells about itself: an introduction, the overview of the commands, each one's
// --help, made from the table of commands and the options that each declares.

#include "cli/commands.hpp"

#include <string>
#include <vector>

namespace CLI {
class App;
} // namespace CLI

namespace crm::cli {

/// An option as help, completion and the manual's test see it.
struct OptionRow {
    std::string name;  ///< "--date"
    std::string value; ///< "DATE", "[WHEN]" where it may be left out; empty for a flag
    std::string meaning;
    bool repeatable = false;
};

/// Those that every command takes, but for --help.
[[nodiscard]] const std::vector<OptionRow>& global_options();
[[nodiscard]] OptionRow help_option();

/// Those that a command declares, without the global ones.
[[nodiscard]] std::vector<OptionRow> options_of(const CLI::App& app);

/// What `crm` alone prints: the commands of a morning, and where to read on.
[[nodiscard]] std::string introduction();
/// Every command, the options of all of them, the topics of the manual.
[[nodiscard]] std::string overview();
[[nodiscard]] std::string usage_of(const Command& command);
[[nodiscard]] std::string help_of(const Command& command, const CLI::App& app);

} // namespace crm::cli
