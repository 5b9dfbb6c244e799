#include "core/yaml/builder.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace crm::yaml {
namespace {

bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

/// Goes through a text from token to token as yaml-cpp's scanner does, and keeps nothing of them
/// but the brackets that are open. Where yaml-cpp would give up, so does it.
class Look {
public:
    Look(std::string_view text, std::size_t deepest_bracket)
        : m_text(text), m_deepest(deepest_bracket)
    {
    }

    std::optional<std::size_t> find()
    {
        while (skip_to_token()) {
            pop_indents();
            const char c = at();
            bool goes_on = true;
            if (column() == 0 && is_document_mark(m_at)) {
                m_indents.clear();
                m_key_allowed = false;
                m_at += 3;
            } else if (c == '[' || c == '{') {
                if (m_flow.size() == m_deepest) {
                    return deepest_allowed();
                }
                note_key();
                m_flow.push_back({m_at++, false});
                m_key_allowed = true;
                m_behind_json = false;
            } else if (c == ']' || c == '}') {
                goes_on = close(c == ']' ? '[' : '{');
            } else if (c == ',') {
                if (!m_flow.empty()) {
                    m_flow.back().pair = false;
                }
                m_key_allowed = true;
                m_behind_json = false;
                ++m_at;
            } else if ((c == '-' || c == '?') && is_gap(m_at + 1)) {
                goes_on = enter(c == '-');
            } else if (c == ':' && is_value(m_at)) {
                goes_on = value();
            } else {
                goes_on = scalar(c);
            }
            if (!goes_on) {
                break;
            }
        }
        return std::nullopt;
    }

private:
    struct Indent {
        std::size_t column = 0;
        bool list = false;
    };

    struct Flow {
        std::size_t offset = 0;
        bool pair = false; ///< a key without braces in a list: a map of its own
    };

    [[nodiscard]] char at(std::size_t offset) const
    {
        return offset < m_text.size() ? m_text[offset] : '\0';
    }
    [[nodiscard]] char at() const { return at(m_at); }
    [[nodiscard]] std::size_t column() const { return m_at - m_line; }
    [[nodiscard]] bool is_end(std::size_t offset) const { return offset >= m_text.size(); }
    [[nodiscard]] bool is_break(std::size_t offset) const
    {
        return at(offset) == '\n' || (at(offset) == '\r' && at(offset + 1) == '\n');
    }
    [[nodiscard]] bool is_gap(std::size_t offset) const
    {
        return is_end(offset) || is_space(at(offset)) || is_break(offset);
    }
    [[nodiscard]] bool is_document_mark(std::size_t offset) const
    {
        const std::string_view mark = m_text.substr(offset, 3);
        return (mark == "---" || mark == "...") && is_gap(offset + 3);
    }
    [[nodiscard]] bool is_value(std::size_t colon) const
    {
        const char next = at(colon + 1);
        return is_gap(colon + 1) ||
               (!m_flow.empty() && (m_behind_json || next == ',' || next == ']' || next == '}'));
    }

    void eat_break()
    {
        m_at += at() == '\r' ? 2 : 1;
        m_line = m_at;
    }

    bool skip_to_token()
    {
        for (;;) {
            while (is_space(at())) {
                m_key_allowed = m_key_allowed && (at() == ' ' || !m_flow.empty());
                ++m_at;
            }
            if (at() == '#') {
                m_at = std::min(m_text.find('\n', m_at), m_text.size());
            }
            if (is_end(m_at)) {
                return false;
            }
            if (!is_break(m_at)) {
                return true;
            }
            eat_break();
            m_key.reset();
            m_key_allowed = m_key_allowed || m_flow.empty();
        }
    }

    /// One more than the column of the innermost list or map in block style; 0 where there is none.
    [[nodiscard]] std::size_t behind_indent() const
    {
        return m_indents.empty() ? 0 : m_indents.back().column + 1;
    }

    void pop_indents()
    {
        while (m_flow.empty() && !m_indents.empty()) {
            const Indent& last = m_indents.back();
            const bool goes_on = !last.list || (at() == '-' && is_gap(m_at + 1));
            if (last.column < column() || (last.column == column() && goes_on)) {
                return;
            }
            m_indents.pop_back();
        }
    }

    void push_indent(std::size_t column, bool list)
    {
        if (!m_flow.empty()) {
            return;
        }
        if (m_indents.empty() || column > m_indents.back().column ||
            (column == m_indents.back().column && list && !m_indents.back().list)) {
            m_indents.push_back({column, list});
        }
    }

    void note_key()
    {
        if (m_key_allowed && (!m_key || *m_key < m_line)) {
            m_key = m_at;
        }
    }

    /// '- ' or '? '
    bool enter(bool list)
    {
        if ((list && !m_flow.empty()) || (m_flow.empty() && !m_key_allowed)) {
            return false;
        }
        push_indent(column(), list);
        m_key_allowed = m_flow.empty();
        m_key.reset();
        m_behind_json = false;
        ++m_at;
        return true;
    }

    bool value()
    {
        if (m_key && *m_key >= m_line && m_at - *m_key <= 1024) {
            push_indent(*m_key - m_line, false);
            m_key_allowed = false;
        } else {
            if (m_flow.empty() && !m_key_allowed) {
                return false;
            }
            push_indent(column(), false);
            m_key_allowed = m_flow.empty();
        }
        if (!m_flow.empty()) {
            m_flow.back().pair = at(m_flow.back().offset) == '[';
        }
        m_key.reset();
        m_behind_json = false;
        ++m_at;
        return true;
    }

