#pragma once

// What every reader of core/yaml hands its events to. It links each start to its end and refuses
// what is refused whatever the reader: keys given twice, keys that are no scalars, merge keys, too
// deep nesting.

#include "core/yaml/events.hpp"

#include <string>
#include <unordered_set>
#include <vector>

namespace crm::yaml {

class EventBuilder {
public:
    explicit EventBuilder(Document& document) : m_document(document) {}

    void scalar(std::size_t offset, std::string value, bool plain);
    void null(std::size_t offset);
    void start(EventType type, std::size_t offset);
    void end(EventType type);

    /// Where the innermost list or map that is open begins, if that is with a bracket or brace.
    [[nodiscard]] std::optional<std::size_t> open_bracket() const;
    [[nodiscard]] Error bracket_never_closed(std::size_t offset) const;
    [[nodiscard]] Error never_closed(std::size_t offset) const; ///< a quote
    [[nodiscard]] Error too_deep(std::size_t offset) const;
    [[nodiscard]] Error too_large() const; ///< for yaml-cpp
    [[nodiscard]] Error error(std::size_t offset, std::string text, std::string remedy = {}) const;

private:
    struct Open {
        std::size_t index = 0; ///< of the start event
        bool mapping = false;
        bool at_key = false;
        std::size_t key_offset = 0;
        std::unordered_set<std::string_view> keys;
    };

    void place_value(const Event& event);

    Document& m_document;
    std::vector<Open> m_open;
};

/// In a text whose brackets nest deeper than `deepest_bracket` levels, the first one that is too
/// deep, together with what is open around it. It
/// passes over quotes, comments and texts as yaml-cpp does, which reads a bracket to its end before
/// it tells of the first: 5 MB of '{' would take it more than 1 GB.
[[nodiscard]] std::optional<std::size_t> too_deep_bracket(std::string_view text,
                                                          std::size_t deepest_bracket = deepest);

/// The reader for YAML in any style: yaml-cpp's event parser. `text` has passed check_text().
void read_with_yaml_cpp(std::string_view text, std::size_t first_offset, EventBuilder& builder);

} // namespace crm::yaml
