#include "core/yaml/events.hpp"

#include "core/base/text.hpp"
#include "core/yaml/builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace crm::yaml {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

void refuse_other_encodings(const Document& document)
{
    const std::string_view text = document.text();
    const auto starts = [&](std::string_view bytes) {
        return text.substr(0, bytes.size()) == bytes;
    };
    const bool every_other_zero = text.size() > 3 && (text[0] == '\0') != (text[1] == '\0') &&
                                  (text[2] == '\0') != (text[3] == '\0');
    if (starts("\xFF\xFE") || starts("\xFE\xFF") || starts(std::string_view("\0\0\xFE\xFF", 4)) ||
        every_other_zero) {
        throw Error(whole_file(document.file()), "is not UTF-8 but UTF-16 or UTF-32",
                    "save it again as UTF-8");
    }
}

void refuse_bytes(const Document& document)
{
    const std::string_view text = document.text();
    if (const auto at = invalid_utf8(text)) {
        throw Error(
            document.place(*at),
            fmt::format("byte 0x{:02X} is not valid UTF-8", static_cast<unsigned char>(text[*at])),
            "save the file again as UTF-8");
    }
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto c = static_cast<unsigned char>(text[at]);
        const bool c0 = c < 0x20 && c != '\t' && c != '\n' &&
                        !(c == '\r' && at + 1 < text.size() && text[at + 1] == '\n');
        // C1 is U+0080 to U+009F: C2 80 to C2 9F; U+FFFE and U+FFFF are EF BF BE and EF BF BF.
        const bool c1 = c == 0xC2 && static_cast<unsigned char>(text[at + 1]) < 0xA0;
        const bool no_character = c == 0xEF && static_cast<unsigned char>(text[at + 1]) == 0xBF &&
                                  static_cast<unsigned char>(text[at + 2]) >= 0xBE;
        if (c0 || c1 || no_character || c == 0x7F) {
            const std::size_t length = c1 ? 2 : no_character ? 3 : 1;
            throw Error(document.place(at),
                        fmt::format("control character {}", visible(text.substr(at, length))),
                        "remove it, or write it as an escape within double quotes");
        }
    }
}

void refuse_lines(const Document& document, std::size_t begin)
{
    const std::string_view text = document.text();
    while (begin < text.size()) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        std::string_view line = text.substr(begin, end - begin);
        if (!line.empty() && line.back() == '\r') {
            line.remove_suffix(1);
        }
        static constexpr std::array<std::string_view, 4> markers{"<<<<<<<", "|||||||",
                                                                 "=======", ">>>>>>>"};
        for (const std::string_view marker : markers) {
            if (line.substr(0, 7) == marker && (line.size() == 7 || line[7] == ' ')) {
                throw Error(document.place(begin), "git left a merge conflict here",
                            document.file().substr(0, 8) == "journal/"
                                ? "keep the lines of both sides and delete the marker lines"
                                : "keep the lines that are right and delete the marker lines");
            }
        }
        if (line.substr(0, 1) == "%") {
            throw Error(document.place(begin), "a line may not begin with '%'",
                        "YAML directives are not used in a ledger; quote the text if it is one");
        }
        begin = end + 1;
    }
}

/// True where a quote mark behind `c` is part of a plain value (it's) and opens no quote.
bool is_plain_character(char c)
{
    return c != ' ' && c != '\n' && c != ',' && c != '[' && c != '{' && c != ':';
}

} // namespace

std::optional<std::size_t> bracket_end(std::string_view text, std::size_t offset)
{
    int depth = 0;
    for (std::size_t at = offset; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '[' || c == '{') {
            ++depth;
        } else if (c == ']' || c == '}') {
            if (--depth == 0) {
                return at + 1;
            }
        } else if ((c == '"' || c == '\'') && !is_plain_character(text[at - 1])) {
            const auto end = quote_end(text, at);
            if (!end) {
                return std::nullopt;
            }
            at = *end - 1;
        } else if (c == '#' && (text[at - 1] == ' ' || text[at - 1] == '\n')) {
            at = std::min(text.find('\n', at), text.size());
        }
    }
    return std::nullopt;
}

