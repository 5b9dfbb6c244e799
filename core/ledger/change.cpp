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
    if (key == "cadence" || key == "dates" || key == "touches" || key == "advisor" ||
        key == "git") {
        const auto inner =
            std::find_if(scope.keys.begin(), scope.keys.end(), [&](const Key& known) {
                return known.path.substr(0, key.size() + 1) == key + ".";
            });
        if (inner != scope.keys.end()) {
            const std::string example = key == "cadence"   ? "cadence.minor='every 30 days'"
                                        : key == "dates"   ? "dates.birthday=12-10"
                                        : key == "touches" ? "touches.minor=postcard"
                                        : key == "git"     ? "git.commit=true"
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
    const bool is_truth = change.key == "git.commit"; // what else it is given is refused later
    const Quoting quoting = is_plain(shape) || is_truth ? Quoting::never : Quoting::as_needed;
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

} // namespace crm
