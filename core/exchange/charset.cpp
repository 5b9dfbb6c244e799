#include "core/exchange/charset.hpp"

#include "core/base/text.hpp"
#include "core/exchange/charset_tables.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace crm {
namespace {

/// 0: no character begins here that is valid UTF-8.
std::size_t utf8_length(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t i) {
        return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
    };
    const unsigned first = byte(0);
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        return follows(1) ? 2 : 0;
    }
    if (first >= 0xE0 && first <= 0xEF) {
        const bool overlong = first == 0xE0 && byte(1) < 0xA0;
        const bool surrogate = first == 0xED && byte(1) > 0x9F;
        return follows(1) && follows(2) && !overlong && !surrogate ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool overlong = first == 0xF0 && byte(1) < 0x90;
        const bool beyond = first == 0xF4 && byte(1) > 0x8F;
        return follows(1) && follows(2) && follows(3) && !overlong && !beyond ? 4 : 0;
    }
    return 0;
}

void append_code_point(std::string& out, char32_t c)
{
    const auto last = [&](unsigned shift) {
        out += static_cast<char>(0x80U | ((c >> shift) & 0x3FU));
    };
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xC0U | (c >> 6U));
        last(0);
    } else if (c < 0x10000) {
        out += static_cast<char>(0xE0U | (c >> 12U));
        last(6);
        last(0);
    } else {
        out += static_cast<char>(0xF0U | (c >> 18U));
        last(12);
        last(6);
        last(0);
    }
}

void append_single_byte(std::string& out, const CharsetTable& table, char c)
{
    const std::size_t first = 0x100 - table.characters.size();
    const auto byte = static_cast<unsigned char>(c);
    append_code_point(out, byte < first ? char32_t{byte} : table.characters[byte - first]);
}

const CharsetTable* table_of_charset(std::string_view name)
{
    for (const CharsetTable& table : charset_tables()) {
        if (table.name == name) {
            return &table;
        }
    }
    return nullptr;
}

const CharsetTable& western_charset()
{
    static const CharsetTable& table = *table_of_charset("windows-1252");
    return table;
}

std::string from_single_byte(std::string_view bytes, const CharsetTable& table)
{
    std::string out;
    out.reserve(bytes.size() + bytes.size() / 8);
    for (const char c : bytes) {
        append_single_byte(out, table, c);
    }
    return out;
}

std::string from_utf16(std::string_view bytes, bool big_endian)
{
    std::string out;
    out.reserve(bytes.size());
    const auto unit = [&](std::size_t at) {
        const auto a = static_cast<unsigned char>(bytes[at]);
        const auto b = static_cast<unsigned char>(bytes[at + 1]);
        return static_cast<char32_t>(big_endian ? (a << 8U) | b : (b << 8U) | a);
    };
    for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
        char32_t c = unit(at);
        if (c >= 0xD800 && c < 0xDC00 && at + 3 < bytes.size() && unit(at + 2) >= 0xDC00 &&
            unit(at + 2) < 0xE000) {
            c = 0x10000 + ((c - 0xD800) << 10U) + (unit(at + 2) - 0xDC00);
            at += 2;
        } else if (c >= 0xD800 && c < 0xE000) {
            c = 0xFFFD;
        }
        append_code_point(out, c);
    }
    return out;
}

enum class Utf16 { none, little, big };

bool has_utf16_mark(std::string_view bytes)
{
    return bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
}

/// Without a mark: letters of most languages in an address book have a zero in every other byte.
Utf16 utf16_kind(std::string_view bytes)
{
    if (has_utf16_mark(bytes)) {
        return bytes.front() == '\xFF' ? Utf16::little : Utf16::big;
    }
    const std::string_view sample = bytes.substr(0, 512);
    std::array<std::size_t, 2> zeros{};
    for (std::size_t i = 0; i < sample.size(); ++i) {
        zeros.at(i % 2) += sample[i] == '\0' ? 1U : 0U;
    }
    const std::size_t many = std::max<std::size_t>(2, sample.size() / 5);
    if (zeros[1] >= many && zeros[0] * 4 < zeros[1]) {
        return Utf16::little;
    }
    return zeros[0] >= many && zeros[1] * 4 < zeros[0] ? Utf16::big : Utf16::none;
}

