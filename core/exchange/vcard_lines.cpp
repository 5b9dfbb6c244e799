#include "core/exchange/vcard_lines.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace crm {
namespace {

char vcard_capital(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

std::string vcard_capitals(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), vcard_capital);
    return out;
}

bool is_vcard_word(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        const char capital = vcard_capital(c);
        return (capital >= 'A' && capital <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

/// Where `wanted` stands outside of quotes; `quoted` is how things stand before `text`, and after
/// it.
std::size_t find_unquoted(std::string_view text, char wanted, bool& quoted)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"') {
            quoted = !quoted;
        } else if (!quoted && text[i] == wanted) {
            return i;
        }
    }
    return std::string_view::npos;
}

std::string_view without_spaces(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t");
    return first == std::string_view::npos
               ? std::string_view()
               : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

int vcard_hex(char c)
{
    const char capital = vcard_capital(c);
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return capital >= 'A' && capital <= 'F' ? capital - 'A' + 10 : -1;
}

void append_quoted_printable(std::string& out, std::string_view text)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int high = text[i] == '=' && i + 2 < text.size() ? vcard_hex(text[i + 1]) : -1;
        const int low = high >= 0 ? vcard_hex(text[i + 2]) : -1;
        if (low >= 0) {
            out += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            out += text[i];
        }
    }
}

int base64_digit(char c)
{
    static constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const std::size_t found = digits.find(c);
    return found == std::string_view::npos ? -1 : static_cast<int>(found);
}

bool is_base64(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) {
        return base64_digit(c) >= 0 || c == '=' || c == ' ' || c == '\t';
    });
}

void append_base64(std::string& out, std::string_view text)
{
    unsigned bits = 0;
    unsigned count = 0;
    for (const char c : text) {
        const int digit = base64_digit(c);
        if (digit < 0) {
            continue;
        }
        bits = ((bits << 6U) | static_cast<unsigned>(digit)) & 0xFFFFU;
        count += 6;
        if (count >= 8) {
            count -= 8;
            out += static_cast<char>((bits >> count) & 0xFFU);
        }
    }
}

constexpr std::size_t most_types = 32; // more have no meaning, and a hostile line has millions

/// What is understood of a line's parameters, and how its value is written.
struct VcardParameters {
    VcardLine& line;
    bool quoted_printable = false;

    void read(std::string_view parameters);

private:
    void one(std::string_view parameter);
    void encoding(std::string_view word);
    void types(std::string_view list);
};

void VcardParameters::read(std::string_view parameters)
{
    while (!parameters.empty()) {
        bool quoted = false;
        const std::size_t end = std::min(find_unquoted(parameters, ';', quoted), parameters.size());
        one(without_spaces(parameters.substr(0, end)));
        parameters.remove_prefix(std::min(end + 1, parameters.size()));
    }
}

void VcardParameters::one(std::string_view parameter)
{
    const std::size_t equals = parameter.find('=');
    if (equals == std::string_view::npos) { // vCard 2.1 leaves TYPE= and ENCODING= out
        encoding(parameter);
        types(parameter);
        return;
    }
    const std::string key = vcard_capitals(without_spaces(parameter.substr(0, equals)));
    std::string_view value = without_spaces(parameter.substr(equals + 1));
    if (key == "TYPE") {
        types(value);
        return;
    }
    if (value.size() > 1 && value.front() == '"' && value.back() == '"') {
        value = value.substr(1, value.size() - 2);
    }
    if (key == "ENCODING") {
        encoding(value);
    } else if (key == "CHARSET") {
        line.charset = value.substr(0, 64);
    } else if (key == "VALUE") {
        line.kind = vcard_capitals(value.substr(0, 64));
    } else if (key == "X-APPLE-OMIT-YEAR") {
        line.omit_year = value.substr(0, 64);
    } else if (key == "PREF" && !value.empty() && value.size() <= 3 &&
               value.find_first_not_of("0123456789") == std::string_view::npos) {
        line.preferred = std::clamp(std::stoi(std::string(value)), 1, 100);
    }
}

void VcardParameters::encoding(std::string_view word)
{
    const std::string capitals = vcard_capitals(word.substr(0, 32));
    quoted_printable = quoted_printable || capitals == "QUOTED-PRINTABLE" || capitals == "Q";
    line.base64 = line.base64 || capitals == "BASE64" || capitals == "B";
}

void VcardParameters::types(std::string_view list)
{
    std::size_t begin = 0;
    while (begin < list.size() && line.types.size() < most_types) {
        const std::size_t end = std::min(list.find_first_of(",\"", begin), list.size());
        const std::string_view word = without_spaces(list.substr(begin, end - begin));
        if (!word.empty()) {
            line.types.push_back(vcard_capitals(word.substr(0, 64)));
            line.preferred =
                line.types.back() == "PREF" ? std::min(line.preferred, 1) : line.preferred;
        }
        begin = end + 1;
    }
}

} // namespace

bool VcardLine::has_type(std::string_view type) const
{
    return std::find(types.begin(), types.end(), type) != types.end();
}

