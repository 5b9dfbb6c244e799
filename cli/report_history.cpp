#include "cli/phrases.hpp"
#include "cli/rates.hpp"
#include "cli/report.hpp"
#include "cli/table.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace crm::cli {
namespace {

constexpr std::size_t most_listed = 5;
constexpr std::size_t most_months = 24;
constexpr std::size_t longest_bar = 25; // columns: one for 4 percent

std::string whom(const Rule& rule)
{
    return rule.text.empty() ? "everyone" : rule.text;
}

std::string month_and_year(Date day)
{
    return fmt::format("{} {}", month_name(month_of(day)), year_of(day));
}

/// "May to October 2026", "October 2026", "November 2025 to April 2026".
std::string months_name(const Span& span)
{
    if (month_of(span.first) == month_of(span.last) && year_of(span.first) == year_of(span.last)) {
        return month_and_year(span.first);
    }
    return fmt::format("{} to {}",
                       year_of(span.first) == year_of(span.last)
                           ? std::string(month_name(month_of(span.first)))
                           : month_and_year(span.first),
                       month_and_year(span.last));
}

/// "May 2026", "May 2026 so far", "1 to 20 May 2026".
std::string row_name(const MonthKept& month, Date today)
{
    const Date last = month.span.last;
    const std::string name =
        fmt::format("{} {}", month_name(month_of(last)).substr(0, 3), year_of(last));
    return month.is_full() ? name
           : last == today ? name + " so far"
                           : fmt::format("1 to {} {}", day_of(last), name);
}

std::string trend_line(const Trend& trend)
{
    if (trend.direction == Trend::Direction::unknown) {
        return "Trend: too few promises to tell.";
    }
    return fmt::format("Trend: {}. {}: {}%; the {} before: {}%.", trend_name(trend.direction),
                       months_name(trend.later), trend.later_kept.percent(),
                       trend.months == 1 ? "month" : fmt::format("{} months", trend.months),
                       trend.earlier_kept.percent());
}

} // namespace

std::string rules_text(const Report& report, const Terminal& terminal)
{
    const auto& rows = report.figures.promises.by_rule;
    if (rows.size() < 2) {
        return {};
    }
    Table table({{16}, {0, false, true}, {0, false, true}, {0, false, true}, {0, false, true}});
    table.line("");
    table.row({{"Kept by rule", Style::bold},
               {"now", Style::dim},
               {"", Style::dim},
               {"before", Style::dim}});
    const auto add = [&](const std::string& name, const Beside<Kept>& kept) {
        table.row({{name, Style::plain},
                   {score(kept.now), Style::plain},
                   {rate(kept.now), Style::plain},
                   {score(kept.before), Style::dim},
                   {rate(kept.before), Style::dim}});
    };
    const Rule* above = nullptr;
    Beside<Kept> own;
    std::set<const Contact*> owners;
    for (const RuleRow& row : rows) {
        if (row.rule == nullptr) {
            own += row.kept;
            owners.insert(row.contact);
            continue;
        }
        if (above != row.rule) {
            above = row.rule;
            table.line(visible(fmt::format("  {} ({})", whom(*row.rule), row.promise.rule)));
        }
        add(fmt::format("    {} {}", row.promise.requirement, row.promise.cadence.text), row.kept);
    }
    if (!owners.empty()) {
        add(fmt::format("  own promises of {}", count_of(owners.size(), "contact")), own);
    }
    return table.str(terminal);
}

std::string months_text(const Report& report, const Terminal& terminal, std::size_t columns)
{
    const auto& months = report.figures.promises.by_month;
    if (months.empty()) {
        return {};
    }
    const std::size_t left_out = months.size() - std::min(months.size(), most_months);
    const std::size_t bar_columns = std::min(longest_bar, columns / 4);
    Table table(
        {{12}, {0, false, true}, {0, false, true}, {0, false, true}, {0, false, true}, {0, true}});
    table.line("");
    table.row({{"Month by month", Style::bold},
               {"kept", Style::dim},
               {"", Style::dim},
               {"late", Style::dim},
               {"overdue", Style::dim}});
    if (left_out > 0) {
        table.row({{fmt::format("  ({} before)", count_of(left_out, "month")), Style::dim}});
    }
    for (std::size_t i = left_out; i < months.size(); ++i) {
        const Kept& kept = months[i].kept;
        table.row({{"  " + row_name(months[i], report.today), Style::plain},
                   {score(kept), Style::plain},
                   {rate(kept), Style::plain},
                   {fmt::format("{}", kept.late), Style::plain},
                   {fmt::format("{}", kept.open), Style::plain},
                   {rate_bar(kept, bar_columns), Style::plain}});
    }
    std::string out = table.str(terminal);
    for (const std::string& line : wrap(trend_line(report.figures.promises.trend), columns)) {
        out += line + "\n";
    }
    return out;
}

std::string late_text(const Report& report, const Terminal& terminal)
{
    std::vector<const Miss*> late;
    for (const Miss& miss : report.figures.promises.misses) {
        if (miss.met) {
            late.push_back(&miss);
        }
    }
    if (late.empty()) {
        return {};
    }
    Table table({{14}, {0}, {0}, {0, false, true}, {0, false, true}, {10}, {10, true}});
    table.line("");
    table.row({{fmt::format("Came late ({})", late.size()), Style::bold},
               {"", Style::dim},
               {"owed", Style::dim},
               {"late", Style::dim},
               {"due", Style::dim},
               {"came", Style::dim},
               {"promised", Style::dim}});
    for (std::size_t i = 0; i < std::min(late.size(), most_listed); ++i) {
        const Miss& miss = *late[i];
        table.row({{"  " + miss.contact->name, Style::bold},
                   {miss.contact->tier, Style::plain},
                   {miss.promise.requirement, Style::plain},
                   {count_of(static_cast<std::size_t>(miss.days_late), "day"), Style::plain},
                   {short_date(miss.due), Style::plain},
                   {fmt::format("{}, {}", short_date(miss.met->date), miss.met_by), Style::plain},
                   {miss.promise.cadence.text, Style::dim}});
    }
    if (late.size() > most_listed) {
        table.line(fmt::format("  and {} more: --csv lists them", late.size() - most_listed));
    }
    return table.str(terminal);
}

} // namespace crm::cli
