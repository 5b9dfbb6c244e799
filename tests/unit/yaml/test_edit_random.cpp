// A hundred thousand random edits of random files. What each may touch and what the file means then
// is worked out on the model that the file was written from, never on what core/yaml says of it.

#include "random_file.hpp"

#include "core/base/error.hpp"
#include "core/yaml/edit.hpp"
#include "core/yaml/scalar.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

using namespace crm;
using test::Entry;
using test::nowhere;
using test::Random;
using test::Value;
using yaml::Document;
using yaml::EventType;
using yaml::Path;
using Kind = Value::Kind;

namespace {

#ifdef CRM_SANITIZED
constexpr std::size_t edits_wanted = 10'000;
#else
constexpr std::size_t edits_wanted = 100'000;
#endif
constexpr std::size_t edits_of_a_file = 12;

constexpr std::array<std::string_view, 8> order{"name", "kind",  "tier",  "tags",
                                                "org",  "since", "dates", "notes"};

constexpr std::array<std::string_view, 36> hard_texts{
    "yes",   "No",         "on",   "y",    "null", "~",   "",     "0123",      "1_000",
    "12:30", "2026-11-22", "0x1F", ".inf", "=",    "<<",  "-",    "? x",       "a: b",
    "a #b",  "#",          "'",    "\"",   "it's", "[a]", "{",    "a, b",      "&a",
    "*a",    "!t",         "%a",   "@",    "`",    "\\",  "a\rb", "\xC2\xA0x", "---"};
constexpr std::array<std::string_view, 15> easy_texts{
    "client",
    "Ada Lovelace",
    "Bob",
    "vendor",
    "A",
    "Smith & Sons",
    "\xC3\xA9t\xC3\xA9",
    "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB",
    "\xD9\x85\xD8\xB1",
    "every 30 days",
    "x",
    "y",
    "z",
    "it's",
    "new"};
constexpr std::array<std::string_view, 13> texts_of_lines{
    "one\ntwo",     "one\n\ntwo\n", "a\n# b\n", "a: b\n- c",
    "one  \ntwo\n", "one\ntwo  ",   "\nfirst",  "last\n\n",
    " lead\nx",     "a\r\nb",       "x\ty\nz",  "\xC3\xA9\n\xF0\x9F\x98\x80\n",
    "---\nx\n"};
constexpr std::array<std::string_view, 5> plain_texts{"2026-11-22", "30", "true", "1.5", "12:30"};

// ---- what a text means

Value read_value(const Document& document, std::size_t& index)
{
    const yaml::Event& event = document.events()[index++];
    Value out;
    switch (event.type) {
    case EventType::null: break;
    case EventType::scalar:
        out.kind = Kind::text;
        out.text = event.value;
        out.plain = event.plain;
        break;
    case EventType::sequence_start:
    case EventType::mapping_start: {
        const bool map = event.type == EventType::mapping_start;
        out.kind = map ? Kind::map : Kind::list;
        const std::size_t end = event.next - 1;
        while (index < end) {
            Entry& entry = out.entries.emplace_back();
            if (map) {
                entry.key = document.events()[index++].value;
            }
            entry.value = read_value(document, index);
        }
        ++index;
        break;
    }
    case EventType::sequence_end:
    case EventType::mapping_end: FAIL("an end without a begin"); break;
    }
    return out;
}

std::optional<Value> meaning(const Document& document)
{
    if (document.events().empty()) {
        return std::nullopt;
    }
    std::size_t index = 0;
    return read_value(document, index);
}

bool same(const Value& got, const Value& expected)
{
    const auto same_entry = [](const Entry& a, const Entry& b) {
        return a.key == b.key && same(a.value, b.value);
    };
    return got.kind == expected.kind && got.text == expected.text &&
           (expected.any_form || got.plain == expected.plain) &&
           std::equal(got.entries.begin(), got.entries.end(), expected.entries.begin(),
                      expected.entries.end(), same_entry);
}

std::string shown(const Value& value)
{
    if (value.kind == Kind::null) {
        return "~";
    }
    if (value.kind == Kind::text) {
        return (value.any_form ? "*"
                : value.plain  ? ""
                               : "!") +
               yaml::quoted(value.text.substr(0, 200));
    }
    std::string out = value.kind == Kind::map ? "{" : "[";
    for (const Entry& entry : value.entries) {
        out += value.kind == Kind::map ? yaml::quoted(entry.key) + ": " : "";
        out += shown(entry.value) + ", ";
    }
    return out + (value.kind == Kind::map ? "}" : "]");
}

// ---- an edit

struct Edit {
    enum class Verb { text, list, item, no_key, no_item };
    Verb verb = Verb::text;
    Path path;
    std::string text;
    std::vector<std::string> items;
    bool unquoted = false;
    bool ordered = false;

