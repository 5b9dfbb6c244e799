#include "core/ledger/merge_texts.hpp"

#include "core/base/text.hpp"
#include "core/base/three_way.hpp"
#include "core/yaml/edit.hpp"
#include "core/yaml/extent.hpp"
#include "core/yaml/node.hpp"
#include "core/yaml/scalar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

namespace crm {
namespace {

using yaml::Document;
using yaml::Node;
using yaml::Path;
using yaml::Quoting;

/// A value that is written as it is: a date, a number, a truth value.
bool stays_plain(const Node& node)
{
    if (!node.is_plain() || yaml::scalar(node.text()) == node.text()) {
        return false;
    }
    try {
        const Document list("", fmt::format("[{}]", node.text()));
        return list.events().size() == 3 && list.events()[1].plain &&
               list.events()[1].value == node.text();
    } catch (const Error&) {
        return false;
    }
}

/// The value on one line, the same for two that mean the same.
std::string one_line(const Node& node)
{
    if (node.is_null()) {
        return "~";
    }
    if (node.is_scalar()) {
        return stays_plain(node) ? std::string(node.text()) : yaml::scalar(node.text());
    }
    std::string out;
    if (node.is_sequence()) {
        for (const Node item : node.items()) {
            out += (out.empty() ? "" : ", ") + one_line(item);
        }
        return "[" + out + "]";
    }
    for (const Node::Entry entry : node.entries()) {
        out += fmt::format("{}{}: {}", out.empty() ? "" : ", ", yaml::scalar(entry.key.text()),
                           one_line(entry.value));
    }
    return "{" + out + "}";
}

/// A text, or an item of a list.
struct TextPart {
    std::string line;     ///< as one_line() gives it
    std::string text;     ///< of a scalar: its meaning
    bool is_text = false; ///< a scalar that may need quotes
    bool is_scalar = false;

    friend bool operator==(const TextPart& a, const TextPart& b) { return a.line == b.line; }
};

TextPart part_of(const Node& node)
{
    return {one_line(node), node.is_scalar() ? std::string(node.text()) : "",
            node.is_scalar() && !stays_plain(node), node.is_scalar()};
}

/// What a key holds that holds no keys of its own.
struct KeyValue {
    bool is_list = false;
    std::vector<TextPart> parts;    ///< one, where it is no list
    std::shared_ptr<Document> from; ///< where it is written so; none for what was put together
    std::size_t key = 0;            ///< its event there

    [[nodiscard]] std::string line() const
    {
        if (!is_list) {
            return parts.front().line;
        }
        std::string out;
        for (const TextPart& part : parts) {
            out += (out.empty() ? "" : ", ") + part.line;
        }
        return "[" + out + "]";
    }
    [[nodiscard]] bool is_simple() const
    {
        return std::all_of(parts.begin(), parts.end(),
                           [](const TextPart& part) { return part.is_scalar; });
    }
};

/// The values by the keys that lead to them; `order` has them as they stand.
struct KeyedValues {
    std::shared_ptr<Document> document;
    std::map<Path, KeyValue> by_path;
    std::vector<Path> order;

