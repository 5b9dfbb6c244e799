#include "cli/key_change.hpp"

#include "cli/phrases.hpp"
#include "core/base/text.hpp"
#include "core/ledger/contact_file.hpp"
#include "core/ledger/layout.hpp"
#include "core/ledger/settings_file.hpp"
#include "core/ledger/who.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace crm::cli {
namespace {

std::optional<Error> first_fault(const Findings& findings)
{
    for (const Finding& finding : findings) {
        if (finding.weight == Finding::Weight::left_out) {
            return finding.error();
        }
    }
    return std::nullopt;
}

/// The settings, where crm.yaml can be used.
std::optional<Settings> settings_of(const Folder& folder)
{
    try {
        auto text = folder.read(std::string(layout::settings));
        Findings findings;
        return text ? read_settings({std::string(layout::settings), std::move(*text)}, findings)
                    : std::nullopt;
    } catch (const Error&) {
        return std::nullopt;
    }
}

/// The ledger, where it can be read.
std::optional<Ledger> ledger_in(const Folder& folder, Date today)
{
    try {
        return read_ledger(folder, today);
    } catch (const Error&) {
        return std::nullopt;
    }
}

/// "golf added, tax removed".
std::string items_told(const std::vector<std::string>& was, const std::vector<std::string>& is)
{
    const auto added = missing(is, was);
    const auto removed = missing(was, is);
    std::string out = added.empty() ? "" : visible(enumerate(added)) + " added";
    if (!removed.empty()) {
        out += (out.empty() ? "" : ", ") + visible(enumerate(removed)) + " removed";
    }
    return out.empty() ? "in another order" : out;
}

/// Nothing where the old version could not be read.
std::optional<std::vector<Difference>> differences_of(const Edited& edited,
                                                      const Versions& versions)
{
    try {
        return differences({edited.path, versions.before}, {edited.path, versions.after});
    } catch (const Error&) {
        return std::nullopt;
    }
}

std::string told(const Fact& fact)
{
    if (!fact.is_simple) {
        return fmt::format("{} entries", fact.values.size());
    }
    if (fact.is_list) {
        return visible(fmt::format("{}", fmt::join(fact.values, ", ")));
    }
    const std::string& value = fact.values.empty() ? std::string{} : fact.values.front();
    const auto lines = static_cast<std::size_t>(std::count(value.begin(), value.end(), '\n'));
    return lines > 0 ? count_of(lines + (value.back() == '\n' ? 0 : 1), "line") : visible(value);
}

} // namespace

Edited find_edited(const Folder& folder, const std::optional<std::string>& who, Date today)
{
    if (!who) {
        return {std::string(layout::settings), {}};
    }
    if (is_slug(*who) && folder.read(layout::contact(*who))) {
        return {layout::contact(*who), *who}; // whatever is wrong with it, or elsewhere
    }
    const Ledger ledger = read_ledger(folder, today);
    const std::string id = find_who(ledger, *who, Guess::refused).contact->id;
    return {layout::contact(id), id};
}

std::optional<Error> fault_of(const Folder& folder, const Edited& edited, const std::string& text)
{
    try {
        const yaml::Document document(edited.path, text);
        Findings findings;
        if (edited.id.empty()) {
            static_cast<void>(read_settings(document, findings));
        } else if (const auto settings = settings_of(folder)) {
            static_cast<void>(read_contact(document, edited.id, 0, *settings, findings));
        }
        return first_fault(findings);
    } catch (const Error& error) {
        return error;
    }
}

std::optional<Error> fault_of(const Folder& folder, const Edited& edited, const Versions& versions)
{
    if (auto fault = fault_of(folder, edited, versions.after)) {
        return fault;
    }
    const auto list = differences_of(edited, versions);
    for (const Difference& difference : list ? *list : std::vector<Difference>{}) {
        if (difference.key != "formerly" || !difference.before) {
            continue;
        }
        for (const std::string& id : difference.before->values) {
            const auto& kept =
                difference.after ? difference.after->values : std::vector<std::string>{};
            if (std::find(kept.begin(), kept.end(), id) == kept.end()) {
                return Error(
                    whole_file(edited.path), fmt::format("the former id '{}' would be lost", id),
                    fmt::format("the journal may name it: leave 'formerly: [{}]' in the file",
                                fmt::join(difference.before->values, ", ")));
            }
        }
    }
    return std::nullopt;
}

const Contact& written_contact(const Ledger& ledger, const Edited& edited)
{
    const Contact* contact = ledger.find(edited.id);
    if (contact == nullptr) {
        throw Error(whole_file(edited.path), "is gone", "has another program removed it?");
    }
    return *contact;
}

