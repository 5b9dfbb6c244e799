#include "core/yaml/events.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

using crm::Error;
using crm::Fault;
using crm::yaml::Document;
using crm::yaml::Event;
using crm::yaml::EventType;

namespace {

constexpr const char* file = "contacts/ada.yaml";

/// A text with NUL in it.
template <std::size_t size>
std::string bytes(const char (&text)[size])
{
    return {text, size - 1};
}

struct Refusal {
    std::string text;
    std::size_t line;
    std::size_t column;
    std::string what;
    std::string excerpt;
    std::size_t caret;
    std::string remedy;
};

void check_refusals(const std::vector<Refusal>& refusals)
{
    for (const Refusal& expected : refusals) {
        CAPTURE(expected.text);
        try {
            const Document document(file, expected.text);
            FAIL_CHECK("was accepted");
        } catch (const Error& error) {
            CHECK(error.fault == Fault::ledger);
            CHECK(error.text == expected.what);
            CHECK(error.remedy == expected.remedy);
            REQUIRE(error.place);
            CHECK(error.place->file == file);
            CHECK(error.place->line == expected.line);
            CHECK(error.place->column == expected.column);
            CHECK(error.place->excerpt == expected.excerpt);
            CHECK(error.place->caret == expected.caret);
        }
    }
}

/// The events as one line: `{a=1 [b "c"] ~}`. A scalar in quotes or a block stands in quotes.
std::string outline(const Document& document)
{
    std::string out;
    for (const Event& event : document.events()) {
        const bool opened = out.empty() || out.back() == '[' || out.back() == '{';
        const bool ends =
            event.type == EventType::sequence_end || event.type == EventType::mapping_end;
        out += opened || ends ? "" : " ";
        switch (event.type) {
        case EventType::scalar: {
            const char* mark = event.plain ? "" : "\"";
            out += mark + std::string(event.value) + mark;
            break;
        }
        case EventType::null: out += "~"; break;
        case EventType::sequence_start: out += "["; break;
        case EventType::sequence_end: out += "]"; break;
        case EventType::mapping_start: out += "{"; break;
        case EventType::mapping_end: out += "}"; break;
        }
    }
    return out;
}

std::string outline(const std::string& text)
{
    return outline(Document(file, text));
}

constexpr const char* one_of_two = "keep one of the two";
constexpr const char* one_document = "a file of the ledger is one document; check the indentation "
                                     "and the punctuation of this line and the one before it";
constexpr const char* same_column = "each key begins in the same column, and text that holds ': ' "
                                    "or ' #' or begins with a punctuation mark is quoted";
constexpr const char* remove_or_quote = "remove it, or put the text in double quotes";
constexpr const char* close_quote = "close it at the end of the text";
constexpr const char* close_bracket = "close it at the end of the list or map";
constexpr const char* remove_property = "remove it, or quote the value if it is meant as text";
constexpr const char* write_out = "write the value out, or quote it if it is meant as text";
constexpr const char* write_keys_out =
    "write the keys out, or quote the key if it is meant as text";
constexpr const char* no_directives =
    "YAML directives are not used in a ledger; quote the text if it is one";
constexpr const char* quote_text = "put the text in double quotes";
constexpr const char* needs_quotes = "text that holds ': ' needs quotes";
constexpr const char* quote_all = "put all of it in double quotes";
constexpr const char* behind_quote = "text stands behind the closing quote";
constexpr const char* quote_in_quotes =
    "within double quotes write \\\" for a quote, within single "
    "quotes '' for an apostrophe";
constexpr const char* does_not_fit = "this line does not fit the one above it";
constexpr const char* same_column_above =
    "each key begins in the same column and has a colon; look at the line above too";
constexpr const char* no_escape = "a backslash that begins no escape";
constexpr const char* save_as_utf8 = "save the file again as UTF-8";
constexpr const char* save_again = "save it again as UTF-8";
constexpr const char* remove_or_escape = "remove it, or write it as an escape within double quotes";
constexpr const char* delete_markers = "keep the lines that are right and delete the marker lines";
constexpr const char* key_form = "a key is a word before a colon, such as 'name: Ada Lovelace'";
constexpr const char* write_backslash = "write a backslash as \\\\ within double quotes";
constexpr const char* check_indentation = "check the indentation of this line";

} // namespace

TEST_CASE("a key that stands twice is refused, however it is quoted")
{
    check_refusals({
        {"name: Ada\nname: Bob\n", 2, 1, "key 'name' stands twice", "name: Bob", 0, one_of_two},
        {"\"name\": Ada\nkind: x\nname: Bob\n", 3, 1, "key 'name' stands twice", "name: Bob", 0,
         one_of_two},
        {"{a: 1, 'a': 2}\n", 1, 8, "key 'a' stands twice", "{a: 1, 'a': 2}", 7, one_of_two},
        {"\"\\x61\": 1\na: 2\n", 2, 1, "key 'a' stands twice", "a: 2", 0, one_of_two},
        {"x:\n  a: 1\n  b: 2\n  a: 3\n", 4, 3, "key 'a' stands twice", "  a: 3", 2, one_of_two},
        {"- {a: 1}\n- {a: 1, a: 2}\n", 2, 10, "key 'a' stands twice", "- {a: 1, a: 2}", 9,
         one_of_two},
        {"? a\n? a\n", 2, 3, "key 'a' stands twice", "? a", 2, one_of_two},
    });
}