    [[nodiscard]] const KeyValue* find(const Path& path) const
    {
        const auto found = by_path.find(path);
        return found == by_path.end() ? nullptr : &found->second;
    }
};

void collect_values(const Node& map, const Path& above, KeyedValues& out)
{
    for (const Node::Entry entry : map.entries()) {
        Path path = above;
        path.emplace_back(entry.key.text());
        if (entry.value.is_mapping() &&
            entry.value.entries().begin() != entry.value.entries().end()) {
            collect_values(entry.value, path, out);
            continue;
        }
        KeyValue held{entry.value.is_sequence(), {}, out.document, entry.key.index()};
        if (held.is_list) {
            for (const Node item : entry.value.items()) {
                held.parts.push_back(part_of(item));
            }
        } else {
            held.parts.push_back(part_of(entry.value));
        }
        out.order.push_back(path);
        out.by_path.emplace(std::move(path), std::move(held));
    }
}

/// Nothing for a text that cannot be read or holds no keys.
std::optional<KeyedValues> values_of(const std::string& text)
{
    try {
        KeyedValues out;
        out.document = std::make_shared<Document>("", text);
        if (out.document->events().empty()) {
            return out;
        }
        if (!Node(*out.document, 0).is_mapping()) {
            return std::nullopt;
        }
        collect_values(Node(*out.document, 0), {}, out);
        return out;
    } catch (const Error&) {
        return std::nullopt;
    }
}

bool same_value(const KeyValue* a, const KeyValue* b)
{
    return a == nullptr || b == nullptr ? a == b : a->line() == b->line();
}

std::vector<TextPart> parts_without(const std::vector<TextPart>& from,
                                    const std::vector<TextPart>& without)
{
    std::vector<TextPart> out;
    std::copy_if(from.begin(), from.end(), std::back_inserter(out), [&](const TextPart& part) {
        return std::find(without.begin(), without.end(), part) == without.end();
    });
    return out;
}

/// Whether what both lists have stands in the same order in them: where the order was changed, it
/// is what the change was about.
bool same_order(const std::vector<TextPart>& a, const std::vector<TextPart>& b)
{
    return parts_without(a, parts_without(a, b)) == parts_without(b, parts_without(b, a));
}

/// Both lists in one: what either side added, without what either took out.
std::optional<KeyValue> lists_together(const KeyValue* base, const KeyValue& mine,
                                       const KeyValue& theirs)
{
    const std::vector<TextPart> was = base != nullptr ? base->parts : std::vector<TextPart>{};
    if (!(mine.is_list || theirs.is_list) || !same_order(was, mine.parts) ||
        !same_order(was, theirs.parts)) {
        return std::nullopt;
    }
    const auto gone = parts_without(was, theirs.parts);
    KeyValue out{true, parts_without(mine.parts, gone), nullptr, 0};
    for (const TextPart& part : parts_without(theirs.parts, was)) {
        if (std::find(out.parts.begin(), out.parts.end(), part) == out.parts.end()) {
            out.parts.push_back(part);
        }
    }
    return out;
}

/// Texts of several lines: changes in different lines, or what both wrote below the old notes.
std::optional<KeyValue> lines_together(const Path& path, const KeyValue* base, const KeyValue& mine,
                                       const KeyValue& theirs)
{
    const auto is_text = [](const KeyValue* held) {
        return held == nullptr || (!held->is_list && held->parts.front().is_scalar);
    };
    if (!is_text(base) || !is_text(&mine) || !is_text(&theirs)) {
        return std::nullopt;
    }
    const std::string was = base != nullptr ? base->parts.front().text : "";
    const std::string& one = mine.parts.front().text;
    const std::string& other = theirs.parts.front().text;
    if (one.find('\n') == std::string::npos && other.find('\n') == std::string::npos) {
        return std::nullopt;
    }
    std::optional<std::string> text = three_way(was, one, other);
    const auto follows = [&](const std::string& now) {
        return now.compare(0, was.size(), was) == 0;
    };
    if (!text && path == Path{"notes"} && follows(one) && follows(other) &&
        (was.empty() || was.back() == '\n')) {
        text = one + (one.back() == '\n' ? "" : "\n") + other.substr(was.size());
    }
    if (!text) {
        return std::nullopt;
    }
    return KeyValue{false, {{yaml::scalar(*text), *text, true, true}}, nullptr, 0};
}

std::string in_words(const KeyValue* held)
{
    if (held == nullptr || held->parts.empty()) {
        return "nothing";
    }
    std::string out;
    for (const TextPart& part : held->parts) {
        out += (out.empty() ? "" : ", ") + (part.is_scalar ? part.text : part.line);
    }
    constexpr std::size_t most_columns = 60;
    return cut(visible(out), most_columns);
}

/// Changes one text until it holds what is wanted.
class Rewriting {
public:
    Rewriting(std::span<const Key> keys, const std::map<Path, KeyValue>& wanted)
        : m_order(root_order(keys)), m_wanted(wanted)
    {
    }

