#include "core/yaml/node.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using crm::yaml::Document;
using crm::yaml::Node;

namespace {

/// A value as text: lists in brackets, maps in braces, an empty value as `~`.
std::string outline(const Node& node)
{
    std::string out;
    if (node.is_null()) {
        return "~";
    }
    if (node.is_scalar()) {
        return node.is_plain() ? std::string(node.text()) : "\"" + std::string(node.text()) + "\"";
    }
    if (node.is_sequence()) {
        for (const Node item : node.items()) {
            out += (out.empty() ? "" : ", ") + outline(item);
        }
        return "[" + out + "]";
    }
    REQUIRE(node.is_mapping());
    for (const Node::Entry entry : node.entries()) {
        out += (out.empty() ? "" : ", ") + outline(entry.key) + ": " + outline(entry.value);
    }
    return "{" + out + "}";
}

} // namespace

TEST_CASE("values are walked in the order of the text")
{
    struct Case {
        std::string text;
        std::string expected;
    };
    const std::vector<Case> cases{
        {"a", "a"},
        {"'a'", "\"a\""},
        {"~", "~"},
        {"[]", "[]"},
        {"{}", "{}"},
        {"- a\n- [b, c]\n- d: e\n", "[a, [b, c], {d: e}]"},
        {"a: [b, {c: d}]\ne:\nf: {}\ng: []\nh: i\n", "{a: [b, {c: d}], e: ~, f: {}, g: [], h: i}"},
        {"- - - a\n    - b\n  - c\n- d\n", "[[[a, b], c], d]"},
        {"- {a: {b: {c: d}, e: f}, g: h}\n- i\n", "[{a: {b: {c: d}, e: f}, g: h}, i]"},
        {"-\n-\n", "[~, ~]"},
        {"{a, b: c}\n", "{a: ~, b: c}"},
        {"z: 1\ny: 2\n\"x\": '3'\n", "{z: 1, y: 2, \"x\": \"3\"}"},
    };
    for (const Case& c : cases) {
        CAPTURE(c.text);
        const Document document("x.yaml", c.text);
        CHECK(outline(Node(document, 0)) == c.expected);
    }
}

TEST_CASE("a node knows its kind, its place and the error about it")
{
    const std::string text = "name: Ada\nlist:\n  - \"\xC3\xA9\"\nempty:\nmap: {\xC3\xA9: v}\n";
    const Document document("contacts/ada.yaml", text);
    std::vector<Node::Entry> entries;
    for (const Node::Entry entry : Node(document, 0).entries()) {
        entries.push_back(entry);
    }
    REQUIRE(entries.size() == 4);

    CHECK(entries[0].value.is_scalar());
    CHECK(entries[0].value.is_plain());
    CHECK(entries[0].value.offset() == 6);
    CHECK(entries[0].value.place().str() == "contacts/ada.yaml:1:7");

    CHECK(entries[1].value.is_sequence());
    CHECK_FALSE(entries[1].value.is_scalar());
    const Node item = *entries[1].value.items().begin();
    CHECK_FALSE(item.is_plain());
    CHECK(item.place().str() == "contacts/ada.yaml:3:5");

    CHECK(entries[2].value.is_null());
    CHECK(entries[2].value.place().str() == "contacts/ada.yaml:4:1"); // an empty value: its key

    CHECK(entries[3].value.is_mapping());
    const Node::Entry last = *entries[3].value.entries().begin();
    CHECK(last.value.place().str() == "contacts/ada.yaml:5:10");
    CHECK(last.value.error("'v' is wrong", "try 'w'").message() ==
          "crm: contacts/ada.yaml:5:10: 'v' is wrong\n"
          "  map: {\xC3\xA9: v}\n"
          "           ^\n"
          "  try 'w'\n");
}
