#include "core/ledger/fields.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <utility>

namespace crm {

bool Fields::told_enough() const
{
    return m_findings.size() >= most_told &&
           m_findings[m_findings.size() - most_told].place.file == m_document.file();
}

void Fields::refuse_the_rest()
{
    const std::string text =
        fmt::format("has more than {} faults; those further down are not told", most_told);
    if (m_findings.back().text != text) {
        m_findings.push_back({Finding::Weight::left_out, whole_file(m_document.file()), text,
                              "put right what is told first"});
    }
}

void Fields::refuse(const Place& place, std::string text, std::string remedy)
{
    m_good = false;
    if (told_enough()) {
        refuse_the_rest();
        return;
    }
    m_findings.push_back({Finding::Weight::left_out, place, std::move(text), std::move(remedy)});
}

void Fields::refuse(const yaml::Node& node, std::string text, std::string remedy)
{
    refuse(told_enough() ? Place{} : node.place(), std::move(text), std::move(remedy));
}

void Fields::remark(const yaml::Node& node, std::string text, std::string remedy)
{
    if (!told_enough()) {
        m_findings.push_back(
            {Finding::Weight::remark, node.place(), std::move(text), std::move(remedy)});
    }
}

void Fields::remark_unknown_key(const yaml::Node& key, const std::vector<std::string>& known)
{
    if (key.text().substr(0, 2) == "x_" || told_enough()) {
        return;
    }
    const auto guess = nearest(key.text(), known);
    remark(key, fmt::format("unknown key '{}'", key.text()),
           guess ? fmt::format("did you mean '{}'?", *guess) : "begin keys of your own with 'x_'");
}

std::optional<std::string> Fields::text(const yaml::Node::Entry& entry)
{
    if (entry.value.is_null()) {
        return std::nullopt;
    }
    if (!entry.value.is_scalar()) {
        refuse(entry.value, fmt::format("'{}' takes one text, not {}", entry.key.text(),
                                        entry.value.is_sequence() ? "a list" : "keys and values"));
        return std::nullopt;
    }
    return std::string(entry.value.text());
}

std::vector<yaml::Node> Fields::texts(const yaml::Node::Entry& entry)
{
    std::vector<yaml::Node> out;
    if (entry.value.is_scalar()) {
        out.push_back(entry.value);
    } else if (entry.value.is_mapping()) {
        refuse(entry.value,
               fmt::format("'{}' takes a list of texts, not keys and values", entry.key.text()),
               "a list reads '[one, two]'");
    } else if (entry.value.is_sequence()) {
        for (const yaml::Node item : entry.value.items()) {
            if (item.is_scalar()) {
                out.push_back(item);
            } else if (!item.is_null()) {
                refuse(item, fmt::format("'{}' takes a list of texts", entry.key.text()),
                       "a list reads '[one, two]'");
            }
        }
    }
    return out;
}

std::vector<std::string> Fields::strings(const yaml::Node::Entry& entry)
{
    std::vector<std::string> out;
    for (const yaml::Node& node : texts(entry)) {
        out.emplace_back(node.text());
    }
    return out;
}

std::optional<Date> Fields::date(const yaml::Node::Entry& entry)
{
    const auto value = text(entry);
    if (!value) {
        return std::nullopt;
    }
    const auto date = parse_iso(*value);
    if (!date) {
        refuse(entry.value, fmt::format("{} '{}' is not a date", entry.key.text(), *value),
               "a date reads 2026-11-20 and exists in the calendar");
    }
    return date;
}

std::optional<int> Fields::integer(const yaml::Node::Entry& entry, int least, int most)
{
    const auto value = text(entry);
    if (!value) {
        return std::nullopt;
    }
    const bool all_digits =
        !value->empty() && value->size() <= 9 &&
        std::all_of(value->begin(), value->end(), [](char c) { return c >= '0' && c <= '9'; });
    const bool leading_zero = value->size() > 1 && value->front() == '0';
    const int number = all_digits && !leading_zero ? std::stoi(*value) : least - 1;
    if (number < least || number > most) {
        refuse(entry.value,
               fmt::format("{} '{}' is not a whole number from {} to {}", entry.key.text(), *value,
                           least, most),
               leading_zero ? "write it without the leading zero" : "");
        return std::nullopt;
    }
    return number;
}

std::optional<int> Fields::days(const yaml::Node::Entry& entry)
{
    const auto value = text(entry);
    const auto period = value ? Period::parse(*value) : std::nullopt;
    if (value && !period) {
        refuse(entry.value, fmt::format("'{}' is not a length of time", *value),
               "it reads '21 days', '3 weeks' or '1 month'");
    }
    return period ? std::optional(period->nominal_days()) : std::nullopt;
}

std::optional<bool> Fields::truth(const yaml::Node::Entry& entry)
{
    const auto value = text(entry);
    if (!value) {
        return std::nullopt;
    }
    if (entry.value.is_plain() && (*value == "true" || *value == "false")) {
        return *value == "true";
    }
    refuse(entry.value, fmt::format("{} '{}' is neither true nor false", entry.key.text(), *value),
           fmt::format("it reads '{}: true', or is left out", entry.key.text()));
    return std::nullopt;
}

std::optional<std::string> Fields::word(const yaml::Node::Entry& entry,
                                        const std::vector<std::string>& words)
{
    auto value = text(entry);
    if (!value || std::find(words.begin(), words.end(), *value) != words.end()) {
        return value;
    }
    const auto guess = nearest(*value, words);
    refuse(
        entry.value,
        fmt::format("{} '{}' is not one of {}", entry.key.text(), *value, fmt::join(words, ", ")),
        guess ? fmt::format("did you mean '{}'?", *guess) : "");
    return std::nullopt;
}

bool Fields::only_word(const yaml::Node::Entry& entry, std::string_view word, std::string remedy)
{
    const auto value = text(entry);
    if (value && *value != word) {
        refuse(entry.value, fmt::format("{} '{}' is not '{}'", entry.key.text(), *value, word),
               std::move(remedy));
    }
    return value == word;
}

std::optional<std::string> Fields::requirement(const yaml::Node& node, const Touches& touches)
{
    const std::string name(node.text());
    if (name == "major" || name == "minor") {
        return name;
    }
    const Touch* touch = touches.find(name);
    if (touch != nullptr && touch->touch_class != TouchClass::none) {
        return touch->name;
    }
    auto known = touches.names();
    known.insert(known.begin(), {"major", "minor"});
    const auto guess = nearest(name, known);
    refuse(node, fmt::format("'{}' is neither major, minor nor a touch of this ledger", name),
           guess ? fmt::format("did you mean '{}'?", *guess)
                 : "declare it under 'touches' in crm.yaml");
    return std::nullopt;
}

std::vector<std::string> Fields::touches(const yaml::Node::Entry& entry, const Touches& touches)
{
    std::vector<std::string> out;
    for (const yaml::Node& node : texts(entry)) {
        if (const Touch* touch = touches.find(node.text())) {
            out.push_back(touch->name);
            continue;
        }
        const auto guess = nearest(node.text(), touches.names());
        refuse(node, fmt::format("touch '{}' is not declared in crm.yaml", node.text()),
               guess ? fmt::format("did you mean '{}'?", *guess)
                     : "declare it there under 'touches'");
    }
    return out;
}

std::optional<Promise> Fields::promise(const yaml::Node::Entry& entry, const Touches& touches)
{
    const auto required = requirement(entry.key, touches);
    if (!required) {
        return std::nullopt;
    }
    Promise out;
    out.requirement = *required;
    const std::string name(entry.key.text());
    const auto value = text(entry);
    if (entry.value.is_null()) {
        refuse(entry.value, fmt::format("the cadence of '{}' is missing", name),
               std::string(cadence_forms));
    }
    const auto cadence = value ? Cadence::parse(*value) : std::nullopt;
    if (!cadence) {
        if (value) {
            refuse(entry.value, fmt::format("'{}' is not a cadence", *value),
                   std::string(cadence_forms));
        }
        return std::nullopt;
    }
    out.cadence = *cadence;
    const Place place = entry.key.place();
    out.rule = fmt::format("{}:{}", place.file, place.line);
    return out;
}

std::vector<Promise> Fields::promises(const yaml::Node::Entry& entry, const Touches& touches,
                                      bool& none)
{
    std::vector<Promise> out;
    if (entry.value.is_scalar() && entry.value.text() == "none") {
        none = true;
        return out;
    }
    if (!require_map(entry, "cadence: {minor: every 30 days}")) {
        return out;
    }
    std::set<std::string> named;
    for (const yaml::Node::Entry promised : entry.value.entries()) {
        if (auto one = promise(promised, touches)) {
            if (!named.insert(one->requirement).second) {
                refuse(promised.key, fmt::format("'{}' is promised twice", one->requirement),
                       "keep one of the two");
            }
            out.push_back(std::move(*one));
        }
    }
    return out;
}

bool Fields::require_map(const yaml::Node::Entry& entry, std::string_view example)
{
    if (entry.value.is_mapping()) {
        return true;
    }
    if (!entry.value.is_null()) {
        refuse(entry.value, fmt::format("'{}' takes keys and values", entry.key.text()),
               fmt::format("it reads '{}'", example));
    }
    return false;
}

std::vector<Ceiling> Fields::ceilings(const yaml::Node::Entry& entry, const Touches& touches)
{
    std::vector<Ceiling> out;
    if (!require_map(entry, "at_most: {minor: 1 in 10 days}")) {
        return out;
    }
    for (const yaml::Node::Entry limited : entry.value.entries()) {
        if (auto read = promise(limited, touches)) {
            out.push_back(
                {std::move(read->requirement), std::move(read->cadence), std::move(read->rule)});
        }
    }
    return out;
}

} // namespace crm
