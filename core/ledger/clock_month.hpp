#pragma once

// A month of the journal as the clock keeps it: its lines as numbers, and in words what few of them
// say beyond that. Read by the short reader (core/ledger/clock_lines), where that cannot, by the
// one that knows what every line means.

#include "core/base/finding.hpp"
#include "core/ledger/clock_lines.hpp"
#include "core/model/interaction.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace crm {

struct ClockMonth {
    std::string path;
    ClockLines clock;
    std::string text; ///< kept where its lines may have to be looked at again
    bool has_text = false;
    bool is_full = false;                                        ///< read by read_journal()
    std::vector<Interaction> entries;                            ///< then: as many as clock.lines
    std::vector<std::pair<std::size_t, Interaction>> follow_ups; ///< by the number of the line
    Findings findings;

    /// Takes what `read` says; its room stays there unless the text is kept, which it is where
    /// lines have revisions, and wherever it is to `keep`.
    void take(std::string& read, bool keep, const ClockWords& words, const Touches& touches);

    /// What a line says, in words. Its text was kept.
    [[nodiscard]] Interaction entry(std::size_t line, const Touches& touches) const;

    /// Those who took part in what a line says.
    [[nodiscard]] std::span<Participation> parts_of(std::size_t line);

    /// Forgets a line that does not hold.
    void drop(std::size_t line);
};

} // namespace crm
