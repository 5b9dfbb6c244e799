#pragma once

// Options in the forms that the commands share. What parses them (CLI11) is seen only behind this.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
} // namespace CLI

namespace crm::cli {

/// `name` alone; names may be several: "-o,--output".
void add_flag(CLI::App& app, const std::string& name, bool& target, const std::string& meaning);

/// `--name VALUE`, once.
void add_value(CLI::App& app, const std::string& name, std::optional<std::string>& target,
               const std::string& value, const std::string& meaning);

/// `--name VALUE`, as often as one likes.
void add_values(CLI::App& app, const std::string& name, std::vector<std::string>& target,
                const std::string& value, const std::string& meaning);

/// What an option whose value may be left out has for a value then.
inline constexpr std::string_view no_value = "this";

/// `--name [VALUE]`, once. The next word is taken for the value where `fault` finds none in it; it
/// says what is wrong with a word: "is not a month".
void add_optional_value(CLI::App& app, const std::string& name, std::optional<std::string>& target,
                        const std::string& value, const std::string& meaning,
                        std::function<std::string(const std::string&)> fault);

/// Throws Error (usage) where --json and --csv are both given.
void require_one_format(bool json, bool csv);

} // namespace crm::cli
