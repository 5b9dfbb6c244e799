#include "core/ledger/settings_file.hpp"

#include "core/base/text.hpp"
#include "core/ledger/fields.hpp"
#include "core/ledger/keys.hpp"
#include "core/ledger/layout.hpp"
#include "core/ledger/practice_keys.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace crm {
namespace {

using yaml::Node;

Advisor read_advisor(Fields& fields, const Node::Entry& advisor)
{
    Advisor out;
    if (!fields.require_map(advisor, "advisor: {name: Jo Park, email: jo@park.example}")) {
        return out;
    }
    for (const Node::Entry entry : advisor.value.entries()) {
        const auto key = entry.key.text();
        if (key == "name") {
            out.name = fields.text(entry).value_or("");
        } else if (key == "email") {
            out.emails = fields.strings(entry);
            out.email = out.emails.empty() ? std::string{} : out.emails.front();
        } else if (key == "firm") {
            out.firm = fields.text(entry).value_or("");
        } else {
            fields.remark_unknown_key(entry.key, {"name", "email", "firm"});
        }
    }
    return out;
}

/// Whether to commit is asked where it is done (git_commit.hpp); here it is only looked at.
void read_git(Fields& fields, const Node::Entry& git)
{
    if (fields.require_map(git, "git: {commit: true}")) {
        for (const Node::Entry entry : git.value.entries()) {
            if (entry.key.text() == "commit") {
                fields.truth(entry);
            } else {
                fields.remark_unknown_key(entry.key, {"commit"});
            }
        }
    }
}

/// A word that a filter and the command line can name.
bool is_word(std::string_view word)
{
    return !word.empty() && word.find_first_of(" ,:") == std::string_view::npos &&
           word.front() != '-' && visible(word) == word;
}

/// Reports, at the place of one more, that there are as many as there may be: each is compared
/// with all others.
bool is_full(Fields& fields, const Node& node, std::size_t count, std::string_view what)
{
    constexpr std::size_t most = 1000;
    if (count < most) {
        return false;
    }
    fields.refuse(node, fmt::format("more than {} {}", most, what), "remove what is not used");
    return true;
}

/// Words such as tiers and kinds: each once.
std::vector<std::string> read_words(Fields& fields, const Node::Entry& entry,
                                    std::vector<std::string> otherwise)
{
    std::vector<std::string> out;
    for (const Node& node : fields.texts(entry)) {
        const std::string word(node.text());
        if (is_full(fields, node, out.size(), entry.key.text())) {
            break;
        }
        if (!is_word(word)) {
            fields.refuse(node, fmt::format("'{}' cannot be one of the {}", word, entry.key.text()),
                          "it is one word without space, comma or colon");
        } else if (std::find(out.begin(), out.end(), word) != out.end()) {
            fields.refuse(node, fmt::format("'{}' stands twice in {}", word, entry.key.text()),
                          "keep one of the two");
        } else {
            out.push_back(word);
        }
    }
    return out.empty() ? std::move(otherwise) : out;
}

bool is_touch_name(std::string_view name)
{
    return is_word(name) && name != "major" && name != "minor" && name != "service" &&
           name != "signal" && name != "for" && name != "from" && name != "until";
}

void add_touch(Fields& fields, Touches& touches, const Node& node, TouchClass touch_class)
{
    const std::string name(node.text());
    if (!is_touch_name(name)) {
        fields.refuse(node, fmt::format("'{}' cannot be the name of a touch", name),
                      "it is one word without space, comma or colon, and none of the classes");
    } else if (touches.find(name) != nullptr) {
        fields.refuse(node, fmt::format("touch '{}' is declared twice", name),
                      "a touch has one class; keep one of the two");
    } else {
        touches.declared.push_back({name, touch_class});
    }
}

/// Touches of a class the file does not mention stay the default ones.
Touches read_touches(Fields& fields, const Node::Entry& entry, const Touches& defaults)
{
    if (!fields.require_map(entry, "touches: {major: [dinner, lunch], minor: [call, card]}")) {
        return defaults;
    }
    Touches out;
    std::set<TouchClass> given;
    std::vector<Node::Entry> aliases;
    bool aliases_given = false;
    for (const Node::Entry touches : entry.value.entries()) {
        const auto touch_class = parse_class(touches.key.text());
        if (touch_class && touch_class != TouchClass::none) {
            given.insert(*touch_class);
            for (const Node& node : fields.texts(touches)) {
                if (is_full(fields, node, out.declared.size(), "touches")) {
                    break;
                }
                add_touch(fields, out, node, *touch_class);
            }
        } else if (touches.key.text() == "aliases") {
            aliases_given = true;
            if (fields.require_map(touches, "aliases: {coffee: lunch}")) {
                for (const Node::Entry alias : touches.value.entries()) {
                    if (is_full(fields, alias.key, aliases.size(), "aliases")) {
                        break;
                    }
                    aliases.push_back(alias);
                }
            }
        } else {
            fields.refuse(
                touches.key, fmt::format("'{}' is not a class of touches", touches.key.text()),
                "the classes are major, minor, service and signal; 'aliases' stands beside them");
        }
    }
    for (const Touch& touch : defaults.declared) {
        if (touch.touch_class != TouchClass::none && given.count(touch.touch_class) == 0 &&
            out.find(touch.name) == nullptr) {
            out.declared.push_back(touch);
        }
    }
    std::stable_sort(out.declared.begin(), out.declared.end(),
                     [](const Touch& a, const Touch& b) { return a.touch_class < b.touch_class; });
    for (const auto& [alias, touch] : defaults.aliases) {
        if (!aliases_given && out.find(touch) != nullptr && out.find(alias) == nullptr) {
            out.aliases[alias] = touch;
        }
    }
    for (const Node::Entry& alias : aliases) {
        const auto target = fields.text(alias);
        const std::string name(alias.key.text());
        if (!is_touch_name(name) || out.find(name) != nullptr) {
            fields.refuse(alias.key, fmt::format("'{}' cannot be an alias", name),
                          "it is one word without space, comma or colon, and no touch itself");
        } else if (!target || out.find(*target) == nullptr) {
            const auto guess = target ? nearest(*target, out.names()) : std::nullopt;
            fields.refuse(alias.value,
                          target ? fmt::format("'{}' is not a touch of this ledger", *target)
                                 : fmt::format("'{}' stands for nothing", name),
                          guess ? fmt::format("did you mean '{}'?", *guess)
                                : "an alias stands for a touch declared above");
        } else {
            out.aliases[name] = *target;
        }
    }
    if (out.find(follow_up_touch) == nullptr) { // the ledger's own word may be there
        out.declared.push_back({std::string(follow_up_touch), TouchClass::none});
    }
    return out;
}

Notice read_notice(Fields& fields, const Node::Entry& entry)
{
    Notice out;
    if (entry.value.is_scalar()) {
        out.major = out.minor = fields.days(entry).value_or(out.minor);
        return out;
    }
    if (!fields.require_map(entry, "notice: {major: 21 days, minor: 7 days}")) {
        return out;
    }
    for (const Node::Entry notice : entry.value.entries()) {
        if (notice.key.text() == "major") {
            out.major = fields.days(notice).value_or(out.major);
        } else if (notice.key.text() == "minor") {
            out.minor = fields.days(notice).value_or(out.minor);
        } else {
            fields.remark_unknown_key(notice.key, {"major", "minor"});
        }
    }
    return out;
}

void read_rule(Fields& fields, const Node& rule, Settings& settings)
{
    if (!rule.is_mapping()) {
        fields.refuse(rule, "a rule has keys and values",
                      "it reads '- {for: \"kind:client tier:A\", minor: every 45 days}'");
        return;
    }
    Rule out;
    out.source = {0, rule.offset(), 0}; // crm.yaml is read first
    std::set<std::string> named;
    for (const Node::Entry entry : rule.entries()) {
        if (entry.key.text() == "for") {
            const auto text = fields.text(entry);
            try {
                out.text = text.value_or("");
                out.applies_to = Filter::parse(out.text, settings, Filter::Use::in_rule);
            } catch (const Error& error) {
                fields.refuse(entry.value, error.text, error.remedy);
            }
        } else if (entry.key.text() == "from" || entry.key.text() == "until") {
            (entry.key.text() == "from" ? out.from : out.until) = fields.date(entry);
        } else if (entry.key.text() == "at_most") {
            out.at_most = fields.ceilings(entry, settings.touches);
        } else if (entry.key.text().substr(0, 2) == "x_") {
            continue;
        } else if (auto promise = fields.promise(entry, settings.touches)) {
            if (!named.insert(promise->requirement).second) {
                fields.refuse(
                    entry.key,
                    fmt::format("'{}' is promised twice in one rule", promise->requirement),
                    "keep one of the two");
            }
            out.promises.push_back(std::move(*promise));
        }
    }
    settings.rules.push_back(std::move(out));
}

void read_rules(Fields& fields, const Node::Entry& entry, Settings& settings)
{
    if (entry.value.is_sequence()) {
        for (const Node rule : entry.value.items()) {
            if (is_full(fields, rule, settings.rules.size(), "rules")) {
                break;
            }
            read_rule(fields, rule, settings);
        }
    } else if (!entry.value.is_null() &&
               !(entry.value.is_scalar() && entry.value.text() == "none")) {
        fields.refuse(entry.value, "'cadence' takes a list of rules",
                      "each line reads '- {for: \"kind:client tier:A\", minor: every 45 days}'");
    }
}

void read_version(Fields& fields, const Node::Entry& entry)
{
    const auto version = fields.integer(entry, 1, 999'999'999);
    if (version && *version > format_version) {
        throw entry.value.error(
            fmt::format("version {} of the format was written by a newer crm", *version),
            fmt::format("this crm reads version {}; install a newer one", format_version));
    }
}

} // namespace

