#include "cli/report.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>

namespace crm::cli {
namespace {

constexpr std::string_view marks = ".-+#@"; ///< nothing, then the steps, each heavier
constexpr std::size_t label = 7;            ///< columns before the first week

std::size_t step_of(std::size_t count, const std::array<std::size_t, 3>& steps)
{
    return count == 0 ? 0
                      : 1 + static_cast<std::size_t>(
                                std::count_if(steps.begin(), steps.end(),
                                              [&](std::size_t most) { return count > most; }));
}

/// "3", "3 to 5".
std::string range(std::size_t least, std::size_t most)
{
    return least == most ? fmt::format("{}", least) : fmt::format("{} to {}", least, most);
}

class Drawing {
public:
    Drawing(const Report& report, const Terminal& terminal, std::size_t columns)
        : m_days(report.figures.days), m_span(report.comparison.now),
          m_settings(report.ledger.settings), m_terminal(terminal)
    {
        const std::size_t all = m_days.weeks.size();
        const std::size_t widest_total = 8;
        m_first = all - std::min(all, columns - label - widest_total);
    }

    std::string str()
    {
        const Date from = add_days(m_days.first, 7 * static_cast<int>(m_first));
        m_out += "\n" + m_terminal.styled("Days in touch", Style::bold);
        m_out += m_terminal.styled(
            fmt::format("  {} to {}", short_date(from), short_date(m_days.last)), Style::dim);
        m_out += "\n";
        month_names();
        for (Weekday day = 0; day < 7; ++day) {
            weekday_row(day);
        }
        span_row();
        legend();
        return m_out;
    }

private:
    [[nodiscard]] Date monday(std::size_t week) const
    {
        return add_days(m_days.first, 7 * static_cast<int>(week));
    }

    [[nodiscard]] std::size_t total(Weekday day) const
    {
        return std::accumulate(
            m_days.weeks.begin() + static_cast<std::ptrdiff_t>(m_first), m_days.weeks.end(),
            std::size_t{0},
            [&](std::size_t sum, const DayMap::Week& week) { return sum + week.at(day); });
    }

    /// A month's name stands over the week in which it begins, where there is room for it.
    void month_names()
    {
        constexpr std::size_t letters = 3;
        const std::size_t end = label + m_days.weeks.size() - m_first;
        std::string line(label, ' ');
        for (std::size_t week = m_first; week < m_days.weeks.size(); ++week) {
            const Date sunday = add_days(monday(week), 6);
            const Date begins = unit_of(sunday, Unit::month).first;
            const std::size_t at = label + week - m_first;
            if (begins >= monday(week) && begins <= m_days.last && at + letters <= end + 1) {
                line.resize(at, ' ');
                line += month_name(month_of(begins)).substr(0, letters);
            }
        }
        line.resize(end + 2, ' ');
        m_out += m_terminal.styled(line + "in all", Style::dim) + "\n";
    }

    void weekday_row(Weekday day)
    {
        const std::size_t sum = total(day);
        if (sum == 0 && !m_settings.workdays.at(day)) {
            return;
        }
        std::string line = pad("  " + std::string(weekday_name(day).substr(0, 3)), label);
        const auto steps = m_days.steps();
        for (std::size_t week = m_first; week < m_days.weeks.size(); ++week) {
            const bool ahead = add_days(monday(week), static_cast<int>(day)) > m_days.last;
            line += ahead ? ' ' : marks[step_of(m_days.weeks[week].at(day), steps)];
        }
        m_out += fmt::format("{}  {:>6}\n", line, sum);
    }

    /// The weeks of the span, where the map shows more.
    void span_row()
    {
        std::string line = pad("  now", label);
        std::size_t others = 0;
        for (std::size_t week = m_first; week < m_days.weeks.size(); ++week) {
            const bool in = add_days(monday(week), 6) >= m_span.first;
            line += in ? '=' : ' ';
            others += in ? 0 : 1;
        }
        if (others > 0) {
            m_out += m_terminal.styled(line, Style::dim) + "\n";
        }
    }

    void legend()
    {
        const auto steps = m_days.steps();
        std::size_t most = 0;
        for (const DayMap::Week& week : m_days.weeks) {
            most = std::max(most, *std::max_element(week.begin(), week.end()));
        }
        std::string text = fmt::format("  {} none", marks[0]);
        std::size_t least = 1;
        for (std::size_t step = 1; step < marks.size() && least <= most; ++step) {
            const std::size_t until =
                step <= steps.size() ? std::min(steps.at(step - 1), most) : most;
            if (until >= least) {
                text += fmt::format("   {} {}", marks[step], range(least, until));
                least = until + 1;
            }
        }
        m_out += m_terminal.styled(text + " a day", Style::dim) + "\n";
        m_out += m_terminal.styled("  Attempts and signals do not count.", Style::dim) + "\n";
    }

    const DayMap& m_days;
    const Span& m_span;
    const Settings& m_settings;
    const Terminal& m_terminal;
    std::size_t m_first = 0; ///< of the weeks that fit
    std::string m_out;
};

} // namespace

std::string days_text(const Report& report, const Terminal& terminal, std::size_t columns)
{
    return report.figures.days.weeks.empty() ? "" : Drawing(report, terminal, columns).str();
}

} // namespace crm::cli