    bool close(char opening)
    {
        if (m_flow.empty() || at(m_flow.back().offset) != opening) {
            return false;
        }
        const std::size_t begin = m_flow.back().offset;
        m_flow.pop_back();
        m_key = begin; // what has ended here may be a key as a whole
        m_key_allowed = false;
        m_behind_json = true;
        ++m_at;
        return true;
    }

    bool scalar(char first)
    {
        const bool in_flow = !m_flow.empty();
        if (!in_flow && (first == '|' || first == '>')) {
            block_text();
            return true;
        }
        note_key();
        m_behind_json = false;
        if (first == '"' || first == '\'') {
            const auto end = quote_end(m_text, m_at);
            if (!end) {
                return false;
            }
            const std::size_t line_feed = m_text.substr(m_at, *end - m_at).rfind('\n');
            m_line = line_feed == std::string_view::npos ? m_line : m_at + line_feed + 1;
            m_at = *end;
            m_key_allowed = false;
            m_behind_json = true;
        } else if (first == '&' || first == '*' || first == '!') {
            name();
        } else if (std::string_view("#|>%@`").find(first) != std::string_view::npos ||
                   (in_flow && first == '?')) {
            return false;
        } else {
            return plain();
        }
        return true;
    }

    /// An anchor, an alias or a tag. They are refused, but only when the brackets around them end.
    void name()
    {
        m_key_allowed = false;
        if (at() == '!' && at(m_at + 1) == '<') {
            m_at = std::min(m_text.find('>', m_at), m_text.size() - 1);
        }
        do {
            ++m_at;
        } while (!is_gap(m_at) && std::string_view("[]{},").find(at()) == std::string_view::npos);
    }

    [[nodiscard]] bool ends_plain(std::size_t offset) const
    {
        const char c = at(offset);
        const bool in_flow = !m_flow.empty();
        if (c == ':') {
            const char next = at(offset + 1);
            return is_gap(offset + 1) || (in_flow && (next == ',' || next == ']' || next == '}'));
        }
        if (in_flow && std::string_view(",?[]{}").find(c) != std::string_view::npos) {
            return true;
        }
        const std::size_t next = c == '\r' ? offset + 2 : offset + 1;
        return (is_space(c) || is_break(offset)) && at(next) == '#';
    }

    bool plain()
    {
        const std::size_t indent = m_flow.empty() ? behind_indent() : 0;
        m_key_allowed = false;
        for (;;) {
            while (!is_end(m_at) && !is_break(m_at) && !ends_plain(m_at) &&
                   !(column() == 0 && is_document_mark(m_at))) {
                ++m_at;
            }
            if (!is_break(m_at) || ends_plain(m_at)) {
                return true;
            }
            eat_break();
            while (is_space(at()) && !ends_plain(m_at)) {
                if (at() == '\t' && column() < indent) {
                    return false;
                }
                ++m_at;
            }
            if (!is_break(m_at) && column() < indent) {
                m_key_allowed = true;
                return true;
            }
        }
    }

    void block_text()
    {
        std::size_t indent = 1;
        bool detect = true;
        for (++m_at; at() == '+' || at() == '-' || (at() >= '1' && at() <= '9'); ++m_at) {
            if (at() != '+' && at() != '-') {
                indent = static_cast<std::size_t>(at() - '0');
                detect = false;
            }
        }
        indent += m_indents.empty() ? 0 : m_indents.back().column;
        m_key.reset();
        m_key_allowed = true;
        m_behind_json = false;
        for (;;) {
            m_at = std::min(m_text.find('\n', m_at), m_text.size());
            if (is_end(m_at)) {
                return;
            }
            eat_break();
            while (at() == ' ' && (column() < indent || detect)) {
                ++m_at;
            }
            if (detect) {
                indent = std::max(indent, column());
            }
            if (!is_break(m_at)) {
                if (column() < indent) {
                    return;
                }
                detect = false;
            }
        }
    }

    /// Of the brackets that are open the first that is deeper than is allowed, together with what
    /// is open around them.
    [[nodiscard]] std::size_t deepest_allowed() const
    {
        std::size_t depth = m_indents.size();
        for (const Flow& flow : m_flow) {
            if (++depth > m_deepest) {
                return flow.offset;
            }
            depth += flow.pair ? 1 : 0;
        }
        return m_at;
    }

    std::string_view m_text;
    std::size_t m_deepest;
    std::size_t m_at = 0;
    std::size_t m_line = 0; ///< where the line of m_at begins
    std::vector<Indent> m_indents;
    std::vector<Flow> m_flow;
    std::optional<std::size_t> m_key; ///< where a key may have begun, on this line
    bool m_key_allowed = true;
    bool m_behind_json = false; ///< behind a quote or a closing bracket: ':' needs no space
};

} // namespace

std::optional<std::size_t> too_deep_bracket(std::string_view text, std::size_t deepest_bracket)
{
    const auto brackets =
        std::count_if(text.begin(), text.end(), [](char c) { return c == '[' || c == '{'; });
    return static_cast<std::size_t>(brackets) > deepest_bracket ? Look(text, deepest_bracket).find()
                                                                : std::nullopt;
}

} // namespace crm::yaml
