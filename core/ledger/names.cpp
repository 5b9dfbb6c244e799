#include "core/ledger/names.hpp"

#include "core/base/text.hpp"
#include "core/ledger/journal_file.hpp"
#include "core/ledger/layout.hpp"
#include "core/ledger/settings_file.hpp"
#include "core/yaml/node.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace crm {
namespace {

/// How many months the newest entries are looked for in.
constexpr std::size_t most_months = 3;

bool begins(std::string_view text, std::string_view beginning)
{
    return text.substr(0, beginning.size()) == beginning;
}

std::optional<std::string> try_read(const Folder& folder, const std::string& path)
{
    try {
        return folder.read(path);
    } catch (const Error&) {
        return std::nullopt;
    }
}

std::vector<std::string> stems_in(const Folder& folder, std::string_view subfolder,
                                  bool (*is_good)(std::string_view))
{
    std::vector<std::string> out;
    try {
        for (const std::string& file : folder.list(std::string(subfolder))) {
            const auto stem = layout::stem(file);
            if (stem && is_good(*stem)) {
                out.emplace_back(*stem);
            }
        }
    } catch (const Error&) {
        out.clear();
    }
    std::sort(out.begin(), out.end()); // by the stem: '-' sorts before the '.' of the ending
    return out;
}

/// The lines of a contact's file in block style from `key:` on, as far as its value goes; empty
/// where no line begins with the key.
std::string_view lines_of(std::string_view text, std::string_view key)
{
    for (std::size_t at = text.find(key); at != std::string_view::npos;
         at = text.find(key, at + 1)) {
        const std::size_t behind = at + key.size();
        if ((at > 0 && text[at - 1] != '\n') || text.substr(behind, 1) != ":") {
            continue;
        }
        std::size_t end = text.find('\n', behind);
        while (end != std::string_view::npos && end + 1 < text.size() &&
               std::string_view(" -\t\r\n#").find(text[end + 1]) != std::string_view::npos) {
            end = text.find('\n', end + 1);
        }
        return text.substr(at, end == std::string_view::npos ? end : end - at);
    }
    return {};
}

/// The text or the texts at `key` of the map in `text`.
std::vector<std::string> read_values(std::string_view text, std::string_view key)
{
    std::vector<std::string> out;
    if (text.empty()) {
        return out;
    }
    try {
        const yaml::Document document({}, std::string(text));
        if (document.events().empty() || !yaml::Node(document, 0).is_mapping()) {
            return out;
        }
        for (const auto& [name, value] : yaml::Node(document, 0).entries()) {
            if (name.text() != key) {
                continue;
            }
            if (value.is_scalar()) {
                out.emplace_back(value.text());
            } else if (value.is_sequence()) {
                for (const yaml::Node item : value.items()) {
                    if (item.is_scalar()) {
                        out.emplace_back(item.text());
                    }
                }
            }
        }
    } catch (const Error&) {
        out.clear();
    }
    return out;
}

/// The part of a contact's file that has what is at `key`: its lines, or all of a file in another
/// style.
std::string_view part_with(std::string_view text, std::string_view key)
{
    const std::string_view lines = lines_of(text, key);
    return lines.empty() && lines_of(text, "name").empty() ? text : lines;
}

/// What stands behind "name: " where it is plain words and needs no reading; nothing for anything
/// else.
std::optional<std::string> plain_name(std::string_view line)
{
    constexpr std::string_view beginning = "name: ";
    if (!begins(line, beginning)) {
        return std::nullopt;
    }
    std::string_view name = line.substr(beginning.size());
    if (!name.empty() && name.back() == '\n') {
        name.remove_suffix(1);
    }
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const bool plain = !name.empty() && is_letter(name.front()) && name.back() != ' ' &&
                       std::all_of(name.begin(), name.end(), [&](char c) {
                           return is_letter(c) || (c >= '0' && c <= '9') || c == ' ' || c == '-';
                       });
    return plain ? std::optional<std::string>(name) : std::nullopt;
}

std::string read_name(std::string_view text)
{
    const std::string_view part = part_with(text, "name");
    if (auto plain = plain_name(part)) {
        return std::move(*plain);
    }
    const auto names = read_values(part, "name");
    return names.empty() ? std::string{} : names.front();
}

bool is_merged(std::string_view text)
{
    return !read_values(part_with(text, "merged_into"), "merged_into").empty();
}

bool each_begins_one(const std::vector<std::string>& typed, const std::vector<std::string>& words)
{
    return std::all_of(typed.begin(), typed.end(), [&](const std::string& part) {
        return std::any_of(words.begin(), words.end(),
                           [&](const std::string& word) { return begins(word, part); });
    });
}

/// Whether `raw`, YAML that is not read yet, may have a word that begins with `folded`.
bool may_hold(std::string_view raw, const std::string& folded)
{
    std::string text;
    for (const char c : raw) {
        if (static_cast<unsigned char>(c) >= 0x80 || c == '\\') {
            return true; // an accent or an escape
        }
        if (c != '\'') {
            text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    return text.find(folded) != std::string::npos;
}

bool is_named(std::string_view text, const std::vector<std::string>& typed)
{
    const std::string_view name = part_with(text, "name");
    const std::string_view aliases = part_with(text, "aliases");
    if (!std::all_of(typed.begin(), typed.end(), [&](const std::string& word) {
            return may_hold(name, word) || may_hold(aliases, word);
        })) {
        return false;
    }
    std::vector<std::string> all = words(read_name(text));
    for (const std::string& alias : read_values(aliases, "aliases")) {
        const auto own = words(alias);
        all.insert(all.end(), own.begin(), own.end());
    }
    return each_begins_one(typed, all);
}

} // namespace

std::vector<NamedContact> find_names(const Folder& folder, std::string_view typed)
{
    const auto ids = stems_in(folder, layout::contacts, &is_slug);
    std::string beginning = fold(typed);
    std::replace(beginning.begin(), beginning.end(), ' ', '-');
    std::vector<NamedContact> out;
    for (const std::string& id : ids) {
        if (begins(id, beginning)) {
            out.push_back({id, {}});
        }
    }
    if (!out.empty()) {
        if (out.size() > most_named) {
            return out;
        }
        std::vector<NamedContact> named;
        for (NamedContact& contact : out) {
            const auto text = try_read(folder, layout::contact(contact.id));
            if (!text) {
                named.push_back(std::move(contact)); // still meant by its id
            } else if (!is_merged(*text)) {
                named.push_back({contact.id, read_name(*text)});
            }
        }
        return named;
    }
    const auto typed_words = words(typed);
    if (typed_words.empty()) {
        return {};
    }
    for (const std::string& id : ids) {
        const auto text = try_read(folder, layout::contact(id));
        if ((each_begins_one(typed_words, words(id)) || (text && is_named(*text, typed_words))) &&
            !(text && is_merged(*text))) {
            out.push_back({id, text ? read_name(*text) : std::string{}});
        }
    }
    return out;
}

std::string name_of(const Folder& folder, const std::string& id)
{
    if (!is_slug(id)) {
        return {};
    }
    const auto text = try_read(folder, layout::contact(id));
    return text ? read_name(*text) : std::string{};
}

std::vector<std::string> values_of(const Folder& folder, std::string_view key)
{
    std::set<std::string, std::less<>> parts;
    for (const std::string& id : stems_in(folder, layout::contacts, &is_slug)) {
        const auto text = try_read(folder, layout::contact(id));
        const std::string_view part = text ? part_with(*text, key) : std::string_view{};
        if (!part.empty() && parts.find(part) == parts.end()) {
            parts.emplace(part);
        }
    }
    std::set<std::string> out;
    for (const std::string& part : parts) {
        for (std::string& value : read_values(part, key)) {
            out.insert(std::move(value));
        }
    }
    return {out.begin(), out.end()};
}

std::vector<Interaction> newest_interactions(const Folder& folder, const Touches& touches,
                                             std::string_view typed, std::size_t most)
{
    const auto months = stems_in(folder, layout::journal, &layout::is_month);
    std::vector<Interaction> found;
    std::map<std::string, std::size_t> by_id; // index into found
    std::size_t read = 0;
    for (auto month = months.rbegin();
         month != months.rend() && read < most_months && by_id.size() < most; ++month, ++read) {
        const auto text = try_read(folder, std::string(layout::journal) + "/" + *month + ".yaml");
        std::string_view rest = text ? std::string_view(*text) : std::string_view{};
        while (!rest.empty() && by_id.size() < most) {
            const std::size_t before = rest.substr(0, rest.size() - 1).rfind('\n');
            const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
            const std::string_view line = rest.substr(begin);
            rest = rest.substr(0, begin);
            if (!begins(line, "- ") || line.find(typed) == std::string_view::npos) {
                continue;
            }
            try {
                Findings findings;
                const yaml::Document document({}, std::string(line));
                for (Interaction& entry : read_journal(document, 0, touches, findings)) {
                    if (!entry.id.empty() && begins(entry.id, typed)) {
                        const auto [at, is_new] = by_id.try_emplace(entry.id, found.size());
                        if (is_new) {
                            found.push_back(std::move(entry));
                        } else if (found[at->second].rev < entry.rev) {
                            found[at->second] = std::move(entry);
                        }
                    }
                }
            } catch (const Error&) {
                continue; // no line of its own
            }
        }
    }
    found.erase(std::remove_if(found.begin(), found.end(),
                               [](const Interaction& entry) { return entry.is_void; }),
                found.end());
    std::stable_sort(found.begin(), found.end(),
                     [](const Interaction& a, const Interaction& b) { return a.date > b.date; });
    return found;
}

std::optional<Settings> usable_settings(const Folder& folder)
{
    try {
        auto text = folder.read(std::string(layout::settings));
        if (!text) {
            return std::nullopt;
        }
        const yaml::Document document(std::string(layout::settings), std::move(*text));
        Findings findings;
        return read_settings(document, findings);
    } catch (const Error&) {
        return std::nullopt;
    }
}

} // namespace crm
