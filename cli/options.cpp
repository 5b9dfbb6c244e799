#include "cli/options.hpp"

#include "core/base/error.hpp"

#include <CLI/App.hpp>
#include <CLI/Option.hpp>

#include <utility>

namespace crm::cli {

void add_flag(CLI::App& app, const std::string& name, bool& target, const std::string& meaning)
{
    app.add_flag(name, target, meaning);
}

void add_value(CLI::App& app, const std::string& name, std::optional<std::string>& target,
               const std::string& value, const std::string& meaning)
{
    app.add_option(name, target, meaning)->type_name(value);
}

void add_values(CLI::App& app, const std::string& name, std::vector<std::string>& target,
                const std::string& value, const std::string& meaning)
{
    // Without extra arguments, or CLI11 takes "[a,b]" apart.
    app.add_option(name, target, meaning + "; may be repeated")
        ->type_name(value)
        ->type_size(1)
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->allow_extra_args(false);
}

void add_optional_value(CLI::App& app, const std::string& name, std::optional<std::string>& target,
                        const std::string& value, const std::string& meaning,
                        std::function<std::string(const std::string&)> fault)
{
    app.add_option(name, target, meaning)
        ->type_name("[" + value + "]")
        ->check([fault = std::move(fault)](const std::string& word) {
            return word == no_value ? std::string{} : fault(word);
        });
}

void require_one_format(bool json, bool csv)
{
    if (json && csv) {
        throw Error(Fault::usage, "--csv does not go with --json", "leave one of the two out");
    }
}

} // namespace crm::cli
