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
    const std::size_t newline = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
    std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
    if (begin == 0 && text.substr(0, 3) == "\xEF\xBB\xBF" && offset >= 3) {
        begin = 3; // editors do not show the byte order mark, and do not count it
    }
    std::size_t end = std::min(text.find('\n', offset), text.size());
    if (end > begin && text[end - 1] == '\r') {
        --end;
    }
    offset = std::min(offset, end);
    place.column = characters(text.substr(begin, offset - begin)) + 1;

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
    : fault(fault_), text(std::move(text_)), remedy(std::move(remedy_))
{
}

Error::Error(Place place_, std::string text_, std::string remedy_)
    : fault(Fault::ledger), place(std::move(place_)), text(std::move(text_)),
      remedy(std::move(remedy_))
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
