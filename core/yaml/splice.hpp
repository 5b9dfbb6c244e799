#pragma once

// What every edit of a file in place shares: finding the place of a key, the bytes to be replaced
// with the meaning that is to come of it, and the proof, by reading the result, that nothing else
// changed. Not for other modules, which use edit.hpp.

#include "core/yaml/edit.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crm::yaml {

/// Replaces bytes [begin, end) by `text`, and thereby events [from, to) by those of `meaning`.
struct Splice {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string text;
    std::size_t from = 0;
    std::size_t to = 0;
    std::string meaning; ///< YAML of what comes in: a flow map of entries, or a flow list of values
};

[[nodiscard]] bool same(const Event& a, const Event& b); ///< but for where they stand

[[nodiscard]] std::string line_end_of(std::string_view text); ///< the first one's kind
[[nodiscard]] std::string with_line_ends(std::string_view text, const std::string& line_end);
[[nodiscard]] std::size_t line_begin(std::string_view text, std::size_t offset);

class Splicing {
public:
    explicit Splicing(const Document& document) : m_document(document), m_text(document.text()) {}

protected:
    struct Found {
        std::size_t map = 0;            ///< event of the innermost map on the way
        std::optional<std::size_t> key; ///< event of the key, where it is there
    };

    [[nodiscard]] const Event& event(std::size_t index) const { return m_document.events()[index]; }
    [[nodiscard]] Error error(std::size_t index, std::string text, std::string remedy = {}) const
    {
        return {m_document.place(event(index).offset), std::move(text), std::move(remedy)};
    }
    [[nodiscard]] Error in_the_way(std::size_t index) const
    {
        return error(index, "this is written in a way that cannot be changed safely",
                     "change it by hand");
    }

    /// Throws Error where the file holds no keys.
    void require_map() const;
    [[nodiscard]] std::optional<std::size_t> find(std::size_t map, std::string_view name) const;
    [[nodiscard]] Found find_path(const Path& path) const;

    /// The spaces that put something below what stands at `offset`.
    [[nodiscard]] std::string column_spaces(std::size_t offset) const;

    /// The text with all of `splices`, which stand in the order of the text, if it reads as asked.
    [[nodiscard]] std::optional<std::string> attempt(const std::vector<Splice>& splices) const;

    /// The text with `splice`. Throws Error at event `index` where it does not read as asked.
    [[nodiscard]] std::string require(const Splice& splice, std::size_t index) const;

    const Document& m_document;
    std::string_view m_text;
};

} // namespace crm::yaml
