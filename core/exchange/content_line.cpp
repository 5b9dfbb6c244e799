#include "core/exchange/content_line.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace crm {
namespace {

std::size_t character_length(std::string_view text, std::size_t at)
{
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    return std::min(length, text.size() - at);
}

char32_t character_at(std::string_view text, std::size_t at, std::size_t length)
{
    const auto lead = static_cast<unsigned char>(text[at]);
    char32_t out = length == 1 ? lead : lead & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        out = (out << 6U) | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
    }
    return out;
}

/// Without what does harm and without blanks at either end; a line feed stays, where wanted.
std::string without_harm(std::string_view text, bool keep_lines)
{
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = character_length(text, at);
        const char32_t c = character_at(text, at, length);
        if (c == '\n') {
            out += keep_lines ? '\n' : ' ';
        } else if (c == '\t') {
            out += ' ';
        } else if (!is_harmful(c)) {
            out.append(text, at, length);
        }
        at += length;
    }
    const std::size_t begin = std::min(out.find_first_not_of(" \n"), out.size());
    return out.substr(begin, out.find_last_not_of(" \n") + 1 - begin);
}

std::string escaped(const std::string& text)
{
    std::string out;
    for (const char c : text) {
        if (c == '\n') {
            out += "\\n";
        } else {
            out += c == '\\' || c == ',' || c == ';' ? "\\" : "";
            out += c;
        }
    }
    return out;
}

} // namespace

std::string content_line(std::string_view name, std::string_view value)
{
    constexpr std::size_t most = 75;
    const std::string text = std::string(name) + ":" + std::string(value);
    std::string out;
    std::size_t octets = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = character_length(text, at);
        if (octets + length > most) {
            out += "\r\n ";
            octets = 1;
        }
        out.append(text, at, length);
        octets += length;
        at += length;
    }
    return out + "\r\n";
}

std::string harmless_line(std::string_view text)
{
    return without_harm(text, false);
}

std::string line_value(std::string_view text)
{
    return escaped(without_harm(text, false));
}

std::string lines_value(std::string_view text)
{
    return escaped(without_harm(text, true));
}

std::string list_value(const std::vector<std::string>& texts)
{
    std::string out;
    for (const std::string& text : texts) {
        const std::string value = line_value(text);
        out += out.empty() || value.empty() ? "" : ",";
        out += value;
    }
    return out;
}

std::string uri_value(std::string_view text)
{
    std::string out;
    for (const char c : without_harm(text, false)) {
        if (c == ' ') {
            out += "%20";
        } else {
            out += c == '\\' ? "\\\\" : std::string(1, c);
        }
    }
    return out;
}

} // namespace crm
