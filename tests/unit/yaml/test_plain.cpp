#include "core/yaml/plain.hpp"

#include <doctest/doctest.h>

#include <deque>
#include <string>
#include <vector>

using crm::yaml::Document;
using crm::yaml::Event;
using crm::yaml::read_plain;
using crm::yaml::Reader;

namespace {

bool is_plain(const std::string& text)
{
    std::vector<Event> events;
    std::deque<std::string> values;
    return read_plain(text, events, values);
}

/// The fast reader takes `text` and yields what the reader for any YAML does.
void check_same(const std::string& text)
{
    CAPTURE(text);
    std::vector<Event> events;
    std::deque<std::string> values;
    REQUIRE(read_plain(text, events, values));
    const Document document("journal/2026-11.yaml", text, Reader::yaml_cpp);
    REQUIRE(events.size() == document.events().size());
    for (std::size_t i = 0; i < events.size(); ++i) {
        CAPTURE(i);
        const Event& expected = document.events()[i];
        CHECK(events[i].type == expected.type);
        CHECK(events[i].plain == expected.plain);
        CHECK(events[i].offset == expected.offset);
        CHECK(events[i].next == expected.next);
        CHECK(events[i].value == expected.value);
    }
}

} // namespace

TEST_CASE("plain: what crm writes and its examples show is taken, and read alike")
{
    const std::vector<std::string> texts{
        "",
        "\n\n",
        "# nothing yet\n  # nor here\n",
        "name: Ada Lovelace\n",
        "# head\n\nname: Ada Lovelace # who\nkind:   client   \n\n  # between\ntier: A\n",
        "name: \"Ada \\\"Countess\\\" \\\\ \\n \\t\"\nrole: 'it''s'\norg: ''\nemail: \"\"\n",
        "name: O'Brien, \"Pat\" & Sons [ltd] {x}? a:b c#d http://x.example\n",
        "name: Zoë Łukasz 李\nnotes: \"ünï\" # cömment\n",
        "email: [ada@engines.example, \"+44 20\", 'x''y', [], {}, [a, b]]\n",
        "dates: {birthday: 12-10, anniversary: 2010-06-01, at: 12:30, u: http://x#y}\n",
        "dates: { birthday: 12-10 , other: [ a , b ] }\nnone: { }\nempty: [  ]\n",
        "org:\nrole:   # not known\ntags:\n  # none\nname: A\n",
        "notes: |\n  one line\nname: A\n",
        "notes: |-\n  one line\nname: A\n",
        "notes: |\n  two\n\n    lines: # all text\n  \"end\n\n\n# comment\nname: A\n",
        "notes: |-\n  two\n  lines\n\n\nname: A\n",
        "a:\n  b:\n      c: 1\n      d: 2\n  e: [1]\nf: 3\n",
        "cadence:\n  - {for: \"kind:client\", major: 2 per year}  # first\n\n  - {minor: every 45 "
        "days}\ntags:\n  - one\n  - 'two'\n",
        "- {date: 2026-11-22, with: [ada], touch: call, note: \"Asked; 100%\", id: k1}\n"
        "# between\n"
        "-   {date: 2026-11-22,with: [ada,bob],touch: 'call'} # late\n",
        "- a\n- b c\n- \"d\"\n- []\n",
        "k: " + std::string(40, 'x') + "\"" + std::string(40, 'y') + "\n",
        "k: \"" + std::string(40, 'x') + "é" + std::string(40, 'y') + "\"\n",
        "a: {b: {c: {d: {e: {f: {g: {h: {i: {j: {k: {l: {m: {n: {o: {}}}}}}}}}}}}}}}\n",
    };
    for (const std::string& text : texts) {
        check_same(text);
    }
}

TEST_CASE("plain: what is not certain is left to the other reader")
{
    const std::vector<std::string> texts{
        "name: Ada",                         // no line feed at the end
        "\xEF\xBB\xBFname: Ada\n",           // a byte order mark
        "name: Ada\r\n",                     // other line ends
        "---\nname: Ada\n",                  //
        "name: Ada\n...\n",                  //
        " name: Ada\n",                      // indented as a whole
        "name: Ada\n  Lovelace\n",           // over two lines
        "name: \"Ada\n  Lovelace\"\n",       //
        "name:\n  Ada\n",                    //
        "tags:\n- a\n",                      // a list in the column of its key
        "- a: 1\n",                          // a map behind the dash
        "- - a\n",                           //
        "-\n  a\n",                          //
        "name: &a Ada\n",                    // refused there
        "name: *a\n",                        //
        "name: !x Ada\n",                    //
        "<<: a\n",                           //
        "name: a: b\n",                      //
        "name: a:\n",                        //
        "name: [a: b]\n",                    //
        "name: [a, , b]\n",                  //
        "name: [a, b,]\n",                   //
        "name: {a}\n",                       //
        "name: {a: }\n",                     //
        "name: {a:b}\n",                     //
        "name: {\"a\": b}\n",                //
        "name: [a b?]\n",                    //
        "name: [a # b]\n",                   //
        "name: [a,\n  b]\n",                 //
        "name: [a] b\n",                     //
        "name: [a]#b\n",                     //
        "name: \"a\" b\n",                   //
        "name: \"a\\x41\"\n",                // other escapes
        "name: \"a\n",                       //
        "name: 'a\n",                        //
        "name: null\n",                      //
        "name: ~\n",                         //
        "null: a\n",                         //
        "name: [~]\n",                       //
        "name: a\nname: b\n",                //
        "{name: a, name: b}\n",              //
        "x: {name: a, name: b}\n",           //
        "name: a\ttab\n",                    //
        "name: a\n\tb: c\n",                 //
        "# a\x01\nname: a\n",                //
        "name: a\x7F\n",                     //
        "name: \"\xC2\x85\"\n",              // C1
        "name: \"\xE2\x80\xA8\"\n",          // U+2028
        "name: \"\xED\xA0\x80\"\n",          // a surrogate
        "name: \"\xC0\x80\"\n",              // overlong
        "name: \"\xF4\x90\x80\x80\"\n",      // beyond Unicode
        "name: \"\xC3\"\n",                  // cut
        "name: a\n  # b\n  c\n",             //
        "a:\n  b: 1\n c: 2\n",               // fits nowhere
        "a:\n    b: 1\n  c: 2\n",            //
        "notes: >\n  a\n",                   //
        "notes: |2\n  a\n",                  //
        "notes: | # x\n  a\n",               //
        "notes: |\n\n  a\n",                 // an empty line first
        "notes: |\n  a\n  \n  b\n",          // a line of spaces
        "notes: |\n   a\n  b\n",             //
        "notes: |\nname: a\n",               //
        "<<<<<<< HEAD\nname: a\n",           //
        "name: a\n=======\nname: b\n",       //
        "%YAML 1.2\n",                       //
        "? a\n",                             //
        "a : b\n",                           //
        "a b: c\n",                          //
        std::string(200, 'k') + ": a\n",     //
        std::string(17, '[') + "]\n",        //
        "a: " + std::string(16, '[') + "\n", //
        std::string("a: b\0c\n", 7),         //
    };
    for (const std::string& text : texts) {
        CAPTURE(text);
        CHECK_FALSE(is_plain(text));
    }
}

TEST_CASE("plain: nothing is kept of what is not taken")
{
    std::vector<Event> events;
    std::deque<std::string> values;
    CHECK_FALSE(read_plain("a: \"b\\n\"\nc: &d e\n", events, values));
    CHECK(events.empty());
    CHECK(values.empty());
}
