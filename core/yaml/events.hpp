#pragma once

// The one door to YAML. A Document is the text of one file of the ledger and the events read from
// it, each with the byte where it stands. Which reader produced them, the fast one of
// core/yaml/plain or the one for any YAML, is nobody's business outside core/yaml. What YAML 1.1
// and 1.2 readers would disagree about, and what could hide data, is refused here, for every file
// alike (crm-ledger(5), "What is refused").

#include "core/base/error.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crm::yaml {

enum class EventType : std::uint8_t {
    scalar,
    null, ///< an empty value, `~` or `null` without quotes
    sequence_start,
    sequence_end,
    mapping_start,
    mapping_end,
};

struct Event {
    std::string_view value;   ///< of a scalar: its meaning, escapes resolved
    std::uint32_t offset = 0; ///< byte in Document::text() where it begins; of an end: its start's
    std::uint32_t next = 0;   ///< index of the event behind it and all it contains
    EventType type = EventType::null;
    bool plain = false; ///< a scalar without quotes and not in a block: `yes`, `2026-11-22`
};

/// How deep sequences and mappings may nest.
inline constexpr int deepest = 16;

/// How long a line may be, in bytes: longer ones no editor shows, and nobody wrote.
inline constexpr std::size_t longest_line = std::size_t{4} << 20;

/// Where the first line begins that is longer. It takes no time: a few bytes are looked at for each
/// `longest_line` of the text.
[[nodiscard]] std::optional<std::size_t> long_line(std::string_view text);

/// How large a file may be that yaml-cpp has to read, in bytes: it reads 2 to 10 MB a second.
inline constexpr std::size_t largest_in_any_style = std::size_t{4} << 20;

enum class Reader : std::uint8_t {
    any,      ///< the fast one where it takes the text
    yaml_cpp, ///< the one for any YAML, for comparing the two
};

class Document {
public:
    /// Reads `text`, the content of `file` (a path used in places of errors). A byte order mark and
    /// CRLF are accepted. A text without content gives no events.
    ///
    /// Throws Error (ledger, with place) for anything that is not YAML, and for: keys that stand
    /// twice in a mapping or are no scalars, content after the first document, an unterminated
    /// quote, anchors, aliases, tags, merge keys, directives, conflict markers of git, nesting
    /// deeper than `deepest`, lines longer than `longest_line`, invalid UTF-8, control characters,
    /// UTF-16 and UTF-32.
    Document(std::string file, std::string text, Reader reader = Reader::any);
    Document(const Document&) = delete;
    Document& operator=(const Document&) = delete;

    [[nodiscard]] const std::string& file() const { return m_file; }
    [[nodiscard]] const std::string& text() const { return m_text; }
    /// The text, from a document that is not needed any more.
    [[nodiscard]] std::string take_text() && { return std::move(m_text); }
    [[nodiscard]] const std::vector<Event>& events() const { return m_events; }
    [[nodiscard]] Place place(std::size_t offset) const
    {
        return place_at(m_file, m_text, offset, m_lines);
    }

private:
    friend class EventBuilder;
    /// An event that comes next.
    [[nodiscard]] Event event(EventType type, std::size_t offset, bool plain = false,
                              std::string_view value = {}) const;
    std::string m_file;
    std::string m_text;
    mutable LineIndex m_lines;
    std::vector<Event> m_events;
    std::deque<std::string> m_values; ///< what Event::value points to where the text has escapes
};

/// The byte behind the quote that closes the one at `offset`; nothing where it stays open.
[[nodiscard]] std::optional<std::size_t> quote_end(std::string_view text, std::size_t offset);

/// The byte behind the bracket or brace that closes the one at `offset`; nothing where it stays
/// open. Where that is because of a quote that stays open, its offset is put into `open_quote`.
[[nodiscard]] std::optional<std::size_t>
bracket_end(std::string_view text, std::size_t offset,
            std::optional<std::size_t>* open_quote = nullptr);

} // namespace crm::yaml
