// An edit of one key means what was asked and changes no other byte. The first line of the input is
// the edit, the rest the file. The line has a letter for the function of core/yaml/edit.hpp, two
// characters that choose a key, and the new text (a vertical tab stands for a line feed).

#include "meaning.hpp"
#include "random_edit.hpp"
#include "target.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace crm::fuzz {
namespace {

using test::Edit;
using test::Entry;
using test::Value;
using yaml::Document;
using yaml::Event;
using yaml::EventType;
using yaml::Path;
using Kind = Value::Kind;

constexpr std::string_view letters = "tuliIrR"; ///< u and I write without quotes
constexpr std::array<std::string_view, 4> unquoted{"2026-11-22", "30", "true", "12-10"};

/// The keys that can be reached from the root through maps, each with the event that it is.
struct Known {
    Path path;
    std::size_t event = 0;
};

void collect(const Document& document, std::size_t map, const Path& path, std::vector<Known>& out)
{
    const auto& events = document.events();
    for (std::size_t key = map + 1; key + 1 < events[map].next; key = events[key + 1].next) {
        Path here = path;
        here.emplace_back(events[key].value);
        out.push_back({here, key});
        if (events[key + 1].type == EventType::mapping_start) {
            collect(document, key + 1, here, out);
        }
    }
}

std::vector<Known> keys_of(const Document& document)
{
    std::vector<Known> out;
    if (!document.events().empty() && document.events()[0].type == EventType::mapping_start) {
        collect(document, 0, {}, out);
    }
    return out;
}

Edit edit_of(std::string_view line, const std::vector<Known>& known)
{
    line = line.substr(0, line.find('\n'));
    const auto byte = [&](std::size_t i) {
        return i < line.size() ? static_cast<unsigned char>(line[i]) : 0U;
    };
    Edit out;
    const std::size_t letter =
        std::min(letters.find(static_cast<char>(byte(0))), letters.size() - 1);
    static constexpr std::array<Edit::Verb, 7> verbs{
        Edit::Verb::text, Edit::Verb::text,   Edit::Verb::list,   Edit::Verb::item,
        Edit::Verb::item, Edit::Verb::no_key, Edit::Verb::no_item};
    out.verb = verbs.at(letter);
    out.unquoted = letters[letter] == 'u' || letters[letter] == 'I';
    out.text = line.substr(std::min<std::size_t>(3, line.size()));
    std::replace(out.text.begin(), out.text.end(), '\v', '\n');
    if (out.unquoted) {
        out.text = unquoted.at(out.text.size() % unquoted.size());
    }
    for (std::size_t begin = 0; out.verb == Edit::Verb::list && begin < out.text.size();) {
        const std::size_t end = std::min(out.text.find(',', begin), out.text.size());
        out.items.push_back(out.text.substr(begin, end - begin));
        begin = end + 1;
    }
    // A key that is there, or below it one of the usual ones, or one of those at the root.
    const std::size_t choice = byte(1);
    if (!known.empty() && choice % 4 != 0) {
        out.path = known[choice / 4 % known.size()].path;
    }
    if (out.path.empty() || choice % 4 == 3) {
        out.path.emplace_back(test::order.at(byte(2) % test::order.size()));
    }
    out.ordered = byte(2) % 2 == 0;
    return out;
}

Value text_value(const Edit& edit, std::string text)
{
    Value out;
    out.kind = Kind::text;
    out.text = std::move(text);
    out.any_form = !edit.unquoted;
    out.plain = edit.unquoted;
    return out;
}

Value list_of(std::vector<Value> items)
{
    Value out;
    out.kind = Kind::list;
    for (Value& item : items) {
        out.entries.push_back({{}, std::move(item)});
    }
    return out;
}

Entry* find(Value& map, const std::string& key)
{
    const auto found = std::find_if(map.entries.begin(), map.entries.end(),
                                    [&](const Entry& entry) { return entry.key == key; });
    return map.kind == Kind::map && found != map.entries.end() ? &*found : nullptr;
}

/// Puts `value` at the end of `path`; false where a key on the way holds no keys.
bool put(Value& map, const Path& path, std::size_t depth, const Value& value)
{
    if (map.kind == Kind::null) {
        map.kind = Kind::map;
    }
    if (map.kind != Kind::map) {
        return false;
    }
    Entry* entry = find(map, path[depth]);
    if (entry == nullptr) {
        entry = &map.entries.emplace_back();
        entry->key = path[depth];
    }
    if (depth + 1 == path.size()) {
        entry->value = value;
        return true;
    }
    return put(entry->value, path, depth + 1, value);
}

void remove(Value& map, const Path& path, std::size_t depth)
{
    Entry* entry = find(map, path[depth]);
    if (entry == nullptr) {
        return;
    }
    const bool last = depth + 1 == path.size();
    if (!last) {
        const bool had = entry->value.kind == Kind::map && !entry->value.entries.empty();
        remove(entry->value, path, depth + 1);
        if (!had || !entry->value.entries.empty()) {
            return;
        }
    }
    map.entries.erase(map.entries.begin() + (entry - map.entries.data()));
}

bool is_text(const Value& value, const std::string& text)
{
    return value.kind == Kind::text && value.text == text;
}

/// What the file means behind the edit; nothing where the edit has to be refused.
std::optional<Value> expected_of(Value root, const Edit& edit)
{
    if (root.kind != Kind::map) {
        return std::nullopt;
    }
    const Value* there = test::at_path(root, edit.path);
    const Value text = text_value(edit, edit.text);
    switch (edit.verb) {
    case Edit::Verb::text:
        if (!put(root, edit.path, 0, text)) {
            return std::nullopt;
        }
        break;
    case Edit::Verb::list: {
        std::vector<Value> items;
        for (const std::string& item : edit.items) {
            items.push_back(text_value(edit, item));
        }
        if (!put(root, edit.path, 0, list_of(std::move(items)))) {
            return std::nullopt;
        }
        break;
    }
    case Edit::Verb::item: {
        Value list = list_of({});
        if (there != nullptr && there->kind == Kind::map) {
            return std::nullopt;
        }
        if (there != nullptr && there->kind == Kind::text) {
            if (there->text == edit.text) {
                return root;
            }
            list = list_of({*there});
            // Where commas or brackets would part it, it is put in quotes.
            list.entries[0].value.any_form =
                !there->plain || there->text.find_first_of(",[]{}:#?\n\"'") != std::string::npos;
        } else if (there != nullptr && there->kind == Kind::list) {
            list = *there;
        }
        for (const Entry& entry : list.entries) {
            if (is_text(entry.value, edit.text)) {
                return root;
            }
        }
        list.entries.push_back({{}, text});
        if (!put(root, edit.path, 0, list)) {
            return std::nullopt;
        }
        break;
    }
    case Edit::Verb::no_key: remove(root, edit.path, 0); break;
    case Edit::Verb::no_item: {
        if (there == nullptr) {
            break;
        }
        Value rest = *there;
        if (rest.kind == Kind::list) {
            rest.entries.erase(
                std::remove_if(rest.entries.begin(), rest.entries.end(),
                               [&](const Entry& entry) { return is_text(entry.value, edit.text); }),
                rest.entries.end());
        }
        const bool empties = rest.entries.empty() && !there->entries.empty();
        if (is_text(*there, edit.text) || (rest.kind == Kind::list && empties)) {
            remove(root, edit.path, 0);
        } else {
            put(root, edit.path, 0, rest);
        }
        break;
    }
    }
    return root;
}

/// True where both mean the same but for the place that a new key has in its map.
bool same_but_for_new(const Value& got, const Value& expected, const Value& old)
{
    if (got.kind != Kind::map || expected.kind != Kind::map || old.kind != Kind::map) {
        return same(got, expected);
    }
    if (got.entries.size() != expected.entries.size()) {
        return false;
    }
    // The old keys keep their order.
    std::vector<std::string> order;
    for (const Entry& entry : old.entries) {
        order.push_back(entry.key);
    }
    std::size_t last = 0;
    for (const Entry& entry : got.entries) {
        const auto place = std::find(order.begin(), order.end(), entry.key);
        if (place != order.end()) {
            const auto index = static_cast<std::size_t>(place - order.begin());
            if (index < last) {
                return false;
            }
            last = index;
        }
        const auto wanted = std::find_if(expected.entries.begin(), expected.entries.end(),
                                         [&](const Entry& e) { return e.key == entry.key; });
        if (wanted == expected.entries.end() ||
            !same_but_for_new(entry.value, wanted->value,
                              place == order.end() ? Value{} : old.entries[last].value)) {
            return false;
        }
    }
    return true;
}

/// True for a '#' in [begin, end) that begins a comment, by what is around it alone; quoted texts
/// and blocks of `document` are passed over.
bool holds_comment(const Document& document, std::size_t begin, std::size_t end)
{
    const std::string_view text = document.text();
    std::string quiet(text);
    for (const Event& event : document.events()) {
        if (event.type != EventType::scalar || event.plain) {
            continue;
        }
        const char first = text[event.offset];
        std::size_t to = 0;
        if (first == '"' || first == '\'') {
            to = yaml::quote_end(text, event.offset).value_or(text.size());
        } else {
            // Block texts: the comments behind one are not looked at.
            to = text.size();
            for (const Event& later : document.events()) {
                if (later.offset > event.offset) {
                    to = std::min<std::size_t>(to, later.offset);
                }
            }
        }
        std::fill(quiet.begin() + static_cast<std::ptrdiff_t>(event.offset),
                  quiet.begin() + static_cast<std::ptrdiff_t>(to), '.');
    }
    for (std::size_t at = begin; at < end; ++at) {
        if (quiet[at] == '#' && (at == 0 || std::string_view(" \t\r\n").find(quiet[at - 1]) !=
                                                std::string_view::npos)) {
            return true;
        }
    }
    return false;
}

/// The bytes [begin, end) of the old text in place of which others came.
struct Changed {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool only_more = false; ///< all old bytes are there
    bool only_less = false; ///< no new ones came
};

Changed changed(std::string_view was, std::string_view now)
{
    const std::size_t most = std::min(was.size(), now.size());
    std::size_t front = 0;
    while (front < most && was[front] == now[front]) {
        ++front;
    }
    std::size_t back = 0;
    while (back < most - front && was[was.size() - 1 - back] == now[now.size() - 1 - back]) {
        ++back;
    }
    return {front, was.size() - back, front + back == was.size(), front + back == now.size()};
}

bool is_subsequence(std::string_view part, std::string_view whole)
{
    std::size_t at = 0;
    for (const char c : whole) {
        at += at < part.size() && part[at] == c ? 1 : 0;
    }
    return at == part.size();
}

/// The bytes that may change when the value of `key`, which is there, does: behind the key, up to
/// what comes next.
void require_within_value(const Document& document, std::size_t key, const Changed& change,
                          const std::string& about)
{
    const auto& events = document.events();
    const std::size_t from = events[key].offset + 1;
    std::size_t to = document.text().size();
    for (std::size_t i = events[key + 1].next; i < events.size(); ++i) {
        if (events[i].offset > events[key].offset) {
            to = events[i].offset;
            break;
        }
    }
    require(change.begin >= from && change.end <= to,
            fmt::format("bytes {} to {} changed, not only {} to {}{}", change.begin, change.end,
                        from, to, about));
    require(!holds_comment(document, change.begin, change.end), "a comment was lost" + about);
}

void check_bytes(const Document& document, const std::string& now, const Edit& edit,
                 const std::vector<Known>& known, const std::string& about)
{
    const std::string& was = document.text();
    const Changed change = changed(was, now);
    const Known* there = nullptr;
    const Known* on_the_way = nullptr; // the last key of the path that is there
    for (const Known& one : known) {
        there = one.path == edit.path ? &one : there;
        if (one.path.size() <= edit.path.size() &&
            std::equal(one.path.begin(), one.path.end(), edit.path.begin()) &&
            (on_the_way == nullptr || one.path.size() > on_the_way->path.size())) {
            on_the_way = &one;
        }
    }
    switch (edit.verb) {
    case Edit::Verb::text:
    case Edit::Verb::list:
    case Edit::Verb::item:
        if (there != nullptr) {
            const auto type = document.events()[there->event + 1].type;
            if (edit.verb == Edit::Verb::item && type == EventType::sequence_start) {
                require(change.only_more, "bytes went when an item came" + about);
            } else {
                require_within_value(document, there->event, change, about);
            }
        } else if (on_the_way != nullptr &&
                   document.events()[on_the_way->event + 1].type == EventType::null) {
            require_within_value(document, on_the_way->event, change, about);
        } else {
            require(change.only_more, "bytes went when a key came" + about);
        }
        break;
    case Edit::Verb::no_key: require(change.only_less, "bytes came when a key went" + about); break;
    case Edit::Verb::no_item:
        require(is_subsequence(now, was), "bytes came when an item went" + about);
        break;
    }
    if (edit.verb == Edit::Verb::no_key && there != nullptr) {
        // A comment may go with the line that it stands behind, never from a line of its own.
        for (std::size_t at = change.begin; at < change.end; ++at) {
            const std::size_t line_feed = at == 0 ? std::string::npos : was.rfind('\n', at - 1);
            const std::size_t line = line_feed == std::string::npos ? 0 : line_feed + 1;
            const bool own_line = was.find_first_not_of(" \t", line) == at;
            require(was[at] != '#' || !own_line || !holds_comment(document, at, at + 1),
                    "a comment on a line of its own was lost" + about);
        }
    }
}

std::ptrdiff_t bare_line_feeds(std::string_view text)
{
    std::ptrdiff_t count = std::count(text.begin(), text.end(), '\n');
    for (std::size_t at = text.find("\r\n"); at != std::string_view::npos;
         at = text.find("\r\n", at + 1)) {
        --count;
    }
    return count;
}

} // namespace

