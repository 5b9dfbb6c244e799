#include "cli/forecast.hpp"
#include "cli/phrases.hpp"
#include "cli/table.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crm::cli {
namespace {

constexpr int week_length = 7;

/// Half as often, as a cadence is written: a thing to try.
std::string half_as_often(const Cadence& cadence)
{
    const auto spelled = [](int count, const Period& period) {
        return count == 1 ? "every " + period.str() : fmt::format("{} in {}", count, period.str());
    };
    if (cadence.form == Cadence::Form::rolling) {
        return cadence.count % 2 == 0
                   ? spelled(cadence.count / 2, cadence.period)
                   : spelled(cadence.count, {2 * cadence.period.count, cadence.period.unit});
    }
    if (cadence.count % 2 == 0) {
        return fmt::format("{} per {}", cadence.count / 2, unit_name(cadence.unit));
    }
    constexpr int two_quarters = 6; // months
    return spelled(cadence.count, cadence.unit == Unit::quarter ? Period{two_quarters, Unit::month}
                                                                : Period{2, cadence.unit});
}

/// "14.2", "12": so many a week.
std::string a_week(int count, int days)
{
    const std::string text = fmt::format("{:.1f}", static_cast<double>(count) * week_length / days);
    return text.substr(text.size() - 2) == ".0" ? text.substr(0, text.size() - 2) : text;
}

/// "On Sunday 22 November 2026", "Between 4 January and 31 January 2027".
std::string days_told(const Span& days)
{
    const Date first = days.first;
    if (first == days.last) {
        return fmt::format("On {} {}", weekday_name(weekday(first)), long_date(first));
    }
    return fmt::format("Between {} and {}",
                       year_of(first) == year_of(days.last)
                           ? fmt::format("{} {}", day_of(first), month_name(month_of(first)))
                           : long_date(first),
                       long_date(days.last));
}

class Writer {
public:
    Writer(const ForecastView& view, const Plan& plan, const Terminal& terminal, bool explain)
        : m_view(view), m_plan(plan), m_terminal(terminal), m_explain(explain)
    {
    }

    std::string str()
    {
        verdict();
        why(m_plan.major, "major");
        why(m_plan.minor, "minor");
        caught_up(m_plan.major, "major", late_left_over(true));
        caught_up(m_plan.minor, "minor", late_left_over(false));
        for (const Span& week : m_view.weeks) {
            weekly(week);
        }
        left_over();
        return m_out + (m_table.empty() ? "" : m_table.str(m_terminal));
    }

private:
    void say(const std::string& text) { m_out += paragraph(text, m_terminal); }

    void verdict()
    {
        const auto all = m_view.forecast.jobs.size();
        std::string text =
            fmt::format("{} {}: ", weekday_name(weekday(m_view.today)), long_date(m_view.today));
        if (all == 0) {
            text +=
                fmt::format("nothing is asked for in {}", count_of(m_view.weeks.size(), "week"));
        } else if (m_plan.keeps_all()) {
            text += fmt::format("{} in {}, and a day for each so that none becomes late",
                                count_of(all, "promise"), count_of(m_view.weeks.size(), "week"));
        } else {
            text += fmt::format(
                "not everything can be kept; {} of {} in {} {} late",
                majors_and_minors(m_plan.major.becomes_late, m_plan.minor.becomes_late),
                count_of(all, "promise"), count_of(m_view.weeks.size(), "week"),
                m_plan.major.becomes_late + m_plan.minor.becomes_late == 1 ? "becomes" : "become");
        }
        for (const std::string& line : wrap(text, m_terminal.columns().value_or(100))) {
            m_out += m_terminal.styled(line, Style::bold) + "\n";
        }
    }

    void why(const Outcome& outcome, std::string_view what)
    {
        if (!outcome.tightest) {
            return;
        }
        const Stretch& stretch = *outcome.tightest;
        std::string text = fmt::format("{}: {} promised, {}", days_told(stretch.days),
                                       count_of(static_cast<std::size_t>(stretch.promised), what),
                                       stretch.room > 0 ? fmt::format("room for {}", stretch.room)
                                                        : "room for none");
        if (stretch.days.days() > week_length) {
            text +=
                fmt::format(": {} a week against {}", a_week(stretch.promised, stretch.days.days()),
                            a_week(stretch.room, stretch.days.days()));
        }
        say(text + ".");
        if (outcome.relief) {
            relief(*outcome.relief, stretch);
        }
    }

    void relief(const Relief& found, const Stretch& stretch)
    {
        const Promise& promise = found.promise;
        const bool own = promise.rule.substr(0, std::size("contacts/") - 1) == "contacts/";
        const std::string applies = found.applies_to.empty() ? "everyone" : found.applies_to;
        say(fmt::format("What helps most is to promise less of '{}: {}'{} ({}): it asks for {} "
                        "of the {}, and without it {}.",
                        promise.requirement, visible(promise.cadence.text),
                        own ? std::string{} : " for " + visible(applies), visible(promise.rule),
                        found.inside, stretch.promised,
                        found.still_late == 0
                            ? std::string("none becomes late")
                            : fmt::format("{} would still become late", found.still_late)));
        if (!own) {
            const std::string rule =
                fmt::format("{}{}{}: {}", found.applies_to, found.applies_to.empty() ? "" : " ",
                            promise.requirement, half_as_often(promise.cadence));
            say(fmt::format("To see it with half as many: {} --level --what-if {}", m_view.call,
                            shell_word(rule)));
        }
    }