std::optional<Settings> read_settings(const yaml::Document& document, Findings& findings)
{
    Fields fields(document, findings);
    Settings settings = Settings::defaults();
    const std::string_view first_line = "the first line reads 'crm: 1', the version of the format";
    if (document.events().empty() || !Node(document, 0).is_mapping()) {
        fields.refuse(whole_file(document.file()), "is no crm.yaml: 'crm: 1' is missing",
                      std::string(first_line));
        return std::nullopt;
    }
    bool has_version = false;
    std::optional<Node::Entry> rules;
    std::vector<Node::Entry> practice;
    for (const Node::Entry entry : Node(document, 0).entries()) {
        const auto key = entry.key.text();
        if (key == "crm") {
            has_version = true;
            read_version(fields, entry);
        } else if (key == "advisor") {
            settings.advisor = read_advisor(fields, entry);
        } else if (key == "tiers") {
            settings.tiers = read_words(fields, entry, settings.tiers);
        } else if (key == "kinds") {
            settings.kinds = read_words(fields, entry, settings.kinds);
        } else if (key == "touches") {
            settings.touches = read_touches(fields, entry, settings.touches);
        } else if (key == "cadence") {
            rules = entry; // its words are declared by the other keys, wherever they stand
        } else if (key == "notice") {
            settings.notice = read_notice(fields, entry);
        } else if (key == "workdays" && entry.value.is_null()) {
            continue; // as if it were not there
        } else if (key == "workdays") {
            settings.workdays.fill(false);
            for (const Node& node : fields.texts(entry)) {
                if (const auto day = parse_weekday(node.text())) {
                    settings.workdays.at(*day) = true;
                } else {
                    fields.refuse(node, fmt::format("'{}' is not a day of the week", node.text()),
                                  "the days are mon, tue, wed, thu, fri, sat, sun");
                }
            }
        } else if (key == "holidays") {
            for (const Node& node : fields.texts(entry)) {
                if (const auto date = parse_iso(node.text())) {
                    settings.holidays.insert(*date);
                } else {
                    fields.refuse(node, fmt::format("holiday '{}' is not a date", node.text()),
                                  "a date reads 2026-11-20 and exists in the calendar");
                }
            }
        } else if (key == "git") {
            read_git(fields, entry);
        } else if (is_practice_key(key)) {
            practice.push_back(entry); // likewise
        } else {
            const auto known = root_order(settings_keys());
            fields.remark_unknown_key(entry.key, {known.begin(), known.end()});
        }
    }
    if (!has_version) {
        fields.refuse(whole_file(document.file()), "is no crm.yaml: 'crm: 1' is missing",
                      std::string(first_line));
    }
    if (rules) {
        read_rules(fields, *rules, settings);
    }
    for (const Node::Entry& entry : practice) {
        read_practice(fields, entry, settings);
    }
    return fields.good() ? std::optional(std::move(settings)) : std::nullopt;
}

Advisor advisor_of(const Folder& folder)
{
    const std::string path(layout::settings);
    Findings findings;
    try {
        const auto text = folder.read(path);
        const auto settings = text ? read_settings({path, *text}, findings) : std::nullopt;
        return settings ? settings->advisor : Advisor{};
    } catch (const Error&) {
        return {};
    }
}

bool says_commit(const std::string& text)
{
    if (text.find("git") == std::string::npos) {
        return false;
    }
    try {
        const yaml::Document document(std::string(layout::settings), text);
        if (document.events().empty() || !Node(document, 0).is_mapping()) {
            return false;
        }
        for (const auto entry : Node(document, 0).entries()) {
            if (entry.key.text() == "git" && entry.value.is_mapping()) {
                for (const auto inner : entry.value.entries()) {
                    if (inner.key.text() == "commit") {
                        return inner.value.is_scalar() && inner.value.text() == "true";
                    }
                }
            }
        }
    } catch (const Error&) {
        return false; // the command itself says it
    }
    return false;
}

bool commits_writes(const Folder& folder)
{
    const auto text = folder.read(std::string(layout::settings));
    return text && says_commit(*text);
}

} // namespace crm
