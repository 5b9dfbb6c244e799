#include "random_edit.hpp"

#include "core/yaml/scalar.hpp"

#include <algorithm>

namespace crm::test {

using yaml::Document;
using yaml::Path;
using Kind = Value::Kind;

namespace {

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

} // namespace

std::string Edit::str() const
{
    static constexpr std::array<std::string_view, 5> names{"with_text", "with_list", "with_item",
                                                           "without_key", "without_item"};
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

} // namespace crm::test
