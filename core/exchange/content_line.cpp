#include "core/exchange/content_line.hpp"

#include "core/base/text.hpp"
#include "core/base/utf8.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace crm {
namespace {

/// Without what does harm and without blanks at either end; a line feed stays, where wanted.
std::string without_harm(std::string_view text, bool keep_lines)
{
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        const char32_t c = next_code_point(text, at);
        if (c == '\n') {
            out += keep_lines ? '\n' : ' ';
        } else if (c == '\t') {
            out += ' ';
        } else if (!is_harmful(c)) {
            out.append(text, begin, at - begin);
        }
    }
    const std::size_t first = std::min(out.find_first_not_of(" \n"), out.size());
    return out.substr(first, out.find_last_not_of(" \n") + 1 - first);
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
        const std::size_t begin = at;
        static_cast<void>(next_code_point(text, at));
        const std::size_t length = at - begin;
        if (octets + length > most) {
            out += "\r\n ";
            octets = 1;
        }
        out.append(text, begin, length);
        octets += length;
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
