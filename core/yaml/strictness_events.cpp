#include "core/yaml/strictness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace crm::yaml {
namespace {

bool is_quote(char c)
{
    return c == '"' || c == '\'';
}

class Inspection {
public:
    explicit Inspection(const Document& document) : m_document(document), m_text(document.text()) {}

    void run()
    {
        if (m_document.events().size() == 1 &&
            m_text.substr(m_document.events()[0].offset, 3) == "...") {
            throw error(m_document.events()[0].offset, "'...' ends a document that has not begun",
                        "remove the line");
        }
        for (const Event& event : m_document.events()) {
            if (event.type == EventType::sequence_end || event.type == EventType::mapping_end) {
                m_open.pop_back();
                continue;
            }
            inspect(event);
            const bool mapping = event.type == EventType::mapping_start;
            if (mapping || event.type == EventType::sequence_start) {
                m_open.push_back(
                    {event.offset, mapping, at(event.offset) == (mapping ? '{' : '[')});
            }
        }
        refuse_tabs();
    }

private:
    struct Open {
        std::size_t offset = 0;
        bool mapping = false;
        bool flow = false;
        bool at_value = false; ///< the next event is a key's value
        std::size_t key_offset = 0;
    };

    [[nodiscard]] char at(std::size_t offset) const
    {
        return offset < m_text.size() ? m_text[offset] : '\0';
    }

    [[nodiscard]] Error error(std::size_t offset, std::string text, std::string remedy = {}) const
    {
        return {m_document.place(offset), std::move(text), std::move(remedy)};
    }

    /// Of the line in which `offset` stands.
    [[nodiscard]] std::size_t line_begin(std::size_t offset) const
    {
        const std::size_t line_feed =
            offset == 0 ? std::string_view::npos : m_text.rfind('\n', offset - 1);
        if (line_feed != std::string_view::npos) {
            return line_feed + 1;
        }
        return m_text.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0;
    }

    [[nodiscard]] std::size_t column(std::size_t offset) const
    {
        return offset - line_begin(offset);
    }

    void inspect(const Event& event)
    {
        if (event.type == EventType::scalar) {
            inspect_scalar(event);
        }
        if (m_open.empty()) {
            return;
        }
        Open& open = m_open.back();
        if (!open.mapping) {
            if (open.flow && event.type == EventType::null && is_punctuation(event.offset)) {
                throw error(event.offset, "an item is missing in this list", "remove the comma");
            }
            if (!open.flow) {
                require_indentation(event, open.offset, open.offset);
            }
        } else if (!open.at_value) {
            open.at_value = true;
            open.key_offset = event.offset;
            inspect_key(event, open);
        } else {
            open.at_value = false;
            if (!open.flow) {
                require_indentation(event, open.key_offset, open.offset);
            }
        }
    }

    [[nodiscard]] bool is_punctuation(std::size_t offset) const
    {
        const char c = at(offset);
        return c == ',' || c == ']' || c == '}' || c == '[';
    }

    /// A value on a later line than its key or dash stands to the right of them.
    void require_indentation(const Event& event, std::size_t from, std::size_t collection) const
    {
        const bool flow =
            event.type != EventType::scalar && (at(event.offset) == '[' || at(event.offset) == '{');
        if ((event.type != EventType::scalar && !flow) || event.offset <= from) {
            return;
        }
        const std::size_t line = line_begin(event.offset);
        if (line > from && event.offset - line <= column(collection)) {
            throw error(event.offset, "this value is not indented",
                        "put it behind the colon or the dash, or indent the line");
        }
    }

    void inspect_key(const Event& key, const Open& map) const
    {
        if (key.type != EventType::scalar) {
            return; // refused already
        }
        std::size_t end = key.offset + key.value.size();
        if (is_quote(at(key.offset)) && !key.plain) {
            end = quote_end(m_text, key.offset).value_or(end);
        } else if (m_text.substr(key.offset, key.value.size()) != key.value) {
            throw error(key.offset, "a key may not go on over several lines",
                        "a text that goes on is indented further than its key");
        }
        if (map.flow || is_explicit(key.offset)) {
            return;
        }
        while (at(end) == ' ' || at(end) == '\t') {
            ++end;
        }
        if (at(end) != ':') {
            throw error(
                key.offset, fmt::format("a colon is missing behind '{}'", key.value),
                "a line reads 'name: Ada Lovelace'; a text that goes on is indented further "
                "than its key");
        }
    }

    /// `? key`
    [[nodiscard]] bool is_explicit(std::size_t offset) const
    {
        const std::size_t before =
            offset == 0 ? std::string_view::npos : m_text.find_last_not_of(' ', offset - 1);
        return before != std::string_view::npos && m_text[before] == '?';
    }

