#include "core/yaml/edit.hpp"

#include "core/yaml/extent.hpp"
#include "core/yaml/scalar.hpp"
#include "core/yaml/splice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace crm::yaml {
namespace {

class Putting : public Splicing {
public:
    using Splicing::Splicing;

    std::string set(const Path& path, const std::string& flow,
                    const std::optional<std::string>& literal, Order order)
    {
        require_map();
        std::size_t map = 0;
        for (std::size_t i = 0; i < path.size(); ++i) {
            const auto key = find(map, path[i]);
            std::string wrapped = flow;
            for (std::size_t j = path.size(); j > i + 1; --j) {
                wrapped = fmt::format("{{{}: {}}}", scalar(path[j - 1]), wrapped);
            }
            const bool is_last = i + 1 == path.size();
            if (!key) {
                return insert(map, path[i], wrapped, is_last ? literal : std::nullopt,
                              i == 0 ? order : Order{});
            }
            if (is_last || event(*key + 1).type == EventType::null) {
                return replace(map, *key, wrapped, is_last ? literal : std::nullopt);
            }
            map = *key + 1;
            if (event(map).type != EventType::mapping_start) {
                throw error(map, fmt::format("'{}' holds no keys here", path[i]),
                            "remove its value first");
            }
        }
        return std::string(m_text);
    }

    std::string add_item(const Path& path, std::string_view item, const std::string& one,
                         Order order)
    {
        const auto key = find_path(path).key;
        if (!key || event(*key + 1).type == EventType::null) {
            return set(path, fmt::format("[{}]", one), std::nullopt, order);
        }
        const std::size_t value = *key + 1;
        if (event(value).type == EventType::scalar) {
            if (event(value).value == item) {
                return std::string(m_text);
            }
            return set(path, fmt::format("[{}, {}]", as_item(value), one), std::nullopt, order);
        }
        if (event(value).type != EventType::sequence_start) {
            throw error(value, fmt::format("'{}' holds no list here", path.back()));
        }
        std::optional<std::size_t> last;
        for (std::size_t child = value + 1; child + 1 < event(value).next;
             child = event(child).next) {
            if (event(child).type == EventType::scalar && event(child).value == item) {
                return std::string(m_text);
            }
            last = child;
        }
        Splice splice;
        splice.from = splice.to = event(value).next - 1;
        splice.meaning = fmt::format("[{}]", one);
        if (is_flow(m_document, value)) {
            splice.begin = last ? value_end(m_document, *last) : event(value).offset + 1;
            splice.text = (last ? ", " : "") + one;
        } else {
            put_line(splice, value_end(m_document, *last),
                     column_spaces(event(value).offset) + "- " + one);
        }
        splice.end = splice.begin;
        return require(splice, value);
    }

private:
    /// How the text `index` is written between brackets: a plain date or number stays one.
    [[nodiscard]] std::string as_item(std::size_t index) const
    {
        const Event& text = event(index);
        if (text.plain) {
            try {
                const Document list("", fmt::format("[{}]", text.value));
                if (list.events().size() == 3 && same(list.events()[1], text)) {
                    return std::string(text.value);
                }
            } catch (const Error&) {
            }
        }
        return scalar(text.value);
    }

    /// A new line of its own behind the line in which `offset` stands.
    void put_line(Splice& splice, std::size_t offset, std::string_view line) const
    {
        const std::string line_end = line_end_of(m_text);
        const std::size_t line_feed = m_text.find('\n', offset);
        splice.begin = line_feed == std::string_view::npos ? m_text.size() : line_feed + 1;
        splice.text = line_feed == std::string_view::npos
                          ? line_end + with_line_ends(line, line_end)
                          : with_line_ends(line, line_end) + line_end;
    }

    [[nodiscard]] bool is_one_line(std::size_t begin, std::size_t end) const
    {
        return m_text.substr(begin, end - begin).find('\n') == std::string_view::npos;
    }

    /// A literal block for the lines of `literal` below a key that stands at `offset`.
    [[nodiscard]] std::string block_below(const std::string& literal, std::size_t offset) const
    {
        const std::string spaces = column_spaces(offset);
        std::string out;
        bool line_begins = false;
        for (const char c : std::string_view(literal).substr(0, literal.size() - 1)) {
            if (line_begins && c != '\n') {
                out += spaces;
            }
            line_begins = c == '\n';
            out += c;
        }
        return out;
    }

