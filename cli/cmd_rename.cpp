#include "cli/commands.hpp"
#include "cli/phrases.hpp"
#include "core/base/text.hpp"
#include "core/ledger/layout.hpp"
#include "core/ledger/rename.hpp"
#include "core/ledger/who.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crm::cli {
namespace {

bool was_called(const Contact& contact, const std::string& id)
{
    return std::any_of(contact.formerly.begin(), contact.formerly.end(),
                       [&](const Reference& old_id) { return old_id.id == id; });
}

int rename(Context& context, const Words& words)
{
    if (words.size() < 2) {
        throw Error(Fault::usage,
                    words.empty() ? "WHO and NEW-ID are missing" : "NEW-ID is missing",
                    "usage: crm rename WHO NEW-ID, such as: crm rename ada ada-king");
    }
    const Folder folder = context.open_ledger();
    Lock lock(folder);
    const Ledger before = read_ledger(folder, context.today());
    const Contact& contact = *find_who(before, words[0], Guess::refused).contact;
    const std::string& new_id = words[1];
    if (!is_slug(new_id)) {
        const std::string guess = slug(new_id);
        throw Error(Fault::usage, fmt::format("'{}' is not an id", new_id),
                    guess.empty() ? std::string(id_forms)
                                  : fmt::format("did you mean '{}'?", guess));
    }
    if (new_id == contact.id) {
        context.print(fmt::format("{} is called {} already\n", visible(contact.name), new_id));
        return context.finish(before, exit_code::done);
    }
    const bool is_free = taken_ids(folder, before).count(new_id) == 0;
    if (!is_free && (!was_called(contact, new_id) || folder.read(layout::contact(new_id)))) {
        const Contact* other = before.find(new_id);
        throw Error(Fault::usage,
                    other == nullptr
                        ? fmt::format("there is a contact '{}' already", new_id)
                        : fmt::format("'{}' is {} already", new_id, visible(other->name)),
                    "choose another id");
    }
    rename_contact(lock, contact.id, new_id);
    context.written = true;
    const Ledger now = read_ledger(folder, context.today());
    context.print(fmt::format("renamed {} to {}: {} ({})\n", layout::contact(contact.id),
                              layout::contact(new_id), visible(contact.name), new_id));
    context.print(fmt::format(
        "  the old id {} still means the same contact, in the journal and here\n", contact.id));
    context.print(take_back(fmt::format("{} rename {} {}", context.program(), new_id, contact.id)));
    return context.finish(now, exit_code::done);
}

} // namespace

Action set_up_rename(CLI::App&)
{
    return [](Context& context, const Words& words) { return rename(context, words); };
}

} // namespace crm::cli