    void inspect_scalar(const Event& scalar)
    {
        const char first = at(scalar.offset);
        if (scalar.plain) {
            const bool in_flow = !m_open.empty() && m_open.back().flow;
            if (in_flow && !scalar.value.empty() &&
                (std::string_view(":?").find(scalar.value.front()) != std::string_view::npos ||
                 scalar.value.back() == ':')) {
                throw error(scalar.offset, "punctuation at the edge of a value within brackets",
                            "put the value in double quotes");
            }
        } else if (is_quote(first)) {
            const std::size_t end = quote_end(m_text, scalar.offset).value_or(m_text.size());
            m_quiet.push_back({scalar.offset, end});
            inspect_end(scalar.offset, end);
            if (first == '"') {
                inspect_escapes(scalar.offset, end);
            }
        } else {
            inspect_block(scalar);
        }
    }

    /// yaml-cpp loses one of several line feeds before the closing quote.
    void inspect_end(std::size_t begin, std::size_t end) const
    {
        const std::string_view inside = m_text.substr(begin + 1, end - begin - 2);
        const std::size_t last = inside.find_last_not_of(" \t\r\n");
        const std::string_view blank = inside.substr(last == std::string_view::npos ? 0 : last + 1);
        if (std::count(blank.begin(), blank.end(), '\n') > 1) {
            throw error(begin, "empty lines stand before the closing quote",
                        "close the quote behind the last word");
        }
    }

    /// yaml-cpp makes broken UTF-8 of \N and \_, and takes \' for an apostrophe.
    void inspect_escapes(std::size_t begin, std::size_t end) const
    {
        for (std::size_t i = begin; i + 1 < end; ++i) {
            if (m_text[i] != '\\') {
                continue;
            }
            if (std::string_view("N_'").find(m_text[i + 1]) != std::string_view::npos) {
                throw error(i,
                            fmt::format("the escape '\\{}' is not used in a ledger", m_text[i + 1]),
                            "write the character itself");
            }
            ++i;
        }
    }

    void inspect_block(const Event& scalar)
    {
        std::size_t end = m_text.size();
        for (std::size_t i = static_cast<std::size_t>(&scalar - m_document.events().data()) + 1;
             i < m_document.events().size(); ++i) {
            if (m_document.events()[i].offset > scalar.offset) {
                end = m_document.events()[i].offset;
                break;
            }
        }
        m_quiet.push_back({scalar.offset, end});
        if (at(scalar.offset) == '>' && end == m_text.size()) {
            const std::size_t last = m_text.find_last_not_of(' ');
            if (last + 1 < end && m_text[last] == '\n') {
                throw error(last + 1, "spaces stand behind the last line of a text", "remove them");
            }
        }
        const std::size_t header_end = std::min(m_text.find('\n', scalar.offset), m_text.size());
        const std::string_view header = m_text.substr(scalar.offset, header_end - scalar.offset);
        const std::string_view indicator = header.substr(0, header.find(' '));
        if (indicator.find('#') != std::string_view::npos) {
            throw error(scalar.offset + indicator.find('#'), "text stands behind the '|' or '>'",
                        "begin the text on the next line, indented");
        }
        if (header.substr(0, 1) == ">" && header.substr(0, 3).find('+') != std::string_view::npos) {
            throw error(scalar.offset, "'>+' is not used in a ledger",
                        "begin the text with '|', which keeps its lines");
        }
        const std::size_t text = m_text.find_first_not_of(" \r\n", header_end);
        if (text < end && m_text[text] == '\t') {
            throw error(text, "a tab stands where only spaces may", "use spaces for indentation");
        }
    }

    /// Tabs are fine within quotes, in comments, and within the text of a block.
    void refuse_tabs() const
    {
        auto region = m_quiet.begin();
        for (std::size_t tab = m_text.find('\t'); tab != std::string_view::npos;
             tab = m_text.find('\t', tab + 1)) {
            while (region != m_quiet.end() && region->end <= tab) {
                ++region;
            }
            if (region != m_quiet.end() && region->begin <= tab) {
                continue;
            }
            const std::size_t line_feed = m_text.rfind('\n', tab);
            std::size_t from = line_feed == std::string_view::npos ? 0 : line_feed + 1;
            if (from == 0 && m_text.substr(0, 3) == "\xEF\xBB\xBF") {
                from = 3;
            }
            if (region != m_quiet.begin()) {
                from = std::max(from, (region - 1)->end);
            }
            const std::string_view before = m_text.substr(from, tab - from);
            const bool comment =
                before.substr(0, 1) == "#" || before.find(" #") != std::string_view::npos;
            if (!comment) {
                throw error(tab, "a tab stands where only spaces may",
                            "use spaces, or put the text in double quotes");
            }
            tab = std::min(m_text.find('\n', tab), m_text.size()) - 1;
        }
    }

    struct Region {
        std::size_t begin = 0;
        std::size_t end = 0;
    };

    const Document& m_document;
    std::string_view m_text;
    std::vector<Open> m_open;
    std::vector<Region> m_quiet; ///< quoted texts and blocks, in the order of the text
};

} // namespace

void refuse_lax_readings(const Document& document)
{
    Inspection(document).run();
}

} // namespace crm::yaml