    std::string replace(std::size_t map, std::size_t key, const std::string& flow,
                        const std::optional<std::string>& literal)
    {
        const std::size_t value = key + 1;
        const std::size_t end = value_end(m_document, value);
        const auto colon = colon_of(m_document, key);
        if (!colon) {
            throw in_the_way(key);
        }
        Splice splice;
        splice.begin = event(value).offset;
        splice.end = end;
        splice.from = value;
        splice.to = event(value).next;
        splice.meaning = fmt::format("[{}]", flow);
        std::string before;
        const bool below = !is_one_line(*colon, splice.begin);
        const bool block = event(value).next > value + 1 && !is_flow(m_document, value);
        if (is_unwritten(m_document, value) ||
            (below && (block || !comment_within(m_document, *colon, splice.begin)))) {
            splice.begin = *colon + 1;
            before = " ";
        }
        if (const auto comment = comment_within(m_document, splice.begin, end)) {
            throw Error(m_document.place(*comment),
                        "a comment stands within the value to be changed",
                        "change this one by hand, so that nothing of it is lost");
        }
        const std::size_t line_feed = std::min(m_text.find('\n', end), m_text.size());
        const bool line_is_free =
            m_text.substr(end, line_feed - end).find_first_not_of(" \r") == std::string_view::npos;
        if (literal && !is_flow(m_document, map) && line_is_free &&
            is_one_line(*colon, splice.begin)) {
            splice.text = with_line_ends(
                before + block_below(*literal, event(key).offset).substr(1), line_end_of(m_text));
            if (before.empty() && m_text[splice.begin - 1] != ' ') {
                splice.text.insert(0, " ");
            }
            if (auto out = attempt({splice})) {
                return *out;
            }
        }
        splice.text = before + flow;
        return require(splice, key);
    }

    std::string insert(std::size_t map, const std::string& name, const std::string& flow,
                       const std::optional<std::string>& literal, Order order)
    {
        const std::string entry = fmt::format("{}: {}", scalar(name), flow);
        Splice splice;
        splice.meaning = fmt::format("{{{}}}", entry);
        const std::size_t first = map + 1;
        const bool empty = event(map).next == map + 2;
        if (is_flow(m_document, map)) {
            splice.from = splice.to = event(map).next - 1;
            splice.begin = empty ? event(map).offset + 1 : value_end(m_document, last_value(map));
            splice.end = splice.begin;
            splice.text = (empty ? "" : ", ") + entry;
            return require(splice, map);
        }
        const std::string spaces = column_spaces(event(map).offset);
        std::vector<std::string> lines;
        if (literal) {
            lines.push_back(spaces + scalar(name) + ":" + block_below(*literal, event(map).offset));
        }
        lines.push_back(spaces + entry);
        const auto before = predecessor(map, name, order);
        for (const std::string& line : lines) {
            if (!before) {
                splice.begin = event(map).offset - spaces.size();
                splice.text = with_line_ends(line + "\n", line_end_of(m_text));
                splice.from = first;
            } else {
                put_line(splice, value_end(m_document, *before + 1), line);
                splice.from = event(*before + 1).next;
            }
            splice.end = splice.begin;
            splice.to = splice.from;
            if (auto out = attempt({splice})) {
                return *out;
            }
        }
        // Behind everything is the last place to try.
        const std::string line_end = line_end_of(m_text);
        splice.begin = splice.end = m_text.size();
        splice.from = splice.to = event(map).next - 1;
        for (const std::string& line : lines) {
            splice.text = m_text.back() == '\n' ? "" : line_end;
            splice.text += with_line_ends(line, line_end) + line_end;
            if (auto out = attempt({splice})) {
                return *out;
            }
        }
        throw in_the_way(before.value_or(first));
    }

    /// The key behind which `name` is to stand: of those that go before it the last one, else, for
    /// a name without an order, the last of all; nothing where it goes before all.
    [[nodiscard]] std::optional<std::size_t> predecessor(std::size_t map, std::string_view name,
                                                         Order order) const
    {
        const auto own = std::find(order.begin(), order.end(), name);
        std::optional<std::size_t> out;
        for (std::size_t key = map + 1; key + 1 < event(map).next; key = event(key + 1).next) {
            if (own == order.end() || std::find(order.begin(), own, event(key).value) != own) {
                out = key;
            }
        }
        return out;
    }

    [[nodiscard]] std::size_t last_value(std::size_t map) const
    {
        std::size_t last = map + 2;
        for (std::size_t key = map + 1; key + 1 < event(map).next; key = event(key + 1).next) {
            last = key + 1;
        }
        return last;
    }
};

/// ` |` and the lines, for a text of several lines.
std::optional<std::string> literal_of(std::string_view text)
{
    std::string block = block_value(text);
    return block.size() > 2 && block[1] == '|' ? std::optional(std::move(block)) : std::nullopt;
}

} // namespace

std::string with_text(const Document& document, const Path& path, std::string_view text,
                      Order order, Quoting quoting)
{
    if (quoting == Quoting::never) {
        return Putting(document).set(path, std::string(text), std::nullopt, order);
    }
    return Putting(document).set(path, scalar(text), literal_of(text), order);
}

std::string with_list(const Document& document, const Path& path,
                      const std::vector<std::string>& items, Order order)
{
    return Putting(document).set(path, flow_list(items), std::nullopt, order);
}

std::string with_item(const Document& document, const Path& path, std::string_view item,
                      Order order, Quoting quoting)
{
    const std::string one = quoting == Quoting::never ? std::string(item) : scalar(item);
    return Putting(document).add_item(path, item, one, order);
}

} // namespace crm::yaml
