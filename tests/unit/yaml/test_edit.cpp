#include "core/yaml/edit.hpp"

#include "core/base/error.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>

using namespace crm;
using yaml::Document;
using yaml::Path;

namespace {

constexpr std::array<std::string_view, 5> order{"name", "kind", "tier", "tags", "notes"};

std::string set(const std::string& text, const Path& path, std::string_view value)
{
    return yaml::with_text(Document("a.yaml", text), path, value, order);
}

std::string add(const std::string& text, const Path& path, std::string_view value)
{
    return yaml::with_item(Document("a.yaml", text), path, value, order);
}

std::string remove(const std::string& text, const Path& path)
{
    return yaml::without_key(Document("a.yaml", text), path);
}

std::string remove(const std::string& text, const Path& path, std::string_view item)
{
    return yaml::without_item(Document("a.yaml", text), path, item);
}

template <typename Act>
std::string message(Act&& act)
{
    try {
        act();
    } catch (const Error& error) {
        return error.message();
    }
    return "nothing was thrown";
}

} // namespace

TEST_CASE("a value is replaced, and nothing beside it")
{
    CHECK(set("name: Ada # the first\nkind:   client   # since May\n", {"kind"}, "vendor") ==
          "name: Ada # the first\nkind:   vendor   # since May\n");
    CHECK(set("name: \"A\\\"da\" # x\n", {"name"}, "Bob") == "name: Bob # x\n");
    CHECK(set("name: 'it''s' # x\n", {"name"}, "yes") == "name: \"yes\" # x\n");
    CHECK(set("name: Ada\nkind: client", {"kind"}, "other") == "name: Ada\nkind: other");
    CHECK(set("name: Ada\r\nkind: client\r\n", {"kind"}, "other") ==
          "name: Ada\r\nkind: other\r\n");
    CHECK(set("\xEF\xBB\xBFname: Ada\n", {"name"}, "Bob") == "\xEF\xBB\xBFname: Bob\n");
    CHECK(set("{name: Ada, kind: client}\n", {"kind"}, "a, b") == "{name: Ada, kind: \"a, b\"}\n");
    CHECK(set("name: Ada\ntags:\n  - a\n  - b\n# end\n", {"tags"}, "c") ==
          "name: Ada\ntags: c\n# end\n");
    CHECK(set("name: Ada\n  Lovelace  # both\nkind: x\n", {"name"}, "Bob") ==
          "name: Bob  # both\nkind: x\n");
    CHECK(set("name: Ada\nnotes: |\n  one\n  # two\n\n# end\n", {"notes"}, "three") ==
          "name: Ada\nnotes: three\n\n# end\n");
}

TEST_CASE("a value that is not there yet")
{
    CHECK(set("name: Ada\nkind:\n", {"kind"}, "client") == "name: Ada\nkind: client\n");
    CHECK(set("name: Ada\nkind:   # to be found out\n", {"kind"}, "client") ==
          "name: Ada\nkind: client   # to be found out\n");
    CHECK(set("name: Ada\nkind: ~ # why\n", {"kind"}, "client") ==
          "name: Ada\nkind: client # why\n");
    CHECK(set("# Ada\n\nname: Ada # x\n# end\n", {"tier"}, "A") ==
          "# Ada\n\nname: Ada # x\ntier: A\n# end\n");
    CHECK(set("name: Ada\nnotes: |\n  one\n", {"tier"}, "A") ==
          "name: Ada\ntier: A\nnotes: |\n  one\n");
    CHECK(set("tier: A\n", {"name"}, "Ada") == "name: Ada\ntier: A\n");
    CHECK(set("  name: Ada\n  tags: [x]", {"x_own"}, "1") ==
          "  name: Ada\n  tags: [x]\n  x_own: \"1\"");
    CHECK(set("name: Ada\r\n", {"tier"}, "A") == "name: Ada\r\ntier: A\r\n");
    CHECK(set("{}\n", {"tier"}, "A") == "{tier: A}\n");
    CHECK(set("name: Ada\nnotes: |+\n  one\n\n\n", {"x_own"}, "a") ==
          "name: Ada\nnotes: |+\n  one\n\n\nx_own: a\n");
}

TEST_CASE("a key within a key")
{
    CHECK(set("name: Ada\ndates: {birthday: 12-10}\n", {"dates", "birthday"}, "a") ==
          "name: Ada\ndates: {birthday: a}\n");
    CHECK(set("name: Ada\ndates: {birthday: 12-10}\n", {"dates", "founded"}, "a") ==
          "name: Ada\ndates: {birthday: 12-10, founded: a}\n");
    CHECK(set("name: Ada\ndates:\n  birthday: 12-10 # x\n", {"dates", "founded"}, "a") ==
          "name: Ada\ndates:\n  birthday: 12-10 # x\n  founded: a\n");
    CHECK(set("name: Ada\n", {"dates", "founded"}, "a") == "name: Ada\ndates: {founded: a}\n");
    CHECK(set("name: Ada\ndates:\n", {"dates", "founded"}, "a") ==
          "name: Ada\ndates: {founded: a}\n");
    CHECK(remove("name: Ada\ndates: {birthday: 12-10, founded: a}\n", {"dates", "birthday"}) ==
          "name: Ada\ndates: {founded: a}\n");
    CHECK(remove("name: Ada\ndates: {birthday: 12-10, founded: a}\n", {"dates", "founded"}) ==
          "name: Ada\ndates: {birthday: 12-10}\n");
    CHECK(remove("name: Ada\ndates: {founded: a}\n", {"dates", "founded"}) == "name: Ada\n");
    CHECK(remove("name: Ada\ndates:\n  a: b # x\n  c: d\n", {"dates", "a"}) ==
          "name: Ada\ndates:\n  c: d\n");
}

