#include "core/ledger/practice_keys.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/ledger/import_keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

namespace crm {
namespace {

using yaml::Node;

constexpr int most_points = 1000;
constexpr int most_contacts = 1'000'000;
constexpr int most_attempts = 1000;
constexpr int most_of_goal = 100;
constexpr std::size_t most_lines = 100; ///< of goals, limits, blackouts

std::string place_of(const Node& node)
{
    const Place place = node.place();
    return fmt::format("{}:{}", place.file, place.line);
}

std::optional<Filter> filter(Fields& fields, const Node::Entry& entry, const Settings& settings)
{
    const auto text = fields.text(entry);
    try {
        return Filter::parse(text.value_or(""), settings, Filter::Use::in_settings);
    } catch (const Error& error) {
        fields.refuse(entry.value, error.text, error.remedy);
        return std::nullopt;
    }
}

/// Calls `read` for each map of a list.
template <typename Read>
void for_each_map(Fields& fields, const Node::Entry& entry, std::string_view example,
                  const Read& read)
{
    if (entry.value.is_null()) {
        return;
    }
    const std::string remedy = fmt::format("each line reads '- {}'", example);
    if (!entry.value.is_sequence()) {
        fields.refuse(entry.value, fmt::format("'{}' takes a list", entry.key.text()), remedy);
        return;
    }
    std::size_t count = 0;
    for (const Node item : entry.value.items()) {
        if (++count > most_lines) {
            fields.refuse(item, fmt::format("more than {} {}", most_lines, entry.key.text()),
                          "remove what is not used");
            return;
        }
        if (item.is_mapping()) {
            read(item);
        } else {
            fields.refuse(item,
                          fmt::format("'{}' takes a list of keys and values", entry.key.text()),
                          remedy);
        }
    }
}

bool require(Fields& fields, const Node& node, bool there, std::string_view key,
             std::string_view example)
{
    if (!there) {
        fields.refuse(node, fmt::format("'{}' is missing", key),
                      fmt::format("it reads '- {}'", example));
    }
    return there;
}

void read_score(Fields& fields, const Node::Entry& entry, Settings& settings)
{
    if (!fields.require_map(entry, "score: {late: 50, tier: 20}")) {
        return;
    }
    Weights& score = settings.score;
    const std::array<std::pair<std::string_view, int*>, 7> parts{{{"late", &score.late},
                                                                  {"tier", &score.tier},
                                                                  {"major", &score.major},
                                                                  {"signal", &score.signal},
                                                                  {"occasion", &score.occasion},
                                                                  {"follow_up", &score.follow_up},
                                                                  {"attempts", &score.attempts}}};
    for (const Node::Entry weight : entry.value.entries()) {
        const auto part = std::find_if(parts.begin(), parts.end(), [&](const auto& one) {
            return one.first == weight.key.text();
        });
        if (part == parts.end()) {
            std::vector<std::string> known;
            for (const auto& one : parts) {
                known.emplace_back(one.first);
            }
            fields.remark_unknown_key(weight.key, known);
        } else {
            *part->second = fields.integer(weight, 0, most_points).value_or(*part->second);
        }
    }
}

void read_half_life(Fields& fields, const Node::Entry& entry, Settings& settings)
{
    if (!fields.require_map(entry, "half_life: {signal: 14 days, strength: 6 months}")) {
        return;
    }
    for (const Node::Entry one : entry.value.entries()) {
        if (one.key.text() == "signal") {
            settings.half_life.signal = fields.days(one).value_or(settings.half_life.signal);
        } else if (one.key.text() == "strength") {
            settings.half_life.strength = fields.days(one).value_or(settings.half_life.strength);
        } else {
            fields.remark_unknown_key(one.key, {"signal", "strength"});
        }
    }
}

void read_occasions(Fields& fields, const Node::Entry& entry, Settings& settings)
{
    if (!fields.require_map(entry, "occasions: {birthday: 14 days}")) {
        return;
    }
    for (const Node::Entry one : entry.value.entries()) {
        OccasionRule rule;
        if (!one.value.is_mapping()) {
            rule.notice = fields.days(one).value_or(rule.notice);
        } else {
            for (const Node::Entry key : one.value.entries()) {
                if (key.key.text() == "notice") {
                    rule.notice = fields.days(key).value_or(rule.notice);
                } else if (key.key.text() == "touches") {
                    rule.touches = fields.touches(key, settings.touches);
                } else {
                    fields.remark_unknown_key(key.key, {"notice", "touches"});
                }
            }
        }
        settings.occasions[std::string(one.key.text())] = std::move(rule);
    }
}

std::optional<Capacity> capacity(Fields& fields, const Node::Entry& entry)
{
    const auto text = fields.text(entry);
    const auto out = text ? Capacity::parse(*text) : std::nullopt;
    if (text && !out) {
        fields.refuse(entry.value, fmt::format("'{}' is not a capacity", *text),
                      std::string(capacity_forms));
    }
    return out;
}

std::optional<YearlyDate> yearly(Fields& fields, const Node::Entry& entry)
{
    const auto text = fields.text(entry);
    const auto out = text ? YearlyDate::parse(*text) : std::nullopt;
    if (text && !out) {
        fields.refuse(entry.value, fmt::format("{} '{}' is not a date", entry.key.text(), *text),
                      "it reads 01-15 (each year) or 2027-01-15");
    }
    return out;
}

void read_blackout(Fields& fields, const Node& node, Workload& workload)
{
    constexpr std::string_view example = "{from: 01-15, to: 04-15, major: 0}";
    Blackout out;
    std::optional<YearlyDate> from;
    std::optional<YearlyDate> to;
    for (const Node::Entry key : node.entries()) {
        if (key.key.text() == "name") {
            out.name = fields.text(key).value_or("");
        } else if (key.key.text() == "from") {
            from = yearly(fields, key);
        } else if (key.key.text() == "to") {
            to = yearly(fields, key);
        } else if (key.key.text() == "major") {
            out.major = capacity(fields, key);
        } else if (key.key.text() == "minor") {
            out.minor = capacity(fields, key);
        } else {
            fields.remark_unknown_key(key.key, {"name", "from", "to", "major", "minor"});
        }
    }
    if (!fields.good() || !require(fields, node, from.has_value(), "from", example) ||
        !require(fields, node, to.has_value(), "to", example)) {
        return;
    }
    if (!out.major && !out.minor) {
        out.major = Capacity{};
    }
    out.from = *from;
    out.to = *to;
    if (from->year.has_value() != to->year.has_value() ||
        (from->year && to->in(*to->year) < from->in(*from->year))) {
        fields.refuse(node, fmt::format("from {} to {} is no span of days", from->str(), to->str()),
                      "both dates have a year, or neither; the first day comes first");
        return;
    }
    workload.blackouts.push_back(std::move(out));
}

void read_capacity(Fields& fields, const Node::Entry& entry, Settings& settings)
{
    if (!fields.require_map(entry, "capacity: {major: 2 per week, minor: 12 per week}")) {
        return;
    }
    for (const Node::Entry key : entry.value.entries()) {
        if (key.key.text() == "major") {
            settings.capacity.major = capacity(fields, key);
        } else if (key.key.text() == "minor") {
            settings.capacity.minor = capacity(fields, key);
        } else if (key.key.text() == "blackouts") {
            for_each_map(fields, key, "{from: 01-15, to: 04-15, major: 0}",
                         [&](const Node& node) { read_blackout(fields, node, settings.capacity); });
        } else {
            fields.remark_unknown_key(key.key, {"major", "minor", "blackouts"});
        }
    }
}

/// `3`, `2 to 3`.
void read_company(Fields& fields, const Node::Entry& entry, Goal& goal)
{
    const auto text = fields.text(entry);
    if (!text) {
        return;
    }
    const auto number = [](std::string_view word) {
        int out = 0;
        for (const char c : word) {
            out =
                c >= '0' && c <= '9' && out < most_contacts ? out * 10 + (c - '0') : most_contacts;
        }
        return word.empty() ? most_contacts : out;
    };
    const std::size_t to = text->find(" to ");
    const std::string_view whole(*text);
    goal.least_with = number(whole.substr(0, to));
    goal.most_with = to == std::string::npos ? goal.least_with
                                             : number(whole.substr(to + std::size(" to ") - 1));
    if (goal.least_with < 1 || goal.most_with < goal.least_with || goal.most_with > most_of_goal) {
        fields.refuse(entry.value, fmt::format("with '{}' is no number of people", *text),
                      "it reads 1, 3 or '2 to 3'");
    }
}

void read_goal(Fields& fields, const Node& node, Settings& settings)
{
    constexpr std::string_view example =
        "{name: Handwritten notes, touch: note, cadence: 10 per month, from: \"kind:client\"}";
    Goal out;
    for (const Node::Entry key : node.entries()) {
        if (key.key.text() == "name") {
            out.name = fields.text(key).value_or("");
        } else if (key.key.text() == "touch") {
            if (fields.text(key)) {
                out.touch = fields.requirement(key.value, settings.touches).value_or("");
            }
        } else if (key.key.text() == "cadence") {
            const auto text = fields.text(key);
            const auto cadence = text ? Cadence::parse(*text) : std::nullopt;
            if (text && (!cadence || cadence->form == Cadence::Form::none)) {
                fields.refuse(key.value, fmt::format("'{}' is not the cadence of a goal", *text),
                              "it reads '2 per month', '10 per quarter' or '3 in 6 weeks'");
            }
            out.cadence = cadence.value_or(Cadence{});
        } else if (key.key.text() == "with") {
            read_company(fields, key, out);
        } else if (key.key.text() == "from") {
            out.from = filter(fields, key, settings).value_or(Filter{});
        } else {
            fields.remark_unknown_key(key.key, {"name", "touch", "cadence", "with", "from"});
        }
    }
    if (!fields.good() || !require(fields, node, !out.touch.empty(), "touch", example) ||
        !require(fields, node, out.cadence.form != Cadence::Form::none, "cadence", example)) {
        return;
    }
    if (out.name.empty()) {
        out.name = out.touch;
    }
    out.rule = place_of(node);
    settings.goals.push_back(std::move(out));
}

void read_limit(Fields& fields, const Node& node, Settings& settings)
{
    constexpr std::string_view example = "{for: \"kind:client tier:A\", at_most: 25}";
    BookLimit out;
    std::optional<int> most;
    for (const Node::Entry key : node.entries()) {
        if (key.key.text() == "for") {
            out.text = fields.text(key).value_or("");
            out.applies_to = filter(fields, key, settings).value_or(Filter{});
        } else if (key.key.text() == "at_most") {
            most = fields.integer(key, 0, most_contacts);
        } else {
            fields.remark_unknown_key(key.key, {"for", "at_most"});
        }
    }
    if (!fields.good() || !require(fields, node, most.has_value(), "at_most", example)) {
        return;
    }
    out.at_most = *most;
    out.rule = place_of(node);
    settings.limits.push_back(std::move(out));
}

void read_goals(Fields& fields, const Node::Entry& entry, Settings& settings)
{
    for_each_map(fields, entry, "{touch: lunch, cadence: 2 per month}",
                 [&](const Node& node) { read_goal(fields, node, settings); });
}

void read_limits(Fields& fields, const Node::Entry& entry, Settings& settings)
{
    for_each_map(fields, entry, "{for: \"kind:client tier:A\", at_most: 25}",
                 [&](const Node& node) { read_limit(fields, node, settings); });
}

void read_import(Fields& fields, const Node::Entry& entry, Settings& settings)
{
    for_each_map(fields, entry, "{from: calendar, title: \"lunch*\", touch: lunch}",
                 [&](const Node& node) { read_import_rule(fields, node, settings); });
}

void read_unreachable(Fields& fields, const Node::Entry& entry, Settings& settings)
{
    settings.unreachable = fields.integer(entry, 1, most_attempts).value_or(settings.unreachable);
}

using Reader = void (*)(Fields&, const Node::Entry&, Settings&);

constexpr std::array<std::pair<std::string_view, Reader>, 8> readers{{
    {"capacity", read_capacity},
    {"goals", read_goals},
    {"half_life", read_half_life},
    {"limits", read_limits},
    {"import", read_import},
    {"occasions", read_occasions},
    {"score", read_score},
    {"unreachable", read_unreachable},
}};

const Reader* find_reader(std::string_view key)
{
    const auto* const found = std::find_if(readers.begin(), readers.end(),
                                           [&](const auto& one) { return one.first == key; });
    return found == readers.end() ? nullptr : &found->second;
}

} // namespace

bool is_practice_key(std::string_view key)
{
    return find_reader(key) != nullptr;
}

void read_practice(Fields& fields, const Node::Entry& entry, Settings& settings)
{
    (*find_reader(entry.key.text()))(fields, entry, settings);
}

} // namespace crm