    /// Nothing where it cannot be done.
    [[nodiscard]] std::optional<std::string> run(std::string text,
                                                 const std::vector<Path>& order) const
    {
        auto now = values_of(text);
        if (!now) {
            return std::nullopt;
        }
        try {
            for (const Path& path : now->order) {
                if (m_wanted.find(path) == m_wanted.end()) {
                    text = yaml::without_key(Document("", std::move(text)), path);
                }
            }
            for (const Path& path : order) {
                const auto wanted = m_wanted.find(path);
                now = values_of(text);
                if (!now) {
                    return std::nullopt;
                }
                if (wanted != m_wanted.end() && !same_value(now->find(path), &wanted->second)) {
                    text = written(*now, path, wanted->second);
                }
            }
        } catch (const Error&) {
            return std::nullopt;
        }
        now = values_of(text);
        if (!now || now->by_path.size() != m_wanted.size() ||
            !std::all_of(m_wanted.begin(), m_wanted.end(), [&](const auto& wanted) {
                return same_value(now->find(wanted.first), &wanted.second);
            })) {
            return std::nullopt;
        }
        return text;
    }

private:
    [[nodiscard]] std::string written(const KeyedValues& now, const Path& path,
                                      const KeyValue& held) const
    {
        if (!held.is_list && held.is_simple()) {
            const TextPart& part = held.parts.front();
            return yaml::with_text(*now.document, path, part.is_text ? part.text : part.line,
                                   m_order, part.is_text ? Quoting::as_needed : Quoting::never);
        }
        if (held.from && path.size() == 1 && !held.is_simple()) {
            if (auto text = as_it_stands(now, path, held)) {
                return *text;
            }
        }
        return held.is_list
                   ? as_list(now, path, held)
                   : yaml::with_text(*now.document, path, held.line(), m_order, Quoting::never);
    }

    /// With the lines of the value as the other version has them, comments included.
    [[nodiscard]] std::optional<std::string> as_it_stands(const KeyedValues& now, const Path& path,
                                                          const KeyValue& held) const
    {
        const auto extent = [](const Document& document, std::size_t key) {
            const std::size_t begin = document.events()[key].offset;
            return std::pair(begin, yaml::value_end(document, key + 1));
        };
        const auto [begin, end] = extent(*held.from, held.key);
        const std::string lines = held.from->text().substr(begin, end - begin);
        std::string text = now.document->text();
        if (const KeyValue* old = now.find(path)) {
            const auto [from, to] = extent(*old->from, old->key);
            text.replace(from, to - from, lines);
        } else {
            text += (text.empty() || text.back() == '\n' ? "" : "\n") + lines + "\n";
        }
        const auto read = values_of(text);
        return read && same_value(read->find(path), &held) ? std::optional(text) : std::nullopt;
    }

    [[nodiscard]] std::string as_list(const KeyedValues& now, const Path& path,
                                      const KeyValue& held) const
    {
        const auto with_parts = [&](std::string text, const std::vector<TextPart>& parts) {
            for (const TextPart& part : parts) {
                text = yaml::with_item(Document("", std::move(text)), path,
                                       part.is_text ? part.text : part.line, m_order,
                                       part.is_text ? Quoting::as_needed : Quoting::never);
            }
            return text;
        };
        const KeyValue* old = now.find(path);
        if (old != nullptr && old->is_list) {
            std::string text = now.document->text();
            for (const TextPart& part : parts_without(old->parts, held.parts)) {
                text = part.is_scalar
                           ? yaml::without_item(Document("", std::move(text)), path, part.text)
                           : std::move(text);
            }
            text = with_parts(std::move(text), parts_without(held.parts, old->parts));
            const auto read = values_of(text);
            if (read && same_value(read->find(path), &held)) {
                return text;
            }
        }
        return with_parts(yaml::with_list(*now.document, path, {}, m_order), held.parts);
    }

