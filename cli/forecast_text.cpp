#include "cli/forecast.hpp"
#include "cli/phrases.hpp"
#include "cli/table.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace crm::cli {
namespace {

constexpr std::size_t reading_width = 100;
constexpr std::size_t least_for_bars = 60;

std::string number(double value)
{
    const double tenths = std::round(value * 10) / 10;
    return tenths == std::floor(tenths) ? fmt::format("{:.0f}", tenths)
                                        : fmt::format("{:.1f}", tenths);
}

/// "14 of 12"; "14" where there is no limit.
std::string against(int asked, const std::optional<double>& room)
{
    return room ? fmt::format("{} of {}", asked, number(*room)) : fmt::format("{}", asked);
}

/// Loads as bars of at most so many columns: asked, beyond the room, room left.
class Bars {
public:
    Bars(const std::vector<Load>& loads, std::size_t columns) : m_columns(columns)
    {
        for (const Load& load : loads) {
            m_most = std::max(m_most, whole(load));
        }
    }

    /// Columns of the longest bar, were there no end of them.
    [[nodiscard]] std::size_t most() const { return m_most; }

    [[nodiscard]] std::string bar(const Load& load) const
    {
        if (m_columns == 0) {
            return {};
        }
        const auto asked = static_cast<std::size_t>(load.asked);
        const auto over = static_cast<std::size_t>(load.over);
        const std::size_t within = scaled(asked - over);
        const std::size_t beyond = over == 0 ? 0 : std::max(scaled(asked), within + 1) - within;
        const std::size_t end = within + beyond;
        const std::size_t left = std::max(scaled(whole(load)), end) - end;
        return std::string(within, '#') + std::string(beyond, '!') + std::string(left, '.');
    }

private:
    static std::size_t whole(const Load& load)
    {
        return static_cast<std::size_t>(
            std::max(load.asked, static_cast<int>(std::floor(load.room.value_or(0)))));
    }

    /// Something is never shown as nothing.
    [[nodiscard]] std::size_t scaled(std::size_t count) const
    {
        return m_most <= m_columns || count == 0
                   ? count
                   : std::max<std::size_t>(1, count * m_columns / m_most);
    }

    std::size_t m_columns;
    std::size_t m_most = 0;
};

std::string over_text(const Load& major, const Load& minor)
{
    if (major.over + minor.over == 0) {
        return {};
    }
    return majors_and_minors(major.over, minor.over) + " over";
}

int sum(const std::vector<Load>& loads, int Load::*what)
{
    return std::accumulate(loads.begin(), loads.end(), 0,
                           [&](int total, const Load& load) { return total + load.*what; });
}

std::optional<double> room_in_all(const std::vector<Load>& loads)
{
    double out = 0;
    for (const Load& load : loads) {
        if (!load.room) {
            return std::nullopt;
        }
        out += *load.room;
    }
    return out;
}

class Writer {
public:
    Writer(const ForecastView& view, const Terminal& terminal)
        : m_view(view), m_terminal(terminal),
          m_columns(std::clamp<std::size_t>(terminal.columns().value_or(reading_width), 40,
                                            reading_width))
    {
    }

    std::string str()
    {
        for (const std::string& line :
             wrap(fmt::format("{} {}: {} in {}", weekday_name(weekday(m_view.today)),
                              long_date(m_view.today),
                              majors_and_minors(sum(m_view.major.loads, &Load::asked),
                                                sum(m_view.minor.loads, &Load::asked)),
                              count_of(m_view.weeks.size(), "week")),
                  m_columns)) {
            m_out += m_terminal.styled(line, Style::bold) + "\n";
        }
        table();
        m_out += "\n";
        remarks();
        return m_out;
    }

private:
    std::string notes(std::size_t week) const
    {
        std::vector<std::string> out = blackouts_in(m_view.roster.settings, m_view.weeks[week]);
        const Load& major = m_view.major.loads[week];
        const Load& minor = m_view.minor.loads[week];
        if (const std::string over = over_text(major, minor); !over.empty()) {
            out.push_back(over);
        }
        if (major.late + minor.late > 0) {
            out.push_back(fmt::format("{} late already", major.late + minor.late));
        }
        std::string text;
        for (const std::string& one : out) {
            text += (text.empty() ? "" : "; ") + visible(one);
        }
        return text;
    }

