#include "core/ledger/revised_line.hpp"

#include "core/ledger/journal_file.hpp"
#include "core/yaml/extent.hpp"
#include "core/yaml/scalar.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace crm {
namespace {

using yaml::Node;
using Values = std::vector<std::pair<std::string_view, std::string>>;

struct Part {
    std::string key;
    std::string text; ///< "key: value"
};

const std::string* value_of(const Values& values, std::string_view key)
{
    const auto found = std::find_if(values.begin(), values.end(),
                                    [&](const auto& pair) { return pair.first == key; });
    return found == values.end() ? nullptr : &found->second;
}

bool differs(const Values& was, const Values& now, std::string_view key)
{
    const std::string* before = value_of(was, key);
    const std::string* after = value_of(now, key);
    return (before == nullptr) != (after == nullptr) || (before != nullptr && *before != *after);
}

bool is_last(std::string_view key)
{
    return key == "id" || key == "rev" || key == "void" || key == "erased";
}

/// True where a text without quotes means the same as one with them, to every reader.
bool needs_no_quotes(std::string_view text)
{
    // What has any other character is no number, date, truth value or nothing to any reader.
    constexpr std::string_view of_types = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                          "0123456789 ._+-:~=<";
    return text.find_first_not_of(of_types) != std::string_view::npos || yaml::scalar(text) == text;
}

bool same_meaning(const Node& a, const Node& b)
{
    if (a.is_scalar() && b.is_scalar()) {
        return a.text() == b.text() && (a.is_plain() == b.is_plain() || needs_no_quotes(a.text()));
    }
    if (a.is_sequence() && b.is_sequence()) {
        const auto left = a.items();
        const auto right = b.items();
        auto other = right.begin();
        for (const Node item : left) {
            if (other == right.end() || !same_meaning(item, *other)) {
                return false;
            }
            ++other;
        }
        return other == right.end();
    }
    if (a.is_mapping() && b.is_mapping()) {
        const auto left = a.entries();
        const auto right = b.entries();
        auto other = right.begin();
        for (const Node::Entry entry : left) {
            if (other == right.end() || entry.key.text() != (*other).key.text() ||
                !same_meaning(entry.value, (*other).value)) {
                return false;
            }
            ++other;
        }
        return other == right.end();
    }
    return a.is_null() && b.is_null();
}

/// Whether `text` means the same as `node` where it stands as a value within braces.
bool says(const std::string& text, const Node& node)
{
    try {
        const yaml::Document alone("", fmt::format("{{k: {}}}", text));
        const Node root(alone, 0);
        const auto entries = root.entries();
        auto second = entries.begin();
        ++second;
        return second == entries.end() && same_meaning(node, (*entries.begin()).value);
    } catch (const Error&) {
        return false;
    }
}

/// The bytes of a value in the text, where they stand on one line.
std::optional<std::string> bytes_of(const yaml::Document& document, const Node& node)
{
    const std::size_t index = node.index();
    if (yaml::is_unwritten(document, index)) {
        return std::nullopt;
    }
    const std::size_t begin = node.offset();
    std::string out = document.text().substr(begin, yaml::value_end(document, index) - begin);
    return out.find_first_of("\r\n") == std::string::npos ? std::optional(std::move(out))
                                                          : std::nullopt;
}

/// A value as it stands in the text where that is on one line and fits within braces, else another
/// way to say it there.
std::string repeated(const yaml::Document& document, const Node& node)
{
    if (auto bytes = bytes_of(document, node); bytes && says(*bytes, node)) {
        return std::move(*bytes);
    }
    if (node.is_scalar()) {
        const std::string plain(node.text());
        const bool fits = node.is_plain() && plain.find('\n') == std::string::npos;
        return fits && says(plain, node) ? plain : yaml::quoted(plain);
    }
    std::vector<std::string> parts;
    if (node.is_sequence()) {
        for (const Node item : node.items()) {
            parts.push_back(repeated(document, item));
        }
        return fmt::format("[{}]", fmt::join(parts, ", "));
    }
    if (node.is_mapping()) {
        for (const Node::Entry entry : node.entries()) {
            parts.push_back(fmt::format("{}: {}", repeated(document, entry.key),
                                        repeated(document, entry.value)));
        }
        return fmt::format("{{{}}}", fmt::join(parts, ", "));
    }
    return "null";
}

std::size_t rank(std::string_view key)
{
    const auto& keys = describing_keys();
    return static_cast<std::size_t>(std::find(keys.begin(), keys.end(), key) - keys.begin());
}

/// The keys in the order of the entry, new ones behind those that they follow when written.
std::vector<Part> parts_of(const yaml::Document& document, const Node& entry, const Values& was,
                           const Values& now)
{
    std::vector<Part> parts;
    for (const Node::Entry key : entry.entries()) {
        const std::string name(key.key.text());
        if (is_last(name)) {
            continue;
        }
        if (!differs(was, now, name)) {
            parts.push_back({name, fmt::format("{}: {}", repeated(document, key.key),
                                               repeated(document, key.value))});
        } else if (const std::string* value = value_of(now, name)) {
            parts.push_back({name, fmt::format("{}: {}", name, *value)});
        } else {
            parts.push_back({name, {}}); // gone, but it still shows where others belong
        }
    }
    for (const auto& [key, value] : now) {
        const auto there = [&, name = key](const Part& part) { return part.key == name; };
        if (std::any_of(parts.begin(), parts.end(), there)) {
            continue;
        }
        const auto before = [&, own = rank(key)](const Part& part) { return rank(part.key) < own; };
        const auto at = std::find_if(parts.rbegin(), parts.rend(), before).base();
        parts.insert(at, {std::string(key), fmt::format("{}: {}", key, value)});
    }
    return parts;
}

/// Whether the new entry has what the old one had, but for what changed, and nothing else.
bool keeps_the_rest(const Node& old_entry, const Node& new_entry, const Values& was,
                    const Values& now)
{
    std::vector<Node::Entry> kept;
    for (const Node::Entry entry : old_entry.entries()) {
        if (!is_last(entry.key.text()) && !differs(was, now, entry.key.text())) {
            kept.push_back(entry);
        }
    }
    auto next = kept.begin();
    for (const Node::Entry entry : new_entry.entries()) {
        if (is_last(entry.key.text()) || differs(was, now, entry.key.text())) {
            continue;
        }
        if (next == kept.end() || next->key.text() != entry.key.text() ||
            !same_meaning(next->value, entry.value)) {
            return false;
        }
        ++next;
    }
    return next == kept.end();
}

void require_same(const yaml::Document& document, const Node& entry, const std::string& line,
                  const Interaction& was, const Interaction& now, const Touches& touches)
{
    const auto refuse = [&] {
        return entry.error("this entry cannot be repeated on one line",
                           fmt::format("write the correction by hand, as a line with 'id: {}' and "
                                       "'rev: {}'",
                                       now.id, now.rev));
    };
    std::optional<yaml::Document> read_back;
    try {
        read_back.emplace(document.file(), line);
    } catch (const Error&) {
        throw refuse();
    }
    const Node root(*read_back, 0);
    const Node new_entry = *root.items().begin();
    Findings findings;
    const auto entries = read_journal(*read_back, 0, touches, findings);
    for (const Finding& finding : findings) {
        if (finding.weight == Finding::Weight::left_out) {
            throw entry.error(fmt::format("this entry could still not be used: {}", finding.text),
                              "give what is wrong in the same command");
        }
    }
    if (entries.size() != 1 || entries[0].id != now.id || entries[0].rev != now.rev ||
        entries[0].is_void != now.is_void || entries[0].erased != now.erased ||
        written_values(entries[0]) != written_values(now) ||
        !keeps_the_rest(entry, new_entry, written_values(was), written_values(now))) {
        throw refuse();
    }
}

} // namespace

std::string revised_line(const yaml::Document& document, const Node& entry, const Interaction& was,
                         const Interaction& now, const Touches& touches)
{
    std::string line;
    for (const Part& part : parts_of(document, entry, written_values(was), written_values(now))) {
        if (!part.text.empty()) {
            line += fmt::format("{}{}", line.empty() ? "- {" : ", ", part.text);
        }
    }
    for (const Node::Entry key : entry.entries()) {
        if (key.key.text() == "id") {
            line += ", id: " + repeated(document, key.value);
        }
    }
    line += fmt::format("{}{}{}}}\n", now.rev > 1 ? fmt::format(", rev: {}", now.rev) : "",
                        now.is_void ? ", void: true" : "", now.erased ? ", erased: true" : "");
    require_same(document, entry, line, was, now, touches);
    return line;
}

} // namespace crm
