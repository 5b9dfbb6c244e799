// Parse, write, parse gives the same: the input as a contact's file, as a month of the journal, and
// as a text that is written as a value. What the program writes itself is read by the fast reader.

#include "target.hpp"

#include "core/base/text.hpp"
#include "core/ledger/contact_file.hpp"
#include "core/ledger/journal_file.hpp"
#include "core/yaml/plain.hpp"
#include "core/yaml/scalar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <tuple>

namespace crm::fuzz {
namespace {

const Settings& settings()
{
    static const Settings out = [] {
        Settings with_alias = Settings::defaults();
        with_alias.touches.aliases["coffee"] = "lunch";
        return with_alias;
    }();
    return out;
}

/// The input, where it is YAML that a ledger may hold.
std::optional<yaml::Document>& read(std::optional<yaml::Document>& into, std::string_view text)
{
    try {
        into.emplace("a.yaml", std::string(text));
    } catch (const Error&) {
        into.reset();
    }
    return into;
}

/// What the program wrote itself; `what` says as what.
void read_own(std::optional<yaml::Document>& into, const std::string& text, std::string_view what,
              yaml::Reader reader = yaml::Reader::any)
{
    try {
        into.emplace("a.yaml", text, reader);
    } catch (const Error& error) {
        throw Failure{fmt::format("{} is refused: {}\n{}", what, error.message(), text)};
    }
}

/// But for escapes of harmful characters and for quoted keys, which are rare.
void require_fast(const std::string& text)
{
    static constexpr std::array<std::string_view, 3> rare{"\\x", "\\u", "\": "};
    std::vector<yaml::Event> events;
    std::deque<std::string> values;
    const bool is_rare = std::any_of(rare.begin(), rare.end(), [&](std::string_view part) {
        return text.find(part) != std::string::npos;
    });
    require(is_rare || yaml::read_plain(text, events, values),
            "the fast reader does not take what was written: " + text);
}

std::vector<std::string> ids(const std::vector<Reference>& references)
{
    std::vector<std::string> out;
    for (const Reference& reference : references) {
        out.push_back(reference.id);
    }
    return out;
}

bool same(const Contact& a, const Contact& b)
{
    const auto texts = [](const Contact& c) {
        return std::tie(c.name, c.kind, c.tier, c.since, c.promised_from, c.org, c.role, c.email,
                        c.phone, c.aliases, c.household, c.tags, c.interests, c.status, c.snooze,
                        c.notes);
    };
    const auto same_date = [](const NamedDate& x, const NamedDate& y) {
        return x.name == y.name && x.date.str() == y.date.str();
    };
    const auto same_promise = [](const Promise& x, const Promise& y) {
        return x.requirement == y.requirement && x.cadence.text == y.cadence.text;
    };
    const auto referred_by = [](const Contact& c) {
        return c.referred_by ? c.referred_by->id : std::string();
    };
    return texts(a) == texts(b) && referred_by(a) == referred_by(b) &&
           std::equal(a.dates.begin(), a.dates.end(), b.dates.begin(), b.dates.end(), same_date) &&
           std::equal(a.cadence.begin(), a.cadence.end(), b.cadence.begin(), b.cadence.end(),
                      same_promise);
}

bool same(const Interaction& a, const Interaction& b)
{
    const auto rest = [](const Interaction& i) {
        return std::tie(i.date, i.touch, i.touch_class, i.class_given, i.attempt, i.inbound,
                        i.minutes, i.talk, i.note, i.ref, i.id, i.rev, i.is_void);
    };
    return rest(a) == rest(b) && ids(a.with) == ids(b.with);
}

void contact(const yaml::Document& document)
{
    Findings findings;
    const auto was = read_contact(document, "ada", 0, settings(), findings);
    if (!was) {
        return;
    }
    const std::string text = format_contact(*was);
    std::optional<yaml::Document> written;
    read_own(written, text, "the contact");
    require_fast(text);
    findings.clear();
    const auto now = read_contact(*written, "ada", 0, settings(), findings);
    require(findings.empty(), "the contact as written has findings: " + text);
    require(now && same(*was, *now), "the contact as written is another one: " + text);
    require(format_contact(*now) == text, "the contact is written otherwise the second time");
}

void journal(const yaml::Document& document)
{
    Findings findings;
    const auto was = read_journal(document, 0, settings().touches, findings);
    std::string text;
    for (const Interaction& interaction : was) {
        const std::string line = format_interaction(interaction);
        require(std::count(line.begin(), line.end(), '\n') == 1 && line.back() == '\n',
                "an interaction is not one line: " + line);
        require_fast(line);
        text = append_line(text, line);
    }
    std::optional<yaml::Document> written;
    read_own(written, text, "the journal");
    findings.clear();
    const auto now = read_journal(*written, 0, settings().touches, findings);
    require(findings.empty(), "the journal as written has findings: " + text);
    require(std::equal(was.begin(), was.end(), now.begin(), now.end(),
                       [](const auto& a, const auto& b) { return same(a, b); }),
            "the journal as written is another one: " + text);
}

/// A text in all the ways in which values are written, in one file.
void scalars(const std::string& text, yaml::Reader reader)
{
    std::vector<std::string> pieces;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        pieces.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    const std::string one = yaml::scalar(text);
    std::string yaml =
        fmt::format("a: {}\nb: {}\nc: {}\nd:{}e: [{}, {{f: {}}}]\n", one, yaml::quoted(text),
                    yaml::flow_list(pieces), yaml::block_value(text), one, one);
    std::vector<std::string> expected{"a", text, "b", text, "c"};
    expected.insert(expected.end(), pieces.begin(), pieces.end());
    for (const std::string& more :
         {std::string("d"), text, std::string("e"), text, std::string("f"), text}) {
        expected.push_back(more);
    }
    if (one.size() < 1000) { // YAML has no longer keys
        yaml += fmt::format("g: {{{}: h}}\n", one);
        expected.insert(expected.end(), {"g", text, "h"});
    }
    std::optional<yaml::Document> written;
    read_own(written, yaml, "a value", reader);
    std::vector<std::string> got;
    for (const yaml::Event& event : written->events()) {
        if (event.type == yaml::EventType::scalar) {
            got.emplace_back(event.value);
        }
    }
    require(got == expected,
            fmt::format("a value reads as another text: {}\n{}", yaml, listed(*written)));
}

} // namespace

void run(std::string_view input)
{
    if (!invalid_utf8(input)) {
        // The slow reader for every other text.
        scalars(std::string(input),
                input.size() % 2 == 0 ? yaml::Reader::any : yaml::Reader::yaml_cpp);
    }
    std::optional<yaml::Document> document;
    if (read(document, input)) {
        contact(*document);
        journal(*document);
    }
}

} // namespace crm::fuzz