    void table()
    {
        std::vector<std::string> notes_of;
        std::size_t fixed = std::size("Mon 23 Nov  ") - 1;
        std::size_t widest_note = 0;
        for (const ClassView* one : {&m_view.major, &m_view.minor}) {
            std::size_t widest =
                width(against(sum(one->loads, &Load::asked), room_in_all(one->loads)));
            for (const Load& load : one->loads) {
                widest = std::max(widest, width(against(load.asked, load.room)));
            }
            fixed += widest + 2 + 2;
        }
        for (std::size_t week = 0; week < m_view.weeks.size(); ++week) {
            notes_of.push_back(notes(week));
            widest_note = std::max(widest_note, width(notes_of.back()));
        }
        // The bars have what the notes leave, and those of the minors twice as much.
        constexpr std::size_t least_bar = 4;
        constexpr std::size_t enough_for_notes = 22;
        const std::size_t kept = fixed + 2 + std::min(widest_note, enough_for_notes);
        const std::size_t for_bars =
            m_columns < least_for_bars
                ? 0
                : std::max(3 * least_bar, m_columns - std::min(kept, m_columns));
        const std::size_t most_major = Bars(m_view.major.loads, 0).most();
        const std::size_t for_major = std::min(most_major, for_bars / 3);
        const Bars majors(m_view.major.loads, for_major);
        const Bars minors(m_view.minor.loads, for_bars - for_major);
        const std::size_t bars = for_major + std::min(minors.most(), for_bars - for_major);
        const std::size_t for_notes =
            std::max(enough_for_notes, m_columns - std::min(m_columns, fixed + bars + 2));
        Table table({{0}, {0, false, true}, {0}, {0, false, true}, {0}, {0}});
        table.line("");
        table.row({{"Week of", Style::dim},
                   {"major", Style::dim},
                   {"", Style::dim},
                   {"minor", Style::dim}});
        for (std::size_t week = 0; week < m_view.weeks.size(); ++week) {
            const Load& major = m_view.major.loads[week];
            const Load& minor = m_view.minor.loads[week];
            const auto lines = wrap(notes_of[week], for_notes);
            table.row({{short_day(m_view.weeks[week].first), Style::plain},
                       {against(major.asked, major.room), style(major)},
                       {majors.bar(major), style(major)},
                       {against(minor.asked, minor.room), style(minor)},
                       {minors.bar(minor), style(minor)},
                       {lines.empty() ? "" : lines.front(), Style::plain}});
            for (std::size_t line = 1; line < lines.size(); ++line) {
                table.row({{"", Style::plain},
                           {"", Style::plain},
                           {"", Style::plain},
                           {"", Style::plain},
                           {"", Style::plain},
                           {lines[line], Style::plain}});
            }
        }
        table.row({{"in all", Style::dim},
                   {against(sum(m_view.major.loads, &Load::asked), room_in_all(m_view.major.loads)),
                    Style::dim},
                   {"", Style::dim},
                   {against(sum(m_view.minor.loads, &Load::asked), room_in_all(m_view.minor.loads)),
                    Style::dim}});
        m_out += table.str(m_terminal);
    }

    static Style style(const Load& load) { return load.over > 0 ? Style::red : Style::plain; }

    void remarks()
    {
        const int late =
            sum(m_view.major.loads, &Load::late) + sum(m_view.minor.loads, &Load::late);
        const int over =
            sum(m_view.major.loads, &Load::over) + sum(m_view.minor.loads, &Load::over);
        const bool limited = !m_view.roster.settings.capacity.empty();
        if (limited && m_columns >= least_for_bars) {
            say("# asked for, ! beyond what there is room for, . room left");
        }
        if (m_view.major.used + m_view.minor.used > 0) {
            say(fmt::format("Done already: {}; the first week's room is what they leave.",
                            majors_and_minors(m_view.major.used, m_view.minor.used)));
        }
        if (m_view.forecast.undated > 0) {
            say(fmt::format("Not counted: {} without a first day; '{} forecast --spread 6w' "
                            "shows a plan for all who have nothing in the journal.",
                            count_of(m_view.forecast.undated, "contact"), m_view.program));
        }
        if (!limited) {
            say(fmt::format("How much you can do is not said yet: {} edit --set "
                            "capacity.major='2 per week' --set capacity.minor='12 per week'",
                            m_view.program));
        } else if (over > 0) {
            say(fmt::format("More is asked for than there is room for. Days on which as much as "
                            "possible is kept: {} --level",
                            m_view.call));
        } else {
            say(late > 0 ? "There is room for all of it, the late ones too."
                         : "There is room for all of it.");
        }
    }