TEST_CASE("places count from behind the byte order mark and in characters, whatever the line ends")
{
    check_refusals({
        {"\xEF\xBB\xBFname: Ada\nname: Bob\n", 2, 1, "key 'name' stands twice", "name: Bob", 0,
         one_of_two},
        {"\xEF\xBB\xBFname: Ada\r\nname: Bob\r\n", 2, 1, "key 'name' stands twice", "name: Bob", 0,
         one_of_two},
        {"\xEF\xBB\xBF\"x\n", 1, 1, "the quote \" is never closed", "\"x", 0, close_quote},
        {"\xEF\xBB\xBF%YAML\n", 1, 1, "a line may not begin with '%'", "%YAML", 0, no_directives},
        {"\xEF\xBB\xBF\xFF", 1, 1, "byte 0xFF is not valid UTF-8", "\\xFF", 0, save_as_utf8},
        {"=======\r\n", 1, 1, "git left a merge conflict here", "=======", 0, delete_markers},
        {"\xEF\xBB\xBF<<<<<<< HEAD\n", 1, 1, "git left a merge conflict here", "<<<<<<< HEAD", 0,
         delete_markers},
        {"\xEF\xBB\xBF: x\n", 1, 1, "a key is missing before ':'", ": x", 0, key_form},
        {"a: 1\r\nb: c: d\r\n", 2, 5, needs_quotes, "b: c: d", 4, quote_all},
    });
}

TEST_CASE("content after the first document is refused")
{
    check_refusals({
        {",", 1, 1, "something stands here after the end of the document", ",", 0, one_document},
        {"{a: 1}, {b: 2}\n", 1, 7, "something stands here after the end of the document",
         "{a: 1}, {b: 2}", 6, one_document},
        {"- a\n, b\n", 2, 1, "something stands here after the end of the document", ", b", 0,
         one_document},
        {"a: 1\n---\nb: 2\n", 2, 1, "something stands here after the end of the document", "---", 0,
         one_document},
        {"a: 1\n...\nb: 2\n", 3, 1, "something stands here after the end of the document", "b: 2",
         0, one_document},
        {"- a\nb: 1\n", 2, 1, "something stands here after the end of the document", "b: 1", 0,
         one_document},
        {"---\n---\n", 2, 1, "something stands here after the end of the document", "---", 0,
         one_document},
        {"\"a\" \"b\"\n", 1, 5, "something stands here after the end of the document",
         "\"a\" \"b\"", 4, one_document},
        {"[a] b\n", 1, 5, "something stands here after the end of the document", "[a] b", 4,
         one_document},
        {"a: 1\n---\n", 2, 1, "something stands here after the end of the document", "---", 0,
         one_document},
        {"[a], [b]\n", 1, 4, "something stands here after the end of the document", "[a], [b]", 3,
         one_document},
        {"{a: 1} {b: 2}\n", 1, 8, "something stands here after the end of the document",
         "{a: 1} {b: 2}", 7, one_document},
    });
}

