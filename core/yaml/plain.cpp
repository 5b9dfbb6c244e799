#include "core/yaml/plain.hpp"

#include "core/yaml/plain_text.hpp"

#include <cstdint>

namespace crm::yaml {
namespace {

using namespace plain;

class PlainReader {
public:
    PlainReader(std::string_view text, std::vector<Event>& events, std::deque<std::string>& values)
        : m_begin(text.data()), m_end(text.data() + text.size()), m_at(m_begin), m_events(events),
          m_values(values)
    {
    }

    bool document()
    {
        if (m_at == m_end) {
            return true;
        }
        if (m_end[-1] != '\n') {
            return false;
        }
        to_content();
        if (m_at == m_end) {
            return true;
        }
        return m_indent == 0 && block_collection() && m_at == m_end;
    }

private:
    [[nodiscard]] std::uint32_t offset(const char* at) const
    {
        return static_cast<std::uint32_t>(at - m_begin);
    }

    [[nodiscard]] std::uint32_t next_index() const
    {
        return static_cast<std::uint32_t>(m_events.size()) + 1;
    }

    /// To the next line that is neither empty nor a comment; m_at is at its first character that is
    /// no space and m_indent says how many there are. m_at is m_end where there is none.
    void to_content()
    {
        for (;;) {
            const char* const line = m_at;
            m_at = skip_spaces(m_at, m_end);
            m_indent = m_at - line;
            if (m_at == m_end) {
                return;
            }
            const char* at = m_at;
            if (*at == '#') {
                at = run_end<in_comment>(at, m_end);
            }
            if (at == m_end || *at != '\n') {
                return; // a comment with a forbidden character is no content that is accepted
            }
            m_at = at + 1;
        }
    }

    void add_scalar(const char* at, std::string_view value, bool is_plain)
    {
        m_events.push_back({value, offset(at), next_index(), EventType::scalar, is_plain});
    }

    [[nodiscard]] std::string_view unescaped(const Value& value,
                                             void (*unescape)(std::string_view, char*&))
    {
        if (!value.escaped) {
            return value.text;
        }
        std::string& out = m_values.emplace_back(value.text.size(), '\0');
        char* end = out.data();
        unescape(value.text, end);
        out.resize(static_cast<std::size_t>(end - out.data()));
        return out;
    }

    /// The start event of a collection, or nothing where it nests too deep.
    [[nodiscard]] bool open(EventType type, const char* at)
    {
        if (m_depth == deepest) {
            return false;
        }
        ++m_depth;
        m_events.push_back({{}, offset(at), 0, type, false});
        return true;
    }

    void close(std::size_t start, EventType type)
    {
        --m_depth;
        m_events[start].next = next_index();
        m_events.push_back({{}, m_events[start].offset, next_index(), type, false});
    }

    /// The key at m_at, up to its colon. `seen` is what is known of the keys before it.
    bool key(std::size_t map, std::uint64_t& seen)
    {
        const char* const end = key_end(m_at, m_end);
        if (end == nullptr) {
            return false;
        }
        const std::string_view name(m_at, static_cast<std::size_t>(end - m_at));
        if (is_null(name)) {
            return false;
        }
        const std::uint64_t bit = std::uint64_t{1}
                                  << ((static_cast<unsigned char>(name[0]) * 7U +
                                       static_cast<unsigned char>(name.back()) + name.size()) &
                                      63U);
        if ((seen & bit) != 0 && stands_already(map, name)) {
            return false;
        }
        seen |= bit;
        add_scalar(m_at, name, true);
        m_at = end + 1;
        return true;
    }

    /// True as well where there are so many keys that looking at each would take long.
    [[nodiscard]] bool stands_already(std::size_t map, std::string_view name) const
    {
        constexpr int most_keys = 100;
        int keys = 0;
        for (std::size_t other = map + 1; other < m_events.size();
             other = m_events[other + 1].next) {
            if (m_events[other].value == name || ++keys == most_keys) {
                return true;
            }
        }
        return false;
    }