    void say(const std::string& text) { m_out += paragraph(text, m_terminal); }

    const ForecastView& m_view;
    const Terminal& m_terminal;
    std::size_t m_columns;
    std::string m_out;
};

ClassView class_of(const Roster& roster, const Forecast& forecast, const std::vector<Span>& weeks,
                   bool majors)
{
    const std::vector<Bin> bins = bins_of(roster, forecast.span, majors);
    return {loads(forecast, roster.settings, weeks, bins, majors), bins.front().used};
}

} // namespace

ForecastView view_of(const Roster& roster, const Filter& filter, Date today, int weeks)
{
    ForecastView out{
        roster, today, forecast(roster, filter, today, weeks), weeks_from(today, weeks), {}, {},
        {},     {}};
    out.major = class_of(roster, out.forecast, out.weeks, true);
    out.minor = class_of(roster, out.forecast, out.weeks, false);
    return out;
}

std::string shell_words(const std::vector<std::string>& words)
{
    std::string out;
    for (const std::string& word : words) {
        out += " " + shell_word(word);
    }
    return visible(out);
}

std::string short_day(Date date)
{
    return fmt::format("{} {}", weekday_name(weekday(date)).substr(0, 3), day_and_month(date));
}

std::vector<std::string> blackouts_in(const Settings& settings, const Span& week)
{
    std::vector<std::string> out;
    for (const Blackout& blackout : settings.capacity.blackouts) {
        const auto next = blackout.next_day(week.first);
        if (next && *next <= week.last) {
            out.push_back(blackout.name.empty() ? "blackout" : blackout.name);
        }
    }
    return out;
}

std::string due_day(const Job& job, Date today)
{
    // of what is late for long the year is told, not the day of the week
    return job.is_late() && year_of(job.due) != year_of(today) ? short_date(job.due)
                                                               : short_day(job.due);
}

std::string majors_and_minors(int majors, int minors)
{
    const auto count = [](int n, std::string_view one) {
        return count_of(static_cast<std::size_t>(n), one);
    };
    if (majors == 0 && minors == 0) {
        return "nothing";
    }
    return majors == 0   ? count(minors, "minor")
           : minors == 0 ? count(majors, "major")
                         : count(majors, "major") + " and " + count(minors, "minor");
}

std::string paragraph(const std::string& text, const Terminal& terminal)
{
    std::string out;
    for (const std::string& line :
         wrap(text, std::clamp<std::size_t>(terminal.columns().value_or(reading_width), 40,
                                            reading_width))) {
        out += line + "\n";
    }
    return out;
}

std::string forecast_text(const ForecastView& view, const Terminal& terminal)
{
    return Writer(view, terminal).str();
}

std::string jobs_text(const ForecastView& view, const Terminal& terminal)
{
    Table table({{0}, {14}, {0}, {0}, {10}, {0}});
    const auto add = [&](const std::string& title, std::string_view when,
                         const std::vector<const Job*>& jobs) {
        if (jobs.empty()) {
            return;
        }
        table.line("");
        table.line(terminal.styled(fmt::format("{} ({})", title, jobs.size()), Style::bold));
        table.row({{"  " + std::string(when), Style::dim},
                   {"", Style::dim},
                   {"", Style::dim},
                   {"owed", Style::dim},
                   {"promised", Style::dim},
                   {"rule", Style::dim}});
        for (const Job* job : jobs) {
            const Item& item = view.forecast.item(*job);
            table.row({{"  " + due_day(*job, view.today), Style::plain},
                       {item.contact->name, Style::bold},
                       {item.contact->tier, Style::plain},
                       {item.promise.requirement, Style::plain},
                       {item.promise.cadence.text, Style::plain},
                       {item.promise.rule, Style::dim}});
        }
    };
    std::vector<const Job*> late;
    for (const Job& job : view.forecast.jobs) {
        if (job.is_late()) {
            late.push_back(&job);
        }
    }
    std::stable_sort(late.begin(), late.end(),
                     [](const Job* a, const Job* b) { return a->due < b->due; });
    add("Late already", "since", late);
    for (const Span& week : view.weeks) {
        std::vector<const Job*> jobs;
        for (const Job& job : view.forecast.jobs) {
            if (!job.is_late() && week.contains(job.asked())) {
                jobs.push_back(&job);
            }
        }
        add(fmt::format("{} to {}", short_day(week.first), short_day(week.last)), "by", jobs);
    }
    return table.empty() ? "" : table.str(terminal);
}

} // namespace crm::cli