Versions change_file(Context& context, const Folder& folder, const Edited& edited,
                     const std::vector<Change>& changes)
{
    const auto ledger = edited.id.empty() ? std::nullopt : ledger_in(folder, context.today());
    ChangeScope scope;
    scope.keys = edited.id.empty() ? settings_keys() : contact_keys();
    scope.ledger = ledger ? &*ledger : nullptr;
    scope.today = context.today();
    Versions versions;
    Lock lock(folder);
    lock.write(edited.path, [&](const std::optional<std::string>& present) {
        if (!present) {
            throw Error(whole_file(edited.path), "is gone", "has another program removed it?");
        }
        versions.before = *present;
        versions.after = changed({edited.path, *present}, changes, scope);
        if (!versions.differ()) {
            return versions.after;
        }
        if (const auto fault = fault_of(folder, edited, versions.after)) {
            // What is at fault is in no file yet. In crm.yaml it may be elsewhere than the change.
            Error error(Fault::usage, fault->text, fault->remedy);
            if (edited.id.empty() || fault->place.value_or(Place{}).line == 0 ||
                fault_of(folder, edited, *present)) {
                error.place = fault->place;
            }
            throw error;
        }
        return versions.after;
    });
    context.written = versions.differ();
    return versions;
}

std::string changes_told(const Edited& edited, const Versions& versions, Date today)
{
    const auto list = differences_of(edited, versions);
    if (!list) {
        return "  it can be read again\n";
    }
    std::size_t widest = 0;
    for (const Difference& difference : *list) {
        widest = std::max(widest, width(visible(difference.key)));
    }
    std::string out;
    for (const Difference& difference : *list) {
        const auto& before = difference.before;
        const auto& after = difference.after;
        std::string text = after ? told(*after) : "removed";
        if (before && after && before->is_list && after->is_list && before->is_simple &&
            after->is_simple) {
            text = items_told(before->values, after->values);
        } else if (before && !before->values.empty()) {
            text += ", was " + told(*before);
        }
        out += fmt::format("  {}  {}\n", pad(visible(difference.key), widest), text);
        for (const std::string& value : after ? after->values : std::vector<std::string>{}) {
            const std::string doubt = doubt_of(difference.key, value, today);
            out += doubt.empty() ? "" : fmt::format("  {}\n", visible(doubt));
        }
    }
    return out.empty() ? "  only comments or the way it is written\n" : out;
}

std::optional<std::string> command_back(const Context& context, const Edited& edited,
                                        const Versions& versions)
{
    const auto list = differences_of(edited, versions);
    const auto keys = edited.id.empty() ? settings_keys() : contact_keys();
    const auto back =
        list ? inverse(*list, {edited.path, versions.after}, {keys, nullptr, context.today()})
             : std::nullopt;
    if (!back) {
        return std::nullopt;
    }
    std::string command =
        fmt::format("{} edit{}", context.program(), edited.id.empty() ? "" : " " + edited.id);
    for (const Change& change : *back) {
        const std::string_view option = change.act == Change::Act::set   ? "--set"
                                        : change.act == Change::Act::add ? "--add"
                                                                         : "--remove";
        command +=
            fmt::format(" {} {}", option,
                        shell_word(change.value ? fmt::format("{}={}", change.key, *change.value)
                                                : change.key));
    }
    return command;
}

std::string way_back(const Context& context, const Edited& edited, const Versions& versions)
{
    const auto command = command_back(context, edited, versions);
    return command ? take_back(*command)
           : commits_writes(context.open_ledger())
               ? take_back(context.program() + " undo")
               : "  no command takes this back; where the ledger is in git, 'git diff' shows it\n";
}

bool changes_promises(const Edited& edited, const Versions& versions)
{
    const auto list = differences_of(edited, versions);
    return list && std::any_of(list->begin(), list->end(), [](const Difference& difference) {
               const std::string_view root =
                   std::string_view(difference.key).substr(0, difference.key.find('.'));
               for (const std::string_view key :
                    {"kind", "tier", "tags", "org", "since", "promised_from", "cadence", "status",
                     "snooze", "household"}) {
                   if (root == key) {
                       return true;
                   }
               }
               return false;
           });
}

std::string promises_told(const Ledger& ledger, const Contact& contact, Date today)
{
    std::string out;
    for (const Item& item : items_of(ledger, contact, today)) {
        out += fmt::format("  {} promised {}; {}\n", item.promise.requirement,
                           item.promise.cadence.text, promise_state(item));
    }
    return out;
}

} // namespace crm::cli
