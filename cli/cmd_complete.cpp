#include "cli/commands.hpp"
#include "cli/complete.hpp"
#include "cli/help.hpp"
#include "cli/json.hpp"
#include "cli/options.hpp"

#include <CLI/CLI.hpp>

#include <charconv>
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
        app.set_help_flag();
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

/// The first of the words as a number; nothing where it is none.
std::optional<std::size_t> read_index(const Words& words)
{
    std::size_t out = 0;
    if (words.empty()) {
        return std::nullopt;
    }
    const std::string& text = words.front();
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), out);
    return failure == std::errc{} && end == text.data() + text.size() ? std::optional(out)
                                                                      : std::nullopt;
}

} // namespace

Action set_up_complete(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    add_flag(app, "--describe", options->describe, "All commands and options, as JSON");
    return [options](Context& context, const Words& words) {
        if (options->describe) {
            context.print(to_text(describe()));
        } else if (const auto index = read_index(words)) {
            context.print(complete(context, {words.begin() + 1, words.end()}, *index).str());
        }
        return exit_code::done;
    };
}

} // namespace crm::cli
