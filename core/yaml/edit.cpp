#include "core/yaml/edit.hpp"

#include "core/yaml/extent.hpp"
#include "core/yaml/node.hpp"
#include "core/yaml/scalar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <optional>
#include <utility>

namespace crm::yaml {
namespace {

/// Replaces bytes [begin, end) by `text`, and thereby events [from, to) by those of `meaning`.
struct Splice {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string text;
    std::size_t from = 0;
    std::size_t to = 0;
    std::string meaning; ///< YAML of what comes in: a flow map of entries, or a flow list of values
};

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

class Editing {
public:
    explicit Editing(const Document& document) : m_document(document), m_text(document.text()) {}

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

    std::string remove(const Path& path)
    {
        const Found found = find_path(path);
        if (!found.key) {
            return std::string(m_text);
        }
        if (path.size() > 1 && event(found.map).next == event(*found.key + 1).next + 1 &&
            *found.key == found.map + 1) {
            return remove({path.begin(), path.end() - 1});
        }
        return cut(found.map, {*found.key});
    }

    std::string remove_item(const Path& path, std::string_view item)
    {
        const Found found = find_path(path);
        if (!found.key) {
            return std::string(m_text);
        }
        const std::size_t value = *found.key + 1;
        if (event(value).type == EventType::scalar && event(value).value == item) {
            return remove(path);
        }
        if (event(value).type != EventType::sequence_start) {
            return std::string(m_text);
        }
        std::vector<std::size_t> there;
        bool others = false;
        for (std::size_t child = value + 1; child + 1 < event(value).next;
             child = event(child).next) {
            const bool is_it = event(child).type == EventType::scalar && event(child).value == item;
            others = others || !is_it;
            if (is_it) {
                there.push_back(child);
            }
        }
        if (there.empty()) {
            return std::string(m_text);
        }
        return others ? cut(value, there) : remove(path);
    }

private:
    struct Found {
        std::size_t map = 0;
        std::optional<std::size_t> key;
    };

    [[nodiscard]] const Event& event(std::size_t index) const { return m_document.events()[index]; }

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

    [[nodiscard]] Error error(std::size_t index, std::string text, std::string remedy = {}) const
    {
        return {m_document.place(event(index).offset), std::move(text), std::move(remedy)};
    }

    void require_map() const
    {
        if (m_document.events().empty() || event(0).type != EventType::mapping_start) {
            throw Error(m_document.place(0), "there are no keys here",
                        "the file begins with a line such as 'name: Ada Lovelace'");
        }
    }

    [[nodiscard]] std::optional<std::size_t> find(std::size_t map, std::string_view name) const
    {
        for (std::size_t key = map + 1; key + 1 < event(map).next; key = event(key + 1).next) {
            if (event(key).value == name) {
                return key;
            }
        }
        return std::nullopt;
    }

    [[nodiscard]] Found find_path(const Path& path) const
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

    /// The spaces that put something below what stands at `offset`.
    [[nodiscard]] std::string column_spaces(std::size_t offset) const
    {
        std::size_t begin = line_begin(m_text, offset);
        if (begin == 0 && m_text.substr(0, 3) == "\xEF\xBB\xBF") {
            begin = 3;
        }
        return std::string(offset - begin, ' ');
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

    /// Where the line begins in which the dash of `item` stands.
    [[nodiscard]] std::size_t item_begin(std::size_t list, std::size_t item) const
    {
        const std::string dash = column_spaces(event(list).offset) + "-";
        std::size_t begin = line_begin(m_text, event(item).offset);
        while (begin > 0 && m_text.substr(begin, dash.size()) != dash) {
            begin = line_begin(m_text, begin - 1);
        }
        return begin;
    }

    /// Takes the entries or items that begin at `which` out of what begins at `parent`.
    std::string cut(std::size_t parent, const std::vector<std::size_t>& which)
    {
        const std::size_t to_value = event(parent).type == EventType::mapping_start ? 1 : 0;
        std::vector<Splice> splices;
        std::optional<std::size_t> before; // the value before it, if any of those before it stays
        for (std::size_t first = parent + 1; first + 1 < event(parent).next;) {
            const std::size_t value = first + to_value;
            const bool goes = std::find(which.begin(), which.end(), first) != which.end();
            if (goes) {
                splices.push_back(without(parent, first, value, before));
            }
            before = goes && !before ? std::nullopt : std::optional(value);
            first = event(value).next;
        }
        if (auto out = attempt(splices)) {
            return *out;
        }
        throw in_the_way(which.front());
    }

    /// What takes one entry out (`first` its key, `value` its value) or one item (both the same).
    [[nodiscard]] Splice without(std::size_t parent, std::size_t first, std::size_t value,
                                 std::optional<std::size_t> before) const
    {
        Splice splice;
        splice.from = first;
        splice.to = event(value).next;
        const bool flow = is_flow(m_document, parent);
        const std::size_t end = value_end(m_document, value);
        if (flow && before) {
            splice.begin = value_end(m_document, *before);
            splice.end = end;
        } else if (flow && splice.to + 1 < event(parent).next) {
            splice.begin = event(first).offset;
            splice.end = event(splice.to).offset;
        } else if (flow) {
            splice.begin = event(first).offset;
            const std::size_t behind = m_text.find_first_not_of(" \r\n", end);
            splice.end = m_text[behind] == ',' ? behind + 1 : end;
        } else {
            splice.begin = first == value
                               ? item_begin(parent, value)
                               : event(first).offset - column_spaces(event(first).offset).size();
            splice.end = std::min(m_text.find('\n', end), m_text.size() - 1) + 1;
        }
        const std::size_t inner_end = flow ? splice.end : end;
        if (const auto comment = comment_within(m_document, splice.begin, inner_end)) {
            throw Error(m_document.place(*comment),
                        "a comment stands within the value to be removed",
                        "remove this one by hand, so that nothing of it is lost");
        }
        return splice;
    }

    /// The text with all of `splices`, which stand in the order of the text, if it reads as asked.
    [[nodiscard]] std::optional<std::string> attempt(const std::vector<Splice>& splices) const
    {
        std::string after;
        std::deque<Document> incoming; // what the values of `expected` point to
        std::vector<Event> expected;
        std::size_t at = 0;
        std::size_t index = 0;
        const auto& events = m_document.events();
        const auto take_over = [&](const std::vector<Event>& from, std::size_t begin,
                                   std::size_t end) {
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

    std::string require(const Splice& splice, std::size_t index) const
    {
        if (auto out = attempt({splice})) {
            return std::move(*out);
        }
        throw in_the_way(index);
    }

    [[nodiscard]] Error in_the_way(std::size_t index) const
    {
        return error(index, "this is written in a way that cannot be changed safely",
                     "change it by hand");
    }

    const Document& m_document;
    std::string_view m_text;
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
        return Editing(document).set(path, std::string(text), std::nullopt, order);
    }
    return Editing(document).set(path, scalar(text), literal_of(text), order);
}

std::string with_list(const Document& document, const Path& path,
                      const std::vector<std::string>& items, Order order)
{
    return Editing(document).set(path, flow_list(items), std::nullopt, order);
}

std::string with_item(const Document& document, const Path& path, std::string_view item,
                      Order order, Quoting quoting)
{
    const std::string one = quoting == Quoting::never ? std::string(item) : scalar(item);
    return Editing(document).add_item(path, item, one, order);
}

std::string without_key(const Document& document, const Path& path)
{
    return Editing(document).remove(path);
}

std::string without_item(const Document& document, const Path& path, std::string_view item)
{
    return Editing(document).remove_item(path, item);
}

} // namespace crm::yaml