TEST_CASE("what is no YAML is refused in words of a ledger")
{
    check_refusals({
        {"a: 1\n- b\n", 2, 1, "this does not continue the map above it", "- b", 0, same_column},
        {"a: \"\xF0\x9F\x98\x80\" b: c\n", 1, 8, behind_quote, "a: \"\xF0\x9F\x98\x80\" b: c", 8,
         quote_in_quotes},
        {"\xC3\xA9: \"\xE6\x97\xA5\xE6\x9C\xAC\" x: c\n", 1, 9, behind_quote,
         "\xC3\xA9: \"\xE6\x97\xA5\xE6\x9C\xAC\" x: c", 10, quote_in_quotes},
        {"a: \"x\" y\n", 1, 8, behind_quote, "a: \"x\" y", 7, quote_in_quotes},
        {"a: 'x'y'\n", 1, 7, behind_quote, "a: 'x'y'", 6, quote_in_quotes},
        {"a: \"x\"\n  y\n", 2, 3, "this does not continue the map above it", "  y", 2, same_column},
        {"{a: 1}}\n", 1, 7, "a closing bracket or brace without the opening one", "{a: 1}}", 6,
         remove_or_quote},
        {"[a]]\n", 1, 4, "a closing bracket or brace without the opening one", "[a]]", 3,
         remove_or_quote},
        {"[a, b}\n", 1, 6, "a closing bracket or brace without the opening one", "[a, b}", 5,
         remove_or_quote},
        {"a: ]\n", 1, 4, "a closing bracket or brace without the opening one", "a: ]", 3,
         remove_or_quote},
        {"a: }\n", 1, 4, "a closing bracket or brace without the opening one", "a: }", 3,
         remove_or_quote},
        {"x: [a\n", 1, 4, "the bracket [ is never closed", "x: [a", 3,
         "close it at the end of the list or map"},
        {"tags: [a, b\nn\xC3\xA4me: \"x", 2, 5,
         "a list in brackets is not closed, or a comma is missing before this", "n\xC3\xA4me: \"x",
         4, "it reads '[one, two]'"},
        {"x: {a: 1\ny: 2\n", 2, 2,
         "a map in braces is not closed, or a comma is missing before this", "y: 2", 1,
         "it reads '{key: value, key: value}'; look also for a quote that is not closed"},
        {"{\"a\"b: c}\n", 1, 5, behind_quote, "{\"a\"b: c}", 4, quote_in_quotes},
        {"a: %x\n", 1, 4, "a character that may not begin a plain value", "a: %x", 3, quote_text},
        {"a: @x\n", 1, 4, "a character that may not begin a plain value", "a: @x", 3, quote_text},
        {"a: `x\n", 1, 4, "a character that may not begin a plain value", "a: `x", 3, quote_text},
        {"a: b: c\n", 1, 5, needs_quotes, "a: b: c", 4, quote_all},
        {"a: b\tc: d\n", 1, 7, needs_quotes, "a: b\\tc: d", 7, quote_all},
        {"a: 1\n b: 2\n", 2, 2, does_not_fit, " b: 2", 1, same_column_above},
        {"a: b\n  c: d\n", 2, 3, does_not_fit, "  c: d", 2, same_column_above},
        {"a:\n\tb: c\n", 2, 1, "a tab stands where only spaces may", "\\tb: c", 0,
         "use spaces for indentation"},
        {"a: \"\\q\"\n", 1, 5, no_escape, "a: \"\\q\"", 4, write_backslash},
        {"a: \"\\q\\n\"\n", 1, 5, no_escape, "a: \"\\q\\n\"", 4, write_backslash},
        {"a: \"\\n\\q\"\n", 1, 7, no_escape, "a: \"\\n\\q\"", 6, write_backslash},
        {"a: \"\\x4\"\n", 1, 5, no_escape, "a: \"\\x4\"", 4, write_backslash},
        {"a: \"\\x4\\n\"\n", 1, 5, no_escape, "a: \"\\x4\\n\"", 4, write_backslash},
        {"a: \"\\ud800\"\n", 1, 5, "an escape that stands for no character", "a: \"\\ud800\"", 4,
         "write the character itself"},
        {"a: \"x\n---\ny\"\n", 2, 1, "'---' or '...' within a quoted text", "---", 0,
         "indent the line"},
        {"- - a\n - b\n", 2, 2, "this does not continue the list above it", " - b", 1,
         "each item begins with '- ' in the same column"},
        {"a: - b\n", 1, 4, "'- ' is not expected here", "a: - b", 3, check_indentation},
    });
}

TEST_CASE("quotes and brackets that stay open are refused at their beginning")
{
    check_refusals({
        {"name: \"Ada\nkind: x\n", 1, 7, "the quote \" is never closed", "name: \"Ada", 6,
         close_quote},
        {"name: 'Ada\n", 1, 7, "the quote ' is never closed", "name: 'Ada", 6, close_quote},
        {"name: \"Ada\\\"\n", 1, 7, "the quote \" is never closed", "name: \"Ada\\\"", 6,
         close_quote},
        {"name: 'Ada''\n", 1, 7, "the quote ' is never closed", "name: 'Ada''", 6, close_quote},
        {"name: \"Ada's", 1, 7, "the quote \" is never closed", "name: \"Ada's", 6, close_quote},
        {"name: rock 'n' roll\nnote: \"x", 2, 7, "the quote \" is never closed", "note: \"x", 6,
         close_quote},
        {"name: rock 'n roll\nnote: \"x", 2, 7, "the quote \" is never closed", "note: \"x", 6,
         close_quote},
        {"\"", 1, 1, "the quote \" is never closed", "\"", 0, close_quote},
        {"'", 1, 1, "the quote ' is never closed", "'", 0, close_quote},
        {"- {date: 2026-11-22, note: \"open}\n- {date: 2026-11-23}\n", 1, 28,
         "the quote \" is never closed", "- {date: 2026-11-22, note: \"open}", 27, close_quote},
        {"[a, b\n", 1, 1, "the bracket [ is never closed", "[a, b", 0, close_bracket},
        {"{a: b\n", 1, 1, "the bracket { is never closed", "{a: b", 0, close_bracket},
        {"[a: ", 1, 1, "the bracket [ is never closed", "[a: ", 0, close_bracket},
    });
}