TEST_CASE("a text of several lines is a block where that is possible")
{
    CHECK(set("name: Ada\n", {"notes"}, "one\ntwo") == "name: Ada\nnotes: |-\n  one\n  two\n");
    CHECK(set("name: Ada\nnotes: x\nkind: y\n", {"notes"}, "one\ntwo\n") ==
          "name: Ada\nnotes: |\n  one\n  two\nkind: y\n");
    CHECK(set("name: Ada\nnotes: x # y\n", {"notes"}, "one\ntwo") ==
          "name: Ada\nnotes: \"one\\ntwo\" # y\n");
    CHECK(set("name: Ada\nnotes: |-\n    one\n    two\nkind: y\n", {"notes"}, "one\n\nthree\n") ==
          "name: Ada\nnotes: |\n  one\n\n  three\nkind: y\n");
    CHECK(set("{name: Ada}\n", {"notes"}, "one\ntwo") == "{name: Ada, notes: \"one\\ntwo\"}\n");
}

TEST_CASE("lists")
{
    CHECK(add("name: Ada\ntags: [a, \"b c\"] # x\n", {"tags"}, "d") ==
          "name: Ada\ntags: [a, \"b c\", d] # x\n");
    CHECK(add("name: Ada\ntags: []\n", {"tags"}, "d") == "name: Ada\ntags: [d]\n");
    CHECK(add("name: Ada\ntags: [\n  a, # one\n  b # two\n]\n", {"tags"}, "d") ==
          "name: Ada\ntags: [\n  a, # one\n  b, d # two\n]\n");
    CHECK(add("name: Ada\ntags:\n- a # x\n# y\nkind: z\n", {"tags"}, "d") ==
          "name: Ada\ntags:\n- a # x\n- d\n# y\nkind: z\n");
    CHECK(add("name: Ada\ntags:\n    - a", {"tags"}, "yes") ==
          "name: Ada\ntags:\n    - a\n    - \"yes\"");
    CHECK(add("name: Ada\ntags: a # x\n", {"tags"}, "d") == "name: Ada\ntags: [a, d] # x\n");
    CHECK(add("name: Ada\n", {"tags"}, "d") == "name: Ada\ntags: [d]\n");
    CHECK(add("name: Ada\ntags: [d]\n", {"tags"}, "d") == "name: Ada\ntags: [d]\n");
    CHECK(remove("name: Ada\ntags: [a, b, c]\n", {"tags"}, "b") == "name: Ada\ntags: [a, c]\n");
    CHECK(remove("name: Ada\ntags: [a, b, a]\n", {"tags"}, "a") == "name: Ada\ntags: [b]\n");
    CHECK(remove("name: Ada\ntags: [a]\nkind: x\n", {"tags"}, "a") == "name: Ada\nkind: x\n");
    CHECK(remove("name: Ada\ntags: a # x\nkind: x\n", {"tags"}, "a") == "name: Ada\nkind: x\n");
    CHECK(remove("name: Ada\ntags:\n  - a # x\n  - b\n", {"tags"}, "a") ==
          "name: Ada\ntags:\n  - b\n");
    CHECK(remove("name: Ada\ntags: [a]\n", {"tags"}, "b") == "name: Ada\ntags: [a]\n");
    CHECK(yaml::with_list(Document("a", "name: Ada\ntags: x\n"), {"tags"}, {"a", "1"}) ==
          "name: Ada\ntags: [a, \"1\"]\n");
}

TEST_CASE("a key goes with its lines")
{
    CHECK(remove("# a\nname: Ada\n# b\nkind: x # c\n\n# d\n", {"kind"}) ==
          "# a\nname: Ada\n# b\n\n# d\n");
    CHECK(remove("name: Ada\nnotes: |\n  one\n\n  two\n\nkind: x\n", {"notes"}) ==
          "name: Ada\n\nkind: x\n");
    CHECK(remove("name: Ada\ntags:\n- a\n- b\nkind: x", {"tags"}) == "name: Ada\nkind: x");
    CHECK(remove("name: Ada\nkind: x", {"kind"}) == "name: Ada\n");
    CHECK(remove("name: Ada\nkind:\n", {"kind"}) == "name: Ada\n");
    CHECK(remove("{name: Ada, kind: x}", {"name"}) == "{kind: x}");
    CHECK(remove("name: Ada\n", {"kind"}) == "name: Ada\n");
}

