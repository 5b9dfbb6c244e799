#pragma once

// From the words of the command line to a command, its options and its words. CLI11 holds the
// declarations and the values; which word belongs to which option is decided here.

#include "cli/commands.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
} // namespace CLI

namespace crm::cli {

/// Options that stand before or behind the command alike.
struct Globals {
    std::string colour = "auto";
    bool help = false;
    bool version = false;

    void add_to(CLI::App& app, Context& context);
};

/// Where the command's name stands: the first word that is neither an option nor its value.
[[nodiscard]] std::size_t command_position(const std::vector<std::string>& arguments);

/// The name that `word` is, or the only one that it begins; nothing where it begins none. Throws
/// Error (usage) where it begins several.
[[nodiscard]] std::optional<std::string_view>
choose_name(std::string_view word, const std::vector<std::string_view>& names);

/// The command that `word` names or is the only beginning of. Throws Error (usage) for another.
[[nodiscard]] const Command& choose_command(const std::string& word);

/// Reads the options among `arguments` from `from` on and returns the words. `command` is nullptr
/// before the command's name. Throws Error (usage).
[[nodiscard]] Words parse(CLI::App& app, const std::vector<std::string>& arguments,
                          std::size_t from, const Command* command);

} // namespace crm::cli