TEST_CASE("anchors, aliases and tags are refused")
{
    check_refusals({
        {"a: &x 1\n", 1, 4, "anchors ('&name') are not used in a ledger", "a: &x 1", 3,
         remove_property},
        {"&x a: 1\n", 1, 1, "anchors ('&name') are not used in a ledger", "&x a: 1", 0,
         remove_property},
        {"a: &x\n  b: 1\n", 1, 4, "anchors ('&name') are not used in a ledger", "a: &x", 3,
         remove_property},
        {"- &x\n", 1, 3, "anchors ('&name') are not used in a ledger", "- &x", 2, remove_property},
        {"a: &x 1\nb: *x\n", 1, 4, "anchors ('&name') are not used in a ledger", "a: &x 1", 3,
         remove_property},
        {"[&x a, *x]\n", 1, 2, "anchors ('&name') are not used in a ledger", "[&x a, *x]", 1,
         remove_property},
        {"a: !t 1\n", 1, 4, "tags ('!name') are not used in a ledger", "a: !t 1", 3,
         remove_property},
        {"a: !!str 1\n", 1, 4, "tags ('!name') are not used in a ledger", "a: !!str 1", 3,
         remove_property},
        {"!t a: 1\n", 1, 1, "tags ('!name') are not used in a ledger", "!t a: 1", 0,
         remove_property},
        {"a: ! 1\n", 1, 4, "tags ('!name') are not used in a ledger", "a: ! 1", 3, remove_property},
        {"a: !<x> 1\n", 1, 4, "tags ('!name') are not used in a ledger", "a: !<x> 1", 3,
         remove_property},
        {"--- !t\na: 1\n", 1, 5, "tags ('!name') are not used in a ledger", "--- !t", 4,
         remove_property},
        {"a: !t [1]\n", 1, 4, "tags ('!name') are not used in a ledger", "a: !t [1]", 3,
         remove_property},
        {"a: !\n", 1, 4, "tags ('!name') are not used in a ledger", "a: !", 3, remove_property},
        {"a: *x\n", 1, 4, "anchors and aliases are not used in a ledger", "a: *x", 3, write_out},
        {"*x : 1\n", 1, 1, "anchors and aliases are not used in a ledger", "*x : 1", 0, write_out},
        {"a: &\n", 1, 4, "anchors and aliases are not used in a ledger", "a: &", 3, write_out},
        {"a: *\n", 1, 4, "aliases ('*name') are not used in a ledger", "a: *", 3, write_out},
        {"a: & b\n", 1, 4, "anchors and aliases are not used in a ledger", "a: & b", 3, write_out},
        {"a: * b\n", 1, 4, "aliases ('*name') are not used in a ledger", "a: * b", 3, write_out},
        {"a: !<x y\n", 1, 7, "tags ('!name') are not used in a ledger", "a: !<x y", 6,
         remove_property},
    });
}

TEST_CASE("merge keys are refused")
{
    check_refusals({
        {"<<: {a: 1}\n", 1, 1, "merge keys ('<<') are not used in a ledger", "<<: {a: 1}", 0,
         write_keys_out},
        {"a:\n  <<: [b]\n", 2, 3, "merge keys ('<<') are not used in a ledger", "  <<: [b]", 2,
         write_keys_out},
        {"{<<: {a: 1}}\n", 1, 2, "merge keys ('<<') are not used in a ledger", "{<<: {a: 1}}", 1,
         write_keys_out},
    });
}

TEST_CASE("lines that begin with % are refused")
{
    check_refusals({
        {"%YAML 1.2\n---\na: 1\n", 1, 1, "a line may not begin with '%'", "%YAML 1.2", 0,
         no_directives},
        {"%\n", 1, 1, "a line may not begin with '%'", "%", 0, no_directives},
        {"a: \"x\n%y\"\n", 2, 1, "a line may not begin with '%'", "%y\"", 0, no_directives},
    });
}

TEST_CASE("nesting deeper than 16 levels is refused")
{
    const char* closed_above = "look for one that should have ended further up";
    check_refusals({
        {"[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]", 1, 17, "lists and maps nest deeper than 16 levels",
         "[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]", 16, closed_above},
        {"a:\n a:\n  a:\n   a:\n    a:\n     a:\n      a:\n       a:\n        a:\n         a:\n    "
         "      a:\n           a:\n            a:\n             a:\n              a:\n             "
         "  a:\n                b: 1\n",
         17, 17, "lists and maps nest deeper than 16 levels", "                b: 1", 16,
         closed_above},
        {"{a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: 1}}}}}}}}}}}}}}}}}",
         1, 65, "lists and maps nest deeper than 16 levels",
         "\xE2\x80\xA6 {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: 1}}}}}}}}}}}}}}}}}",
         54, closed_above},
        {"- - - - - - - - - - - - - - - - - a\n", 1, 33,
         "lists and maps nest deeper than 16 levels", "- - - - - - - - - - - - - - - - - a", 32,
         closed_above},
    });
}

