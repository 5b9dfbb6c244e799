#include "core/yaml/splice.hpp"

#include <algorithm>
#include <deque>
#include <utility>

namespace crm::yaml {

bool same(const Event& a, const Event& b)
{
    return a.type == b.type && a.value == b.value && a.plain == b.plain;
}

std::string line_end_of(std::string_view text)
{
    const std::size_t line_feed = text.find('\n');
    const bool carriage =
        line_feed != std::string_view::npos && line_feed > 0 && text[line_feed - 1] == '\r';
    return carriage ? "\r\n" : "\n";
}

std::string with_line_ends(std::string_view text, const std::string& line_end)
{
    std::string out;
    for (const char c : text) {
        out += c == '\n' ? line_end : std::string(1, c);
    }
    return out;
}

std::size_t line_begin(std::string_view text, std::size_t offset)
{
    const std::size_t line_feed =
        offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
    return line_feed == std::string_view::npos ? 0 : line_feed + 1;
}

void Splicing::require_map() const
{
    if (m_document.events().empty() || event(0).type != EventType::mapping_start) {
        throw Error(m_document.place(0), "there are no keys here",
                    "the file begins with a line such as 'name: Ada Lovelace'");
    }
}

std::optional<std::size_t> Splicing::find(std::size_t map, std::string_view name) const
{
    for (std::size_t key = map + 1; key + 1 < event(map).next; key = event(key + 1).next) {
        if (event(key).value == name) {
            return key;
        }
    }
    return std::nullopt;
}

Splicing::Found Splicing::find_path(const Path& path) const
{
    require_map();
    std::size_t map = 0;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const auto key = find(map, path[i]);
        if (!key || i + 1 == path.size()) {
            return {map, key};
        }
        map = *key + 1;
        if (event(map).type != EventType::mapping_start) {
            return {map, std::nullopt};
        }
    }
    return {};
}

std::string Splicing::column_spaces(std::size_t offset) const
{
    std::size_t begin = line_begin(m_text, offset);
    if (begin == 0 && m_text.substr(0, 3) == "\xEF\xBB\xBF") {
        begin = 3;
    }
    return std::string(offset - begin, ' ');
}

std::optional<std::string> Splicing::attempt(const std::vector<Splice>& splices) const
{
    std::string after;
    std::deque<Document> incoming; // what the values of `expected` point to
    std::vector<Event> expected;
    std::size_t at = 0;
    std::size_t index = 0;
    const auto& events = m_document.events();
    const auto take_over = [&](const std::vector<Event>& from, std::size_t begin, std::size_t end) {
        expected.insert(expected.end(), from.begin() + static_cast<std::ptrdiff_t>(begin),
                        from.begin() + static_cast<std::ptrdiff_t>(end));
    };
    try {
        for (const Splice& splice : splices) {
            after += m_text.substr(at, splice.begin - at);
            after += splice.text;
            at = splice.end;
            take_over(events, index, splice.from);
            index = splice.to;
            if (!splice.meaning.empty()) {
                const auto& theirs = incoming.emplace_back("", splice.meaning).events();
                take_over(theirs, 1, theirs.size() - 1);
            }
        }
        after += m_text.substr(at);
        take_over(events, index, events.size());
        const Document now(m_document.file(), after);
        const bool fits = std::equal(expected.begin(), expected.end(), now.events().begin(),
                                     now.events().end(), same);
        return fits ? std::optional(std::move(after)) : std::nullopt;
    } catch (const Error&) {
        return std::nullopt;
    }
}

std::string Splicing::require(const Splice& splice, std::size_t index) const
{
    if (auto out = attempt({splice})) {
        return std::move(*out);
    }
    throw in_the_way(index);
}

} // namespace crm::yaml