    [[nodiscard]] std::string str() const
    {
        static constexpr std::array<std::string_view, 5> names{
            "with_text", "with_list", "with_item", "without_key", "without_item"};
        std::string out(names.at(static_cast<std::size_t>(verb)));
        for (const std::string& key : path) {
            out += " /" + yaml::quoted(key);
        }
        out += " = " + yaml::quoted(text.substr(0, 200));
        for (const std::string& item : items) {
            out += " + " + yaml::quoted(item);
        }
        return out + (unquoted ? " unquoted" : "") + (ordered ? " in order" : "");
    }
};

std::string done(const Document& document, const Edit& edit)
{
    const yaml::Order keys = edit.ordered ? yaml::Order(order) : yaml::Order{};
    const auto quoting = edit.unquoted ? yaml::Quoting::never : yaml::Quoting::as_needed;
    switch (edit.verb) {
    case Edit::Verb::text: return with_text(document, edit.path, edit.text, keys, quoting);
    case Edit::Verb::list: return with_list(document, edit.path, edit.items, keys);
    case Edit::Verb::item: return with_item(document, edit.path, edit.text, keys, quoting);
    case Edit::Verb::no_key: return without_key(document, edit.path);
    case Edit::Verb::no_item: return without_item(document, edit.path, edit.text);
    }
    return {};
}

std::string new_text(Random& random)
{
    const std::size_t style = random.below(100);
    if (style < 35) {
        return std::string(random.pick(easy_texts));
    }
    if (style < 60) {
        return std::string(random.pick(hard_texts));
    }
    if (style < 80) {
        return std::string(random.pick(texts_of_lines));
    }
    if (random.below(1'000) == 0) {
        std::string out;
        while (out.size() < 100'000) {
            out += random_text(random) + "word\n";
        }
        return out;
    }
    return random_text(random);
}

const Value* at_path(const Value& root, const Path& path)
{
    const Value* value = &root;
    for (const std::string& key : path) {
        const auto entry = std::find_if(value->entries.begin(), value->entries.end(),
                                        [&](const Entry& e) { return e.key == key; });
        if (value->kind != Kind::map || entry == value->entries.end()) {
            return nullptr;
        }
        value = &entry->value;
    }
    return value;
}

Path random_path(const Value& root, Random& random)
{
    Path path;
    const Value* value = &root;
    while (path.size() < 5) {
        if (value == nullptr || value->kind != Kind::map || value->entries.empty() ||
            random.chance(25)) {
            path.push_back(test::random_key(random));
            value = nullptr;
        } else {
            const Entry& entry = random.pick(value->entries);
            path.push_back(entry.key);
            value = &entry.value;
        }
        const bool map = value != nullptr && value->kind == Kind::map;
        if (!random.chance(map ? 70 : 8)) {
            break;
        }
    }
    return path;
}

Edit random_edit(const Value& root, Random& random)
{
    Edit edit;
    edit.verb = static_cast<Edit::Verb>(random.below(5));
    edit.path = random_path(root, random);
    edit.ordered = random.chance(60);
    edit.text = new_text(random);
    const bool item = edit.verb == Edit::Verb::item || edit.verb == Edit::Verb::no_item;
    for (int i = 0; item && i < 6; ++i) {
        const Value* value = at_path(root, edit.path);
        if (value != nullptr && value->kind == Kind::list) {
            const bool old =
                !value->entries.empty() && random.chance(edit.verb == Edit::Verb::item ? 15 : 80);
            edit.text = old ? random.pick(value->entries).value.text : edit.text;
            break;
        }
        if (value != nullptr && value->kind == Kind::text && random.chance(50)) {
            edit.text = random.chance(40) ? value->text : edit.text;
            break;
        }
        edit.path = random_path(root, random);
    }
    if (edit.verb == Edit::Verb::text || edit.verb == Edit::Verb::item) {
        edit.unquoted = random.chance(15);
        edit.text = edit.unquoted ? std::string(random.pick(plain_texts)) : edit.text;
    }
    for (std::size_t count = random.below(4); edit.verb == Edit::Verb::list && count > 0; --count) {
        edit.items.emplace_back(random.chance(50) ? random.pick(easy_texts)
                                                  : random.pick(hard_texts));
    }
    return edit;
}

// ---- what is to come of it

struct Range {
    std::size_t begin = 0;
    std::size_t end = 0;
};

struct Outcome {
    std::vector<Range> ranges; ///< all other bytes stay
    bool only_less = false;    ///< and nothing comes into the ranges
    std::optional<Value> root;
};

struct Expected {
    std::vector<Outcome> outcomes; ///< one of them
    std::string refusal;           ///< begins so, where there has to be one
    std::size_t place = nowhere;   ///< in its line
    std::string reason; ///< why it may also, or has to, be refused as written in an unsafe way
};

constexpr std::string_view unsafe = "this is written in a way that cannot be changed safely";

class Oracle {
public:
    Oracle(const test::RandomFile& file, const Edit& edit) : m_file(file), m_edit(edit) {}

    Expected run()
    {
        if (!m_file.has_content || m_file.root.kind != Kind::map) {
            return refused("there are no keys here", 0);
        }
        m_root = m_file.root;
        m_chain = {{&m_root, nowhere}};
        switch (m_edit.verb) {
        case Edit::Verb::text: return set(text_value());
        case Edit::Verb::list: {
            Value list;
            list.kind = Kind::list;
            for (const std::string& item : m_edit.items) {
                list.entries.push_back({{}, free_text(item)});
            }
            return set(list);
        }
        case Edit::Verb::item: return add_item();
        case Edit::Verb::no_key: return descend() ? remove_key() : unchanged();
        case Edit::Verb::no_item: return descend() ? remove_item() : unchanged();
        }
        return {};
    }

private:
    /// A map on the way, and which of its entries is next on it.
    struct Step {
        Value* map = nullptr;
        std::size_t entry = nowhere;
    };

    static Expected refused(std::string how, std::size_t place)
    {
        Expected out;
        out.refusal = std::move(how);
        out.place = place;
        return out;
    }

    Expected unchanged() const { return {{{{}, true, m_file.root}}, {}, nowhere, {}}; }

    static Value free_text(std::string text)
    {
        Value out;
        out.kind = Kind::text;
        out.text = std::move(text);
        out.any_form = true;
        return out;
    }

    Value text_value() const
    {
        Value out = free_text(m_edit.text);
        out.any_form = !m_edit.unquoted;
        out.plain = m_edit.unquoted;
        return out;
    }

    /// Goes along the path as far as it is there; true where all of it is.
    bool descend()
    {
        m_chain.clear();
        Value* value = &m_root;
        for (const std::string& key : m_edit.path) {
            if (value->kind != Kind::map) {
                return false;
            }
            std::size_t entry = 0;
            while (entry < value->entries.size() && value->entries[entry].key != key) {
                ++entry;
            }
            if (entry == value->entries.size()) {
                m_chain.push_back({value, nowhere});
                return false;
            }
            m_chain.push_back({value, entry});
            value = &value->entries[entry].value;
        }
        return true;
    }

    Entry& last_entry() { return m_chain.back().map->entries[m_chain.back().entry]; }

    [[nodiscard]] std::size_t line_begin(std::size_t offset) const
    {
        while (offset > 0 && m_file.text[offset - 1] != '\n') {
            --offset;
        }
        return offset == 0 && m_file.text.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : offset;
    }

    [[nodiscard]] std::size_t behind_line(std::size_t offset) const
    {
        const std::size_t line_feed = m_file.text.find('\n', offset);
        return line_feed == nowhere ? m_file.text.size() : line_feed + 1;
    }

    /// Behind the comma that stands behind `offset`, if there is one.
    [[nodiscard]] std::size_t behind_comma(std::size_t offset) const
    {
        const std::size_t next = m_file.text.find_first_not_of(" \r\n", offset);
        return next != nowhere && m_file.text[next] == ',' ? next + 1 : offset;
    }

    [[nodiscard]] bool on_one_line(std::size_t begin, std::size_t end) const
    {
        return m_file.text.substr(begin, end - begin).find('\n') == nowhere;
    }

    [[nodiscard]] std::optional<std::size_t> comment_in(Range range) const
    {
        for (const std::size_t comment : m_file.comments) {
            if (comment >= range.begin && comment < range.end) {
                return comment;
            }
        }
        return std::nullopt;
    }

    static const Value& last_leaf(const Value& value)
    {
        return value.flow || value.entries.empty() ? value : last_leaf(value.entries.back().value);
    }

    Expected set(Value value)
    {
        const bool all = descend();
        std::size_t known = m_chain.size();
        for (std::size_t i = m_edit.path.size(); i > known; --i) {
            Value map;
            map.kind = Kind::map;
            map.entries.push_back({m_edit.path[i - 1], std::move(value)});
            value = std::move(map);
        }
        if (m_chain.back().entry == nowhere) {
            return insert(std::move(value));
        }
        const Value& there = last_entry().value;
        if (!all && there.kind != Kind::null) {
            return refused(fmt::format("'{}' holds no keys here", m_edit.path[known - 1]),
                           there.begin);
        }
        return replace(std::move(value));
    }

    Expected replace(Value value)
    {
        Entry& entry = last_entry();
        Expected out;
        if (entry.colon == nowhere || !on_one_line(entry.begin, entry.colon)) {
            out = refused(std::string(unsafe), entry.begin);
            out.reason = entry.question_mark ? "an explicit key" : "a key without a colon";
            return out;
        }
        const Value& old = entry.value;
        Range range{old.begin, old.end};
        const bool block = (old.kind == Kind::list || old.kind == Kind::map) && !old.flow;
        if (!old.written || (!on_one_line(entry.colon, old.begin) &&
                             (block || !comment_in({entry.colon, old.begin})))) {
            range.begin = entry.colon + 1;
        }
        if (const auto comment = comment_in(range)) {
            return refused("a comment stands within the value to be changed", *comment);
        }
        entry.value = std::move(value);
        out.outcomes.push_back({{range}, false, m_root});
        return out;
    }

    Expected insert(Value value)
    {
        Value& map = *m_chain.back().map;
        const std::string& name = m_edit.path[m_chain.size() - 1];
        Entry entry{name, std::move(value)};
        Expected out;
        if (map.flow) {
            Range range{map.begin + 1, map.end - 1};
            if (!map.entries.empty()) {
                range.begin = map.entries.back().value.end;
            }
            map.entries.push_back(entry);
            out.outcomes.push_back({{{range.begin, range.begin}}, false, m_root});
            return out;
        }
        std::size_t before = 0; // how many keys stand before it
        const auto place = std::find(order.begin(), order.end(), name);
        const bool ordered = m_edit.ordered && m_chain.size() == 1 && place != order.end();
        for (std::size_t i = 0; i < map.entries.size(); ++i) {
            if (!ordered || std::find(order.begin(), place, map.entries[i].key) != place) {
                before = i + 1;
            }
        }
        std::size_t at = line_begin(map.begin);
        if (before > 0) {
            const Value& left = map.entries[before - 1].value;
            at = behind_line(left.end);
            const Value& leaf = last_leaf(left);
            if (leaf.block_text && leaf.begin == m_file.unsure) {
                out.reason = "behind a text in a block without its line end";
            } else if (leaf.keeps_lines) {
                out.reason = "behind a text that keeps its empty lines";
            }
        }
        const Value old_root = m_root;
        map.entries.insert(map.entries.begin() + static_cast<std::ptrdiff_t>(before), entry);
        out.outcomes.push_back({{{at, at}}, false, m_root});
        if (!out.reason.empty()) {
            map.entries.erase(map.entries.begin() + static_cast<std::ptrdiff_t>(before));
            map.entries.push_back(entry);
            const std::size_t end = m_file.text.size();
            out.outcomes.push_back({{{end, end}}, false, m_root});
        }
        return out;
    }

    Expected add_item()
    {
        Value list;
        list.kind = Kind::list;
        list.entries.push_back({{}, text_value()});
        if (!descend() || last_entry().value.kind == Kind::null) {
            return set(list);
        }
        Value& old = last_entry().value;
        if (old.kind == Kind::text) {
            if (old.text == m_edit.text) {
                return unchanged();
            }
            Value one = old;
            one.any_form = !old.plain || old.text.find_first_of(",[]{}") != nowhere ||
                           !on_one_line(old.begin, old.end);
            list.entries.insert(list.entries.begin(), {{}, one});
            return set(list);
        }
        if (old.kind == Kind::map) {
            return refused(fmt::format("'{}' holds no list here", m_edit.path.back()), old.begin);
        }
        for (const Entry& entry : old.entries) {
            if (entry.value.kind == Kind::text && entry.value.text == m_edit.text) {
                return unchanged();
            }
        }
        Expected out;
        std::size_t at = old.begin + 1;
        if (!old.entries.empty()) {
            const Value& left = old.entries.back().value;
            at = old.flow ? left.end : behind_line(left.end);
            const Value& leaf = last_leaf(left);
            if (!old.flow &&
                (leaf.keeps_lines || (leaf.block_text && leaf.begin == m_file.unsure))) {
                out.reason = "behind a text in a block";
            }
        }
        old.entries.push_back({{}, text_value()});
        out.outcomes.push_back({{{at, at}}, false, m_root});
        return out;
    }

    Expected remove_key()
    {
        while (m_chain.size() > 1 && m_chain.back().map->entries.size() == 1) {
            m_chain.pop_back();
        }
        Value& map = *m_chain.back().map;
        const std::size_t place = last_entry().begin;
        const bool only = !map.flow && map.entries.size() == 1;
        Expected out = cut(map, {m_chain.back().entry});
        if (only && out.refusal.empty()) {
            out = refused(std::string(unsafe), place);
            out.reason = "the only key of the file";
        }
        return out;
    }

    Expected remove_item()
    {
        Value& value = last_entry().value;
        if (value.kind == Kind::text && value.text == m_edit.text) {
            return remove_key();
        }
        std::vector<std::size_t> there;
        for (std::size_t i = 0; value.kind == Kind::list && i < value.entries.size(); ++i) {
            if (value.entries[i].value.kind == Kind::text &&
                value.entries[i].value.text == m_edit.text) {
                there.push_back(i);
            }
        }
        if (there.empty()) {
            return unchanged();
        }
        return there.size() == value.entries.size() ? remove_key() : cut(value, there);
    }

    Expected cut(Value& parent, const std::vector<std::size_t>& which)
    {
        Expected out;
        Outcome outcome;
        outcome.only_less = true;
        const auto& entries = parent.entries;
        bool leading = true;
        for (std::size_t i = 0; i < entries.size(); ++i) {
            if (std::find(which.begin(), which.end(), i) == which.end()) {
                leading = false;
                continue;
            }
            const Value& value = entries[i].value;
            Range range{line_begin(entries[i].begin), behind_line(value.end)};
            Range inner{range.begin, value.end};
            if (parent.flow) {
                range = entries.size() == 1 ? Range{entries[i].begin, behind_comma(value.end)}
                        : leading           ? Range{entries[i].begin, entries[i + 1].begin}
                                            : Range{entries[i - 1].value.end, value.end};
                if (entries.size() == 1 && comment_in({value.end, parent.end})) {
                    out.reason = "a comment stands before the last comma";
                }
                inner = range;
            } else if (i > 0 && last_leaf(entries[i - 1].value).block_text) {
                out.reason = "what follows would belong to the text before";
            }
            if (const auto comment = comment_in(inner)) {
                return refused("a comment stands within the value to be removed", *comment);
            }
            outcome.ranges.push_back(range);
        }
        for (auto i = which.rbegin(); i != which.rend(); ++i) {
            parent.entries.erase(parent.entries.begin() + static_cast<std::ptrdiff_t>(*i));
        }
        outcome.root = m_root;
        out.outcomes.push_back(std::move(outcome));
        return out;
    }

    const test::RandomFile& m_file;
    const Edit& m_edit;
    Value m_root;
    std::vector<Step> m_chain;
};

/// True where `now` is `old` but for what stands in the ranges.
bool kept(const std::string& old, const std::string& now, const Outcome& outcome)
{
    if (outcome.only_less || outcome.ranges.empty()) {
        std::string left;
        std::size_t at = 0;
        for (const Range& range : outcome.ranges) {
            left += old.substr(at, range.begin - at);
            at = range.end;
        }
        return now == left + old.substr(at);
    }
    const Range range = outcome.ranges.front();
    const std::size_t behind = old.size() - range.end;
    return now.size() >= range.begin + behind &&
           now.compare(0, range.begin, old, 0, range.begin) == 0 &&
           now.compare(now.size() - behind, behind, old, range.end, behind) == 0;
}

/// The edit that takes `edit` back, where the bytes before it are to come back too.
std::optional<Edit> inverse(const test::RandomFile& file, const Edit& edit)
{
    const Value* old = at_path(file.root, edit.path);
    const Value* parent = at_path(file.root, {edit.path.begin(), edit.path.end() - 1});
    Edit back;
    back.path = edit.path;
    back.text = edit.text;
    const bool ended = file.text.back() == '\n';
    if (edit.verb == Edit::Verb::item && old != nullptr && old->kind == Kind::list &&
        !old->entries.empty() && (ended || old->flow)) {
        back.verb = Edit::Verb::no_item;
        return back;
    }
    if (edit.verb == Edit::Verb::no_key || edit.verb == Edit::Verb::no_item) {
        return std::nullopt;
    }
    if (old == nullptr) {
        back.verb = Edit::Verb::no_key;
        const bool more = parent != nullptr && parent->kind == Kind::map &&
                          (edit.path.size() == 1 || !parent->entries.empty());
        return more && (ended || parent->flow) ? std::optional(back) : std::nullopt;
    }
    if (old->kind != Kind::text || old->block_text) {
        return std::nullopt;
    }
    const std::string written = file.text.substr(old->begin, old->end - old->begin);
    const std::size_t line = file.text.rfind('\n', old->begin);
    back.text = old->text;
    back.unquoted = old->plain && yaml::scalar(old->text) != written &&
                    written.find_first_of("\n,[]{}") == nowhere;
    const bool own =
        back.unquoted || (yaml::scalar(old->text) == written && old->text.find('\n') == nowhere);
    // Behind its key's colon, not on a line below.
    const std::size_t from = line == nowhere ? 0 : line;
    const bool beside = file.text.substr(from, old->begin - from).find(':') != nowhere;
    return own && beside ? std::optional(back) : std::nullopt;
}

struct Tally {
    std::size_t files = 0;
    std::size_t lost = 0;
    std::size_t edits = 0;
    std::size_t changed = 0;
    std::size_t unchanged = 0;
    std::size_t taken_back = 0;
    std::map<std::string, std::size_t> refusals;
};

class Trial {
public:
    Trial(std::uint64_t seed, const test::RandomFile& file, const Document& document, Tally& tally)
        : m_seed(seed), m_file(file), m_document(document), m_tally(tally)
    {
    }

    void run(const Edit& edit)
    {
        ++m_tally.edits;
        m_edit = &edit;
        const Expected expected = Oracle(m_file, edit).run();
        std::string now;
        try {
            now = done(m_document, edit);
        } catch (const Error& error) {
            refused(error, expected);
            return;
        }
        m_now = now;
        if (!expected.refusal.empty()) {
            fail("not refused: " + expected.refusal);
            return;
        }
        const Document after("a.yaml", now);
        const auto got = meaning(after);
        const bool fits =
            std::any_of(expected.outcomes.begin(), expected.outcomes.end(), [&](const Outcome& o) {
                return kept(m_file.text, now, o) && got && same(*got, *o.root);
            });
        if (!fits) {
            const Outcome& first = expected.outcomes.front();
            fail(kept(m_file.text, now, first)
                     ? "means " + (got ? shown(*got) : "nothing") + "\nnot   " + shown(*first.root)
                     : "other bytes changed too");
            return;
        }
        ++(now == m_file.text ? m_tally.unchanged : m_tally.changed);
        if (now != m_file.text) {
            again(after, now);
        }
    }

private:
    void refused(const Error& error, const Expected& expected)
    {
        m_now = error.message();
        std::size_t lines = 1;
        for (const char c : m_file.text) {
            lines += c == '\n' ? 1 : 0;
        }
        if (error.fault != Fault::ledger || !error.place || error.place->line < 1 ||
            error.place->line > lines) {
            fail("refused without a place");
            return;
        }
        const auto begins = [&](std::string_view how) {
            return error.text.substr(0, how.size()) == how;
        };
        if (!expected.refusal.empty()) {
            const auto line =
                1 + std::count(m_file.text.begin(),
                               m_file.text.begin() + static_cast<std::ptrdiff_t>(expected.place),
                               '\n');
            if (!begins(expected.refusal)) {
                fail("refused, but not as: " + expected.refusal);
            } else if (error.place->line != static_cast<std::size_t>(line)) {
                fail(fmt::format("refused in line {}, not {}", error.place->line, line));
            }
            const std::size_t name_end =
                error.text.front() == '\'' ? error.text.rfind('\'') + 2 : 0;
            ++m_tally.refusals[expected.reason.empty() ? error.text.substr(name_end)
                                                       : expected.reason];
        } else if (!expected.reason.empty() && begins(unsafe)) {
            ++m_tally.refusals[expected.reason];
        } else {
            fail("refused");
        }
    }

    void again(const Document& after, const std::string& now)
    {
        try {
            if (done(after, *m_edit) != now) {
                fail("the same once more changes something");
            }
            if (const auto back = inverse(m_file, *m_edit)) {
                ++m_tally.taken_back;
                const std::string old = done(after, *back);
                if (old != m_file.text) {
                    fail("taken back by " + back->str() + "\n" + old);
                }
            }
        } catch (const Error& error) {
            fail("refused behind it: " + error.message());
        }
    }

    void fail(const std::string& what)
    {
        FAIL("seed " << m_seed << ", " << m_edit->str() << "\n"
                     << what << "\n---- file\n"
                     << m_file.text << "\n---- outcome\n"
                     << m_now << "\n----");
    }

    std::uint64_t m_seed;
    const test::RandomFile& m_file;
    const Document& m_document;
    Tally& m_tally;
    const Edit* m_edit = nullptr;
    std::string m_now;
};

/// Whether a block text at the very end has a line feed is what the reader says.
void settle(Value& model, const Value& read, std::size_t unsure)
{
    if (model.block_text && model.begin == unsure) {
        model.text = read.text;
    }
    for (std::size_t i = 0; i < std::min(model.entries.size(), read.entries.size()); ++i) {
        settle(model.entries[i].value, read.entries[i].value, unsure);
    }
}

} // namespace

TEST_CASE("random edits of random files change what was meant, or nothing")
{
    Tally tally;
    for (std::uint64_t seed = 1; tally.edits < edits_wanted; ++seed) {
        Random random(seed);
        test::RandomFile file = test::random_file(random);
        ++tally.files;
        std::optional<Document> document;
        try {
            document.emplace("a.yaml", file.text);
        } catch (const Error&) {
            ++tally.lost;
            continue;
        }
        const auto read = meaning(*document);
        const bool empty = !read || read->kind == Kind::null;
        REQUIRE_MESSAGE(empty != file.has_content, "seed " << seed << "\n" << file.text);
        if (file.has_content) {
            settle(file.root, *read, file.unsure);
            REQUIRE_MESSAGE(same(*read, file.root), "seed " << seed << "\n"
                                                            << file.text << "\nreads as "
                                                            << shown(*read) << "\nand not  "
                                                            << shown(file.root));
        }
        Trial trial(seed, file, *document, tally);
        for (std::size_t i = 0; i < edits_of_a_file; ++i) {
            trial.run(random_edit(file.root, random));
        }
    }
    CHECK(tally.lost * 50 < tally.files);
    CHECK(tally.changed * 2 > tally.edits);
    CHECK(tally.taken_back * 5 > tally.edits);
    std::string figures = fmt::format("{} edits of {} files ({} more were no YAML): {} changed, {} "
                                      "left as they were, {} taken back",
                                      tally.edits, tally.files - tally.lost, tally.lost,
                                      tally.changed, tally.unchanged, tally.taken_back);
    for (const auto& [reason, count] : tally.refusals) {
        figures += fmt::format("\n{:6} refused: {}", count, reason);
    }
    MESSAGE(figures);
}
