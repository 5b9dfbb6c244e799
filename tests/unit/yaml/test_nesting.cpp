// The look that refuses deep nesting before yaml-cpp reads: held against the events of yaml-cpp on
// whatever it accepts, and against a model of where brackets stand.

#include "random_file.hpp"

#include "core/yaml/builder.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace crm;
using test::Random;
using test::Value;
using yaml::Document;
using yaml::EventType;
using yaml::too_deep_bracket;
using Kind = Value::Kind;

namespace {

#ifdef CRM_SANITIZED
constexpr std::size_t files_wanted = 2'000;
#else
constexpr std::size_t files_wanted = 20'000;
#endif

/// How deep the brackets of a text nest by its events, each level with the byte of the first
/// bracket that reaches it.
std::vector<std::size_t> brackets_by_events(const Document& document)
{
    std::vector<bool> open;
    std::vector<std::size_t> first;
    std::size_t depth = 0;
    for (const yaml::Event& event : document.events()) {
        if (event.type == EventType::sequence_start || event.type == EventType::mapping_start) {
            const char bracket = event.type == EventType::mapping_start ? '{' : '[';
            const bool flow = document.text()[event.offset] == bracket;
            open.push_back(flow);
            depth += flow ? 1U : 0U;
            if (depth > first.size()) {
                first.push_back(event.offset);
            }
        } else if (event.type == EventType::sequence_end || event.type == EventType::mapping_end) {
            depth -= open.back() ? 1U : 0U;
            open.pop_back();
        }
    }
    return first;
}

/// Whether the look finds brackets as deep as the events have them, and no deeper.
void agrees(const Document& document, std::size_t begin)
{
    const std::string_view text = std::string_view(document.text()).substr(begin);
    const std::vector<std::size_t> levels = brackets_by_events(document);
    for (std::size_t level = 0; level < levels.size(); ++level) {
        const auto found = too_deep_bracket(text, level);
        REQUIRE_MESSAGE(found, "level " << level << " of " << levels.size() << " in\n"
                                        << document.text());
        REQUIRE_MESSAGE(begin + *found <= levels[level], document.text());
    }
    REQUIRE_MESSAGE(!too_deep_bracket(text, levels.size()), levels.size() << " levels in\n"
                                                                          << document.text());
}

bool agrees_if_accepted(const std::string& text)
{
    std::optional<Document> document;
    try {
        document.emplace("contacts/ada.yaml", text);
    } catch (const Error&) {
        return false;
    }
    agrees(*document, text.rfind("\xEF\xBB\xBF", 0) == 0 ? 3 : 0);
    return true;
}

constexpr std::array<std::string_view, 42> pieces{
    "[",    "]",    "{",       "}",      ",",      ": ",    ":",   "- ",    "-",       "? ",   "\n",
    "\n  ", "\n- ", "\n    ",  "\"",     "'",      "\"[\"", "'{'", " #[",   "# {",     "#",    "a",
    "b: ",  "x:",   "|\n",     ">-\n  ", "|2\n",   "---",   "...", "\n---", "\n...\n", "\r\n", "\\",
    "\t",   "[[]]", "{a: []}", "[a: ",   "\"a\":", "it's",  "a[b", " ",     "\n  a [b"};

/// One to four changes at random places, most of them with characters that mean something.
std::string changed(Random& random, std::string text)
{
    for (std::size_t count = random.between(1, 4); count > 0; --count) {
        const std::size_t at = random.below(text.size() + 1);
        const std::size_t length = std::min(random.below(4), text.size() - at);
        switch (random.below(3)) {
        case 0: text.erase(at, length); break;
        case 1: text.insert(at, random.pick(pieces)); break;
        default: text.replace(at, length, random.pick(pieces)); break;
        }
    }
    return text;
}

/// The values in flow style of a file, each with the lists and maps it is within.
void flow_values(const Value& value, std::size_t within,
                 std::vector<std::pair<const Value*, std::size_t>>& out)
{
    if (value.flow) {
        out.emplace_back(&value, within);
    }
    const bool collection = value.kind == Kind::list || value.kind == Kind::map;
    for (const test::Entry& entry : value.entries) {
        flow_values(entry.value, within + (collection ? 1U : 0U), out);
    }
}

} // namespace

