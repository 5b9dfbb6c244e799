#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/json.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace crm::cli {
namespace {

struct Options {
    bool describe = false;
};

Json to_json(const std::vector<OptionRow>& rows)
{
    Json out = Json::array();
    for (const OptionRow& row : rows) {
        out.push_back({{"name", row.name}, {"value", row.value}, {"meaning", row.meaning}});
    }
    return out;
}

/// Every command with its options, for programs: what --help tells, as data.
Json describe()
{
    Json out;
    out["schema"] = "crm.commands/1";
    std::vector<OptionRow> global = global_options();
    global.push_back(help_option());
    out["global"] = to_json(global);
    out["commands"] = Json::array();
    for (const Command& command : commands()) {
        CLI::App app;
        static_cast<void>(command.set_up(app));
        Json row;
        row["name"] = command.name;
        row["group"] = command.group;
        row["hidden"] = command.group.empty();
        row["summary"] = command.summary;
        row["usage"] = command.usage;
        row["options"] = to_json(options_of(app));
        out["commands"].push_back(std::move(row));
    }
    return out;
}

} // namespace

Action set_up_complete(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    app.add_flag("--describe", options->describe, "All commands and options, as JSON");
    return [options](Context& context, const Words&) {
        if (options->describe) {
            context.print(to_text(describe()));
        }
        return exit_code::done;
    };
}

} // namespace crm::cli