TEST_CASE("bytes that are no UTF-8 are refused")
{
    check_refusals({
        {"a: \xFF\n", 1, 4, "byte 0xFF is not valid UTF-8", "a: \\xFF", 3, save_as_utf8},
        {"a: b\n\xC3", 2, 1, "byte 0xC3 is not valid UTF-8", "\\xC3", 0, save_as_utf8},
        {"a: \xC0\xAF\n", 1, 4, "byte 0xC0 is not valid UTF-8", "a: \\xC0\\xAF", 3, save_as_utf8},
        {"a: \xED\xA0\x80\n", 1, 4, "byte 0xED is not valid UTF-8", "a: \\xED\\xA0\\x80", 3,
         save_as_utf8},
        {"a: \xF4\x90\x80\x80\n", 1, 4, "byte 0xF4 is not valid UTF-8", "a: \\xF4\\x90\\x80\\x80",
         3, save_as_utf8},
        {"a: \xE2\x82\n", 1, 4, "byte 0xE2 is not valid UTF-8", "a: \\xE2\\x82", 3, save_as_utf8},
        {"a: \"\xC3\xA9\x80\"\n", 1, 6, "byte 0x80 is not valid UTF-8", "a: \"\xC3\xA9\\x80\"", 5,
         save_as_utf8},
    });
}

TEST_CASE("control characters are refused")
{
    check_refusals({
        {bytes("a: \x00\n"), 1, 4, "control character \\x00", "a: \\x00", 3, remove_or_escape},
        {"a: b\x01\n", 1, 5, "control character \\x01", "a: b\\x01", 4, remove_or_escape},
        {"a: b\x1B[31m\n", 1, 5, "control character \\x1B", "a: b\\x1B[31m", 4, remove_or_escape},
        {"a: b\x7F\n", 1, 5, "control character \\x7F", "a: b\\x7F", 4, remove_or_escape},
        {"a: \xC2\x80\n", 1, 4, "control character \\x80", "a: \\x80", 3, remove_or_escape},
        {"a: x\xC2\x85y\n", 1, 5, "control character \\x85", "a: x\\x85y", 4, remove_or_escape},
        {"a: \xC2\x9F\n", 1, 4, "control character \\x9F", "a: \\x9F", 3, remove_or_escape},
        {"a: x\ry\n", 1, 5, "control character \\r", "a: x\\ry", 4, remove_or_escape},
        {"a: x\r", 1, 5, "control character \\r", "a: x", 4, remove_or_escape},
        {"# \x08\n", 1, 3, "control character \\x08", "# \\x08", 2, remove_or_escape},
        {"a: \"\x0B\"\n", 1, 5, "control character \\x0B", "a: \"\\x0B\"", 4, remove_or_escape},
        {"\xC3\xA9: x\xC2\x85\n", 1, 5, "control character \\x85", "\xC3\xA9: x\\x85", 4,
         remove_or_escape},
    });
}

TEST_CASE("UTF-16 and UTF-32 are refused, with a byte order mark and without")
{
    check_refusals({
        {bytes("a\x00\x00\x00:\x00\x00\x00 \x00\x00\x00"
               "1\x00\x00\x00\n\x00\x00\x00"),
         0, 0, "is not UTF-8 but UTF-16 or UTF-32", "", 0, save_again},
        {bytes("\x00\x00\x00"
               "a\x00\x00\x00:\x00\x00\x00 \x00\x00\x00"
               "1\x00\x00\x00\n"),
         0, 0, "is not UTF-8 but UTF-16 or UTF-32", "", 0, save_again},
        {bytes("\xFF\xFE"
               "a\x00:\x00 \x00"
               "1\x00\n\x00"),
         0, 0, "is not UTF-8 but UTF-16 or UTF-32", "", 0, save_again},
        {bytes("a\x00:\x00 \x00"
               "1\x00\n\x00"),
         0, 0, "is not UTF-8 but UTF-16 or UTF-32", "", 0, save_again},
        {bytes("\x00"
               "a\x00:\x00 \x00"
               "1\x00\n"),
         0, 0, "is not UTF-8 but UTF-16 or UTF-32", "", 0, save_again},
        {bytes("\xFF\xFE\x00\x00"
               "a\x00\x00\x00:\x00\x00\x00 \x00\x00\x00"
               "1\x00\x00\x00\n\x00\x00\x00"),
         0, 0, "is not UTF-8 but UTF-16 or UTF-32", "", 0, save_again},
        {bytes("\xFE\xFF\x00"
               "a"),
         0, 0, "is not UTF-8 but UTF-16 or UTF-32", "", 0, save_again},
        {bytes("\x00\x00\xFE\xFF\x00\x00\x00"
               "a"),
         0, 0, "is not UTF-8 but UTF-16 or UTF-32", "", 0, save_again},
    });
}