VcardLines::VcardLines(std::string_view text)
    : m_text(text), m_end(text.find('\n') == std::string_view::npos ? '\r' : '\n')
{
}

VcardLines::Physical VcardLines::physical(std::size_t at) const
{
    const std::size_t end = std::min(m_text.find(m_end, at), m_text.size());
    std::string_view line = m_text.substr(at, end - at);
    if (m_end == '\n' && line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    return {line, std::min(end + 1, m_text.size())};
}

bool VcardLines::at_fold() const
{
    return m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\t');
}

std::string_view VcardLines::take_fold()
{
    const Physical here = physical(m_at);
    ++m_line;
    m_at = here.next;
    return here.text.substr(std::min<std::size_t>(1, here.text.size()));
}

bool VcardLines::next(VcardLine& line)
{
    line.group.clear();
    line.name.clear();
    line.charset.clear();
    line.kind.clear();
    line.types.clear();
    line.preferred = 101;
    line.omit_year.clear();
    line.base64 = false;
    line.has_value = false;
    line.value.clear();

    std::string_view first;
    do {
        if (m_at == m_text.size()) {
            return false;
        }
        ++m_line;
        const Physical here = physical(m_at);
        first = here.text;
        first.remove_prefix(first.starts_with("\xEF\xBB\xBF") ? 3 : 0); // files were joined
        m_at = here.next;
    } while (without_spaces(first).empty());
    line.line = m_line;

    // A fold can stand anywhere, before the colon too.
    bool quoted = false;
    std::size_t colon = find_unquoted(first, ':', quoted);
    if (colon == std::string_view::npos && at_fold()) {
        m_unfolded = first;
        while (at_fold() && colon == std::string_view::npos) {
            const std::string_view more = take_fold();
            const std::size_t found = find_unquoted(more, ':', quoted);
            colon = found == std::string_view::npos ? found : m_unfolded.size() + found;
            m_unfolded += more;
        }
        first = m_unfolded;
    }
    if (colon == std::string_view::npos) { // quotes that are not closed do not count
        colon = first.find(':');
    }
    const std::string_view head = first.substr(0, std::min(colon, first.size()));
    const std::size_t name_end = std::min(head.find(';'), head.size());
    std::string_view name = without_spaces(head.substr(0, name_end));
    const std::size_t dot = name.rfind('.');
    const std::string_view group = dot == std::string_view::npos ? "" : name.substr(0, dot);
    name = dot == std::string_view::npos ? name : name.substr(dot + 1);
    if (colon == std::string_view::npos || !is_vcard_word(name)) {
        line.value = first;
        line.has_value = true;
        return true;
    }
    line.name = vcard_capitals(name.substr(0, 64));
    line.group = vcard_capitals(group.substr(0, 64));
    VcardParameters parameters{line};
    if (name_end < head.size()) {
        parameters.read(head.substr(name_end + 1));
    }
    const std::string_view value = first.substr(colon + 1);
    line.has_value = !without_spaces(value).empty();
    if (line.base64) {
        read_base64(line, value);
    } else if (parameters.quoted_printable) {
        read_quoted_printable(line, value);
    } else {
        read_value(line, value);
    }
    return true;
}

void VcardLines::read_value(VcardLine& line, std::string_view first)
{
    line.value = first;
    while (at_fold()) {
        line.value += take_fold();
    }
    line.has_value = line.has_value || !without_spaces(line.value).empty();
}

void VcardLines::read_quoted_printable(VcardLine& line, std::string_view first)
{
    std::string joined(first);
    while (m_at < m_text.size()) {
        const bool soft = joined.ends_with('=');
        const Physical here = physical(m_at);
        const std::string word = vcard_capitals(without_spaces(here.text.substr(0, 64)));
        if ((!soft && !at_fold()) || word == "END:VCARD" || word == "BEGIN:VCARD") {
            break;
        }
        if (soft) {
            joined.pop_back();
        }
        joined += soft ? here.text : here.text.substr(1);
        ++m_line;
        m_at = here.next;
    }
    if (joined.ends_with('=')) {
        joined.pop_back();
    }
    append_quoted_printable(line.value, joined);
    line.has_value = !line.value.empty();
}

void VcardLines::read_base64(VcardLine& line, std::string_view first)
{
    static constexpr std::array<std::string_view, 8> texts{"ADR",  "EMAIL",    "FN",  "N",
                                                           "NOTE", "NICKNAME", "ORG", "TITLE"};
    const bool is_text = std::find(texts.begin(), texts.end(), line.name) != texts.end();
    std::string joined(is_text ? first : "");
    while (m_at < m_text.size()) {
        const Physical here = physical(m_at);
        if (!at_fold() && (here.text.empty() || !is_base64(here.text))) {
            break;
        }
        joined += is_text ? here.text : "";
        line.has_value = line.has_value || !here.text.empty();
        ++m_line;
        m_at = here.next;
    }
    if (is_text) {
        append_base64(line.value, joined);
        line.base64 = false;
    }
}

} // namespace crm
