#pragma once

// Options in the forms that several commands share.

#include <CLI/App.hpp>
#include <CLI/Option.hpp>

#include <optional>
#include <string>
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

} // namespace crm::cli