TEST_CASE("git's conflict markers are refused")
{
    check_refusals({
        {"<<<<<<< HEAD\nname: Ada\n=======\nname: Bob\n>>>>>>> other\n", 1, 1,
         "git left a merge conflict here", "<<<<<<< HEAD", 0, delete_markers},
        {"name: Ada\n=======\n", 2, 1, "git left a merge conflict here", "=======", 0,
         delete_markers},
        {"a: |\n  x\n>>>>>>> other\n", 3, 1, "git left a merge conflict here", ">>>>>>> other", 0,
         delete_markers},
        {"||||||| base\n", 1, 1, "git left a merge conflict here", "||||||| base", 0,
         delete_markers},
        {"a: \"x\n======= \n\"\n", 2, 1, "git left a merge conflict here", "======= ", 0,
         delete_markers},
    });
}

TEST_CASE("keys that are no scalars are refused")
{
    check_refusals({
        {"? [a]\n: b\n", 1, 3, "a key may not be a list or a map", "? [a]", 2, key_form},
        {"{[a]: b}\n", 1, 2, "a key may not be a list or a map", "{[a]: b}", 1, key_form},
        {": b\n", 1, 1, "a key is missing before ':'", ": b", 0, key_form},
        {"? \n: b\n", 2, 1, "a key may not be a list or a map", ": b", 0, key_form},
        {"~: b\n", 1, 1, "a key is missing before ':'", "~: b", 0, key_form},
        {"{: a}\n", 1, 2, "a key is missing before ':'", "{: a}", 1, key_form},
    });
}

TEST_CASE("U+FFFE and U+FFFF are refused at their place")
{
    for (const std::string_view text :
         {"a: x\xEF\xBF\xBE\n", "a: x\xEF\xBF\xBF\n", "# \xEF\xBF\xBE\n"}) {
        CAPTURE(std::string(text));
        CHECK_THROWS_AS(Document(file, std::string(text)), Error);
    }
    CHECK(outline("a: \xEF\xBF\xBD\n") == "{a \xEF\xBF\xBD}"); // U+FFFD is a character
}

TEST_CASE("a marker in a journal asks for both sides")
{
    try {
        const Document document("journal/2026-11.yaml", "<<<<<<< HEAD\n- {a: 1}\n");
        FAIL_CHECK("was accepted");
    } catch (const Error& error) {
        CHECK(error.message() == "crm: journal/2026-11.yaml:1:1: git left a merge conflict here\n"
                                 "  <<<<<<< HEAD\n"
                                 "  ^\n"
                                 "  keep the lines of both sides and delete the marker lines\n");
    }
}

TEST_CASE("no message is in the words of the YAML library")
{
    for (const std::string_view text : {"notes: |text\n", "notes: > text\n", "a: |0\n  x\n",
                                        "a: !! b\n", "a: ! ! b\n", "a: !<b c\n"}) {
        CAPTURE(std::string(text));
        try {
            const Document document(file, std::string(text));
            FAIL_CHECK("was accepted");
        } catch (const Error& error) {
            CHECK(error.text.find("is not valid YAML") == std::string::npos);
        }
    }
}

TEST_CASE("what a YAML 1.1 reader refuses or reads as something else is refused")
{
    struct Case {
        std::string what;
        std::string text;
        std::size_t line; ///< of the refusal
    };
    const std::vector<Case> cases{
        {"key without a colon", "name: Ada\nnotes\n", 2},
        {"key without a colon", "notes: Prefers mornings\nand tea.\n", 2},
        {"key without a colon", "tags:\n  - a\nnotes\n", 3},
        {"key without a colon", "- a: 1\n  b\n", 2},
        {"value at its key's column", "name:\nAda # a remark\n", 2},
        {"value at its key's column", "name:\n'Ada'\n", 2},
        {"value at its key's column", "name:\n\"Ada\"\n", 2},
        {"value at its key's column", "tags:\n[a]\n", 2},
        {"value at its key's column", "- a:\n  'b'\n", 2},
        {"tab as indentation", "\tname\n", 1},
        {"tab as indentation", "name: Ada\n\t\n", 2},
        {"tab as indentation", "tags:\n\t[a]\n", 2},
        {"tab as indentation", "tags: [a,\n\tb]\n", 2},
        {"tab as indentation", "tags: [a\n\t]\n", 2},
        {"tab as indentation", "notes: |\n \tx\n", 2},
        {"line separator", "a: x\xE2\x80\xA8y\n", 1},
        {"line separator", "a: \"x\xE2\x80\xA9y\"\n", 1},
        {"line separator in a comment",
         "a: 1 # x\xE2\x80\xA8"
         "b: 2\n",
         1},
        {"byte order mark in the text",
         "a: 1\n\xEF\xBB\xBF"
         "b: 2\n",
         2},
        {"line feeds kept in a folded block", "a: >+\n  x\n\n", 1},
        {"spaces without a line feed behind a folded block", "a: >\n  x\n  ", 3},
        {"escape of a next line", "a: \"\\N\"\n", 1},
        {"escape of a no-break space", "a: \"\\_\"\n", 1},
        {"escape of an apostrophe", "a: \"\\'\"\n", 1},
        {"nothing between commas", "[a, , b]\n", 1},
        {"nothing between commas", "[,]\n", 1},
        {"blank lines before the closing quote", "a: \"x\n\n\"\n", 1},
        {"value that begins with a colon in brackets", "[:a]\n", 1},
        {"explicit key on the next line", "? \na\n: b\n", 2},
        {"end of a document without one", "...\n", 1},
    };
    for (const Case& c : cases) {
        CAPTURE(c.what);
        CAPTURE(c.text);
        try {
            const Document document(file, c.text);
            FAIL_CHECK("was accepted as " << outline(document));
        } catch (const Error& error) {
            REQUIRE(error.place);
            CHECK(error.place->line == c.line);
        }
    }
}

