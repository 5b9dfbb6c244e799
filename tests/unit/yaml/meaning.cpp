#include "meaning.hpp"

#include "core/yaml/scalar.hpp"

#include <algorithm>
#include <stdexcept>

namespace crm::test {

using yaml::Document;
using yaml::EventType;
using Kind = Value::Kind;

namespace {

Value read_value(const Document& document, std::size_t& index)
{
    const yaml::Event& event = document.events().at(index++);
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
                entry.key = document.events().at(index++).value;
            }
            entry.value = read_value(document, index);
        }
        ++index;
        break;
    }
    case EventType::sequence_end:
    case EventType::mapping_end: throw std::logic_error("an end without a begin");
    }
    return out;
}

} // namespace

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

} // namespace crm::test
