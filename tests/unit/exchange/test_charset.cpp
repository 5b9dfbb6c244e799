#include "core/exchange/charset.hpp"

#include "core/base/text.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace std::string_literals;

TEST_CASE("bytes without a name are UTF-8, UTF-16 or Windows-1252")
{
    CHECK(crm::to_utf8("").empty());
    CHECK(crm::to_utf8("Zoë") == "Zoë");
    CHECK(crm::to_utf8("\xEF\xBB\xBFZoë") == "Zoë");
    CHECK(crm::to_utf8("Zo\xEB \x80") == "Zoë €");
    CHECK(crm::to_utf8("\xFF\xFEZ\0o\0\xEB\0"s) == "Zoë");
    CHECK(crm::to_utf8("\xFE\xFF\0Z\0o\0\xEB"s) == "Zoë");
    CHECK(crm::to_utf8("Z\0o\0e\0,\0A\0d\0a\0"s) == "Zoe,Ada");
    CHECK(crm::to_utf8("\0Z\0o\0e\0,\0A\0d\0a"s) == "Zoe,Ada");
    CHECK(crm::looks_like_utf16("\0Z\0o\0e"s));
    CHECK_FALSE(crm::looks_like_utf16("Zoe"));
}

TEST_CASE("one broken byte does not spoil the others")
{
    CHECK(crm::to_utf8("Zoë, José, Ren\xE9") == "Zoë, José, René");
}

TEST_CASE("pairs of UTF-16, and halves of them")
{
    CHECK(crm::to_utf8("\xFF\xFE\x3D\xD8\x00\xDE"s) == "😀");
    CHECK(crm::to_utf8("\xFF\xFE\x3D\xD8"s) == "\xEF\xBF\xBD");
    CHECK(crm::to_utf8("\xFF\xFE\x00\xDE\x41\x00"s) == "\xEF\xBF\xBD"
                                                       "A");
}

TEST_CASE("charsets by name")
{
    CHECK(crm::to_utf8("\xB3\xF3\xBF", "windows-1250") == "łóż");
    CHECK(crm::to_utf8("\xF1", "ISO-8859-2") == "ń");
    CHECK(crm::to_utf8("\xC4\xE0", "cp1251") == "Да");
    CHECK(crm::to_utf8("\xE4\xC1", "KOI8-R") == "Да");
    CHECK(crm::to_utf8("\xA4", "\"iso-8859-15\"") == "€");
    CHECK(crm::to_utf8("\xE9", "Latin1") == "é");
    CHECK(crm::to_utf8("\xE1", "iso-8859-7") == "α");
    CHECK(crm::to_utf8("Zo\xEB", "us-ascii") == "Zoë");
    CHECK(crm::to_utf8("Zo\xEB", "utf-8") == "Zoë");
    CHECK(crm::to_utf8("Zoë", "x-unheard-of") == "Zoë");
    CHECK(crm::to_utf8("\x81", "windows-1252") == "\xEF\xBF\xBD");
    CHECK(crm::knows_charset("UTF-8"));
    CHECK(crm::knows_charset("WINDOWS-1258"));
    CHECK_FALSE(crm::knows_charset("shift_jis"));
}

TEST_CASE("whatever comes in, UTF-8 comes out")
{
    for (const auto* charset : {"", "utf-16le", "windows-1255", "iso-8859-8", "koi8-u"}) {
        std::string bytes;
        for (unsigned i = 0; i < 20000; ++i) {
            bytes += static_cast<char>((i * 2654435761U) >> 13U);
        }
        const std::string text = crm::to_utf8(bytes, charset);
        CHECK_FALSE(crm::invalid_utf8(text));
        CHECK_FALSE(crm::invalid_utf8(crm::one_line(text)));
        CHECK(crm::visible(crm::one_line(text)) == crm::one_line(text));
        CHECK(crm::visible_lines(crm::note_lines(text)) == crm::note_lines(text));
    }
}

TEST_CASE("a text on one line")
{
    CHECK(crm::one_line("  Ada  Lovelace ") == "Ada  Lovelace");
    CHECK(crm::one_line("Ada\r\nLovelace\n") == "Ada Lovelace");
    CHECK(crm::one_line("Ada\tLove\x01lace") == "Ada Lovelace");
    CHECK(crm::one_line("\u00A0\u202A+44 1\u202C\u00A0\u200B") == "+44 1");
    CHECK(crm::one_line(" \n\t ").empty());
    CHECK(crm::one_line("a\u2028b\rc") == "a b c");
}

TEST_CASE("notes keep their lines")
{
    CHECK(crm::note_lines("\n one \r\n\r\ntwo\n  three\t\n\n") == "one\n\ntwo\n  three");
    CHECK(crm::note_lines("one\rtwo") == "one\ntwo");
    CHECK(crm::note_lines(" \n ").empty());
}