TEST_CASE("every style of YAML is read")
{
    struct Case {
        std::string text;
        std::string expected;
    };
    const std::vector<Case> cases{
        {"name: Ada Lovelace\n", "{name Ada Lovelace}"},
        {"name: Ada", "{name Ada}"}, // no line feed at the end
        {"- a", "[a]"},
        {"a:", "{a ~}"},
        {"{a: 1}", "{a 1}"},
        {"a: 1\nb: ~\nc: null\nd: ''\ne: \"\"\n", "{a 1 b ~ c ~ d \"\" e \"\"}"},
        {"a: \"~\"\nb: 'null'\nc: nULL\n", "{a \"~\" b \"null\" c nULL}"},
        {"- a\n- - b\n  - c\n- d: e\n  f: g\n-\n  - h\n", "[a [b c] {d e f g} [h]]"},
        {"a:\n- b\n- c\nd:\n  - e\n", "{a [b c] d [e]}"},
        {"a: {b: [c, {d: e}], 'f': \"g\"}\n", "{a {b [c {d e}] \"f\" \"g\"}}"},
        {"a: [b,\n  c, # remark\n  d]\n", "{a [b c d]}"},
        {"a: [b, ]\nc: {d: e, }\n", "{a [b] c {d e}}"},
        {"a: {b, c: }\n", "{a {b ~ c ~}}"},
        {"a: []\nb: {}\n", "{a [] b {}}"},
        {"\"a\": b\n'c': d\n", "{\"a\" b \"c\" d}"},
        {"? a\n: b\n? c\n", "{a b c ~}"},
        {"a: plain\n  goes on\n  here\n\n  again\nb: c\n", "{a plain goes on here\nagain b c}"},
        {"a: \"x\n  y\n\n  z \\\n  w\"\n", "{a \"x y\nz w\"}"},
        {"a: 'x\n  y'\n", "{a \"x y\"}"},
        {"a: 'it''s'\nb: it's\n", "{a \"it's\" b it's}"},
        {"a: \"\\t\\n\\\"\\\\\\x41\\u00e9\\U0001F600\\e\"\n",
         "{a \"\t\n\"\\A\xC3\xA9\xF0\x9F\x98\x80\x1B\"}"},
        {"a: |\n  x\n   y\n\n  z\nb: c\n", "{a \"x\n y\n\nz\n\" b c}"},
        {"a: |-\n  x\n\nb: |+\n  y\n\nc: d\n", "{a \"x\" b \"y\n\n\" c d}"},
        {"a: |\n  x\n  ", "{a \"x\n\"}"}, // spaces behind it, without a line feed
        {"a: |2\n    x\nb: |1-\n  y\n", "{a \"  x\n\" b \" y\"}"},
        {"a: >\n  x\n  y\n\n  z\n", "{a \"x y\nz\n\"}"},
        {"a: >-\n  x\n    y\n  z\n", "{a \"x\n  y\nz\"}"},
        {"a: |\n  # no remark\n  - no list\n  k: v\n", "{a \"# no remark\n- no list\nk: v\n\"}"},
        {"# remark\na: b # remark\n\n# remark\nc: d#e\n", "{a b c d#e}"},
        {"a: http://example.org/x#y\nb: -1\nc: a:b\n", "{a http://example.org/x#y b -1 c a:b}"},
        {"---\na: b\n...\n", "{a b}"},
        {"--- # remark\n- a\n", "[a]"},
        {"a: 0123\nb: yes\nc: 12:30\n", "{a 0123 b yes c 12:30}"},
        {"just text\n", "just text"},
        {"\"<<\": a\nb: <<\n", "{\"<<\" a b <<}"},
        {"a: |\n  %x\n  <<<<<<< x\n", "{a \"%x\n<<<<<<< x\n\"}"},
        {"a: ======== x\n", "{a ======== x}"},
        {"", ""},
        {"\n\n", ""},
        {"# remark\n", ""},
        {"# remark", ""},
        {"\xEF\xBB\xBF", ""},
    };
    for (const Case& c : cases) {
        CAPTURE(c.text);
        CHECK(outline(c.text) == c.expected);
    }
}

