#include "random_text.hpp"

#include <array>

namespace crm::test {
namespace {

constexpr std::array<std::string_view, 22> keys{"name",
                                                "kind",
                                                "tier",
                                                "tags",
                                                "notes",
                                                "dates",
                                                "email",
                                                "phone",
                                                "since",
                                                "org",
                                                "role",
                                                "x_own",
                                                "crm",
                                                "touches",
                                                "rules",
                                                "birthday",
                                                "founded",
                                                "a b",
                                                "\xC3\xA9t\xC3\xA9",
                                                "yes",
                                                "1",
                                                "it's"};

constexpr std::array<std::string_view, 26> pieces{"a",
                                                  "word",
                                                  " # no remark",
                                                  ": ",
                                                  "[",
                                                  "]",
                                                  "{",
                                                  "}",
                                                  ", ",
                                                  "'",
                                                  "\"",
                                                  "\\",
                                                  "\t",
                                                  "  ",
                                                  "# ",
                                                  "- ",
                                                  "| x",
                                                  "> ",
                                                  "\xF0\x9F\x98\x80",
                                                  "\xC3\xA9",
                                                  "\xD9\x85\xD8\xB1",
                                                  "---",
                                                  "?",
                                                  "yes",
                                                  "&a",
                                                  "*b"};

} // namespace

std::string double_quoted(Random& random, std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\t' && random.chance(50)) {
            out += "\\t";
        } else if (c == 'a' && random.chance(20)) {
            out += random.chance(50) ? "\\x61" : "\\u0061";
        } else {
            out += c;
        }
    }
    return out + "\"";
}

std::string single_quoted(std::string_view text)
{
    std::string out = "'";
    for (const char c : text) {
        out += c == '\'' ? "''" : std::string(1, c);
    }
    return out + "'";
}

std::uint64_t Random::next()
{
    m_state += 0x9E3779B97F4A7C15U;
    std::uint64_t z = m_state;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
}

std::string random_text(Random& random)
{
    std::string out;
    for (std::size_t count = random.below(5); count > 0; --count) {
        out += random.pick(pieces);
    }
    return out;
}

std::string random_key(Random& random)
{
    return std::string(random.pick(keys));
}

} // namespace crm::test