std::optional<std::size_t> quote_end(std::string_view text, std::size_t offset)
{
    const char quote = text[offset];
    for (std::size_t at = offset + 1; at < text.size(); ++at) {
        if (quote == '"' && text[at] == '\\') {
            ++at;
        } else if (text[at] == quote) {
            if (quote == '"' || at + 1 >= text.size() || text[at + 1] != quote) {
                return at + 1;
            }
            ++at;
        }
    }
    return std::nullopt;
}

Document::Document(std::string file, std::string text)
    : m_file(std::move(file)), m_text(std::move(text))
{
    refuse_other_encodings(*this);
    refuse_bytes(*this);
    const std::size_t begin =
        std::string_view(m_text).substr(0, byte_order_mark.size()) == byte_order_mark
            ? byte_order_mark.size()
            : 0;
    refuse_lines(*this, begin);
    EventBuilder builder(*this);
    read_with_yaml_cpp(std::string_view(m_text).substr(begin), begin, builder);
}

Error EventBuilder::error(std::size_t offset, std::string text, std::string remedy) const
{
    return {m_document.place(offset), std::move(text), std::move(remedy)};
}

void EventBuilder::place_value(const Event& event)
{
    if (m_open.empty()) {
        return;
    }
    Open& open = m_open.back();
    if (!open.mapping) {
        return;
    }
    if (!open.at_key) {
        open.at_key = true;
        return;
    }
    open.at_key = false;
    open.key_offset = event.offset;
    const char first =
        event.offset < m_document.text().size() ? m_document.text()[event.offset] : '\0';
    if ((first == '[' || first == '{') && !bracket_end(m_document.text(), event.offset)) {
        // yaml-cpp takes an open bracket at the end of the file for the beginning of a key.
        throw error(event.offset, fmt::format("the bracket {} is never closed", first),
                    "close it at the end of the list or map");
    }
    if (event.type != EventType::scalar) {
        throw error(event.offset,
                    event.type == EventType::null ? "a key is missing before ':'"
                                                  : "a key may not be a list or a map",
                    "a key is a word before a colon, such as 'name: Ada Lovelace'");
    }
    if (event.plain && event.value == "<<") {
        throw error(event.offset, "merge keys ('<<') are not used in a ledger",
                    "write the keys out, or quote the key if it is meant as text");
    }
    if (!open.keys.insert(event.value).second) {
        throw error(event.offset, fmt::format("key '{}' stands twice", event.value),
                    "keep one of the two");
    }
}

void EventBuilder::scalar(std::size_t offset, std::string value, bool plain)
{
    Event event{EventType::scalar, plain, offset, m_document.m_events.size() + 1, {}};
    event.value = m_document.m_values.emplace_back(std::move(value));
    place_value(event);
    m_document.m_events.push_back(event);
}

void EventBuilder::null(std::size_t offset)
{
    const std::string_view there =
        std::string_view(m_document.text()).substr(std::min(offset, m_document.text().size()), 4);
    const bool written =
        there.substr(0, 1) == "~" || there == "null" || there == "Null" || there == "NULL";
    if (!written && !m_open.empty() && m_open.back().mapping && !m_open.back().at_key) {
        offset = m_open.back().key_offset; // an empty value stands nowhere: its key is the place
    }
    const Event event{EventType::null, true, offset, m_document.m_events.size() + 1, {}};
    place_value(event);
    m_document.m_events.push_back(event);
}

void EventBuilder::start(EventType type, std::size_t offset)
{
    const Event event{type, false, offset, 0, {}};
    if (m_open.size() == static_cast<std::size_t>(deepest)) {
        throw error(offset, fmt::format("lists and maps nest deeper than {} levels", deepest));
    }
    place_value(event);
    m_open.push_back({m_document.m_events.size(), type == EventType::mapping_start, true, 0, {}});
    m_document.m_events.push_back(event);
}

void EventBuilder::end(EventType type)
{
    const std::size_t start = m_open.back().index;
    m_open.pop_back();
    m_document.m_events[start].next = m_document.m_events.size() + 1;
    m_document.m_events.push_back(
        {type, false, m_document.m_events[start].offset, m_document.m_events.size() + 1, {}});
}

} // namespace crm::yaml