TEST_CASE("what opens a bracket, and what only looks like it")
{
    const std::string deep(40, '[');
    const auto refused_at = [](const std::string& text) {
        const auto found = too_deep_bracket(text);
        return found ? static_cast<int>(*found) : -1;
    };
    // Where the level of 17 is reached, block style counted.
    CHECK(refused_at(deep) == 16);
    CHECK(refused_at("a: " + deep) == 18);
    CHECK(refused_at("a:\n  b:\n  - " + deep) == 25);
    CHECK(refused_at("- - - " + deep) == 19);
    CHECK(refused_at("- a: 1\n  b: " + deep) == 26);
    CHECK(refused_at("a:\n  b: 1\nc: " + deep) == 28);
    CHECK(refused_at("\"k\": " + deep) == 20);
    CHECK(refused_at("k: \"[[[[\"\nb: 'it''s [[[' # [[[\nc: " + deep) == 49);
    CHECK(refused_at("a: |\n  [[[[[[\nb: " + deep) == 32);
    CHECK(refused_at("a: 'x\n  y'\nb: " + deep) == 29);
    CHECK(refused_at("? a\n: " + deep) == 21);
    std::string pairs;
    std::string maps;
    for (int i = 0; i < 20; ++i) {
        pairs += "[a: ";
        maps += "{a: ";
    }
    CHECK(refused_at(pairs) == 32);
    CHECK(refused_at(maps) == 64);
    CHECK(refused_at("[&a [*b, !c [!<[> [" + deep) == 31);
    CHECK(refused_at("a: [[]]\nb: [[], \"]\", ']' # ]\n, ]]]" + deep) == -1); // closed too often
    // Texts, all the way.
    CHECK(refused_at("a: x " + deep) == -1);
    CHECK(refused_at("a: x\n  " + deep + "\n  " + deep) == -1);
    CHECK(refused_at("a: \"" + deep) == -1);
    CHECK(refused_at("a: '''" + deep + "'") == -1);
    CHECK(refused_at("a: # " + deep + "\n  [b] # " + deep) == -1);
    CHECK(refused_at("a: |\n\n   x\n   " + deep) == -1);
    CHECK(refused_at("a: >2-\n  x\n   " + deep + "\n\n\n  " + deep + "\n") == -1);
    CHECK(refused_at("a: [b, \"" + deep + "\", '" + deep + "'] # " + deep) == -1);
    CHECK(refused_at("- |\n " + deep + "\n- >\n " + deep + "\n-\n  x\n  " + deep) == -1);
}

TEST_CASE("the look and the events agree on random files, and on what is made of them")
{
    std::size_t accepted = 0;
    std::size_t of_changed = 0;
    for (std::uint64_t seed = 1; seed <= files_wanted; ++seed) {
        Random random(seed);
        CAPTURE(seed);
        const std::string text = test::random_file(random).text;
        accepted += agrees_if_accepted(text) ? 1U : 0U;
        of_changed += agrees_if_accepted(changed(random, text)) ? 1U : 0U;
    }
    CHECK(accepted * 10 > files_wanted * 9);
    CHECK(of_changed * 8 > files_wanted);
    MESSAGE(fmt::format("{} files and {} that were changed", accepted, of_changed));
}

TEST_CASE("brackets that go too deep are found wherever a value can stand, at their place")
{
    std::size_t refused = 0;
    for (std::uint64_t seed = 1; seed <= files_wanted / 4; ++seed) {
        Random random(seed);
        test::RandomFile file = test::random_file(random);
        try {
            const Document document("a.yaml", file.text);
        } catch (const Error&) {
            continue;
        }
        std::vector<std::pair<const Value*, std::size_t>> values;
        flow_values(file.root, 0, values);
        for (const auto& [value, within] : values) {
            std::string text = file.text;
            text.insert(value->begin, std::string(40, random.chance(50) ? '[' : '{'));
            CAPTURE(text);
            try {
                const Document document("a.yaml", text);
                FAIL("was accepted");
            } catch (const Error& error) {
                REQUIRE(error.text == "lists and maps nest deeper than 16 levels");
                const Place place = place_at("a.yaml", text, value->begin + 16 - within);
                REQUIRE(*error.place == place);
                ++refused;
            }
        }
    }
    CHECK(refused > files_wanted / 10);
}
