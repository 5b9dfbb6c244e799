#include "core/yaml/scalar.hpp"

#include "core/base/text.hpp"
#include "core/base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace crm::yaml {
namespace {

/// What some reader takes for a truth value, nothing or a number (YAML 1.1 types, YAML 1.2 core).
bool is_reserved_word(std::string_view text)
{
    static constexpr std::array<std::string_view, 12> words{
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "infinity"};
    const std::string folded = fold(text);
    return std::find(words.begin(), words.end(), folded) != words.end();
}

/// "45 days": digits, a space, a letter. No reader has a number or a date that goes on so.
bool begins_with_count(std::string_view text)
{
    const std::size_t digits = text.find_first_not_of("0123456789");
    return digits != std::string_view::npos && digits > 0 && digits < 7 &&
           digits + 1 < text.size() && text[digits] == ' ' && text[digits + 1] >= 'a' &&
           text[digits + 1] <= 'z';
}

bool is_plain_safe(std::string_view text)
{
    if (text.empty() || text.back() == ' ' || is_reserved_word(text)) {
        return false;
    }
    const auto letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
    };
    if (!letter(text.front()) && !begins_with_count(text)) {
        return false;
    }
    for (std::size_t at = 0; at < text.size();) {
        if ((text[at] & 0x80) != 0) {
            const char32_t c = next_code_point(text, at);
            // A no-break space at an end is stripped by some readers.
            if (is_harmful(c) || c == 0xA0) {
                return false;
            }
            continue;
        }
        const char c = text[at++];
        constexpr std::string_view fine = " -_./@'+&()";
        if (!letter(c) && (c < '0' || c > '9') && fine.find(c) == std::string_view::npos) {
            return false;
        }
    }
    return true;
}

/// True where a literal block says exactly `text`, to every reader.
bool is_literal_safe(std::string_view text)
{
    if (text.find('\n') == std::string_view::npos) {
        return false;
    }
    bool line_begin = true;
    for (std::size_t at = 0; at < text.size();) {
        if (line_begin && (text[at] == ' ' || text[at] == '\t')) {
            return false;
        }
        line_begin = text[at] == '\n';
        if ((text[at] & 0x80) != 0) {
            const char32_t c = next_code_point(text, at);
            if (is_harmful(c)) {
                return false;
            }
            continue;
        }
        if (text[at] != '\n' && is_harmful(static_cast<unsigned char>(text[at]))) {
            return false;
        }
        ++at;
    }
    // An empty first line or several at the end need an indicator that few people know.
    return text.front() != '\n' && text.substr(text.size() - 2) != "\n\n";
}

} // namespace

std::string quoted(std::string_view text)
{
    std::string out = "\"";
    out.reserve(text.size() + 2);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        const char32_t c = next_code_point(text, at);
        switch (c) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\n': out += "\\n"; break;
        case '\t': out += "\\t"; break;
        default:
            if (is_harmful(c)) {
                const auto number = static_cast<std::uint32_t>(c);
                out += number < 0x100 ? fmt::format("\\x{:02X}", number)
                                      : fmt::format("\\u{:04X}", number);
            } else {
                out.append(text.substr(begin, at - begin));
            }
        }
    }
    return out + "\"";
}

std::string scalar(std::string_view text)
{
    return is_plain_safe(text) ? std::string(text) : quoted(text);
}

std::string flow_list(const std::vector<std::string>& items)
{
    std::string out = "[";
    for (const std::string& item : items) {
        out += out.size() == 1 ? "" : ", ";
        out += scalar(item);
    }
    return out + "]";
}

std::string block_value(std::string_view text)
{
    if (!is_literal_safe(text)) {
        return " " + scalar(text) + "\n";
    }
    std::string out = text.back() == '\n' ? " |\n" : " |-\n";
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        if (end > begin) {
            out += "  ";
            out += text.substr(begin, end - begin);
        }
        out += "\n";
        begin = end + 1;
    }
    return out;
}

} // namespace crm::yaml
