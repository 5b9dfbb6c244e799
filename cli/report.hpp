#pragma once

// How `crm report` writes its figures: for people, for programs, for spreadsheets.

#include "cli/terminal.hpp"
#include "core/practice/book_size.hpp"
#include "core/practice/goals.hpp"
#include "core/report/figures.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace crm::cli {

struct Report {
    const Ledger& ledger;
    std::string filter; ///< as it was typed
    Date today;
    Comparison comparison;
    Figures figures;
    std::vector<Progress> goals = {}; ///< at the end of the span; of everybody
    std::vector<BookSize> book = {};  ///< today; of everybody
};

[[nodiscard]] std::string report_text(const Report& report, const Terminal& terminal);
/// Its parts about contacts, five at most: who is neglected, and who was not reached for longest.
[[nodiscard]] std::string neglected_text(const Report& report, const Terminal& terminal);
[[nodiscard]] std::string gaps_text(const Report& report, const Terminal& terminal);

/// Its parts that look back: what was kept by rule and by month, where the rate is heading, and
/// what came late, five at most. `columns` are those to fill.
[[nodiscard]] std::string rules_text(const Report& report, const Terminal& terminal);
[[nodiscard]] std::string months_text(const Report& report, const Terminal& terminal,
                                      std::size_t columns);
[[nodiscard]] std::string late_text(const Report& report, const Terminal& terminal);

/// A map of the last year: a row for each weekday, a column for each week that fits into `columns`.
[[nodiscard]] std::string days_text(const Report& report, const Terminal& terminal,
                                    std::size_t columns);

[[nodiscard]] std::string report_json(const Report& report);
[[nodiscard]] std::string report_csv(const Report& report);

} // namespace crm::cli
