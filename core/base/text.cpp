#include "core/base/text.hpp"

#include "core/base/error.hpp"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <sys/random.h>
#include <utility>

namespace crm {
namespace {

struct Decoded {
    char32_t code_point = 0;
    std::size_t length = 0; ///< 0: not valid UTF-8 here
};

Decoded decode(std::string_view text, std::size_t at)
{
    utf8proc_int32_t code_point = 0;
    const auto length =
        utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at),
                         static_cast<utf8proc_ssize_t>(text.size() - at), &code_point);
    if (length <= 0) {
        return {};
    }
    return {static_cast<char32_t>(code_point), static_cast<std::size_t>(length)};
}

std::string escape(char32_t code_point)
{
    switch (code_point) {
    case '\n': return "\\n";
    case '\t': return "\\t";
    case '\r': return "\\r";
    default: break;
    }
    const auto number = static_cast<std::uint32_t>(code_point);
    return number < 0x100 ? fmt::format("\\x{:02X}", number) : fmt::format("\\u{:04X}", number);
}

std::size_t columns_of(char32_t code_point)
{
    return static_cast<std::size_t>(
        std::max(0, utf8proc_charwidth(static_cast<utf8proc_int32_t>(code_point))));
}

bool is_letter_or_digit(char32_t code_point)
{
    const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(code_point));
    return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
           (category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_NO);
}

/// Letters that Unicode does not decompose, as they are typed on a keyboard without them.
std::string_view typed_as(char32_t code_point)
{
    static constexpr std::array<std::pair<char32_t, std::string_view>, 13> table{{
        {U'\u00E6', "ae"},
        {U'\u00F0', "d"},
        {U'\u00F8', "o"},
        {U'\u00FE', "th"},
        {U'\u0111', "d"},
        {U'\u0127', "h"},
        {U'\u0131', "i"},
        {U'\u0142', "l"},
        {U'\u0153', "oe"},
        {U'\u0167', "t"},
        {U'\u0180', "b"},
        {U'\u0268', "i"},
        {U'\u00DF', "ss"},
    }};
    for (const auto& [letter, plain] : table) {
        if (letter == code_point) {
            return plain;
        }
    }
    return {};
}

std::string make_visible(std::string_view text, bool keep_lines)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto [code_point, length] = decode(text, at);
        if (length == 0) {
            out += fmt::format("\\x{:02X}", static_cast<unsigned char>(text[at]));
            ++at;
            continue;
        }
        if (keep_lines && code_point == '\n') {
            out += '\n';
        } else if (keep_lines && code_point == '\t') {
            out += ' ';
        } else if (keep_lines && code_point == '\r' && at + 1 < text.size() &&
                   text[at + 1] == '\n') {
            // a line end of Windows is a line end
        } else if (is_harmful(code_point)) {
            out += escape(code_point);
        } else {
            out.append(text.substr(at, length));
        }
        at += length;
    }
    return out;
}

} // namespace

std::optional<std::size_t> invalid_utf8(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        if (static_cast<unsigned char>(text[at]) < 0x80) {
            ++at;
            continue;
        }
        const auto length = decode(text, at).length;
        if (length == 0) {
            return at;
        }
        at += length;
    }
    return std::nullopt;
}

bool is_harmful(char32_t c)
{
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x061C || c == 0x200E || c == 0x200F ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF ||
           c == 0xFFFE || c == 0xFFFF;
}

std::string visible(std::string_view text)
{
    return make_visible(text, false);
}

std::string visible_lines(std::string_view text)
{
    return make_visible(text, true);
}

std::size_t width(std::string_view text)
{
    std::size_t columns = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto [code_point, length] = decode(text, at);
        columns += length == 0 ? 1 : columns_of(code_point);
        at += std::max<std::size_t>(length, 1);
    }
    return columns;
}

std::string cut(std::string_view text, std::size_t columns)
{
    if (width(text) <= columns) {
        return std::string(text);
    }
    if (columns == 0) {
        return {};
    }
    std::size_t taken = 0;
    std::size_t at = 0;
    while (at < text.size()) {
        const auto [code_point, length] = decode(text, at);
        const std::size_t more = length == 0 ? 1 : columns_of(code_point);
        if (taken + more > columns - 1) {
            break;
        }
        taken += more;
        at += std::max<std::size_t>(length, 1);
    }
    std::string out(text.substr(0, at));
    while (!out.empty() && out.back() == ' ') {
        out.pop_back();
    }
    return out + "…";
}

std::string pad(std::string_view text, std::size_t columns)
{
    std::string out(text);
    const std::size_t taken = width(text);
    out.append(columns > taken ? columns - taken : 0, ' ');
    return out;
}

