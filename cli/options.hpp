#pragma once

// Options in the forms that several commands share.

#include "core/base/error.hpp"

#include <CLI/App.hpp>
#include <CLI/Option.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crm::cli {

/// `--name VALUE`, once.
inline CLI::Option* add_value(CLI::App& app, const std::string& name,
                              std::optional<std::string>& target, const std::string& value,
                              const std::string& meaning)
{
    return app.add_option(name, target, meaning)->type_name(value);
}

/// `--name VALUE`, as often as one likes. Without extra arguments, or CLI11 takes "[a,b]" apart.
inline CLI::Option* add_values(CLI::App& app, const std::string& name,
                               std::vector<std::string>& target, const std::string& value,
                               const std::string& meaning)
{
    return app.add_option(name, target, meaning + "; may be repeated")
        ->type_name(value)
        ->type_size(1)
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->allow_extra_args(false);
}

/// What an option whose value may be left out has for a value then.
inline constexpr std::string_view no_value = "this";

/// `--name [VALUE]`, once. The next word is taken for the value where `fault` finds none in it; it
/// says what is wrong with a word: "is not a month".
inline CLI::Option* add_optional_value(CLI::App& app, const std::string& name,
                                       std::optional<std::string>& target, const std::string& value,
                                       const std::string& meaning,
                                       std::function<std::string(const std::string&)> fault)
{
    return app.add_option(name, target, meaning)
        ->type_name("[" + value + "]")
        ->check([fault = std::move(fault)](const std::string& word) {
            return word == no_value ? std::string{} : fault(word);
        });
}

/// Throws Error (usage) where --json and --csv are both given.
inline void require_one_format(bool json, bool csv)
{
    if (json && csv) {
        throw Error(Fault::usage, "--csv does not go with --json", "leave one of the two out");
    }
}

} // namespace crm::cli
