#include "cli/commands.hpp"
#include "cli/export.hpp"
#include "cli/options.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <memory>

namespace crm::cli {
namespace {

const ExportFormat& format_of(const std::string& name)
{
    std::vector<std::string> names;
    for (const ExportFormat& format : export_formats()) {
        if (format.name == name) {
            return format;
        }
        names.emplace_back(format.name);
    }
    const auto guess = nearest(name, names);
    throw Error(Fault::usage, fmt::format("'{}' is not a format", name),
                fmt::format("{}the formats are {}",
                            guess ? fmt::format("did you mean '{}'? ", *guess) : "",
                            enumerate(names)));
}

void refuse_strange_options(const ExportFormat& format, const ExportOptions& options)
{
    if (format.name != "ics" && (options.tasks || options.within)) {
        throw Error(Fault::usage,
                    fmt::format("{} goes with the format 'ics' only",
                                options.tasks ? "--tasks" : "--within"),
                    "leave it out");
    }
    if (options.force && !options.output) {
        throw Error(Fault::usage, "--force needs a file to replace", "name it with -o FILE");
    }
}

int run_export(Context& context, ExportOptions options, const Words& words)
{
    if (words.empty()) {
        throw Error(
            Fault::usage, "which format?",
            "'crm export --help' lists them; for a phone: crm export vcard -o contacts.vcf");
    }
    const ExportFormat& format = format_of(words.front());
    if (options.output == "-") {
        options.output.reset();
    }
    refuse_strange_options(format, options);
    return format.run(context, options, {words.begin() + 1, words.end()});
}

} // namespace

Action set_up_export(CLI::App& app)
{
    auto options = std::make_shared<ExportOptions>();
    add_value(app, "-o,--output", options->output, "FILE|DIR",
              "For short -o: write this file, whole or not at all; with vcard a folder, for a card "
              "each");
    add_flag(app, "--force", options->force, "Replace a file that crm has not written");
    add_value(app, "--within", options->within, "PERIOD",
              "With ics: how far to look ahead; 90d without it");
    add_flag(app, "--tasks", options->tasks,
             "With ics: promises and follow-ups as tasks, not as events");
    return [options](Context& context, const Words& words) {
        return run_export(context, *options, words);
    };
}

} // namespace crm::cli