std::string from_mixed_utf8(std::string_view bytes)
{
    std::size_t characters = 0;
    std::size_t broken = 0;
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t length = utf8_length(bytes, at);
        characters += length > 1 ? 1U : 0U;
        broken += length == 0 ? 1U : 0U;
        at += std::max<std::size_t>(length, 1);
    }
    if (broken == 0) {
        return std::string(bytes);
    }
    if (broken >= characters) {
        return from_single_byte(bytes, western_charset());
    }
    std::string out;
    out.reserve(bytes.size() + broken * 2);
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t length = utf8_length(bytes, at);
        if (length == 0) {
            append_single_byte(out, western_charset(), bytes[at]);
        } else {
            out.append(bytes, at, length);
        }
        at += std::max<std::size_t>(length, 1);
    }
    return out;
}

std::string charset_name(std::string_view charset)
{
    std::string name;
    for (const char c : charset) {
        if (c != '"' && c != ' ' && c != '\'') {
            name += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    return std::string(charset_by_alias(name));
}

bool is_recognised_charset(std::string_view name)
{
    static constexpr std::array<std::string_view, 7> names{
        "utf-8", "utf8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "ascii"};
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_plain_text(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

char32_t code_point_at(std::string_view text, std::size_t at, std::size_t length)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    char32_t c = length == 1 ? byte(0) : byte(0) & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        c = (c << 6U) | (byte(i) & 0x3FU);
    }
    return c;
}

bool is_blank_space(char32_t c)
{
    return c == ' ' || c == 0xA0 || (c >= 0x2000 && c <= 0x200B) || c == 0x202F || c == 0x205F ||
           c == 0x2060 || c == 0x3000;
}

std::string harmless(std::string_view text, bool keep_lines)
{
    std::string out;
    out.reserve(text.size());
    std::size_t solid = 0; ///< where what is to stay ends
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = std::max<std::size_t>(utf8_length(text, at), 1);
        const char32_t c = code_point_at(text, at, length);
        const bool in_crlf = c == '\r' && at + 1 < text.size() && text[at + 1] == '\n';
        const bool ends_line =
            !in_crlf && (c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029);
        if (ends_line && keep_lines) {
            out.resize(solid);
            out += out.empty() ? "" : "\n";
            solid = out.size();
        } else if (ends_line || c == '\t' || c == 0x0B || c == 0x0C) {
            out += out.empty() ? "" : " ";
        } else if (is_blank_space(c)) {
            out.append(text, at, out.empty() ? 0 : length);
        } else if (!is_harmful(c)) {
            out.append(text, at, length);
            solid = out.size();
        }
        at += length;
    }
    out.resize(solid);
    while (!out.empty() && out.back() == '\n') {
        out.pop_back();
    }
    return out;
}

} // namespace

bool looks_like_utf16(std::string_view bytes)
{
    return utf16_kind(bytes) != Utf16::none;
}

std::string to_utf8(std::string_view bytes)
{
    const Utf16 kind = utf16_kind(bytes);
    if (kind != Utf16::none) {
        return from_utf16(bytes.substr(has_utf16_mark(bytes) ? 2 : 0), kind == Utf16::big);
    }
    return from_mixed_utf8(bytes.substr(bytes.starts_with("\xEF\xBB\xBF") ? 3 : 0));
}

std::string to_utf8(std::string_view bytes, std::string_view charset)
{
    const std::string name = charset_name(charset);
    if (const CharsetTable* table = table_of_charset(name)) {
        return from_single_byte(bytes, *table);
    }
    if (name == "utf-16le" || name == "utf-16be") {
        return from_utf16(bytes, name == "utf-16be");
    }
    return to_utf8(bytes);
}

bool knows_charset(std::string_view charset)
{
    const std::string name = charset_name(charset);
    return is_recognised_charset(name) || table_of_charset(name) != nullptr;
}

std::string one_line(std::string_view text)
{
    if (is_plain_text(text)) {
        const std::size_t first = text.find_first_not_of(' ');
        return first == std::string_view::npos
                   ? std::string()
                   : std::string(text.substr(first, text.find_last_not_of(' ') - first + 1));
    }
    return harmless(text, false);
}

std::string note_lines(std::string_view text)
{
    return harmless(text, true);
}

} // namespace crm
