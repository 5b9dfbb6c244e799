#include "core/base/error.hpp"

#include "core/base/text.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using crm::Error;
using crm::Fault;
using crm::Place;
using crm::place_at;

namespace {

struct Case {
    std::string text;
    std::size_t offset;
    std::size_t line;
    std::size_t column;
    std::string excerpt;
    std::size_t caret;
};

} // namespace

TEST_CASE("places")
{
    const std::vector<Case> cases{
        {"", 0, 1, 1, "", 0},
        {"abc", 0, 1, 1, "abc", 0},
        {"abc", 2, 1, 3, "abc", 2},
        {"abc", 3, 1, 4, "abc", 3},
        {"abc", 99, 1, 4, "abc", 3}, // past the end stands for the end
        {"abc\n", 3, 1, 4, "abc", 3},
        {"abc\n", 4, 2, 1, "", 0},
        {"a\nbc\nd", 2, 2, 1, "bc", 0},
        {"a\nbc\nd", 3, 2, 2, "bc", 1},
        {"a\nbc\nd", 5, 3, 1, "d", 0},
        {"\n\n", 1, 2, 1, "", 0},
        {"a\r\nbc\r\n", 3, 2, 1, "bc", 0},
        {"a\r\nbc\r\n", 4, 2, 2, "bc", 1},
        {"abc\r\n", 3, 1, 4, "abc", 3}, // the CR is not shown
        {"abc\r\n", 4, 1, 4, "abc", 3},
        {"\xEF\xBB\xBF"
         "abc",
         3, 1, 1, "abc", 0}, // nor is the byte order mark
        {"\xEF\xBB\xBF"
         "abc",
         4, 1, 2, "abc", 1},
        {"\xEF\xBB\xBF"
         "a\nbc",
         5, 2, 1, "bc", 0},
        {"\xC3\xA9x", 2, 1, 2, "\xC3\xA9x", 1},                 // characters
        {"\xE6\xBC\xA2x", 3, 1, 2, "\xE6\xBC\xA2x", 2},         // columns
        {"e\xCC\x81x", 3, 1, 3, "e\xCC\x81x", 1},               // a combining mark
        {"\xF0\x9F\x98\x80x", 4, 1, 2, "\xF0\x9F\x98\x80x", 2}, // an emoji
        {"\tx", 1, 1, 2, "\\tx", 2},                            // escaped
        {"\x1B[0mx", 4, 1, 5, "\\x1B[0mx", 7},                  // cannot act
        {"\xE2\x80\xAEx", 3, 1, 2, "\\u202Ex", 6},              // cannot mislead
        {"a\xFFx", 2, 1, 3, "a\\xFFx", 5},                      // not UTF-8
        {std::string("a\0x", 3), 2, 1, 3, "a\\x00x", 5},
    };
    for (const Case& c : cases) {
        CAPTURE(crm::visible(c.text));
        CAPTURE(c.offset);
        const Place place = place_at("contacts/x.yaml", c.text, c.offset);
        CHECK(place.file == "contacts/x.yaml");
        CHECK(place.line == c.line);
        CHECK(place.column == c.column);
        CHECK(place.excerpt == c.excerpt);
        CHECK(place.caret == c.caret);
    }
}

TEST_CASE("a long line is cut around the place")
{
    for (const std::size_t size : {76U, 77U, 100U, 500U, 100'000U}) {
        for (const std::string_view letter :
             {"x", "\xC3\xA9", "\xE6\xBC\xA2", "\t", "\xE2\x80\xAE"}) {
            std::string text;
            for (std::size_t i = 0; i < size; ++i) {
                text += letter;
            }
            for (const std::size_t at : {std::size_t{0}, size / 2, size - 1, size}) {
                CAPTURE(size);
                CAPTURE(at);
                const Place place = place_at("x.yaml", text, at * letter.size());
                CHECK(place.line == 1);
                CHECK(place.column == at + 1);
                CHECK(crm::width(place.excerpt) <= 76);
                CHECK(place.caret <= crm::width(place.excerpt));
                CHECK_FALSE(crm::invalid_utf8(place.excerpt));
            }
        }
    }
    const std::string text = std::string(100, 'a') + "b" + std::string(100, 'c');
    const Place place = place_at("x.yaml", text, 100);
    CHECK(place.column == 101);
    CHECK(place.excerpt == "…" + std::string(37, 'a') + "b" + std::string(36, 'c') + "…");
    CHECK(place.caret == 38);
}

TEST_CASE("places as text")
{
    CHECK(place_at("a/b.yaml", "x\ny", 2).str() == "a/b.yaml:2:1");
    CHECK(crm::whole_file("a/b.yaml").str() == "a/b.yaml");
    CHECK(crm::whole_file("a\n\x1B.yaml").str() == "a\\n\\x1B.yaml");
    CHECK(crm::whole_file("a") == crm::whole_file("a"));
    CHECK_FALSE(crm::whole_file("a") == place_at("a", "", 0));
}

TEST_CASE("messages")
{
    CHECK(Error(Fault::usage, "nobody is called 'x'").message() == "crm: nobody is called 'x'\n");
    CHECK(Error(Fault::usage, "a", "do b").message() == "crm: a\n  do b\n");
    CHECK(Error(crm::whole_file("crm.yaml"), "is empty").message() == "crm: crm.yaml: is empty\n");
    CHECK(Error(place_at("contacts/ada-lovelace.yaml", "name: Ada\nkind: client\ntier: AA\n", 29),
                "tier 'AA' is not one of A, B, C", "did you mean 'A'?")
              .message() == "crm: contacts/ada-lovelace.yaml:3:7: tier 'AA' is not one of A, B, C\n"
                            "  tier: AA\n"
                            "        ^\n"
                            "  did you mean 'A'?\n");
    CHECK(Error(place_at("x.yaml", "", 0), "a").message() == "crm: x.yaml:1:1: a\n"
                                                             "  \n"
                                                             "  ^\n");
    // Whatever stands in a text, the message has the lines it should have.
    CHECK(Error(Fault::usage, "a\nb\x1B", "c\td").message() == "crm: a\\nb\\x1B\n  c\\td\n");
}

TEST_CASE("whose fault it is")
{
    CHECK(Error(Fault::usage, "a").fault == Fault::usage);
    CHECK(Error(Fault::ledger, "a").fault == Fault::ledger);
    CHECK(Error(crm::whole_file("x"), "a").fault == Fault::ledger);
    CHECK_FALSE(Error(Fault::usage, "a").place);
    CHECK(std::string(Error(Fault::usage, "a").what()) == "a");
}
