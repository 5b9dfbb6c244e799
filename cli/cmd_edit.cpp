#include "cli/answers.hpp"
#include "cli/commands.hpp"
#include "cli/input.hpp"
#include "cli/key_change.hpp"
#include "cli/options.hpp"
#include "cli/phrases.hpp"
#include "core/base/text.hpp"
#include "core/ledger/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace crm::cli {
namespace {

struct Options {
    std::vector<std::string> set, add, remove;
    std::optional<std::string> from;
};

std::vector<Change> changes_of(const Options& options)
{
    std::vector<Change> out;
    for (const auto& [act, texts] :
         {std::pair(Change::Act::set, &options.set), std::pair(Change::Act::add, &options.add),
          std::pair(Change::Act::remove, &options.remove)}) {
        for (const std::string& text : *texts) {
            if (invalid_utf8(text)) {
                throw Error(Fault::usage, fmt::format("'{}' is not valid UTF-8", visible(text)));
            }
            out.push_back(parse_change(act, text));
        }
    }
    return out;
}

Versions take_over(Context& context, const Folder& folder, const Edited& edited,
                   const std::string& from)
{
    Versions versions;
    versions.before = folder.read(edited.path).value_or("");
    versions.after = read_file_or_input(from);
    if (auto fault = fault_of(folder, edited, versions)) {
        if (fault->place) {
            fault->place->file = from == "-" ? "standard input" : from;
        }
        fault->fault = Fault::usage;
        throw *fault;
    }
    if (versions.differ()) {
        replace_file(context, folder, edited, versions);
    }
    return versions;
}

int edit(Context& context, const Options& options, const Words& words)
{
    const Folder folder = context.open_ledger();
    const Edited edited = find_edited(
        folder, words.empty() ? std::nullopt : std::optional(words.front()), context.today());
    const auto changes = changes_of(options);
    if (options.from && !changes.empty()) {
        throw Error(Fault::usage, "--from takes the whole file, and goes with no other change",
                    "leave --from or the others out");
    }
    const Versions versions = options.from      ? take_over(context, folder, edited, *options.from)
                              : changes.empty() ? edit_by_hand(context, folder, edited)
                                                : change_file(context, folder, edited, changes);
    if (!versions.differ()) {
        context.print(fmt::format("nothing changed in {}\n", edited.path));
        return exit_code::done;
    }
    const Ledger now = read_ledger(folder, context.today());
    context.print(edited_text(context, now, edited, versions));
    return context.finish(now, exit_code::done);
}

} // namespace

Action set_up_edit(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    add_values(app, "--set", options->set, "KEY=VALUE",
               "Give a key this value: tier=B, 'tags=[tax, golf]'");
    add_values(app, "--add", options->add, "KEY=VALUE", "Add to a list: tags=golf");
    add_values(app, "--remove", options->remove, "KEY[=VALUE]",
               "Remove a key, or one value of a list");
    add_value(app, "--from", options->from, "FILE",
              "Replace all of it by the content of FILE, once checked; - is standard input");
    return
        [options](Context& context, const Words& words) { return edit(context, *options, words); };
}

} // namespace crm::cli