TEST_CASE("line ends of Windows and a byte order mark change no value")
{
    const std::vector<std::string> texts{
        "name: Ada\ntags:\n  - a\n  - b\nnotes: |\n  x\n\n  y\nrole: CFO\n",
        "a: \"x\n  y\"\nb: 'x\n\n  y'\nc: >-\n  x\n  y\n",
        "- {a: b,\n   c: d}\n# remark\n- [e,\n   f]\n",
        "a: plain\n  goes on\nb: c",
    };
    for (const std::string& text : texts) {
        CAPTURE(text);
        std::string windows = "\xEF\xBB\xBF";
        for (const char c : text) {
            windows += c == '\n' ? "\r\n" : std::string(1, c);
        }
        CHECK(outline(windows) == outline(text));
    }
}

TEST_CASE("events know where they stand and what follows them")
{
    const std::string text =
        "\xEF\xBB\xBFname: \xC3\x89va\r\ntags: [a, {b: c}]\nnote:\nend: |\n  x\n";
    const Document document(file, text);
    const auto at = [&](std::string_view what) { return text.find(what); };
    struct Expected {
        EventType type;
        std::size_t offset;
        std::size_t next;
    };
    const std::vector<Expected> expected{
        {EventType::mapping_start, at("name"), 16}, {EventType::scalar, at("name"), 2},
        {EventType::scalar, at("\xC3"), 3},         {EventType::scalar, at("tags"), 4},
        {EventType::sequence_start, at("[a"), 11},  {EventType::scalar, at("a, "), 6},
        {EventType::mapping_start, at("{b"), 10},   {EventType::scalar, at("b: c"), 8},
        {EventType::scalar, at("c}"), 9},           {EventType::mapping_end, at("{b"), 10},
        {EventType::sequence_end, at("[a"), 11},    {EventType::scalar, at("note"), 12},
        {EventType::null, at("note"), 13},          {EventType::scalar, at("end"), 14},
        {EventType::scalar, at("|"), 15},           {EventType::mapping_end, at("name"), 16},
    };
    REQUIRE(document.events().size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        CAPTURE(i);
        CHECK(document.events()[i].type == expected[i].type);
        CHECK(document.events()[i].offset == expected[i].offset);
        CHECK(document.events()[i].next == expected[i].next);
    }
    CHECK(document.file() == file);
    CHECK(document.text() == text);
}

TEST_CASE("an empty item stands at its dash")
{
    struct Case {
        std::string text;
        std::vector<std::size_t> expected; ///< offsets of the nulls
    };
    const std::vector<Case> cases{
        {"-", {0}},
        {"-\n- a\n", {0}},
        {"- a\n-\n- b\n", {4}},
        {"- a\n-  \n\n- b\n", {4}},
        {"- a\r\n-\r\n", {5}},
        {"a:\n  -\n  -\nb:\n", {5, 9, 11}},
        {"- # remark\n- a\n", {0}},
        {"- ~\n- null\n", {2, 6}},
    };
    for (const Case& c : cases) {
        CAPTURE(c.text);
        const Document document(file, c.text);
        std::vector<std::size_t> offsets;
        for (const Event& event : document.events()) {
            if (event.type == EventType::null) {
                offsets.push_back(event.offset);
            }
        }
        CHECK(offsets == c.expected);
    }
}

TEST_CASE("texts that only repeat one mark are refused or read within a moment")
{
    const auto repeated = [](std::string_view mark, std::size_t times) {
        std::string out;
        for (std::size_t i = 0; i < times; ++i) {
            out += mark;
        }
        return out;
    };
    for (const char* mark :
         {"[", "{",   "- ",   "? ",   ": ",   "&a ",  "*a ",   "!t ",   "\"", "'",
          ",", "-\n", "[a: ", "{a: ", "- [",  "a:\n", "...\n", "---\n", "| ", "> ",
          "#", "\t",  " ",    "\r\n", "[]: ", "? [",  "\"\"",  "'' "}) {
        CAPTURE(std::string(mark));
        const auto start = std::chrono::steady_clock::now();
        try {
            const Document document(file, repeated(mark, 20'000));
        } catch (const Error& error) {
            CHECK(error.fault == Fault::ledger);
        }
        CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
    }
}

TEST_CASE("every beginning of a text is read or refused at a place within it")
{
    const std::string text =
        "\xEF\xBB\xBF# remark\r\nname: \"\xC3\x89va \\\"x\\\"\"\nlist:\n- {a: "
        "'b''c', d: [e, f]}\n- |-\n  g\n\n  h\n? i\n: >+\n  j\n\nk: l m\n  n\n";
    for (std::size_t size = 0; size <= text.size(); ++size) {
        CAPTURE(size);
        try {
            const Document document(file, text.substr(0, size));
            for (const Event& event : document.events()) {
                CHECK(event.offset <= size);
                CHECK(event.next <= document.events().size());
            }
        } catch (const Error& error) {
            REQUIRE(error.place);
            CHECK(error.place->line >= 1);
            CHECK(error.place->line <= 16);
        }
    }
}
