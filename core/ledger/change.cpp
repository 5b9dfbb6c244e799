#include "core/ledger/change.hpp"

#include "core/base/text.hpp"
#include "core/calendar/spoken.hpp"
#include "core/ledger/who.hpp"
#include "core/yaml/edit.hpp"
#include "core/yaml/node.hpp"
#include "core/yaml/scalar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace crm {
namespace {

using yaml::Document;
using yaml::Node;
using yaml::Quoting;

bool has_key(const Document& document, std::string_view name)
{
    if (document.events().empty() || !Node(document, 0).is_mapping()) {
        return false;
    }
    for (const Node::Entry entry : Node(document, 0).entries()) {
        if (entry.key.text() == name) {
            return true;
        }
    }
    return false;
}

Error unknown_key(const ChangeScope& scope, const std::string& key)
{
    std::vector<std::string> names;
    for (const Key& known : scope.keys) {
        if (known.shape != Shape::fixed) {
            names.emplace_back(known.path);
        }
    }
    const std::string text = fmt::format("'{}' is not a key of this file", key);
    if (key == "id") {
        return {Fault::usage, text, "'crm rename WHO NEW-ID' changes an id"};
    }
    if (key == "birthday" || key == "anniversary") {
        return {Fault::usage, text, fmt::format("did you mean 'dates.{}'?", key)};
    }
    if (key == "cadence" || key == "dates" || key == "touches" || key == "advisor") {
        const auto inner =
            std::find_if(scope.keys.begin(), scope.keys.end(), [&](const Key& known) {
                return known.path.substr(0, key.size() + 1) == key + ".";
            });
        if (inner != scope.keys.end()) {
            const std::string example = key == "cadence"   ? "cadence.minor='every 30 days'"
                                        : key == "dates"   ? "dates.birthday=12-10"
                                        : key == "touches" ? "touches.minor=postcard"
                                                           : "advisor.name='Jo Park'";
            return {Fault::usage, fmt::format("'{}' holds keys of its own", key),
                    fmt::format("it reads {}", example)};
        }
    }
    for (const std::string& name : names) {
        if (!key.empty() && name.compare(0, key.size(), key) == 0 && name.size() < key.size() + 3) {
            return {Fault::usage, text, fmt::format("did you mean '{}'?", name)};
        }
    }
    if (const auto guess = nearest(key, names)) {
        return {Fault::usage, text, fmt::format("did you mean '{}'?", *guess)};
    }
    return {Fault::usage, text,
            fmt::format("the keys are {}; one of your own begins with 'x_'", enumerate(names))};
}

Shape shape_of(const ChangeScope& scope, const Change& change, const Document& document)
{
    if (const Key* key = find_key(scope.keys, change.key)) {
        if (key->shape == Shape::fixed) {
            throw Error(Fault::usage, fmt::format("'{}' is not changed by an option", change.key),
                        "'crm edit' opens the file");
        }
        return key->shape;
    }
    const bool own = change.key.substr(0, 2) == "x_";
    const bool goes = change.act == Change::Act::remove && has_key(document, change.key);
    if (!own && !goes) {
        throw unknown_key(scope, change.key);
    }
    return change.act == Change::Act::add ? Shape::list : Shape::text;
}

std::string one_value(const ChangeScope& scope, Shape shape, const Change& change,
                      const std::string& value)
{
    const auto not_a_date = [&](std::string remedy) {
        return Error(Fault::usage, fmt::format("{} '{}' is not a date", change.key, value),
                     std::move(remedy));
    };
    switch (shape) {
    case Shape::date:
    case Shape::date_ahead:
    case Shape::date_list: {
        const auto date = shape == Shape::date ? parse_spoken_beginning(value, scope.today)
                                               : parse_spoken(value, scope.today, Look::ahead);
        if (!date) {
            throw not_a_date(
                std::string(shape == Shape::date ? spoken_beginnings : spoken_forms_ahead));
        }
        return iso(*date);
    }
    case Shape::yearly: {
        const auto date = parse_spoken_yearly(value);
        if (!date) {
            throw not_a_date(std::string(spoken_yearly_forms));
        }
        return date->str();
    }
    case Shape::reference:
        return scope.ledger == nullptr ? value
                                       : find_who(*scope.ledger, value, Guess::refused).contact->id;
    case Shape::text:
    case Shape::list:
    case Shape::fixed: break;
    }
    return value;
}

/// `[one, "two, three"]`, or one text.
std::vector<std::string> list_items(const std::string& text)
{
    if (!text.empty() && text.front() == '[') {
        try {
            const Document document("", text);
            std::vector<std::string> out;
            for (const Node item : Node(document, 0).items()) {
                if (!item.is_scalar()) {
                    return {text};
                }
                out.emplace_back(item.text());
            }
            return out;
        } catch (const Error&) {
            return {text};
        }
    }
    return {text};
}

bool is_plain(Shape shape)
{
    return shape == Shape::date || shape == Shape::date_ahead || shape == Shape::date_list ||
           shape == Shape::yearly;
}

void collect(const Node& map, const std::string& prefix, std::vector<Fact>& facts)
{
    for (const Node::Entry entry : map.entries()) {
        const std::string key = prefix + std::string(entry.key.text());
        if (entry.value.is_mapping()) {
            collect(entry.value, key + ".", facts);
            continue;
        }
        Fact fact{key, entry.value.is_sequence(), true, true, {}};
        const auto is_text = [](const Node& node) {
            return !node.is_plain() || yaml::scalar(node.text()) == node.text();
        };
        if (entry.value.is_scalar()) {
            fact.is_text = is_text(entry.value);
            fact.values.emplace_back(entry.value.text());
        } else if (entry.value.is_sequence()) {
            for (const Node item : entry.value.items()) {
                fact.is_simple = fact.is_simple && item.is_scalar();
                fact.is_text = fact.is_text && (!item.is_scalar() || is_text(item));
                fact.values.emplace_back(item.is_scalar() ? item.text() : std::string_view{});
                if (!item.is_scalar() && item.is_mapping()) {
                    std::vector<Fact> inner;
                    collect(item, "", inner);
                    for (const Fact& one : inner) {
                        fact.values.push_back(
                            fmt::format("{}: {}", one.key, enumerate(one.values)));
                    }
                }
            }
        }
        facts.push_back(std::move(fact));
    }
}

std::vector<Fact> facts_of(const Document& document)
{
    std::vector<Fact> out;
    if (!document.events().empty() && Node(document, 0).is_mapping()) {
        collect(Node(document, 0), "", out);
    }
    return out;
}

const Fact* find_fact(const std::vector<Fact>& facts, std::string_view key)
{
    const auto found =
        std::find_if(facts.begin(), facts.end(), [&](const Fact& fact) { return fact.key == key; });
    return found == facts.end() ? nullptr : &*found;
}

/// True where the key has these values already, in whatever style they are written.
bool has_values(const Document& document, const std::string& key,
                const std::vector<std::string>& values)
{
    const auto facts = facts_of(document);
    const Fact* fact = find_fact(facts, key);
    return fact != nullptr && fact->is_simple && fact->values == values;
}

std::string apply(const Document& document, const Change& change, const ChangeScope& scope)
{
    const Shape shape = shape_of(scope, change, document);
    const auto order = root_order(scope.keys);
    const auto path = split_path(scope.keys, change.key);
    const Quoting quoting = is_plain(shape) ? Quoting::never : Quoting::as_needed;
    const bool is_list = shape == Shape::list || shape == Shape::date_list;
    if (change.act == Change::Act::remove && !change.value) {
        return yaml::without_key(document, path);
    }
    if (change.act == Change::Act::add && !is_list) {
        throw Error(Fault::usage, fmt::format("'{}' has one value, and takes no other", change.key),
                    fmt::format("'--set {}=...' replaces it", change.key));
    }
    if (change.act == Change::Act::set && is_list) {
        auto items = list_items(*change.value);
        if (items.empty()) {
            return yaml::without_key(document, path);
        }
        for (std::string& item : items) {
            item = one_value(scope, shape, change, item);
        }
        if (has_values(document, change.key, items)) {
            return document.text();
        }
        // Through an empty list, so that dates stay dates.
        std::string out = yaml::with_list(document, path, {}, order);
        for (const std::string& item : items) {
            out = yaml::with_item(Document(document.file(), out), path, item, order, quoting);
        }
        return out;
    }
    const std::string value = one_value(scope, shape, change, *change.value);
    switch (change.act) {
    case Change::Act::set:
        if (has_values(document, change.key, {value})) {
            return document.text();
        }
        return yaml::with_text(document, path, value, order, quoting);
    case Change::Act::add: return yaml::with_item(document, path, value, order, quoting);
    case Change::Act::remove: break;
    }
    return yaml::without_item(document, path, value);
}

/// The longest value that a command line is to show, in bytes.
constexpr std::size_t most_said = 4000;

bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c & 0x80) != 0;
}

