#include "cli/commands.hpp"
#include "cli/key_change.hpp"
#include "cli/options.hpp"
#include "cli/phrases.hpp"
#include "core/base/text.hpp"
#include "core/ledger/layout.hpp"
#include "core/ledger/merge_contacts.hpp"
#include "core/ledger/who.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>

namespace crm::cli {
namespace {

/// A contact that is one of its own. An id of one that was merged stands for another by now, which
/// is not what somebody who types it here means.
const Contact& find_own(const Ledger& ledger, const std::string& who)
{
    const auto named =
        std::find_if(ledger.contacts.begin(), ledger.contacts.end(), [&](const Contact& contact) {
            return contact.id == who && contact.merged_into;
        });
    const Contact& contact = *find_who(ledger, who, Guess::refused).contact;
    if (named != ledger.contacts.end()) {
        throw Error(Fault::usage,
                    fmt::format("'{}' was merged into {} ({}) already", who, visible(contact.name),
                                contact.id),
                    fmt::format("name {} instead", contact.id));
    }
    return contact;
}

std::string values_of(const Fact& fact)
{
    std::string all = fmt::format("{}", fmt::join(fact.values, ", "));
    std::replace(all.begin(), all.end(), '\n', ' ');
    return visible(all);
}

std::string left_told(const std::vector<Difference>& left, const Contact& stays,
                      const Contact& goes)
{
    if (left.empty()) {
        return {};
    }
    std::string out = fmt::format("left in {}, and counts no longer:\n", layout::contact(goes.id));
    for (const Difference& difference : left) {
        out += fmt::format("  {}  {}{}\n", visible(difference.key), values_of(*difference.after),
                           difference.before ? fmt::format("; {} has {}", visible(stays.name),
                                                           values_of(*difference.before))
                                             : "");
    }
    return out;
}

/// The entries that name `goes` and not `stays`.
std::size_t entries_gained(const Ledger& ledger, const Contact& stays, const Contact& goes)
{
    std::size_t count = 0;
    for (const Interaction& line : ledger.lines) {
        const auto with = ledger.participants(line);
        const auto names = [&](const Contact& contact) {
            return std::find(with.begin(), with.end(), &contact) != with.end();
        };
        count += !line.is_void && !ledger.superseded(line) && names(goes) && !names(stays) ? 1 : 0;
    }
    return count;
}

int merge(Context& context, bool dry_run, const Words& words)
{
    if (words.size() < 2) {
        throw Error(Fault::usage,
                    words.empty() ? "the two contacts are missing"
                                  : "the contact that is to be merged into it is missing",
                    "usage: crm merge WHO OTHER, such as: crm merge ada ada-king");
    }
    const Folder folder = context.open_ledger();
    Lock lock(folder);
    const Ledger before = read_ledger(folder, context.today());
    const Contact& stays = find_own(before, words[0]);
    const Contact& goes = find_own(before, words[1]);
    if (&stays == &goes) {
        throw Error(Fault::usage,
                    fmt::format("'{}' and '{}' are the same contact, {} ({})", words[0], words[1],
                                visible(stays.name), stays.id),
                    "name two different ones, by their ids");
    }
    const bool is_final = goes.status == Status::do_not_contact || goes.status == Status::deceased;
    if (is_final && stays.status != goes.status) {
        throw Error(Fault::usage,
                    fmt::format("{} ({}) is marked '{}', and {} ({}) is not", visible(goes.name),
                                goes.id, status_name(goes.status), visible(stays.name), stays.id),
                    fmt::format("first: {} mark {} {}", context.program(), stays.id,
                                status_name(goes.status)));
    }
    ChangeScope scope;
    scope.keys = contact_keys();
    scope.ledger = &before;
    scope.today = context.today();
    const Joined joined = dry_run ? plan_merge(folder, stays.id, goes.id, scope)
                                  : merge_contacts(folder, lock, stays.id, goes.id, scope);
    context.written = !dry_run;

    const Edited edited{layout::contact(stays.id), stays.id};
    const Versions versions{joined.before, joined.after};
    context.print(fmt::format("{} {} ({}) into {} ({})\n", dry_run ? "would merge" : "merged",
                              visible(goes.name), goes.id, visible(stays.name), stays.id));
    if (versions.differ()) {
        context.print(changes_told(edited, versions, scope.today));
    }
    const std::size_t gained = entries_gained(before, stays, goes);
    if (gained > 0) {
        context.print(fmt::format(
            "  {} of the journal that {} {} {} for {}\n", count_of(gained, "entry", "entries"),
            gained == 1 ? "names" : "name", goes.id, gained == 1 ? "counts" : "count", stays.id));
    }
    context.print(left_told(joined.left, stays, goes));
    if (dry_run) {
        context.print("nothing was written\n");
        return context.finish(before, exit_code::done);
    }
    const Ledger now = read_ledger(folder, context.today());
    context.print(promises_told(now, written_contact(now, edited), scope.today));
    const std::string apart =
        fmt::format("{} edit {} --remove merged_into", context.program(), goes.id);
    if (!versions.differ()) {
        context.print(take_back(apart));
    } else if (const auto back = command_back(context, edited, versions)) {
        context.print(take_back(fmt::format("{} && {}", apart, *back)));
    } else {
        context.print(take_back(apart));
        context.print(fmt::format("  what {} took over stays, and is removed with '{} edit {}'\n",
                                  layout::contact(stays.id), context.program(), stays.id));
    }
    return context.finish(now, exit_code::done);
}

} // namespace

Action set_up_merge(CLI::App& app)
{
    auto dry_run = std::make_shared<bool>(false);
    add_flag(app, "--dry-run", *dry_run, "Show what would be done, and write nothing");
    return
        [dry_run](Context& context, const Words& words) { return merge(context, *dry_run, words); };
}

} // namespace crm::cli
