#include "core/ledger/who.hpp"

#include "core/base/text.hpp"
#include "core/ledger/groups.hpp"
#include "core/ledger/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

namespace crm {
namespace {

enum class Level {
    none,
    part,   ///< each word of the query stands somewhere
    prefix, ///< each begins a word
    word,   ///< each is a whole word
    exact,  ///< all of a name, alias, email or org
};

constexpr std::size_t most_listed = 8;

/// The texts by which a contact can be named.
std::vector<std::string_view> texts_of(const Contact& contact)
{
    std::vector<std::string_view> out{contact.id, contact.name};
    out.insert(out.end(), contact.aliases.begin(), contact.aliases.end());
    out.insert(out.end(), contact.email.begin(), contact.email.end());
    if (!contact.org.empty()) {
        out.emplace_back(contact.org);
    }
    return out;
}

Level level_of(const std::vector<std::string_view>& texts,
               const std::vector<std::string>& sorted_query)
{
    std::vector<std::string> all;
    for (const std::string_view text : texts) {
        auto own = words(text);
        all.insert(all.end(), own.begin(), own.end());
        std::sort(own.begin(), own.end());
        if (own == sorted_query) {
            return Level::exact;
        }
    }
    Level level = Level::word;
    for (const std::string& word : sorted_query) {
        if (std::find(all.begin(), all.end(), word) != all.end()) {
            continue;
        }
        const auto begins = [&](const std::string& own) {
            return own.compare(0, word.size(), word) == 0;
        };
        const auto holds = [&](const std::string& own) {
            return own.find(word) != std::string::npos;
        };
        if (std::any_of(all.begin(), all.end(), begins)) {
            level = std::min(level, Level::prefix);
            continue;
        }
        if (!std::any_of(all.begin(), all.end(), holds)) {
            return Level::none;
        }
        level = Level::part;
    }
    return level;
}

std::string with_id(const Contact& contact)
{
    return contact.name == contact.id ? contact.id
                                      : fmt::format("{} ({})", contact.name, contact.id);
}

/// The id of the contact whose file a finding leaves out; empty for any other finding.
std::string_view unusable_id(const Finding& finding)
{
    const std::string_view file = finding.place.file;
    const std::string_view folder = layout::contacts;
    if (finding.weight != Finding::Weight::left_out || file.substr(0, folder.size()) != folder ||
        file.size() <= folder.size() + 1) {
        return {};
    }
    const std::string_view name = file.substr(folder.size() + 1);
    const std::string_view id = name.substr(0, name.rfind('.'));
    return is_slug(id) ? id : std::string_view{};
}

Error why_unusable(const Roster& ledger, const std::string& id)
{
    const auto reason =
        std::find_if(ledger.findings.begin(), ledger.findings.end(),
                     [&](const Finding& finding) { return unusable_id(finding) == id; });
    return reason->error();
}

Error ambiguous(std::string_view who, const std::vector<const Contact*>& candidates)
{
    std::vector<std::string> shown;
    for (const Contact* contact : candidates) {
        if (shown.size() == most_listed) {
            shown.push_back(fmt::format("{} more", candidates.size() - most_listed));
            break;
        }
        shown.push_back(with_id(*contact));
    }
    return {Fault::usage, fmt::format("'{}' could be {}", who, enumerate(shown, "or")),
            "name one by its id, in parentheses here"};
}

Error nobody(const Roster& ledger, std::string_view who)
{
    for (const Finding& finding : ledger.findings) {
        if (finding.place.file == layout::contacts) {
            return finding.error(); // none of them could be read
        }
    }
    std::vector<std::string> names;
    for (const Contact& contact : ledger.contacts) {
        names.push_back(contact.id);
        names.push_back(contact.name);
        for (const std::string& word : words(contact.name)) {
            names.push_back(word);
        }
    }
    std::string remedy = "'crm list' shows everyone; 'crm add-contact' adds somebody new";
    if (const auto guess = nearest(who, names)) {
        for (const Contact& contact : ledger.contacts) {
            const auto own = words(contact.name);
            if (contact.id == *guess || contact.name == *guess ||
                std::find(own.begin(), own.end(), *guess) != own.end()) {
                remedy = fmt::format("did you mean {}?", with_id(contact));
                break;
            }
        }
    }
    return {Fault::usage, fmt::format("nobody is called '{}'", who), remedy};
}

} // namespace

Who find_who(const Roster& ledger, std::string_view who, Guess guess)
{
    if (const Contact* contact = ledger.find(who)) {
        return {contact, true};
    }
    if (names_group(who)) {
        throw not_one_contact(find_group(ledger, who));
    }
    auto query = words(who);
    std::sort(query.begin(), query.end());
    if (query.empty()) {
        throw Error(Fault::usage, fmt::format("'{}' names nobody", who),
                    "name a contact by its id or a part of its name");
    }
    std::array<std::vector<const Contact*>, 5> by_level;
    for (const Contact& contact : ledger.contacts) {
        if (!contact.merged_into) {
            by_level.at(static_cast<std::size_t>(level_of(texts_of(contact), query)))
                .push_back(&contact);
        }
    }
    // A contact whose file cannot be used is still meant by its id: nobody else may stand in for
    // it.
    Level unusable_level = Level::none;
    std::string unusable;
    for (const std::string& id : unusable_contacts(ledger)) {
        const Level level = level_of({id}, query);
        if (level > unusable_level) {
            unusable_level = level;
            unusable = id;
        }
    }
    for (const Level level : {Level::exact, Level::word, Level::prefix, Level::part}) {
        const auto& candidates = by_level.at(static_cast<std::size_t>(level));
        if (unusable_level == level) {
            throw why_unusable(ledger, unusable);
        }
        if (candidates.empty()) {
            continue;
        }
        if (candidates.size() > 1) {
            throw ambiguous(who, candidates);
        }
        if (level == Level::part && guess == Guess::refused) {
            throw Error(Fault::usage, fmt::format("nobody's name begins with '{}'", who),
                        fmt::format("did you mean {}?", with_id(*candidates.front())));
        }
        return {candidates.front(), level == Level::exact};
    }
    throw nobody(ledger, who);
}

std::vector<std::string> unusable_contacts(const Roster& ledger)
{
    std::vector<std::string> out;
    for (const Finding& finding : ledger.findings) {
        const std::string_view id = unusable_id(finding);
        if (!id.empty() && (out.empty() || out.back() != id)) {
            out.emplace_back(id);
        }
    }
    return out;
}

std::vector<const Contact*> namesakes(const Roster& ledger, const Contact& contact)
{
    std::vector<const Contact*> out;
    constexpr std::size_t shortest = 6; // short names differ by a letter by nature
    for (const Contact& other : ledger.contacts) {
        if (!other.merged_into && other.id != contact.id && contact.name.size() >= shortest &&
            is_slip(contact.name, other.name)) {
            out.push_back(&other);
        }
    }
    return out;
}

std::vector<const Contact*> likely_duplicates(const Roster& ledger, const Contact& contact)
{
    const auto sorted_words = [](std::string_view text) {
        auto out = words(text);
        std::sort(out.begin(), out.end());
        return out;
    };
    const auto name = sorted_words(contact.name);
    std::vector<const Contact*> out;
    for (const Contact& other : ledger.contacts) {
        if (other.merged_into) {
            continue;
        }
        const bool same_email =
            std::any_of(contact.email.begin(), contact.email.end(), [&](const std::string& email) {
                return std::any_of(
                    other.email.begin(), other.email.end(),
                    [&](const std::string& theirs) { return fold(email) == fold(theirs); });
            });
        const bool same_alias =
            std::any_of(other.aliases.begin(), other.aliases.end(),
                        [&](const std::string& alias) { return sorted_words(alias) == name; });
        if (same_email || (!name.empty() && (sorted_words(other.name) == name || same_alias))) {
            out.push_back(&other);
        }
    }
    return out;
}

} // namespace crm