TEST_CASE("dates and numbers stay what they are")
{
    const Document document("a.yaml", "name: Ada\nholidays: [2026-12-25]\n");
    CHECK(yaml::with_text(document, {"since"}, "2026-11-22", {}, yaml::Quoting::never) ==
          "name: Ada\nholidays: [2026-12-25]\nsince: 2026-11-22\n");
    CHECK(yaml::with_item(document, {"holidays"}, "2027-01-01", {}, yaml::Quoting::never) ==
          "name: Ada\nholidays: [2026-12-25, 2027-01-01]\n");
}

TEST_CASE("what cannot be changed without losing something is refused at its place")
{
    CHECK(message([] { set("name: Ada\ntags: [ # mine\n  a]\n", {"tags"}, "x"); }) ==
          "crm: a.yaml:2:9: a comment stands within the value to be changed\n"
          "  tags: [ # mine\n"
          "          ^\n"
          "  change this one by hand, so that nothing of it is lost\n");
    CHECK(message([] { remove("name: Ada\ntags:\n  - a\n  # mine\n  - b\n", {"tags"}); }) ==
          "crm: a.yaml:4:3: a comment stands within the value to be removed\n"
          "    # mine\n"
          "    ^\n"
          "  remove this one by hand, so that nothing of it is lost\n");
    CHECK(message([] {
              set("name: Ada\ndates: x\n", {"dates", "a"}, "b");
          }) == "crm: a.yaml:2:8: 'dates' holds no keys here\n"
                "  dates: x\n"
                "         ^\n"
                "  remove its value first\n");
    CHECK(message([] { set("? name\n: Ada\n", {"name"}, "x"); }) ==
          "crm: a.yaml:1:3: this is written in a way that cannot be changed safely\n"
          "  ? name\n"
          "    ^\n"
          "  change it by hand\n");
    CHECK(message([] { set("- a\n", {"name"}, "x"); }) ==
          "crm: a.yaml:1:1: there are no keys here\n"
          "  - a\n"
          "  ^\n"
          "  the file begins with a line such as 'name: Ada Lovelace'\n");
    CHECK(message([] { add("name: Ada\ndates: {a: b}\n", {"dates"}, "x"); }) ==
          "crm: a.yaml:2:8: 'dates' holds no list here\n"
          "  dates: {a: b}\n"
          "         ^\n");
}

TEST_CASE("what random edits found")
{
    // A list of nothing but an empty item was asked for its end without end.
    CHECK(set("tags:\n  -\nname: Ada\n", {"name"}, "Bob") == "tags:\n  -\nname: Bob\n");
    CHECK(add("tags:\n  -\n", {"tags"}, "a") == "tags:\n  -\n  - a\n");
    // A date that gets company stays a date.
    CHECK(add("holidays: 2026-12-25\n", {"holidays"}, "x") == "holidays: [2026-12-25, x]\n");
    CHECK(add("holidays: \"2026-12-25\"\n", {"holidays"}, "x") ==
          "holidays: [\"2026-12-25\", x]\n");
    CHECK(add("tags: a, b\n", {"tags"}, "x") == "tags: [\"a, b\", x]\n");
    // Spaces at the end of a block's text are part of it.
    CHECK(set("name: |-\n  one\n  two  \nkind: x\n", {"name"}, "Ada") == "name: Ada\nkind: x\n");
    // A comment between the key and its value is none within the value.
    CHECK(set("kind: # why\n  client\n", {"kind"}, "vendor") == "kind: # why\n  vendor\n");
    CHECK(set("kind: # why\n  ~\n", {"kind"}, "one\ntwo") == "kind: # why\n  \"one\\ntwo\"\n");
    CHECK(set("? kind\n: x\nname: Ada\n", {"tier"}, "A") == "? kind\n: x\nname: Ada\ntier: A\n");
    CHECK(remove("tags:\n  -\n    a\n  - b\n", {"tags"}, "a") == "tags:\n  - b\n");
    CHECK(remove("{kind: x,}\n", {"kind"}) == "{}\n");
    // A quote mark that opens no quote.
    CHECK(set("tags: [rock 'n roll]\nname: Ada\n", {"tags"}, "x") == "tags: x\nname: Ada\n");
    CHECK(remove("\xEF\xBB\xBFname: Ada\n#\tx\nkind: y\n", {"name"}) ==
          "\xEF\xBB\xBF#\tx\nkind: y\n");
    // A '#' within a text before one that begins a comment.
    CHECK(set("tags: a#b #\tx\nname: Ada\n", {"name"}, "Bob") == "tags: a#b #\tx\nname: Bob\n");
    CHECK(set("tags: |+\n  one\n\n", {"notes"}, "one\ntwo") ==
          "tags: |+\n  one\n\nnotes: |-\n  one\n  two\n");
    // The place is one of the user's text, not of a text in between.
    CHECK(message([] { remove("tags: [a,\n  a, # why\n  b]\n", {"tags"}, "a"); }) ==
          "crm: a.yaml:2:6: a comment stands within the value to be removed\n"
          "    a, # why\n"
          "       ^\n"
          "  remove this one by hand, so that nothing of it is lost\n");
}