std::vector<std::string> wrap(std::string_view text, std::size_t columns)
{
    std::vector<std::string> lines;
    std::size_t begin = 0;
    while (begin <= text.size()) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        std::string line;
        std::size_t line_width = 0;
        for (std::size_t at = begin; at < end;) {
            const std::size_t stop = std::min(text.find(' ', at), end);
            const std::string_view word = text.substr(at, stop - at);
            const std::size_t word_width = width(word);
            if (!word.empty()) {
                if (!line.empty() && line_width + 1 + word_width > columns) {
                    lines.push_back(std::move(line));
                    line.clear();
                    line_width = 0;
                }
                if (!line.empty()) {
                    line += ' ';
                    ++line_width;
                }
                line += word;
                line_width += word_width;
            }
            at = stop + 1;
        }
        lines.push_back(std::move(line));
        begin = end + 1;
    }
    return lines;
}

std::string fold(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    if (std::all_of(text.begin(), text.end(),
                    [](char c) { return static_cast<unsigned char>(c) < 0x80; })) {
        for (const char c : text) {
            out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
        return out;
    }
    if (invalid_utf8(text)) {
        return std::string(text);
    }
    utf8proc_uint8_t* mapped = nullptr;
    const auto options =
        static_cast<utf8proc_option_t>(UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD |
                                       UTF8PROC_STRIPMARK | UTF8PROC_IGNORE);
    const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                     static_cast<utf8proc_ssize_t>(text.size()), &mapped, options);
    if (length < 0) {
        return std::string(text);
    }
    const std::string_view folded(reinterpret_cast<const char*>(mapped),
                                  static_cast<std::size_t>(length));
    for (std::size_t at = 0; at < folded.size();) {
        const auto [code_point, bytes] = decode(folded, at);
        const auto plain = typed_as(code_point);
        out.append(plain.empty() ? folded.substr(at, bytes) : plain);
        at += std::max<std::size_t>(bytes, 1);
    }
    std::free(mapped);
    return out;
}

std::vector<std::string> words(std::string_view text)
{
    const std::string folded = fold(text);
    std::vector<std::string> out;
    std::string word;
    for (std::size_t at = 0; at < folded.size();) {
        const auto [code_point, length] = decode(folded, at);
        if (length > 0 && is_letter_or_digit(code_point)) {
            word.append(folded, at, length);
        } else if (code_point != '\'' && code_point != U'\u2019' && !word.empty()) {
            out.push_back(std::move(word));
            word.clear();
        }
        at += std::max<std::size_t>(length, 1);
    }
    if (!word.empty()) {
        out.push_back(std::move(word));
    }
    return out;
}

std::string slug(std::string_view text)
{
    std::string out;
    for (const std::string& word : words(text)) {
        if (std::any_of(word.begin(), word.end(),
                        [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) {
            return {};
        }
        if (out.size() + 1 + word.size() > 64) {
            if (out.empty()) {
                out = word.substr(0, 64);
            }
            break;
        }
        out += out.empty() ? word : "-" + word;
    }
    return out;
}

bool is_slug(std::string_view text)
{
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return !text.empty() && text.size() <= 64 && plain(text.front()) &&
           std::all_of(text.begin(), text.end(),
                       [&](char c) { return plain(c) || c == '.' || c == '_' || c == '-'; });
}

std::vector<std::string> split(std::string_view text, char mark)
{
    std::vector<std::string> out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(mark), text.size());
        out.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

std::string enumerate(const std::vector<std::string>& items, std::string_view last_link)
{
    std::string out;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0) {
            out += i + 1 == items.size() ? fmt::format(" {} ", last_link) : ", ";
        }
        out += items[i];
    }
    return out;
}

std::string random_letters(std::size_t length)
{
    static constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";
    std::string out;
    while (out.size() < length) {
        std::array<unsigned char, 64> bytes{};
        if (getrandom(bytes.data(), bytes.size(), 0) < 0) {
            if (errno == EINTR) {
                continue;
            }
            throw Error(Fault::ledger,
                        fmt::format("no random numbers from the system: {}", std::strerror(errno)));
        }
        for (const unsigned char byte : bytes) {
            // 252 is the largest multiple of 36 in a byte: every letter is equally likely.
            if (byte < 252 && out.size() < length) {
                out += letters[byte % letters.size()];
            }
        }
    }
    return out;
}

std::string random_id()
{
    for (;;) {
        std::string id = random_letters(13);
        const bool letter_first = id.front() >= 'a';
        const bool has_digit = std::any_of(id.begin(), id.end(), [](char c) { return c <= '9'; });
        if (letter_first && has_digit) {
            return id;
        }
    }
}

} // namespace crm
