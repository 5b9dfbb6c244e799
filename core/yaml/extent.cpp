#include "core/yaml/extent.hpp"

#include <algorithm>
#include <string_view>

namespace crm::yaml {
namespace {

bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool is_quoted(const Document& document, const Event& event)
{
    const char first = document.text()[event.offset];
    return !event.plain && (first == '"' || first == '\'');
}

bool is_block_text(const Document& document, const Event& event)
{
    const char first = document.text()[event.offset];
    return event.type == EventType::scalar && !event.plain && (first == '|' || first == '>');
}

/// True for an empty value behind a colon: its key is its place. That of an empty item is its dash.
bool stands_at_key(const Document& document, std::size_t index)
{
    return index > 0 && document.events()[index - 1].type == EventType::scalar &&
           document.events()[index - 1].offset == document.events()[index].offset;
}

Error unclear(const Document& document, std::size_t offset)
{
    return {document.place(offset), "where this ends cannot be told", "change it by hand"};
}

/// Plain and block texts stand in the file as they mean, but for their white space.
std::size_t end_of_words(const Document& document, std::size_t from, const Event& event)
{
    const std::string_view text = document.text();
    std::size_t at = from;
    std::size_t end = from;
    for (const char c : event.value) {
        if (is_blank(c)) {
            continue;
        }
        while (at < text.size() && is_blank(text[at])) {
            ++at;
        }
        if (at >= text.size() || text[at] != c) {
            throw unclear(document, event.offset);
        }
        end = ++at;
    }
    return end;
}

std::size_t scalar_end(const Document& document, const Event& event)
{
    const std::string_view text = document.text();
    if (is_quoted(document, event)) {
        if (const auto end = quote_end(text, event.offset)) {
            return *end;
        }
        throw unclear(document, event.offset);
    }
    if (!is_block_text(document, event)) {
        return end_of_words(document, event.offset, event);
    }
    std::size_t header_end = event.offset;
    while (header_end < text.size() && !is_blank(text[header_end])) {
        ++header_end;
    }
    if (event.value.find_first_not_of(" \t\n") == std::string_view::npos) {
        return header_end;
    }
    // Spaces at the end of its last line belong to the text as well.
    const std::size_t words =
        end_of_words(document, std::min(text.find('\n', event.offset), text.size()), event);
    return std::min(text.find_first_not_of(" \t", words), text.size());
}

/// The byte behind the bracket or brace that follows the last item, which ends at `from`.
std::size_t closing_end(const Document& document, std::size_t from)
{
    const std::string_view text = document.text();
    for (std::size_t at = from; at < text.size(); ++at) {
        if (text[at] == ']' || text[at] == '}') {
            return at + 1;
        }
        if (text[at] == '#') {
            at = std::min(text.find('\n', at), text.size());
        } else if (!is_blank(text[at]) && text[at] != ',') {
            break;
        }
    }
    throw unclear(document, from);
}

} // namespace

bool is_flow(const Document& document, std::size_t index)
{
    const Event& event = document.events()[index];
    if (event.type != EventType::sequence_start && event.type != EventType::mapping_start) {
        return false;
    }
    const char first = document.text()[event.offset];
    return first == '[' || first == '{';
}

bool is_unwritten(const Document& document, std::size_t index)
{
    const Event& event = document.events()[index];
    if (event.type != EventType::null) {
        return false;
    }
    const std::string_view there = std::string_view(document.text()).substr(event.offset, 4);
    return stands_at_key(document, index) ||
           (there.substr(0, 1) != "~" && there != "null" && there != "Null" && there != "NULL");
}

std::optional<std::size_t> colon_of(const Document& document, std::size_t key)
{
    const std::string_view text = document.text();
    std::size_t at = value_end(document, key);
    while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) {
        ++at;
    }
    return at < text.size() && text[at] == ':' ? std::optional(at) : std::nullopt;
}

std::size_t value_end(const Document& document, std::size_t index)
{
    const Event& event = document.events()[index];
    switch (event.type) {
    case EventType::scalar: return scalar_end(document, event);
    case EventType::null:
        if (!is_unwritten(document, index)) {
            return event.offset + (document.text()[event.offset] == '~' ? 1 : 4);
        }
        if (stands_at_key(document, index)) {
            if (const auto colon = colon_of(document, index - 1)) {
                return *colon + 1;
            }
            return value_end(document, index - 1);
        }
        return event.offset + 1;
    case EventType::sequence_start:
    case EventType::mapping_start: break;
    case EventType::sequence_end:
    case EventType::mapping_end: throw unclear(document, event.offset);
    }
    std::size_t last = index;
    for (std::size_t child = index + 1; child + 1 < event.next;
         child = document.events()[child].next) {
        last = child;
    }
    if (is_flow(document, index)) {
        return closing_end(document, last == index ? event.offset + 1 : value_end(document, last));
    }
    return value_end(document, last);
}

std::optional<std::size_t> comment_within(const Document& document, std::size_t begin,
                                          std::size_t end)
{
    const std::string_view text = document.text();
    std::size_t at = begin;
    const auto look_until = [&](std::size_t limit) -> std::optional<std::size_t> {
        for (; at < limit; ++at) {
            if (text[at] == '#' && (at == 0 || is_blank(text[at - 1]))) {
                return at;
            }
        }
        return std::nullopt;
    };
    for (std::size_t i = 0; i < document.events().size(); ++i) {
        const Event& event = document.events()[i];
        if (event.type != EventType::scalar || event.offset < begin || event.offset >= end) {
            continue;
        }
        const bool block = is_block_text(document, event);
        const std::size_t from =
            block ? std::min(text.find('\n', event.offset), text.size()) : event.offset;
        if (const auto found = look_until(std::min(from, end))) {
            return found;
        }
        at = std::max(at, value_end(document, i));
    }
    return look_until(end);
}

} // namespace crm::yaml
