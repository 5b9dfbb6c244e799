#include "core/ledger/journal_file.hpp"

#include "core/base/text.hpp"
#include "core/ledger/fields.hpp"
#include "core/yaml/node.hpp"
#include "core/yaml/scalar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace crm {
namespace {

using yaml::Node;

const std::vector<std::string> known_keys{"date",    "with", "touch", "class", "outcome",   "dir",
                                          "minutes", "talk", "note",  "ref",   "follow_up", "by",
                                          "done",    "id",   "rev",   "void",  "erased"};

void read_with(Fields& fields, const Node::Entry& entry, Interaction& out)
{
    for (const Node& node : fields.texts(entry)) {
        if (is_slug(node.text())) {
            out.with.push_back({std::string(node.text()), {out.source.file, node.offset(), 0}});
        } else {
            fields.refuse(node, fmt::format("'{}' is not an id", node.text()),
                          "an id is the name of a file in contacts/ without '.yaml'");
        }
    }
}

void read_touch(Fields& fields, const Node::Entry& entry, const Touches& touches, Interaction& out)
{
    const auto name = fields.text(entry);
    if (!name) {
        return;
    }
    const Touch* touch = touches.find(*name);
    if (touch == nullptr) {
        const auto guess = nearest(*name, touches.names());
        fields.refuse(entry.value, fmt::format("touch '{}' is not declared in crm.yaml", *name),
                      guess ? fmt::format("did you mean '{}'?", *guess)
                            : "declare it there under 'touches'");
        return;
    }
    out.touch = touch->name;
    if (!out.class_given) {
        out.touch_class = touch->touch_class;
    }
}

void read_key(Fields& fields, const Node::Entry& entry, const Touches& touches, Interaction& out)
{
    const auto key = entry.key.text();
    if (key == "date") {
        out.date = fields.date(entry).value_or(Date{});
    } else if (key == "with") {
        read_with(fields, entry, out);
    } else if (key == "touch") {
        read_touch(fields, entry, touches, out);
    } else if (key == "class") {
        const bool is_none = entry.value.is_scalar() && entry.value.text() == "none";
        const auto word = is_none ? std::optional<std::string>("none")
                                  : fields.word(entry, {"major", "minor", "service", "signal"});
        if (word) {
            out.touch_class = parse_class(*word).value_or(TouchClass::minor);
            out.class_given = true;
        }
    } else if (key == "outcome") {
        out.attempt =
            fields.only_word(entry, "attempt", "leave it out when the contact was reached");
    } else if (key == "dir") {
        out.inbound = fields.only_word(entry, "in", "leave it out when you initiated it");
    } else if (key == "minutes") {
        out.minutes = fields.integer(entry, 0, 100'000);
    } else if (key == "talk") {
        out.talk = fields.integer(entry, 0, 100);
    } else if (key == "note") {
        out.note = fields.text(entry).value_or("");
    } else if (key == "ref") {
        out.ref = fields.text(entry).value_or("");
    } else if (key == "follow_up") {
        out.follow_up = fields.text(entry).value_or("");
    } else if (key == "by") {
        out.by = fields.date(entry);
    } else if (key == "done") {
        out.done = fields.date(entry);
    } else if (key == "id") {
        out.id = fields.text(entry).value_or("");
    } else if (key == "rev") {
        out.rev = fields.integer(entry, 1, highest_rev).value_or(1);
    } else if (key == "void") {
        out.is_void = fields.truth(entry).value_or(false);
    } else if (key == "erased") {
        out.erased = fields.truth(entry).value_or(false);
    } else {
        fields.remark_unknown_key(entry.key, known_keys);
    }
}

bool is_empty(const Node::Entry& entry)
{
    return entry.value.is_null() ||
           (entry.value.is_sequence() && entry.value.items().begin() == entry.value.items().end());
}

std::optional<Interaction> read_entry(const yaml::Document& document, const Node& node,
                                      Source source, const Touches& touches, Findings& findings)
{
    Fields fields(document, findings);
    const std::size_t findings_before = findings.size();
    if (!node.is_mapping()) {
        fields.refuse(node, "an interaction has keys and values",
                      "it reads '- {date: 2026-11-22, with: [ada-lovelace], touch: call}'");
        return std::nullopt;
    }
    Interaction out;
    out.source = source;
    bool has_date = false;
    bool has_with = false;
    bool has_touch = false;
    std::optional<Node> rev;
    for (const Node::Entry entry : node.entries()) {
        read_key(fields, entry, touches, out);
        const auto key = entry.key.text();
        has_date = has_date || (key == "date" && !is_empty(entry));
        has_with = has_with || (key == "with" && !is_empty(entry));
        has_touch = has_touch || (key == "touch" && !is_empty(entry));
        if (key == "rev" || key == "void" || key == "erased") {
            rev = entry.key;
        }
    }
    if (out.erased && !has_date && !has_with && !has_touch) {
        out.rev = erased_rev;
        out.is_void = true;
    } else if (!has_date || !has_with || !has_touch) {
        fields.refuse(node,
                      fmt::format("'{}' is missing in this interaction", !has_date   ? "date"
                                                                         : !has_with ? "with"
                                                                                     : "touch"),
                      "it reads '- {date: 2026-11-22, with: [ada-lovelace], touch: call}'");
    }
    if (rev && out.id.empty()) {
        fields.refuse(*rev, fmt::format("'{}' without 'id'", rev->text()),
                      "a correction names the id of the line that it corrects");
    }
    if (!fields.good() && out.is_void && !out.erased && !out.id.empty()) {
        // It repeats the line that it withdraws, and that may be the fault.
        findings.resize(findings_before);
        return out;
    }
    for (std::size_t i = findings_before; i < findings.size(); ++i) {
        if (findings[i].place.line > 0) {
            findings[i].entry = out.id;
            findings[i].rev = out.rev;
        }
    }
    return fields.good() ? std::optional(std::move(out)) : std::nullopt;
}

/// The bytes of an entry, for comparing lines: up to the closing brace, or to the next entry.
std::size_t entry_length(std::string_view text, std::size_t begin, std::size_t next)
{
    if (begin < text.size() && text[begin] == '{') {
        if (const auto end = yaml::bracket_end(text, begin)) {
            return *end - begin;
        }
    }
    std::size_t end = std::min(next, text.size());
    while (end > begin && (text[end - 1] == '\n' || text[end - 1] == '\r' || text[end - 1] == ' ' ||
                           text[end - 1] == '-')) {
        --end;
    }
    return end - begin;
}

} // namespace

Interaction read_partly(const yaml::Document& document, const Node& entry, const Touches& touches)
{
    Findings ignored;
    Fields fields(document, ignored);
    Interaction out;
    out.source.offset = entry.offset();
    for (const Node::Entry key : entry.entries()) {
        read_key(fields, key, touches, out);
    }
    return out;
}

Error not_a_journal(const yaml::Node& root)
{
    return root.error("a month of the journal is a list of interactions",
                      "each line reads '- {date: 2026-11-22, with: [ada-lovelace], touch: call}'");
}

std::vector<Interaction> read_journal(const yaml::Document& document, std::size_t file,
                                      const Touches& touches, Findings& findings)
{
    std::vector<Interaction> out;
    if (document.events().empty() || Node(document, 0).is_null()) {
        return out;
    }
    const Node root(document, 0);
    if (!root.is_sequence()) {
        const Error error = not_a_journal(root);
        Fields(document, findings).refuse(root, error.text, error.remedy);
        return out;
    }
    std::vector<Node> entries;
    for (const Node entry : root.items()) {
        entries.push_back(entry);
    }
    out.reserve(entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const std::size_t begin = entries[i].offset();
        const std::size_t next =
            i + 1 < entries.size() ? entries[i + 1].offset() : document.text().size();
        const Source source{file, begin, entry_length(document.text(), begin, next)};
        if (auto entry = read_entry(document, entries[i], source, touches, findings)) {
            out.push_back(std::move(*entry));
        }
    }
    return out;
}

const std::vector<std::string_view>& describing_keys()
{
    static const std::vector<std::string_view> keys{
        "date", "with", "touch", "class",     "outcome", "dir", "minutes",
        "talk", "note", "ref",   "follow_up", "by",      "done"};
    return keys;
}

std::vector<std::pair<std::string_view, std::string>> written_values(const Interaction& interaction)
{
    std::vector<std::string> ids;
    for (const Reference& reference : interaction.with) {
        ids.push_back(reference.id);
    }
    std::vector<std::pair<std::string_view, std::string>> out{
        {"date", iso(interaction.date)},
        {"with", yaml::flow_list(ids)},
        {"touch", yaml::scalar(interaction.touch)}};
    if (interaction.class_given) {
        out.emplace_back("class", class_name(interaction.touch_class));
    }
    if (interaction.attempt) {
        out.emplace_back("outcome", "attempt");
    }
    if (interaction.inbound) {
        out.emplace_back("dir", "in");
    }
    if (interaction.minutes) {
        out.emplace_back("minutes", std::to_string(*interaction.minutes));
    }
    if (interaction.talk) {
        out.emplace_back("talk", std::to_string(*interaction.talk));
    }
    if (!interaction.note.empty()) {
        out.emplace_back("note", yaml::quoted(interaction.note));
    }
    if (!interaction.ref.empty()) {
        out.emplace_back("ref", yaml::scalar(interaction.ref));
    }
    if (!interaction.follow_up.empty()) {
        out.emplace_back("follow_up", yaml::quoted(interaction.follow_up));
    }
    if (interaction.by) {
        out.emplace_back("by", iso(*interaction.by));
    }
    if (interaction.done) {
        out.emplace_back("done", iso(*interaction.done));
    }
    return out;
}

std::string format_interaction(const Interaction& interaction)
{
    std::string out;
    for (const auto& [key, value] : written_values(interaction)) {
        out += fmt::format("{}{}: {}", out.empty() ? "- {" : ", ", key, value);
    }
    if (!interaction.id.empty()) {
        out += ", id: " + yaml::scalar(interaction.id);
    }
    if (interaction.rev > 1) {
        out += fmt::format(", rev: {}", interaction.rev);
    }
    if (interaction.is_void) {
        out += ", void: true";
    }
    if (interaction.erased) {
        out += ", erased: true";
    }
    return out + "}\n";
}

std::string erased_line(const std::string& id)
{
    return fmt::format("- {{id: {}, erased: true}}\n", yaml::scalar(id));
}

std::string append_line(const std::string& present, const std::string& line)
{
    const bool ended = present.empty() || present.back() == '\n' || present == "\xEF\xBB\xBF";
    return present + (ended ? "" : "\n") + line;
}

} // namespace crm
