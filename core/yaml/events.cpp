#include "core/yaml/events.hpp"

#include "core/yaml/builder.hpp"
#include "core/yaml/plain.hpp"
#include "core/yaml/strictness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace crm::yaml {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// True where a quote mark behind `c` is part of a plain value (it's) and opens no quote.
bool is_plain_character(char c)
{
    return c != ' ' && c != '\n' && c != ',' && c != '[' && c != '{' && c != ':';
}

/// The dash of a list that nothing but white space and comments parts from `offset`.
std::optional<std::size_t> dash_before(std::string_view text, std::size_t offset)
{
    while (offset > 0) {
        const std::size_t last = text.find_last_not_of(" \r\n", offset - 1);
        if (last == std::string_view::npos) {
            return std::nullopt;
        }
        if (text[last] == '-') {
            return last;
        }
        const std::size_t line_feed = text.rfind('\n', last);
        const std::size_t line = line_feed == std::string_view::npos ? 0 : line_feed + 1;
        const std::size_t hash = text.substr(line, last - line + 1).find('#');
        if (hash == std::string_view::npos) {
            return std::nullopt;
        }
        offset = line + hash;
    }
    return std::nullopt;
}

} // namespace

std::optional<std::size_t> bracket_end(std::string_view text, std::size_t offset,
                                       std::optional<std::size_t>* open_quote)
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
                if (open_quote != nullptr) {
                    *open_quote = at;
                }
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

Document::Document(std::string file, std::string text, Reader reader)
    : m_file(std::move(file)), m_text(std::move(text))
{
    refuse_long_lines(*this);
    if (reader == Reader::any && read_plain(m_text, m_events, m_values)) {
        return; // nothing in the plain subset is refused
    }
    const std::size_t begin =
        std::string_view(m_text).substr(0, byte_order_mark.size()) == byte_order_mark
            ? byte_order_mark.size()
            : 0;
    refuse_text(*this, begin);
    EventBuilder builder(*this);
    read_with_yaml_cpp(std::string_view(m_text).substr(begin), begin, builder);
    refuse_lax_readings(*this);
}

Event Document::event(EventType type, std::size_t offset, bool plain, std::string_view value) const
{
    return {value, static_cast<std::uint32_t>(offset),
            static_cast<std::uint32_t>(m_events.size()) + 1, type, plain};
}

Error EventBuilder::error(std::size_t offset, std::string text, std::string remedy) const
{
    return {m_document.place(offset), std::move(text), std::move(remedy)};
}

std::optional<std::size_t> EventBuilder::open_bracket() const
{
    if (m_open.empty()) {
        return std::nullopt;
    }
    const std::size_t offset = m_document.m_events[m_open.back().index].offset;
    const char first = offset < m_document.text().size() ? m_document.text()[offset] : '\0';
    return first == '[' || first == '{' ? std::optional(offset) : std::nullopt;
}

Error EventBuilder::bracket_never_closed(std::size_t offset) const
{
    return error(offset, fmt::format("the bracket {} is never closed", m_document.text()[offset]),
                 "close it at the end of the list or map");
}

Error EventBuilder::never_closed(std::size_t offset) const
{
    return error(offset, fmt::format("the quote {} is never closed", m_document.text()[offset]),
                 "close it at the end of the text");
}

Error EventBuilder::too_deep(std::size_t offset) const
{
    return error(offset, fmt::format("lists and maps nest deeper than {} levels", deepest),
                 "look for one that should have ended further up");
}

Error EventBuilder::too_large() const
{
    return {whole_file(m_document.file()),
            fmt::format("is larger than {} MiB, and not in the style that crm writes",
                        largest_in_any_style >> 20),
            "split it, or write it in that style: 'man crm-ledger' shows it"};
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
    std::optional<std::size_t> open_quote;
    if ((first == '[' || first == '{') &&
        !bracket_end(m_document.text(), event.offset, &open_quote)) {
        // yaml-cpp takes an open bracket at the end of the file for the beginning of a key.
        if (open_quote) {
            throw never_closed(*open_quote);
        }
        throw bracket_never_closed(event.offset);
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
    const Event event = m_document.event(EventType::scalar, offset, plain,
                                         m_document.m_values.emplace_back(std::move(value)));
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
    } else if (!written && !m_open.empty() && !m_open.back().mapping && !open_bracket()) {
        offset = dash_before(m_document.text(), offset).value_or(offset); // so does an empty item
    }
    const Event event = m_document.event(EventType::null, offset, true);
    place_value(event);
    m_document.m_events.push_back(event);
}

void EventBuilder::start(EventType type, std::size_t offset)
{
    const Event event = m_document.event(type, offset);
    if (m_open.size() == static_cast<std::size_t>(deepest)) {
        throw too_deep(offset);
    }
    place_value(event);
    m_open.push_back({m_document.m_events.size(), type == EventType::mapping_start, true, 0, {}});
    m_document.m_events.push_back(event);
}

void EventBuilder::end(EventType type)
{
    const std::size_t start = m_open.back().index;
    m_open.pop_back();
    m_document.m_events.push_back(m_document.event(type, m_document.m_events[start].offset));
    m_document.m_events[start].next = m_document.m_events.back().next;
}

} // namespace crm::yaml
