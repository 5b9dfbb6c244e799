#include "cli/phrases.hpp"
#include "cli/rates.hpp"
#include "cli/report.hpp"
#include "cli/table.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crm::cli {
namespace {

constexpr std::size_t reading_width = 100;
constexpr std::size_t longest_bar = 25; // columns: one for 4 percent

std::string capitalised(std::string text)
{
    if (!text.empty() && text.front() >= 'a' && text.front() <= 'z') {
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    }
    return text;
}

class Writer {
public:
    Writer(const Report& report, const Terminal& terminal)
        : m_report(report), m_figures(report.figures), m_terminal(terminal),
          m_columns(std::clamp<std::size_t>(terminal.columns().value_or(reading_width), 40,
                                            reading_width)),
          m_bar(std::min<std::size_t>(longest_bar, m_columns / 4))
    {
    }

    std::string str()
    {
        heading();
        promises();
        m_out += rules_text(m_report, m_terminal);
        m_out += months_text(m_report, m_terminal, m_columns);
        m_out += neglected_text(m_report, m_terminal) + late_text(m_report, m_terminal) +
                 gaps_text(m_report, m_terminal);
        activity();
        m_out += days_text(m_report, m_terminal, m_columns);
        return m_out;
    }

private:
    void paragraph(const std::string& text, Style style)
    {
        for (const std::string& line : wrap(text, m_columns)) {
            m_out += m_terminal.styled(line, style) + "\n";
        }
    }

    void heading()
    {
        const Comparison& c = m_report.comparison;
        const char* so_far = c.running ? " so far" : "";
        const std::string when =
            c.unit ? fmt::format("{}{} ({})", capitalised(span_name(c.now, c.unit)), so_far,
                                 span_dates(c.now, false))
                   : fmt::format("{}{} ({})", span_dates(c.now), so_far, span_name(c.now, c.unit));
        const std::string now = fmt::format("{}: {}", when, result());
        const std::string beside = result_before();
        const std::string both = beside.empty() ? now : now + " " + beside;
        for (const std::string& part : width(both) <= m_columns
                                           ? std::vector<std::string>{both}
                                           : std::vector<std::string>{now, beside}) {
            paragraph(part, Style::bold);
        }
        const std::string which =
            !c.unit ? (c.now.days() == 1 ? "the day before" : "as many days before")
            : c.cut ? fmt::format("as many days of the {} before", unit_name(*c.unit))
                    : fmt::format("the {} before", unit_name(*c.unit));
        paragraph(fmt::format("Before: {}, {}", span_dates(c.before), which), Style::dim);
    }

    [[nodiscard]] std::string result() const
    {
        const Kept& now = m_figures.promises.all.now;
        if (!m_figures.promises.any_made) {
            return "nothing was promised";
        }
        if (now.all() == 0) {
            return fmt::format("no promise was kept or missed{}",
                               m_report.comparison.running ? " yet" : "");
        }
        return fmt::format("{} promises kept, {}%", score(now), now.percent());
    }

    [[nodiscard]] std::string result_before() const
    {
        const Kept& before = m_figures.promises.all.before;
        if (!m_figures.promises.any_made) {
            return {};
        }
        return before.all() == 0
                   ? "(before: none)"
                   : fmt::format("(before: {}, {}%)", score(before), before.percent());
    }

    void promises()
    {
        const Promises& figures = m_figures.promises;
        if (figures.all.now.all() + figures.all.before.all() == 0) {
            return;
        }
        Table table(
            {{12}, {0, false, true}, {0, false, true}, {0, false, true}, {0, false, true}, {}});
        table.line("");
        table.row({{"Promises kept", Style::bold},
                   {"now", Style::dim},
                   {"", Style::dim},
                   {"before", Style::dim}});
        const auto add = [&](const std::string& name, const Beside<Kept>& kept) {
            table.row({{"  " + name, Style::plain},
                       {score(kept.now), Style::plain},
                       {rate(kept.now), Style::plain},
                       {score(kept.before), Style::dim},
                       {rate(kept.before), Style::dim},
                       {rate_bar(kept.now, m_bar), Style::plain}});
        };
        add("in all", figures.all);
        const auto add_missed = [&](const std::string& name, std::size_t now, std::size_t before,
                                    Style style) {
            table.row({{name, style},
                       {fmt::format("{}", now), Style::plain},
                       {"", Style::plain},
                       {fmt::format("{}", before), Style::dim}});
        };
        const Kept& now = figures.all.now;
        const Kept& before = figures.all.before;
        add_missed("Missed", now.missed(), before.missed(), Style::dim);
        if (now.missed() + before.missed() > 0) {
            add_missed("  came late", now.late, before.late, Style::plain);
            add_missed("  left overdue", now.open, before.open, Style::plain);
        }
        for (const auto& [title, rows] :
             {std::pair("By tier", &figures.by_tier), std::pair("By kind", &figures.by_kind),
              std::pair("By promise", &figures.by_requirement)}) {
            if (rows->size() < 2) {
                continue; // the same as in all
            }
            table.row({{title, Style::dim}});
            for (const KeptRow& row : *rows) {
                add(row.name, row.kept);
            }
        }
        m_out += table.str(m_terminal);
    }

    void activity()
    {
        const Activity& figures = m_figures.activity;
        if (figures.happened.now + figures.happened.before + figures.attempts.now +
                figures.attempts.before ==
            0) {
            m_out += "\nNothing was recorded, neither now nor before.\n";
            return;
        }
        Table table({{12}, {0, false, true}, {0, false, true}, {}});
        table.line("");
        table.row({{"Interactions", Style::bold}, {"now", Style::dim}, {"before", Style::dim}});
        const auto add = [&](const std::string& name, const Beside<std::size_t>& count,
                             const std::string& rest) {
            table.row({{"  " + name, Style::plain},
                       {fmt::format("{}", count.now), Style::plain},
                       {fmt::format("{}", count.before), Style::dim},
                       {rest, Style::plain}});
        };
        const auto add_all = [&](const std::vector<CountRow>& rows) {
            for (const CountRow& row : rows) {
                if (row.count.now + row.count.before > 0) {
                    add(row.name, row.count, bar(row.count.now, figures.happened.now, m_bar));
                }
            }
        };
        add("in all", figures.happened, "");
        table.row({{"By class", Style::dim}});
        add_all(figures.by_class);
        table.row({{"By touch", Style::dim}});
        add_all(figures.by_touch);
        table.row({{"Besides", Style::dim}});
        if (figures.attempts.now + figures.attempts.before > 0) {
            add("attempts", figures.attempts, "reached nobody, not counted above");
        }
        if (figures.with_minutes.now + figures.with_minutes.before > 0) {
            add("minutes", figures.minutes,
                fmt::format("recorded for {} of {}", figures.with_minutes.now,
                            figures.happened.now));
        }
        if (m_figures.active > 0) {
            add("contacts reached", m_figures.reached,
                fmt::format("of {} active", m_figures.active));
        }
        m_out += table.str(m_terminal);
    }

    const Report& m_report;
    const Figures& m_figures;
    const Terminal& m_terminal;
    std::size_t m_columns;
    std::size_t m_bar; ///< columns of a full bar
    std::string m_out;
};

} // namespace

std::string report_text(const Report& report, const Terminal& terminal)
{
    return Writer(report, terminal).str();
}

} // namespace crm::cli
