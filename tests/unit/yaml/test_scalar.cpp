#include "core/yaml/events.hpp"
#include "core/yaml/scalar.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using crm::yaml::block_value;
using crm::yaml::Document;
using crm::yaml::EventType;
using crm::yaml::flow_list;
using crm::yaml::quoted;
using crm::yaml::scalar;

namespace {

/// Texts that some reader takes for something else, or that break a line or a bracket.
const std::vector<std::string>& hostile()
{
    static const std::vector<std::string> texts{
        "",
        " ",
        "yes",
        "Yes",
        "YES",
        "no",
        "on",
        "Off",
        "y",
        "N",
        "true",
        "False",
        "null",
        "Null",
        "~",
        "0",
        "0123",
        "0x1F",
        "0o17",
        "1_000",
        "1e3",
        ".5",
        "1.",
        "+1",
        "-1",
        "-",
        "--",
        "---",
        "...",
        ".",
        ".inf",
        "-.INF",
        ".NaN",
        "nan",
        "inf",
        "Infinity",
        "12:30",
        "190:20:30",
        "2024-01-01",
        "2024-01-01T00:00:00Z",
        "=",
        "<<",
        "?",
        "? x",
        ":",
        ": x",
        ":x",
        "x:",
        "a: b",
        "a:b",
        "# x",
        "a #b",
        "#",
        "\"",
        "'",
        "\"a\"",
        "'a'",
        "it's",
        "\\",
        "a\\b",
        "{",
        "}",
        "{a: b}",
        "[",
        "]",
        "[a]",
        ",",
        "a, b",
        "&a",
        "*a",
        "!t",
        "|",
        ">",
        "%",
        "@",
        "`",
        " a",
        "a ",
        "\ta",
        "a\t",
        "a\tb",
        "a\nb",
        "a\nb\n",
        "\na",
        "a\n",
        "\n",
        "\n\n",
        "a\n\n",
        "a\n\nb",
        " a\nb",
        "a\n b",
        "a \nb",
        "a\r\nb",
        "a\rb",
        "\r",
        "- a\n- b",
        "a: b\nc: d",
        "# a\nb",
        "---\na",
        "%a\nb",
        "\xF0\x9F\x98\x80",
        "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB",
        "e\xCC\x81",
        "\xCC\x81",
        "\xD7\xA9\xD7\x9C",
        "\xE2\x80\xAE"
        "abc",
        "a\xE2\x80\xA8"
        "b",
        "a\xE2\x80\xA9",
        "a\xC2\x85"
        "b",
        "a\xC2\xA0",
        "\xC2\xA0",
        "\xEF\xBB\xBF"
        "a",
        "a\xEF\xBF\xBE",
        "a\xEF\xBF\xBF",
        "\x7F",
        "\x1B[31m",
        "\x01",
        std::string("a\0b", 3),
        "Ada Lovelace",
        "O'Brien & Sons (Ltd)",
        "ada@engines.example",
        "+44 20 7946 0000",
        "\xC3\x89va",
        std::string(100'000, 'x'),
        std::string(50'000, 'x') + "\n" + std::string(50'000, 'y'),
    };
    return texts;
}

/// The value that a document's `x` has: the text at the second event of its map.
std::string value_of(const std::string& text)
{
    const Document document("contacts/x.yaml", text);
    REQUIRE(document.events().size() > 3);
    REQUIRE(document.events()[2].type == EventType::scalar);
    return std::string(document.events()[2].value);
}

} // namespace

TEST_CASE("every text is read back as it was written, in every place")
{
    for (const std::string& text : hostile()) {
        CAPTURE(text.substr(0, 80));
        CHECK(value_of("x: " + scalar(text) + "\n") == text);
        CHECK(value_of("x: " + quoted(text) + "\n") == text);
        CHECK(value_of("{x: " + scalar(text) + "}\n") == text);
        CHECK(value_of("{x: " + scalar(text) + ", y: 1}\n") == text);
        CHECK(value_of("x:" + block_value(text) + "y: 1\n") == text);
        CHECK(value_of("x:" + block_value(text)) == text);
        const Document list("x.yaml", "- " + flow_list({text, text}) + "\n");
        REQUIRE(list.events().size() == 6);
        CHECK(list.events()[2].value == text);
        CHECK(list.events()[3].value == text);
    }
}

TEST_CASE("what is written holds no control character, tab or line end but LF")
{
    for (const std::string& text : hostile()) {
        CAPTURE(text.substr(0, 80));
        for (const std::string& written : {scalar(text), quoted(text), block_value(text)}) {
            for (const char c : written) {
                const auto byte = static_cast<unsigned char>(c);
                CHECK((byte == '\n' || byte >= 0x20));
                CHECK(byte != 0x7F);
            }
        }
        CHECK(scalar(text).find('\n') == std::string::npos);
        CHECK(quoted(text).find('\n') == std::string::npos);
        CHECK(block_value(text).back() == '\n');
    }
}

TEST_CASE("plain where every reader sees text, quoted otherwise")
{
    struct Case {
        std::string text;
        std::string expected;
    };
    const std::vector<Case> cases{
        {"Ada", "Ada"},
        {"Ada Lovelace", "Ada Lovelace"},
        {"ada-lovelace", "ada-lovelace"},
        {"O'Brien & Sons (Ltd)", "O'Brien & Sons (Ltd)"},
        {"ada@engines.example", "ada@engines.example"},
        {"k4q7m2x9b1tza", "k4q7m2x9b1tza"},
        {"\xC3\x89va", "\xC3\x89va"},
        {"every 45 days", "every 45 days"},
        {"nobody", "nobody"},
        {"Yes we can", "Yes we can"},
        {"", "\"\""},
        {" ", "\" \""},
        {"a ", "\"a \""},
        {" a", "\" a\""},
        {"yes", "\"yes\""},
        {"YES", "\"YES\""},
        {"oFF", "\"oFF\""},
        {"N", "\"N\""},
        {"null", "\"null\""},
        {"NaN", "\"NaN\""},
        {"~", "\"~\""},
        {"1", "\"1\""},
        {"0123", "\"0123\""},
        {"1e3", "\"1e3\""},
        {"2 per year", "2 per year"},
        {"45 days", "45 days"},
        {"1 e3", "1 e3"},
        {"2 Per", "\"2 Per\""},
        {"2  per", "\"2  per\""},
        {"2 3", "\"2 3\""},
        {"12345678 days", "\"12345678 days\""},
        {"12:30", "\"12:30\""},
        {"2024-01-01", "\"2024-01-01\""},
        {"+44 20", "\"+44 20\""},
        {"=", "\"=\""},
        {"<<", "\"<<\""},
        {"a: b", "\"a: b\""},
        {"a, b", "\"a, b\""},
        {"a#b", "\"a#b\""},
        {"[a]", "\"[a]\""},
        {"it is \"so\"", "\"it is \\\"so\\\"\""},
        {"a\\b", "\"a\\\\b\""},
        {"a\nb\tc", "\"a\\nb\\tc\""},
        {"\x1B[0m\x7F", "\"\\x1B[0m\\x7F\""},
        {"a\xC2\x85", "\"a\\x85\""},
        {"a\xC2\xA0", "\"a\xC2\xA0\""},
        {"a\xE2\x80\xA8", "\"a\\u2028\""},
        {"\xE2\x80\xAE"
         "a",
         "\"\\u202Ea\""},
        {"\xEF\xBB\xBF"
         "a",
         "\"\\uFEFFa\""},
        {"a\xEF\xBF\xBE", "\"a\\uFFFE\""},
        {std::string("\0", 1), "\"\\x00\""},
    };
    for (const Case& c : cases) {
        CAPTURE(c.text);
        CHECK(scalar(c.text) == c.expected);
    }
    CHECK(quoted("Ada") == "\"Ada\"");
    CHECK(quoted("") == "\"\"");
}

TEST_CASE("several lines are a literal block where that says the same")
{
    struct Case {
        std::string text;
        std::string expected;
    };
    const std::vector<Case> cases{
        {"one line", " one line\n"},
        {"12", " \"12\"\n"},
        {"a\nb", " |-\n  a\n  b\n"},
        {"a\nb\n", " |\n  a\n  b\n"},
        {"a\n\nb\n", " |\n  a\n\n  b\n"},
        {"a: b\n# c\n- d\n", " |\n  a: b\n  # c\n  - d\n"},
        {"a\n", " |\n  a\n"},
        {"\na", " \"\\na\"\n"},
        {"a\n\n", " \"a\\n\\n\"\n"},
        {" a\nb", " \" a\\nb\"\n"},
        {"a\n b", " \"a\\n b\"\n"},
        {"a\n\tb", " \"a\\n\\tb\"\n"},
        {"a\tb\nc", " \"a\\tb\\nc\"\n"},
        {"a\r\nb", " \"a\\x0D\\nb\"\n"},
        {"a\nb\xE2\x80\xA8", " \"a\\nb\\u2028\"\n"},
    };
    for (const Case& c : cases) {
        CAPTURE(c.text);
        CHECK(block_value(c.text) == c.expected);
    }
}

TEST_CASE("a list in brackets")
{
    CHECK(flow_list({}) == "[]");
    CHECK(flow_list({"one"}) == "[one]");
    CHECK(flow_list({"one", "2", "a, b", ""}) == "[one, \"2\", \"a, b\", \"\"]");
}

TEST_CASE("scalar: a text that ends within a character is read no further")
{
    for (const std::string& cut : {std::string("a\xC3"), std::string("\xE2\x82"),
                                   std::string("\xF0\x9F\x98"), std::string("\xF0")}) {
        CHECK(crm::yaml::quoted(cut).size() >= 3);
        CHECK_FALSE(crm::yaml::scalar(cut).empty());
    }
}