/// The list as `--set` takes it.
std::string list_text(const std::vector<std::string>& items)
{
    if (items.size() == 1 && items.front().substr(0, 1) != "[") {
        return items.front();
    }
    std::string out = "[";
    for (const std::string& item : items) {
        const bool plain =
            !item.empty() && is_letter_or_digit(item.front()) && item.back() != ' ' &&
            std::all_of(item.begin(), item.end(), [](char c) {
                return is_letter_or_digit(c) ||
                       std::string_view(" -_.@/+&").find(c) != std::string_view::npos;
            });
        std::string quoted = "'";
        for (const char c : item) {
            quoted += c == '\'' ? std::string("''") : std::string(1, c);
        }
        out += (out.size() == 1 ? "" : ", ") + (plain ? item : quoted + "'");
    }
    return out + "]";
}

/// What is in `from` and not in `without`.
std::vector<std::string> missing(const std::vector<std::string>& from,
                                 const std::vector<std::string>& without)
{
    std::vector<std::string> out;
    std::copy_if(from.begin(), from.end(), std::back_inserter(out), [&](const std::string& item) {
        return std::find(without.begin(), without.end(), item) == without.end();
    });
    return out;
}

/// The changes that give a key what it had. `known`: its shape is.
std::vector<Change> restoring(const Fact& before, const std::optional<Fact>& after, bool known)
{
    if (!before.is_list) {
        return {{Change::Act::set, before.key, before.values.front()}};
    }
    const auto present = after && after->is_list ? after->values : std::vector<std::string>{};
    const auto gone = missing(before.values, present);
    const auto come = missing(present, before.values);
    auto made = missing(present, come);
    const bool all_new = made.empty();
    made.insert(made.end(), gone.begin(), gone.end());
    if (made != before.values || (known && all_new)) {
        return {{Change::Act::set, before.key, list_text(before.values)}};
    }
    std::vector<Change> out;
    for (const std::string& item : gone) {
        out.push_back({Change::Act::add, before.key, item});
    }
    for (const std::string& item : come) {
        out.push_back({Change::Act::remove, before.key, item});
    }
    return out;
}

} // namespace