    void caught_up(const Outcome& outcome, std::string_view what, std::size_t left)
    {
        if (outcome.late_already == 0) {
            return;
        }
        const auto late = static_cast<std::size_t>(outcome.late_already);
        const bool one = late == 1;
        const Date end = add_days(m_view.forecast.span.last, 1);
        const std::string by = outcome.caught_up
                                   ? fmt::format("{} {}", weekday_name(weekday(*outcome.caught_up)),
                                                 long_date(*outcome.caught_up))
                                   : "";
        say(fmt::format("Late already: {}; {}.", count_of(late, what),
                        !outcome.caught_up ? fmt::format("no room for {} before {}",
                                                         one ? "it" : "them", long_date(end))
                        : left > 0         ? fmt::format("all but {} caught up by {}", left, by)
                                           : fmt::format("caught up by {}", by)));
    }

    std::size_t late_left_over(bool majors)
    {
        std::size_t out = 0;
        for (std::size_t i = 0; i < m_plan.days.size(); ++i) {
            const Job& job = m_view.forecast.jobs[i];
            out += job.is_late() && job.major == majors && !m_plan.days[i] ? 1 : 0;
        }
        return out;
    }

    void weekly(const Span& week)
    {
        std::vector<std::size_t> jobs;
        for (std::size_t i = 0; i < m_plan.days.size(); ++i) {
            if (m_plan.days[i] && week.contains(*m_plan.days[i])) {
                jobs.push_back(i);
            }
        }
        if (jobs.empty()) {
            return;
        }
        std::stable_sort(jobs.begin(), jobs.end(), [&](std::size_t a, std::size_t b) {
            return *m_plan.days[a] < *m_plan.days[b];
        });
        const auto majors = std::count_if(
            jobs.begin(), jobs.end(), [&](std::size_t i) { return m_view.forecast.jobs[i].major; });
        heading(
            fmt::format("{} to {}: {}", short_day(week.first), short_day(week.last),
                        majors_and_minors(static_cast<int>(majors), static_cast<int>(jobs.size()) -
                                                                        static_cast<int>(majors))));
        std::optional<Date> day;
        for (const std::size_t i : jobs) {
            row(i, m_plan.days[i] == day ? "" : short_day(*m_plan.days[i]));
            day = m_plan.days[i];
        }
    }

    void left_over()
    {
        const int count = m_plan.major.left_over + m_plan.minor.left_over;
        if (count == 0) {
            return;
        }
        heading(fmt::format("No room before {}: {}",
                            long_date(add_days(m_view.forecast.span.last, 1)),
                            majors_and_minors(m_plan.major.left_over, m_plan.minor.left_over)));
        for (std::size_t i = 0; i < m_plan.days.size(); ++i) {
            if (!m_plan.days[i]) {
                row(i, "");
            }
        }
    }

    void heading(const std::string& text)
    {
        m_table.line("");
        m_table.line(m_terminal.styled(text, Style::bold));
        m_table.row({{"  on", Style::dim},
                     {"", Style::dim},
                     {"", Style::dim},
                     {"owed", Style::dim},
                     {"last day", Style::dim},
                     {m_explain ? "promised" : "", Style::dim},
                     {m_explain ? "rule" : "", Style::dim}});
    }

    void row(std::size_t index, const std::string& day)
    {
        const Job& job = m_view.forecast.jobs[index];
        const Item& item = m_view.forecast.item(job);
        const bool becomes_late =
            !job.is_late() && (!m_plan.days[index] || *m_plan.days[index] > job.due);
        m_table.row({{"  " + day, Style::plain},
                     {item.contact->name, Style::bold},
                     {item.contact->tier, Style::plain},
                     {item.promise.requirement, Style::plain},
                     {due_day(job, m_view.today) + (job.is_late()  ? ", late already"
                                                    : becomes_late ? ", becomes late"
                                                                   : ""),
                      job.is_late() || becomes_late ? Style::red : Style::plain},
                     {m_explain ? item.promise.cadence.text : "", Style::plain},
                     {m_explain ? item.promise.rule : "", Style::dim}});
    }

    const ForecastView& m_view;
    const Plan& m_plan;
    const Terminal& m_terminal;
    bool m_explain;
    Table m_table{{{0}, {14}, {0}, {0}, {0}, {8}, {0}}};
    std::string m_out;
};

} // namespace

std::string plan_text(const ForecastView& view, const Plan& plan, const Terminal& terminal,
                      bool explain)
{
    return Writer(view, plan, terminal, explain).str();
}

} // namespace crm::cli