void run(std::string_view input)
{
    if (invalid_utf8(input)) {
        return; // of the file, readers.cpp; of the text, what calls an edit has refused it
    }
    const std::size_t line_end = std::min(input.find('\n'), input.size() - 1) + 1;
    std::optional<Document> document;
    try {
        document.emplace("a.yaml", std::string(input.substr(line_end)));
    } catch (const Error&) {
        return;
    }
    const auto known = keys_of(*document);
    const Edit edit = edit_of(input.substr(0, line_end), known);
    if (invalid_utf8(edit.text)) {
        return; // the three bytes before it were a part of its first character
    }
    const auto was = test::meaning(*document);
    std::string now;
    try {
        now = test::done(*document, edit);
    } catch (const Error& error) {
        const auto lines = 1 + std::count(document->text().begin(), document->text().end(), '\n');
        require(error.fault == Fault::ledger && error.place && error.place->line >= 1 &&
                    error.place->line <= static_cast<std::size_t>(lines),
                "refused without a place: " + error.message());
        return;
    }
    const std::string about = fmt::format("\n{}\n---- file\n{}\n---- outcome\n{}\n----", edit.str(),
                                          document->text(), now);
    const auto expected = was ? expected_of(*was, edit) : std::nullopt;
    require(expected.has_value(), "not refused" + about);
    try {
        const Document after("a.yaml", now);
        const auto got = test::meaning(after);
        require(got && same_but_for_new(*got, *expected, *was),
                "means " + (got ? test::shown(*got) : "nothing") + "\nnot   " +
                    test::shown(*expected) + about);
        require(test::done(after, edit) == now, "the same once more changes something" + about);
    } catch (const Error& error) {
        throw Failure{"the outcome is refused: " + error.message() + about};
    }
    if (now == document->text()) {
        return;
    }
    check_bytes(*document, now, edit, known, about);
    require(document->text().find('\n') == std::string::npos ||
                bare_line_feeds(document->text()) > 0 || bare_line_feeds(now) == 0,
            "other line ends than those of the file" + about);
}

} // namespace crm::fuzz