    std::vector<std::string_view> m_order;
    const std::map<Path, KeyValue>& m_wanted;
};

std::string dotted(const Path& path)
{
    std::string out;
    for (const std::string& key : path) {
        out += (out.empty() ? "" : ".") + key;
    }
    return visible(out);
}

/// The keys of one, then those that only the other has.
std::vector<Path> all_paths(const KeyedValues& one, const KeyedValues& other)
{
    std::vector<Path> out = one.order;
    std::copy_if(other.order.begin(), other.order.end(), std::back_inserter(out),
                 [&](const Path& path) { return one.find(path) == nullptr; });
    return out;
}

using LineCounts = std::map<std::string_view, int>;

std::vector<std::string_view> lines_apart(std::string_view text)
{
    std::vector<std::string_view> out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        out.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

LineCounts counted(std::string_view text)
{
    LineCounts out;
    for (const std::string_view line : lines_apart(text)) {
        ++out[line];
    }
    return out;
}

Prefer preferred(Side side)
{
    return side == Side::theirs ? Prefer::other : Prefer::one;
}

} // namespace

TextMerge merge_lines(const std::optional<std::string>& base, const std::string& mine,
                      const std::string& theirs, Side side)
{
    if (auto text = three_way(base.value_or(""), mine, theirs)) {
        return {std::move(text), {}};
    }
    TextMerge out;
    out.conflicts.push_back({});
    if (side != Side::nobody) {
        out.text = three_way(base.value_or(""), mine, theirs, preferred(side));
    }
    return out;
}

TextMerge merge_texts(std::span<const Key> keys, const std::optional<std::string>& base,
                      const std::string& mine, const std::string& theirs, Side side)
{
    const auto was = values_of(base.value_or(""));
    const auto here = values_of(mine);
    const auto there = values_of(theirs);
    const auto by_lines = [&] {
        TextMerge out = merge_lines(base, mine, theirs, side);
        if (out.text && !values_of(*out.text)) { // never a file that is worse than both
            out.text = side == Side::nobody ? std::nullopt
                                            : std::optional(side == Side::mine ? mine : theirs);
            out.conflicts.resize(1);
        }
        return out;
    };
    if (!was || !here || !there) {
        return by_lines();
    }
    TextMerge out;
    std::map<Path, KeyValue> wanted = here->by_path;
    const std::vector<Path> paths = all_paths(*here, *there);
    const auto put = [&](const Path& path, const KeyValue* held) {
        wanted.erase(path);
        if (held != nullptr && !(held->is_list && held->parts.empty() && held->from == nullptr)) {
            wanted.emplace(path, *held);
        }
    };
    for (const Path& path : paths) {
        const KeyValue* old = was->find(path);
        const KeyValue* one = here->find(path);
        const KeyValue* other = there->find(path);
        if (same_value(one, other) || same_value(other, old)) {
            continue;
        }
        if (same_value(one, old)) {
            put(path, other);
            continue;
        }
        auto both =
            one != nullptr && other != nullptr ? lists_together(old, *one, *other) : std::nullopt;
        if (!both && one != nullptr && other != nullptr) {
            both = lines_together(path, old, *one, *other);
        }
        if (both) {
            put(path, &*both);
            continue;
        }
        out.conflicts.push_back({dotted(path), in_words(one), in_words(other)});
        if (side == Side::theirs) {
            put(path, other);
        }
    }
    if (!out.conflicts.empty() && side == Side::nobody) {
        return out;
    }
    // What both changed by lines has the comments of both; else that of one side.
    const Rewriting rewriting(keys, wanted);
    for (const auto& start : {three_way(base.value_or(""), mine, theirs),
                              three_way(base.value_or(""), mine, theirs, preferred(side)),
                              std::optional(side == Side::theirs ? theirs : mine)}) {
        if (start && (out.text = rewriting.run(*start, paths))) {
            return out;
        }
    }
    return by_lines();
}

std::string merge_month(std::string_view base, std::string_view mine, std::string_view theirs)
{
    const auto old = counted(base);
    const auto here = counted(mine);
    const auto there = counted(theirs);
    const auto count = [](const LineCounts& counts, std::string_view line) {
        const auto found = counts.find(line);
        return found == counts.end() ? 0 : found->second;
    };
    std::string out;
    for (const std::string_view line : lines_apart(mine)) {
        const bool was_taken_out =
            line.starts_with("- {") && count(old, line) > 0 && count(there, line) == 0;
        if (!was_taken_out) {
            out += std::string(line) + "\n";
        }
    }
    LineCounts known = old;
    for (const std::string_view line : lines_apart(theirs)) {
        int& left = known[line];
        const bool has_id = line.starts_with("- {") && line.find(" id: ") != std::string_view::npos;
        if (left > 0) {
            --left;
        } else if (!has_id || count(here, line) == 0) {
            out += std::string(line) + "\n";
        }
    }
    return out;
}

} // namespace crm
