#include "core/exchange/content_line.hpp"

#include "core/base/text.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace {

/// What a reader makes of folded lines.
std::string unfolded(std::string text)
{
    for (std::size_t at = text.find("\r\n "); at != std::string::npos; at = text.find("\r\n ")) {
        text.erase(at, 3);
    }
    return text;
}

} // namespace

TEST_CASE("a line ends in CR LF and is folded at 75 octets")
{
    CHECK(crm::content_line("FN", "Ada") == "FN:Ada\r\n");
    const std::string just = crm::content_line("NOTE", std::string(70, 'x'));
    CHECK(just.size() == 77);
    CHECK(just.find("\r\n ") == std::string::npos);
    CHECK(crm::content_line("NOTE", std::string(71, 'x')) ==
          "NOTE:" + std::string(70, 'x') + "\r\n x\r\n");
}

TEST_CASE("folding never cuts a character, and nothing is lost")
{
    for (const std::string_view piece : {"x", "é", "美", "🎉", "é美🎉x"}) {
        for (std::size_t ahead = 0; ahead < 8; ++ahead) {
            std::string value(ahead, 'a');
            while (value.size() < 500) {
                value += piece;
            }
            const std::string line = crm::content_line("NOTE", value);
            CHECK(unfolded(line) == "NOTE:" + value + "\r\n");
            for (std::size_t at = 0; at < line.size();) {
                const std::size_t end = line.find("\r\n", at);
                CHECK(end - at <= 75);
                CHECK_FALSE(crm::invalid_utf8(std::string_view(line).substr(at, end - at)));
                at = end + 2;
            }
        }
    }
}

TEST_CASE("a text stays within its value")
{
    CHECK(crm::line_value("a,b;c\\d") == "a\\,b\\;c\\\\d");
    CHECK(crm::line_value("x\r\nBEGIN:VCARD") == "x BEGIN:VCARD");
    CHECK(crm::lines_value("x\r\nEND:VCARD\n") == "x\\nEND:VCARD");
    CHECK(crm::line_value("a\tb\x01\x7F") == "a b");
    CHECK(crm::line_value("\xE2\x80\xAE"
                          "abc\xE2\x80\xA8"
                          "d\xC2\x85") == "abcd");
    CHECK(crm::line_value(" \n ") == "");
    CHECK(crm::line_value(std::string_view("a\0b", 3)) == "ab");
}

TEST_CASE("lists and addresses on the web")
{
    CHECK(crm::list_value({"a", "b,c", "", "d"}) == "a,b\\,c,d");
    CHECK(crm::uri_value("https://a.example/?q=1,2;3 4\n") == "https://a.example/?q=1,2;3%204");
    CHECK(crm::uri_value("a\\nEND:VCARD") == "a\\\\nEND:VCARD");
}
