#include "core/ledger/groups.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace crm {
namespace {

constexpr std::string_view household = "household";
constexpr std::string_view org = "org";
constexpr std::size_t most_groups_listed = 8;

/// The form in which names of groups are compared and typed.
std::string key_of(std::string_view name)
{
    return fmt::format("{}", fmt::join(words(name), "-"));
}

std::vector<Group> groups_of(const Roster& ledger)
{
    std::map<std::pair<std::string, std::string_view>, Group> by_key;
    for (const Contact& contact : ledger.contacts) {
        if (contact.merged_into) {
            continue;
        }
        for (const auto& [kind, name] :
             {std::pair(household, &contact.household), std::pair(org, &contact.org)}) {
            const std::string key = key_of(*name);
            if (key.empty()) {
                continue;
            }
            Group& group = by_key[{key, kind}];
            group.handle = "@" + key;
            group.name = group.name.empty() ? *name : group.name;
            group.kind = kind;
            group.members.push_back(&contact);
        }
    }
    std::vector<Group> out;
    for (auto& [key, group] : by_key) {
        out.push_back(std::move(group));
    }
    return out;
}

/// Of a household and an org that have one name and the same members, one is enough.
std::vector<Group> without_twins(std::vector<Group> groups)
{
    const auto same = [](const Group& a, const Group& b) {
        return a.handle == b.handle && a.members == b.members;
    };
    groups.erase(std::unique(groups.begin(), groups.end(), same), groups.end());
    return groups;
}

Error ambiguous(std::string_view word, const std::vector<Group>& candidates)
{
    std::vector<std::string> shown;
    bool same_name = false;
    for (const Group& group : candidates) {
        same_name = same_name || group.handle != candidates.front().handle;
        if (shown.size() == most_groups_listed) {
            shown.push_back(fmt::format("{} more", candidates.size() - most_groups_listed));
            break;
        }
        shown.push_back(
            fmt::format("{} ({} of {})", group.handle, group.kind, group.members.size()));
    }
    return {Fault::usage, fmt::format("'{}' could be {}", word, enumerate(shown, "or")),
            same_name ? std::string("type more of its name")
                      : fmt::format("name it as '@household:{0}' or '@org:{0}'",
                                    candidates.front().handle.substr(1))};
}

} // namespace

bool names_group(std::string_view word)
{
    return word.substr(0, 1) == "@";
}

Group find_group(const Roster& ledger, std::string_view word)
{
    std::string_view name = word.substr(std::min<std::size_t>(1, word.size()));
    std::string_view kind;
    for (const std::string_view prefix : {household, org}) {
        if (name.size() > prefix.size() && name.substr(0, prefix.size()) == prefix &&
            name[prefix.size()] == ':') {
            kind = prefix;
            name.remove_prefix(prefix.size() + 1);
            break;
        }
    }
    const std::string wanted = key_of(name);
    std::vector<Group> exact;
    std::vector<Group> begun;
    std::vector<std::string> handles;
    for (Group& group : groups_of(ledger)) {
        if (!kind.empty() && group.kind != kind) {
            continue;
        }
        handles.push_back(group.handle);
        if (wanted.empty() || group.handle.compare(1, wanted.size(), wanted) != 0) {
            continue;
        }
        (group.handle.size() == wanted.size() + 1 ? exact : begun).push_back(std::move(group));
    }
    auto candidates = without_twins(std::move(exact.empty() ? begun : exact));
    if (candidates.size() == 1) {
        return std::move(candidates.front());
    }
    if (candidates.size() > 1) {
        throw ambiguous(word, candidates);
    }
    const auto guess = nearest("@" + wanted, handles);
    throw Error(Fault::usage,
                fmt::format("no {} is called '{}'", kind.empty() ? "household or org" : kind, word),
                guess ? fmt::format("did you mean '{}'?", *guess)
                      : "'@' names those who share a 'household:' or an 'org:' in their files");
}

std::vector<const Contact*> within_reach(const Group& group, std::vector<const Contact*>& left_out)
{
    std::vector<const Contact*> out;
    for (const Contact* member : group.members) {
        const bool gone = member->status == Status::archived || member->status == Status::deceased;
        (gone ? left_out : out).push_back(member);
    }
    if (out.empty()) {
        throw Error(Fault::usage,
                    fmt::format("everybody of '{}' is archived or deceased", group.handle),
                    "name the one you mean by name");
    }
    return out;
}

Error not_one_contact(const Group& group)
{
    std::vector<std::string> shown;
    for (const Contact* member : group.members) {
        shown.push_back(fmt::format("{} ({})", member->name, member->id));
    }
    return {Fault::usage, fmt::format("'{}' is a group of {}", group.handle, group.members.size()),
            fmt::format("name one contact: {}", enumerate(shown, "or"))};
}

} // namespace crm