    /// A quoted value or one in brackets.
    bool marked_value()
    {
        const char* const begin = m_at;
        Value value;
        switch (*m_at) {
        case '[': return flow_sequence();
        case '{': return flow_mapping();
        case '"':
            value = double_quoted(m_at, m_end);
            if (value.end != nullptr) {
                add_scalar(begin, unescaped(value, &unescape_double), false);
            }
            break;
        default:
            value = single_quoted(m_at, m_end);
            if (value.end != nullptr) {
                add_scalar(begin, unescaped(value, &unescape_single), false);
            }
        }
        m_at = value.end;
        return value.end != nullptr;
    }

    [[nodiscard]] static bool is_marked(char c)
    {
        return c == '"' || c == '\'' || c == '[' || c == '{';
    }

    bool plain_value(const Value& value)
    {
        if (value.end == nullptr) {
            return false;
        }
        add_scalar(m_at, value.text, true);
        m_at = value.end;
        return true;
    }

    bool flow_value()
    {
        m_at = skip_spaces(m_at, m_end);
        return m_at != m_end &&
               (is_marked(*m_at) ? marked_value() : plain_value(flow_plain(m_at, m_end)));
    }

    /// True behind a comma, false at `closing`, which is passed; else `good` becomes false.
    bool goes_on(char closing, bool& good)
    {
        m_at = skip_spaces(m_at, m_end);
        if (m_at != m_end && *m_at == ',') {
            m_at = skip_spaces(m_at + 1, m_end);
            good = m_at != m_end && *m_at != closing;
            return good;
        }
        good = m_at != m_end && *m_at == closing;
        m_at += good ? 1 : 0;
        return false;
    }

    bool flow_mapping()
    {
        const std::size_t start = m_events.size();
        if (!open(EventType::mapping_start, m_at)) {
            return false;
        }
        m_at = skip_spaces(m_at + 1, m_end);
        if (m_at != m_end && *m_at == '}') {
            ++m_at;
            close(start, EventType::mapping_end);
            return true;
        }
        std::uint64_t seen = 0;
        bool good = true;
        do {
            if (!key(start, seen) || m_at == m_end || *m_at != ' ' || !flow_value()) {
                return false;
            }
        } while (goes_on('}', good));
        close(start, EventType::mapping_end);
        return good;
    }

    bool flow_sequence()
    {
        const std::size_t start = m_events.size();
        if (!open(EventType::sequence_start, m_at)) {
            return false;
        }
        m_at = skip_spaces(m_at + 1, m_end);
        if (m_at != m_end && *m_at == ']') {
            ++m_at;
            close(start, EventType::sequence_end);
            return true;
        }
        bool good = true;
        do {
            if (!flow_value()) {
                return false;
            }
        } while (goes_on(']', good));
        close(start, EventType::sequence_end);
        return good;
    }

    /// A map or a list whose first line begins at m_at, m_indent to the right.
    bool block_collection()
    {
        const bool list = *m_at == '-' && m_end - m_at > 1 && m_at[1] == ' ';
        return list ? block_sequence() : block_mapping();
    }

    /// To the next line of a collection that is indented by `indent`. False where the collection
    /// ends; `good` is false where the line fits nowhere.
    bool next_line(std::ptrdiff_t indent, bool& good)
    {
        to_content();
        good = m_at == m_end || m_indent <= indent;
        return m_at != m_end && m_indent == indent;
    }

    bool end_line()
    {
        m_at = line_end(m_at, m_end);
        return m_at != nullptr;
    }

    bool block_sequence()
    {
        const std::ptrdiff_t indent = m_indent;
        const std::size_t start = m_events.size();
        if (!open(EventType::sequence_start, m_at)) {
            return false;
        }
        bool good = true;
        do {
            if (*m_at != '-' || m_end - m_at < 2 || m_at[1] != ' ') {
                return false;
            }
            m_at = skip_spaces(m_at + 1, m_end);
            const bool marked = m_at != m_end && is_marked(*m_at);
            if (m_at == m_end ||
                !(marked ? marked_value() : plain_value(block_plain(m_at, m_end))) || !end_line()) {
                return false;
            }
        } while (next_line(indent, good));
        close(start, EventType::sequence_end);
        return good;
    }

