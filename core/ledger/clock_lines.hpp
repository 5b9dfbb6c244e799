#pragma once

// The lines of a month as the clock needs them. read_clock_lines() goes over a text once and keeps
// numbers only; it takes the lines that crm writes (and those that are like them), and for a month
// with anything else in it says so: that month is read by core/ledger/journal_file, which knows
// what every line means and what is wrong with it.

#include "core/base/hash.hpp"
#include "core/ledger/roster.hpp"
#include "core/model/touch.hpp"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace crm {

struct ClockLine {
    std::uint64_t id = 0;     ///< hash of its id; 0: it has none
    std::uint32_t offset = 0; ///< in the text, of its brace
    std::uint32_t first = 0;  ///< its first one of ClockLines::parts; the next line's end them
};

struct ClockLines {
    std::vector<ClockLine> lines;
    std::vector<Participation> parts;    ///< of lines that are not void
    std::vector<std::uint64_t> refs;     ///< hash of a line's `ref`, with its number behind it
    std::vector<std::size_t> follow_ups; ///< numbers of lines with `follow_up`, `by` or `done`
    bool revises = false;                ///< one has `rev` or `void`
};

/// A hash of an id or a `ref`, never 0; those of ids and of refs differ.
[[nodiscard]] std::uint64_t id_key(std::string_view id);
[[nodiscard]] std::uint64_t ref_key(std::string_view ref);

/// What reading lines needs of the rest of the ledger.
class ClockWords {
public:
    explicit ClockWords(const Roster& roster);

    /// The contact that an id means; TextTable::nothing for none.
    [[nodiscard]] std::uint32_t contact(std::string_view id) const { return m_contacts.find(id); }

    /// Number and class of a touch that is declared or an alias; nullptr for another.
    struct Known {
        std::uint16_t number = Moment::no_touch;
        TouchClass touch_class = TouchClass::minor;
    };
    [[nodiscard]] const Known* touch(std::string_view name) const;

private:
    TextTable m_contacts;
    TextTable m_touches;
    std::vector<Known> m_known;
    /// Those of up to eight letters, by these; some may be missing.
    struct Short {
        std::uint64_t key = 0;
        Known known;
    };
    std::array<Short, 128> m_short{};
};

/// Reads `text` into `out`. False where it takes more than this reader knows; `out` is worthless
/// then.
[[nodiscard]] bool read_clock_lines(std::string_view text, const ClockWords& words,
                                    ClockLines& out);

} // namespace crm
