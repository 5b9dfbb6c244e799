#include "core/base/text.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

const std::string family = "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB"; // woman, joiner, laptop

} // namespace

TEST_CASE("the first byte that is not UTF-8")
{
    const std::vector<std::pair<std::string, std::optional<std::size_t>>> cases{
        {"", std::nullopt},
        {"abc", std::nullopt},
        {"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", std::nullopt},
        {"\xF4\x8F\xBF\xBF", std::nullopt}, // U+10FFFF
        {std::string("a\0b", 3), std::nullopt},
        {"\x80", 0},
        {"a\xFF", 1},
        {"ab\xC3", 2},
        {"\xC3\xA9\xC3(", 2},
        {"\xC0\xAF", 0},         // overlong '/'
        {"\xE0\x80\xAF", 0},     // overlong
        {"\xF0\x80\x80\xAF", 0}, // overlong
        {"\xED\xA0\x80", 0},     // a surrogate
        {"\xF4\x90\x80\x80", 0}, // past U+10FFFF
        {"\xF8\x88\x80\x80\x80", 0},
        {"\xE2\x82", 0},
        {"\xF0\x9F\x98", 0},
    };
    for (const auto& [text, at] : cases) {
        CAPTURE(crm::visible(text));
        CHECK(crm::invalid_utf8(text) == at);
    }
}

TEST_CASE("harmful code points")
{
    for (const char32_t c :
         {0x00U, 0x09U, 0x0AU, 0x1BU, 0x1FU, 0x7FU, 0x80U, 0x85U, 0x9FU, 0x061CU, 0x200EU, 0x200FU,
          0x2028U, 0x2029U, 0x202AU, 0x202EU, 0x2066U, 0x2069U, 0xFEFFU}) {
        CAPTURE(static_cast<unsigned>(c));
        CHECK(crm::is_harmful(c));
    }
    for (const char32_t c :
         {0x20U, 0x7EU, 0xA0U, 0xE9U, 0x200DU, 0x2027U, 0x202FU, 0x2065U, 0x206AU, 0x1F600U}) {
        CAPTURE(static_cast<unsigned>(c));
        CHECK_FALSE(crm::is_harmful(c));
    }
}

TEST_CASE("what is harmful becomes visible")
{
    const Pairs cases{
        {"Ada \xC3\xA9", "Ada \xC3\xA9"},
        {"a\nb\tc\rd", "a\\nb\\tc\\rd"},
        {"\x1B[31m", "\\x1B[31m"},
        {"\x7F", "\\x7F"},
        {"\xC2\x9B", "\\x9B"},
        {"\xE2\x80\xAE", "\\u202E"},
        {"\xE2\x80\xA8", "\\u2028"},
        {"\xEF\xBB\xBF", "\\uFEFF"},
        {"a\xFF\xC3", "a\\xFF\\xC3"},
        {std::string("\0", 1), "\\x00"},
        {family, family},
        {"a\\b", "a\\b"},
    };
    for (const auto& [text, expected] : cases) {
        CAPTURE(expected);
        CHECK(crm::visible(text) == expected);
    }
    CHECK(crm::visible_lines("a\n\tb\r\nc\rd\x1B") == "a\n b\nc\\rd\\x1B");
}

TEST_CASE("columns on a terminal")
{
    CHECK(crm::width("") == 0);
    CHECK(crm::width("Ada") == 3);
    CHECK(crm::width("\xC3\xA9") == 1);
    CHECK(crm::width("e\xCC\x81") == 1);
    CHECK(crm::width("\xE6\xBC\xA2\xE5\xAD\x97") == 4);
    CHECK(crm::width("\xF0\x9F\x98\x80") == 2);
}

TEST_CASE("cutting keeps letters and their marks together")
{
    struct Case {
        std::string text;
        std::size_t columns;
        std::string expected;
    };
    const std::vector<Case> cases{
        {"Ada", 3, "Ada"},
        {"Ada", 10, "Ada"},
        {"Ada Lovelace", 6, "Ada L…"},
        {"Ada Lovelace", 5, "Ada…"},
        {"Ada", 1, "…"},
        {"Ada", 0, ""},
        {"e\xCC\x81"
         "e\xCC\x81"
         "e\xCC\x81",
         2, "e\xCC\x81…"},
        {"\xE6\xBC\xA2\xE5\xAD\x97", 3, "\xE6\xBC\xA2…"},
        {"\xE6\xBC\xA2\xE5\xAD\x97", 2, "…"},
    };
    for (const Case& c : cases) {
        CAPTURE(c.text);
        CAPTURE(c.columns);
        CHECK(crm::cut(c.text, c.columns) == c.expected);
        CHECK(crm::width(crm::cut(c.text, c.columns)) <= c.columns);
    }
    CHECK(crm::pad("Ada", 5) == "Ada  ");
    CHECK(crm::pad("\xE6\xBC\xA2", 3) == "\xE6\xBC\xA2 ");
    CHECK(crm::pad("Ada", 2) == "Ada");
}