    bool block_mapping()
    {
        const std::ptrdiff_t indent = m_indent;
        const std::size_t start = m_events.size();
        if (!open(EventType::mapping_start, m_at)) {
            return false;
        }
        std::uint64_t seen = 0;
        bool good = true;
        do {
            if (!key(start, seen) || !block_value(indent, good)) {
                return false;
            }
        } while (m_behind_value ? is_next(indent, good) : next_line(indent, good));
        close(start, EventType::mapping_end);
        return good;
    }

    /// As next_line(), where m_at is at the next line with content already.
    bool is_next(std::ptrdiff_t indent, bool& good)
    {
        m_behind_value = false;
        good = m_at == m_end || m_indent <= indent;
        return m_at != m_end && m_indent == indent;
    }

    /// What stands behind the colon of a key that is indented by `indent`.
    bool block_value(std::ptrdiff_t indent, bool& good)
    {
        const std::size_t key_index = m_events.size() - 1;
        if (m_at == m_end || (*m_at != ' ' && *m_at != '\n')) {
            return false;
        }
        const char* const value = skip_spaces(m_at, m_end);
        if (value != m_end && *value != '\n' && *value != '#') {
            m_at = value;
            m_behind_value = false;
            if (*m_at == '|') {
                return literal(indent);
            }
            return (is_marked(*m_at) ? marked_value() : plain_value(block_plain(m_at, m_end))) &&
                   end_line();
        }
        if (!end_line()) {
            return false;
        }
        to_content();
        if (m_at != m_end && m_indent > indent) {
            good = block_collection();
        } else {
            m_events.push_back(
                {{}, m_events[key_index].offset, next_index(), EventType::null, true});
        }
        m_behind_value = true;
        return good;
    }

    /// A literal block of a key that is indented by `indent`; m_at is at its '|'.
    bool literal(std::ptrdiff_t indent)
    {
        const char* const begin = m_at++;
        const bool strip = m_at != m_end && *m_at == '-';
        m_at += strip ? 1 : 0;
        if (m_at == m_end || *m_at != '\n') {
            return false;
        }
        ++m_at;
        const char* const first_line = m_at;
        const std::ptrdiff_t inner = skip_spaces(m_at, m_end) - m_at;
        if (inner <= indent) {
            return false;
        }
        const char* last = m_at; // behind the last line that has text
        std::size_t lines = 0;
        while (m_at != m_end) {
            if (*m_at == '\n') {
                ++m_at;
                continue;
            }
            const char* const text = skip_spaces(m_at, m_end);
            if (text - m_at < inner) {
                if (text == m_end || *text == '\n' || text - m_at > indent) {
                    return false;
                }
                break;
            }
            const char* const end = run_end<in_comment>(text, m_end);
            if (end == m_end || *end != '\n' || end == text) {
                return false;
            }
            m_at = last = end + 1;
            ++lines;
        }
        if (lines == 0) {
            return false;
        }
        if (lines == 1) {
            const char* const text = first_line + inner;
            add_scalar(begin, {text, static_cast<std::size_t>(last - text) - (strip ? 1 : 0)},
                       false);
            return true;
        }
        std::string& value = m_values.emplace_back();
        value.reserve(static_cast<std::size_t>(last - first_line));
        for (const char* line = first_line; line != last;) {
            const char* const text = *line == '\n' ? line : line + inner;
            const char* end = text;
            while (*end != '\n') {
                ++end;
            }
            value.append(text, end + 1);
            line = end + 1;
        }
        if (strip) {
            value.pop_back();
        }
        add_scalar(begin, value, false);
        return true;
    }

    const char* m_begin;
    const char* m_end;
    const char* m_at;
    std::ptrdiff_t m_indent = 0;
    int m_depth = 0;
    bool m_behind_value = false; ///< m_at is at the next line with content already
    std::vector<Event>& m_events;
    std::deque<std::string>& m_values;
};

} // namespace

bool read_plain(std::string_view text, std::vector<Event>& events, std::deque<std::string>& values)
{
    constexpr std::size_t bytes_an_event = 6; // of a journal's line, roughly
    events.reserve(text.size() / bytes_an_event + 8);
    if (text.size() < UINT32_MAX && PlainReader(text, events, values).document()) {
        return true;
    }
    events.clear();
    values.clear();
    return false;
}

} // namespace crm::yaml
