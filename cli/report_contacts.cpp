#include "cli/phrases.hpp"
#include "cli/report.hpp"
#include "cli/table.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crm::cli {
namespace {

constexpr std::size_t most_listed = 5;

/// The morning list that shows all that is overdue.
std::string due_command(const Report& report, Date end)
{
    std::string out = "crm due state:overdue";
    if (end != report.today) {
        out += " --today " + iso(end);
    }
    const std::string& filter = report.filter;
    for (std::size_t at = 0; at < filter.size();) {
        const std::size_t space = std::min(filter.find(' ', at), filter.size());
        out += space > at ? " " + shell_word(filter.substr(at, space - at)) : "";
        at = space + 1;
    }
    return out;
}

} // namespace

std::string neglected_text(const Report& report, const Terminal& terminal)
{
    const auto& items = report.figures.neglected;
    if (items.empty()) {
        return report.figures.promises.any_made ? "\nNo promise was overdue at the end.\n" : "";
    }
    const Date end = report.comparison.now.last;
    Table table({{14}, {0}, {0}, {0, false, true}, {12}, {10}});
    table.line("");
    table.row({{fmt::format("Most neglected ({})", items.size()), Style::bold},
               {"", Style::dim},
               {"owed", Style::dim},
               {"late", Style::dim},
               {"last (ago)", Style::dim},
               {"promised", Style::dim}});
    for (std::size_t i = 0; i < std::min(items.size(), most_listed); ++i) {
        const Item& item = items[i];
        table.row({{"  " + item.contact->name, Style::bold},
                   {item.contact->tier, Style::plain},
                   {item.promise.requirement, Style::plain},
                   {count_of(static_cast<std::size_t>(*item.days_overdue), "day"), Style::red},
                   {last_time(report.ledger, item, end), Style::plain},
                   {item.promise.cadence.text, Style::plain}});
    }
    if (items.size() > most_listed) {
        // What a report means by a state, that of contacts, the morning list does not.
        const bool by_state = report.filter.find("state:") != std::string::npos;
        table.line(by_state ? fmt::format("  and {} more", items.size() - most_listed)
                            : "  all of them: " + visible(due_command(report, end)));
    }
    return table.str(terminal);
}

std::string gaps_text(const Report& report, const Terminal& terminal)
{
    if (report.figures.gaps.empty()) {
        return {};
    }
    Table table({{14}, {0}, {0}, {0, false, true}, {12}});
    table.line("");
    table.row({{"Longest without contact", Style::bold},
               {"", Style::dim},
               {"kind", Style::dim},
               {"days", Style::dim},
               {"last", Style::dim}});
    for (std::size_t i = 0; i < std::min(report.figures.gaps.size(), most_listed); ++i) {
        const Gap& gap = report.figures.gaps[i];
        table.row(
            {{"  " + gap.contact->name, Style::bold},
             {gap.contact->tier, Style::plain},
             {gap.contact->kind, Style::plain},
             {fmt::format("{}", gap.days), Style::plain},
             {gap.last ? fmt::format("{}, {}", gap.last_touch, short_date(gap.last->date))
                       : fmt::format("never, known since {}", short_date(*gap.contact->since)),
              Style::plain}});
    }
    return table.str(terminal);
}

} // namespace crm::cli