TEST_CASE("wrapping breaks at spaces")
{
    using Lines = std::vector<std::string>;
    CHECK(crm::wrap("", 10) == Lines{""});
    CHECK(crm::wrap("one two three", 7) == Lines{"one two", "three"});
    CHECK(crm::wrap("one two three", 100) == Lines{"one two three"});
    CHECK(crm::wrap("one\ntwo", 100) == Lines{"one", "two"});
    CHECK(crm::wrap("one\n\ntwo\n", 100) == Lines{"one", "", "two", ""});
    CHECK(crm::wrap("a longestword b", 5) == Lines{"a", "longestword", "b"});
    CHECK(crm::wrap("\xE6\xBC\xA2 \xE5\xAD\x97", 4) == Lines{"\xE6\xBC\xA2", "\xE5\xAD\x97"});
}

TEST_CASE("case and accents are folded")
{
    const Pairs cases{
        {"ADA", "ada"},
        {"Jos\xC3\xA9 \xC3\x85ngstr\xC3\xB6m", "jose angstrom"},
        {"Jose\xCC\x81", "jose"},
        {"\xC5\x81ukasz", "lukasz"},
        {"S\xC3\xB8ren \xC3\x86r\xC3\xB8", "soren aero"},
        {"Stra\xC3\x9F"
         "e",
         "strasse"},
        {"\xCE\xA3\xCE\x9F\xCE\xA6\xCE\x8A\xCE\x91", "\xCF\x83\xCE\xBF\xCF\x86\xCE\xB9\xCE\xB1"},
        {"\xEF\xAC\x81n", "fin"}, // a ligature
        {"", ""},
        {"a\xFF", "a\xFF"},
    };
    for (const auto& [text, expected] : cases) {
        CAPTURE(expected);
        CHECK(crm::fold(text) == expected);
    }
}

TEST_CASE("words")
{
    using Words = std::vector<std::string>;
    CHECK(crm::words("") == Words{});
    CHECK(crm::words(" -- ") == Words{});
    CHECK(crm::words("Ada Lovelace") == Words{"ada", "lovelace"});
    CHECK(crm::words("O'Brien-Smith, J.") == Words{"obrien", "smith", "j"});
    CHECK(crm::words("O\xE2\x80\x99"
                     "Brien") == Words{"obrien"});
    CHECK(crm::words("ada@engines.example") == Words{"ada", "engines", "example"});
    CHECK(crm::words("+44 20") == Words{"44", "20"});
    CHECK(crm::words("Jos\xC3\xA9") == Words{"jose"});
}

TEST_CASE("slugs")
{
    const Pairs cases{
        {"Ada Lovelace", "ada-lovelace"},
        {"Jos\xC3\xA9 Ortega", "jose-ortega"},
        {"O'Brien & Sons", "obrien-sons"},
        {"\xC5\x81ukasz", "lukasz"},
        {"\xE6\xBC\xA2\xE5\xAD\x97", ""},
        {"Ada \xE6\xBC\xA2", ""},
        {"---", ""},
        {"", ""},
        {std::string(70, 'a'), std::string(64, 'a')},
        {std::string(60, 'a') + " bbb", std::string(60, 'a') + "-bbb"},
        {std::string(60, 'a') + " bbbb", std::string(60, 'a')},
    };
    for (const auto& [text, expected] : cases) {
        CAPTURE(text);
        CHECK(crm::slug(text) == expected);
        CHECK((expected.empty() || crm::is_slug(expected)));
    }
}

TEST_CASE("the form of ids")
{
    for (const std::string_view text : {"a", "0", "ada-lovelace", "a.b_c-d", "contact-7k2m9q"}) {
        CAPTURE(std::string(text));
        CHECK(crm::is_slug(text));
    }
    for (const std::string_view text :
         {"", "A", "-a", ".a", "_a", "a b", "a/b", "..", "\xC3\xA9", "a\n"}) {
        CAPTURE(std::string(text));
        CHECK_FALSE(crm::is_slug(text));
    }
    CHECK(crm::is_slug(std::string(64, 'a')));
    CHECK_FALSE(crm::is_slug(std::string(65, 'a')));
}

TEST_CASE("the nearest word")
{
    const std::vector<std::string> touches{"dinner", "lunch", "call", "voicemail", "email"};
    CHECK(crm::nearest("diner", touches) == "dinner");
    CHECK(crm::nearest("lunhc", touches) == "lunch"); // two letters exchanged
    CHECK(crm::nearest("CALL", touches) == "call");
    CHECK(crm::nearest("e-mail", touches) == "email");
    CHECK_FALSE(crm::nearest("zebra", touches));
    CHECK_FALSE(crm::nearest("diner", {}));
}

TEST_CASE("an enumeration")
{
    CHECK(crm::enumerate({}).empty());
    CHECK(crm::enumerate({"a"}) == "a");
    CHECK(crm::enumerate({"a", "b"}) == "a and b");
    CHECK(crm::enumerate({"a", "b", "c"}) == "a, b and c");
    CHECK(crm::enumerate({"a", "b"}, "or") == "a or b");
}

TEST_CASE("random ids begin with a letter, hold a digit and do not repeat")
{
    std::set<std::string> seen;
    for (int i = 0; i < 2'000; ++i) {
        const std::string id = crm::random_id();
        REQUIRE(id.size() == 13);
        bool digit = false;
        for (const char c : id) {
            REQUIRE(((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')));
            digit = digit || c <= '9';
        }
        REQUIRE(id.front() >= 'a');
        REQUIRE(digit); // so that it is no word such as 'interestingly'
        REQUIRE(seen.insert(id).second);
    }
    CHECK(crm::random_letters(6).size() == 6);
    CHECK(crm::random_letters(0).empty());
}
