#include "core/base/error.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace crm {
namespace {

/// Terminal columns of an excerpt: room for the indent in a window of 80.
constexpr std::size_t excerpt_columns = 76;

std::size_t characters(std::string_view text)
{
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

/// A value that is told of can have megabytes: what is said around it is kept.
std::string cut_middle(std::string text)
{
    constexpr std::size_t kept = 1000;
    if (text.size() <= 2 * kept) {
        return text;
    }
    std::size_t begin = kept;
    while (begin > 0 && (text[begin] & 0xC0) == 0x80) {
        --begin;
    }
    std::size_t end = text.size() - kept;
    while (end < text.size() && (text[end] & 0xC0) == 0x80) {
        ++end;
    }
    return text.substr(0, begin) + "…" + text.substr(end);
}

/// The end of `text` that fits into `columns`, with an ellipsis where something is cut.
std::string cut_front(std::string_view text, std::size_t columns)
{
    if (width(text) <= columns) {
        return std::string(text);
    }
    std::size_t at = 0;
    while (at < text.size() && width(text.substr(at)) > columns - 1) {
        do {
            ++at;
        } while (at < text.size() && (text[at] & 0xC0) == 0x80);
    }
    return "…" + std::string(text.substr(at));
}

} // namespace

std::string Place::str() const
{
    return line == 0 ? visible(file) : fmt::format("{}:{}:{}", visible(file), line, column);
}

Place whole_file(std::string_view file)
{
    Place place;
    place.file = file;
    return place;
}

std::size_t LineIndex::line_of(std::string_view text, std::size_t offset)
{
    if (!std::exchange(m_known, true)) {
        for (std::size_t at = text.find('\n'); at != std::string_view::npos;
             at = text.find('\n', at + 1)) {
            m_ends.push_back(at);
        }
    }
    const auto line = std::lower_bound(m_ends.begin(), m_ends.end(), offset);
    return static_cast<std::size_t>(line - m_ends.begin()) + 1;
}

std::size_t LineIndex::begin_of(std::size_t line) const
{
    return line < 2 ? 0 : m_ends[line - 2] + 1;
}

std::size_t LineIndex::end_of(std::string_view text, std::size_t line) const
{
    return line - 1 < m_ends.size() ? m_ends[line - 1] : text.size();
}

std::size_t LineIndex::characters(std::string_view text, std::size_t begin, std::size_t offset)
{
    if (m_begin != begin || m_offset < begin || m_offset > offset) {
        m_begin = m_offset = begin;
        m_characters = 0;
    }
    m_characters += crm::characters(text.substr(m_offset, offset - m_offset));
    m_offset = offset;
    return m_characters;
}

Place place_at(std::string_view file, std::string_view text, std::size_t offset)
{
    LineIndex lines;
    return place_at(file, text, offset, lines);
}

Place place_at(std::string_view file, std::string_view text, std::size_t offset, LineIndex& lines)
{
    offset = std::min(offset, text.size());
    Place place;
    place.file = file;
    place.line = lines.line_of(text, offset);
    std::size_t begin = lines.begin_of(place.line);
    if (begin == 0 && text.substr(0, 3) == "\xEF\xBB\xBF" && offset >= 3) {
        begin = 3; // editors do not show the byte order mark, and do not count it
    }
    std::size_t end = lines.end_of(text, place.line);
    if (end > begin && text[end - 1] == '\r') {
        --end;
    }
    offset = std::min(offset, end);
    place.column = lines.characters(text, begin, offset) + 1;

    // A line can have megabytes: only what could be shown is made visible.
    const std::size_t from = offset - begin > 400 ? offset - 400 : begin;
    std::string before = visible(text.substr(from, offset - from));
    std::string after = visible(text.substr(offset, std::min<std::size_t>(end - offset, 400)));
    const std::size_t after_columns = std::min<std::size_t>(width(after), excerpt_columns / 2);
    before = cut_front(before, excerpt_columns - after_columns);
    place.caret = width(before);
    place.excerpt = before + cut(after, excerpt_columns - place.caret);
    return place;
}

Error::Error(Fault fault_, std::string text_, std::string remedy_)
    : fault(fault_), text(cut_middle(std::move(text_))), remedy(cut_middle(std::move(remedy_)))
{
}

Error::Error(Place place_, std::string text_, std::string remedy_)
    : fault(Fault::ledger), place(std::move(place_)), text(cut_middle(std::move(text_))),
      remedy(cut_middle(std::move(remedy_)))
{
}

std::string Error::message() const
{
    std::string out = "crm: ";
    if (place) {
        out += place->str() + ": ";
    }
    out += visible(text) + "\n";
    if (place && place->line > 0) {
        out += fmt::format("  {}\n  {:>{}}\n", place->excerpt, "^", place->caret + 1);
    }
    if (!remedy.empty()) {
        out += "  " + visible(remedy) + "\n";
    }
    return out;
}

} // namespace crm
