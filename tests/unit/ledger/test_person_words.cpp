#include "core/ledger/person_words.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace {

crm::PersonWords ada()
{
    crm::PersonWords out;
    out.add_exact("ada-lovelace");
    out.add_name("Ada Lovelace");
    out.add_name("Zo\u00EB O\u2019Brien");
    out.add_name("Countess");
    out.add_exact("ada@engines.example");
    out.add_exact("12 Mill Lane");
    out.add_phone("+1 (555) 012-3456");
    out.is_others = [](std::string_view id) {
        return id == "ada-lovelace-2" || id == "ada-byron" || id == "lovelace";
    };
    return out;
}

/// The text with sure mentions in {braces} and others in <angles>.
std::string marked(std::string_view text)
{
    std::string out;
    std::size_t at = 0;
    for (const crm::Mention& one : ada().find(text)) {
        REQUIRE(at <= one.begin);
        REQUIRE(one.begin < one.end);
        REQUIRE(one.end <= text.size());
        out += std::string(text.substr(at, one.begin - at)) + (one.sure ? "{" : "<") +
               std::string(text.substr(one.begin, one.end - one.begin)) + (one.sure ? "}" : ">");
        at = one.end;
    }
    return out + std::string(text.substr(at));
}

std::string unmarked(std::string text)
{
    std::erase_if(text,
                  [](char c) { return std::string_view("{}<>").find(c) != std::string::npos; });
    return text;
}

} // namespace

TEST_CASE("person words: what names somebody, and what may")
{
    const std::vector<std::string> texts{
        // A whole name, in any case, order and company.
        "met {Ada Lovelace}.",
        "{ADA LOVELACE}, {Lovelace, Ada}, {ada_lovelace}",
        "{Ada Lovelace}'s house, {Ada Lovelace}''s",
        "{Ada  Lovelace}",
        "{Ada\n    Lovelace} on two lines",
        "# {ada lovelace}",
        "{Lovelace Ada} Byron",
        // An accent and an apostrophe, however they are written.
        "{Zoe OBrien}, {ZO\u00CB O'BRIEN}, {Zoe\u0308 O\u2019Brien}'s",
        // Addresses, numbers, ids.
        "{ada@engines.example}, {Ada@Engines.Example}",
        "to {12 Mill Lane}, Springfield",
        "{+1 555 012 3456}, ({555) 012-3456}, {0555 0123456}",
        "x: {ada-lovelace}",
        "mail:{ada.lovelace}.17@x",
        // A single word may be anybody's.
        "<Ada> and the <Countess>",
        "engines.example, <ada>@other.example",
        "- <Ada>\n- <Lovelace>",
        // Not the person.
        "Adam, Adalovelace, Lovelaces, Ad",
        "with: [ada-lovelace-2, ada-byron]",
        "tags: [lovelace]",
        "555 0123, 5550123457, 2026-11-22",
        // An escape ends a word.
        "\"so\\n{Ada Lovelace}\"",
    };
    for (const std::string& expected : texts) {
        CHECK(marked(unmarked(expected)) == expected);
    }
}

TEST_CASE("person words: replacing leaves no sure mention and no other byte changed")
{
    const crm::PersonWords words = ada();
    const std::string text = "a: \"Ada Lovelace, 12 Mill Lane\" # Countess\nb: +15550123456";
    CHECK(words.replaced(text, "(erased)") == "a: \"(erased), (erased)\" # Countess\nb: (erased)");
    CHECK_FALSE(words.has_sure(words.replaced(text, "(erased)")));
    CHECK(words.replaced("nobody", "(erased)") == "nobody");
    CHECK(crm::PersonWords{}.find("Ada Lovelace 12").empty());
}