std::string doubt_of(std::string_view key, std::string_view value, Date today)
{
    if (key == "email" && value.find('@') == std::string_view::npos) {
        return fmt::format("'{}' has no '@': is it an e-mail address?", value);
    }
    if (key == "phone" && value.find_first_of("0123456789") == std::string_view::npos) {
        return fmt::format("'{}' has no digit: is it a telephone number?", value);
    }
    const auto since = key == "since" ? parse_iso(value) : std::nullopt;
    return since && *since > today
               ? fmt::format("since {} lies in the future: nothing is promised before",
                             long_date(*since))
               : "";
}

Change parse_change(Change::Act act, std::string_view text)
{
    const std::size_t equals = text.find('=');
    const std::string key(text.substr(0, equals));
    const std::string_view option = act == Change::Act::set   ? "--set"
                                    : act == Change::Act::add ? "--add"
                                                              : "--remove";
    const bool whole = act == Change::Act::remove && equals == std::string_view::npos;
    if (key.empty() || (equals == std::string_view::npos && !whole)) {
        throw Error(Fault::usage, fmt::format("{} '{}' is not a key and a value", option, text),
                    fmt::format("it reads {} {}", option,
                                act == Change::Act::set ? "tier=B" : "tags=golf"));
    }
    if (whole) {
        return {act, key, std::nullopt};
    }
    std::string value(text.substr(equals + 1));
    if (value.find_first_not_of(" \t\n") == std::string::npos) {
        throw Error(Fault::usage, fmt::format("{} '{}' has no value", option, text),
                    fmt::format("'--remove {}' removes the key", key));
    }
    return {act, key, std::move(value)};
}

std::string changed(const yaml::Document& document, const std::vector<Change>& changes,
                    const ChangeScope& scope)
{
    std::string text = document.text();
    for (const Change& change : changes) {
        text = apply(Document(document.file(), std::move(text)), change, scope);
    }
    return text;
}

std::vector<Difference> differences(const yaml::Document& before, const yaml::Document& after)
{
    const auto old_facts = facts_of(before);
    const auto new_facts = facts_of(after);
    std::vector<Difference> out;
    for (const Fact& fact : new_facts) {
        const Fact* old_fact = find_fact(old_facts, fact.key);
        if (old_fact == nullptr || *old_fact != fact) {
            out.push_back(
                {fact.key, old_fact == nullptr ? std::nullopt : std::optional(*old_fact), fact});
        }
    }
    for (const Fact& fact : old_facts) {
        if (find_fact(new_facts, fact.key) == nullptr) {
            out.push_back({fact.key, fact, std::nullopt});
        }
    }
    return out;
}

std::optional<std::vector<Change>> inverse(const std::vector<Difference>& differences,
                                           const yaml::Document& after, const ChangeScope& scope)
{
    std::vector<Change> out;
    for (const Difference& difference : differences) {
        const auto& before = difference.before;
        const bool known = find_key(scope.keys, difference.key) != nullptr;
        const bool own = !known && difference.key.find('.') == std::string::npos;
        const bool simple = (known || own) &&
                            (!before || (before->is_simple && (known || before->is_text))) &&
                            (!difference.after || difference.after->is_simple);
        if (!simple) {
            return std::nullopt;
        }
        if (before && !before->values.empty()) {
            for (Change& change : restoring(*before, difference.after, known)) {
                if (change.value->size() > most_said) {
                    return std::nullopt;
                }
                out.push_back(std::move(change));
            }
        } else if (difference.after) {
            out.push_back({Change::Act::remove, difference.key, std::nullopt});
        }
    }
    try {
        const yaml::Document back(after.file(), changed(after, out, scope));
        for (const Difference& left : crm::differences(back, after)) {
            const auto wanted = std::find_if(
                differences.begin(), differences.end(),
                [&](const Difference& difference) { return difference.key == left.key; });
            const bool same = wanted != differences.end() && wanted->before == left.before;
            const bool both_none = wanted != differences.end() && !left.before &&
                                   (!wanted->before || wanted->before->values.empty());
            if (!same && !both_none) {
                return std::nullopt;
            }
        }
    } catch (const Error&) {
        return std::nullopt;
    }
    return out.empty() ? std::nullopt : std::optional(std::move(out));
}

} // namespace crm
