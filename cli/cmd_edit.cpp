#include "cli/commands.hpp"
#include "cli/editor.hpp"
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

/// Puts `after` in the place of `before`, if that is still what the file holds.
void replace(Context& context, const Folder& folder, const Edited& edited, const Versions& versions)
{
    Lock lock(folder);
    lock.write(edited.path, [&](const std::optional<std::string>& present) {
        if (present != versions.before) {
            throw Error(whole_file(edited.path), "was changed by another program meanwhile");
        }
        return versions.after;
    });
    context.written = true;
}

Versions edit_by_hand(Context& context, const Folder& folder, const Edited& edited)
{
    Versions versions;
    versions.before = folder.read(edited.path).value_or("");
    versions.after = versions.before;
    EditorSession session(edited.path.substr(edited.path.rfind('/') + 1), versions.before);
    const auto text = session.run([&](const std::string& typed) {
        return fault_of(folder, edited, {versions.before, typed});
    });
    if (text) {
        versions.after = *text;
        try {
            replace(context, folder, edited, versions);
        } catch (Error& error) {
            error.remedy = fmt::format("what you typed is kept in {}; {}", session.path(),
                                       error.remedy.empty()
                                           ? "look at the file as it is now, and edit it again"
                                           : error.remedy);
            throw;
        }
        session.used();
    }
    return versions;
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
        replace(context, folder, edited, versions);
    }
    return versions;
}

int edit(Context& context, const Options& options, const Words& words)
{
    const Folder folder = context.open_ledger();
    const Edited edited =
        find_edited(folder, words.empty() ? std::nullopt : std::optional(words.front()));
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
    const Ledger now = read_ledger(folder);
    const Contact* contact = edited.id.empty() ? nullptr : now.find(edited.id);
    context.print(contact == nullptr
                      ? fmt::format("changed {}\n", edited.path)
                      : fmt::format("changed {} ({}) in {}\n", visible(contact->name), contact->id,
                                    edited.path));
    context.print(changes_told(edited, versions, context.today()));
    if (contact != nullptr && changes_promises(edited, versions)) {
        context.print(promises_told(now, *contact, context.today()));
    }
    context.print(way_back(context, edited, versions));
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
