#include "core/cadence/levelling.hpp"

#include "core/cadence/bottleneck.hpp"
#include "core/cadence/slots.hpp"

#include <algorithm>
#include <utility>

namespace crm {
namespace {

/// The working days of a span, numbered.
class Workdays {
public:
    Workdays(const Settings& settings, const Span& span) : m_first(span.first)
    {
        for (Date day = span.first; day <= span.last; day = add_days(day, 1)) {
            m_before.push_back(static_cast<int>(m_days.size()));
            if (settings.is_workday(day)) {
                m_days.push_back(day);
            }
        }
        m_before.push_back(static_cast<int>(m_days.size()));
    }

    [[nodiscard]] const std::vector<Date>& days() const { return m_days; }

    /// The working days among those from `first` to `last`.
    [[nodiscard]] Window window(Date first, Date last) const
    {
        const int from = std::max(0, days_between(m_first, first));
        const int behind =
            std::min(static_cast<int>(m_before.size()) - 1, days_between(m_first, last) + 1);
        return from >= behind ? Window{1, 0}
                              : Window{m_before[static_cast<std::size_t>(from)],
                                       m_before[static_cast<std::size_t>(behind)] - 1};
    }

private:
    Date m_first;
    std::vector<Date> m_days;
    std::vector<int> m_before; ///< by day: how many working days are before it
};

/// Groups the numbers of working days by a value that does not fall, and numbers the groups.
template <typename Value>
std::vector<int> grouped(const Window& days, Value&& value)
{
    std::vector<int> out;
    for (int day = days.first; day <= days.last; ++day) {
        const bool same = day > days.first && value(day - 1) == value(day);
        out.push_back(out.empty() ? 0 : out.back() + (same ? 0 : 1));
    }
    return out;
}

class Leveller {
public:
    Leveller(const Roster& roster, const Forecast& forecast, bool majors, Plan& plan)
        : m_roster(roster), m_forecast(forecast), m_plan(plan),
          m_outcome(majors ? plan.major : plan.minor), m_workdays(roster.settings, forecast.span)
    {
        for (const Bin& bin : bins_of(roster, forecast.span, majors)) {
            const Window days = m_workdays.window(bin.days.first, bin.days.last);
            if (days.first > days.last) {
                continue; // nothing can be done in it
            }
            for (int day = days.first; day <= days.last; ++day) {
                m_bin_of.push_back(static_cast<int>(m_bins.size()));
            }
            m_bins.push_back(bin);
            m_room.push_back(bin.room.value_or(unlimited));
        }
        for (std::size_t i = 0; i < forecast.jobs.size(); ++i) {
            if (forecast.jobs[i].major == majors) {
                (forecast.jobs[i].is_late() ? m_late : m_in_time).push_back(i);
            }
        }
        // the plain forecast has them by the day asked
        std::stable_sort(m_late.begin(), m_late.end(), [&](std::size_t a, std::size_t b) {
            return forecast.jobs[a].due < forecast.jobs[b].due;
        });
    }

    void run()
    {
        m_outcome.late_already = static_cast<int>(m_late.size());
        set_apart();
        const auto [late, missed] = place_in_bins();
        for (const std::size_t job : m_late) {
            if (m_plan.days[job]) {
                m_outcome.caught_up =
                    std::max(m_outcome.caught_up.value_or(*m_plan.days[job]), *m_plan.days[job]);
            }
        }
        m_outcome.left_over = late + missed;
        if (m_outcome.becomes_late > 0) {
            const Bottleneck found = bottleneck(m_forecast, m_everything, windows_of(m_everything),
                                                m_bins, m_roster.settings);
            m_outcome.tightest = found.tightest;
            m_outcome.relief = found.relief;
        }
    }

private:
    [[nodiscard]] Window days_for(std::size_t job) const
    {
        const Job& one = m_forecast.jobs[job];
        return m_workdays.window(one.from, one.is_late() ? m_forecast.span.last : one.due);
    }

    [[nodiscard]] Window bins_for(const Window& days) const
    {
        return days.first > days.last ? Window{1, 0}
                                      : Window{m_bin_of[static_cast<std::size_t>(days.first)],
                                               m_bin_of[static_cast<std::size_t>(days.last)]};
    }

    [[nodiscard]] std::vector<Window> windows_of(const std::vector<std::size_t>& jobs) const
    {
        std::vector<Window> out;
        for (const std::size_t job : jobs) {
            out.push_back(bins_for(days_for(job)));
        }
        return out;
    }

    /// From their first day to the end.
    [[nodiscard]] std::vector<Window> open_windows(const std::vector<std::size_t>& jobs) const
    {
        std::vector<Window> out;
        for (const std::size_t job : jobs) {
            out.push_back(
                bins_for(m_workdays.window(m_forecast.jobs[job].from, m_forecast.span.last)));
        }
        return out;
    }

    /// Takes those for which there is no room in time out of `m_in_time`.
    void set_apart()
    {
        const auto placed = earliest_due_first(windows_of(m_in_time), m_room);
        std::vector<std::size_t> kept;
        for (std::size_t i = 0; i < placed.size(); ++i) {
            (placed[i] == nowhere ? m_missed : kept).push_back(m_in_time[i]);
        }
        m_everything = std::exchange(m_in_time, kept);
        m_outcome.becomes_late = static_cast<int>(m_missed.size());
    }

    /// How many of the late ones, and of those that become late, got no day.
    std::pair<int, int> place_in_bins()
    {
        const Filling first{windows_of(m_in_time), open_windows(m_late)};
        const Filled filled = fill(first, m_room, false);
        std::vector<int> room = left_of(m_room, counts(filled.in_time, m_room.size()));
        room = left_of(room, counts(filled.tardy, m_room.size()));
        const std::vector<int> missed = earliest_due_first(open_windows(m_missed), room);
        std::vector<std::vector<std::size_t>> in_time(m_bins.size());
        std::vector<std::vector<std::size_t>> tardy(m_bins.size());
        const auto put = [](const std::vector<std::size_t>& jobs, const std::vector<int>& cells,
                            std::vector<std::vector<std::size_t>>& into) {
            int left = 0;
            for (std::size_t i = 0; i < jobs.size(); ++i) {
                if (cells[i] == nowhere) {
                    ++left;
                } else {
                    into[static_cast<std::size_t>(cells[i])].push_back(jobs[i]);
                }
            }
            return left;
        };
        put(m_in_time, filled.in_time, in_time);
        const std::pair out{put(m_late, filled.tardy, tardy), put(m_missed, missed, tardy)};
        for (std::size_t bin = 0; bin < m_bins.size(); ++bin) {
            place_in_weeks(m_bins[bin].days, in_time[bin], tardy[bin]);
        }
        return out;
    }

    /// Within a bin of more than a week, the weeks get as many as each other where that is needed.
    void place_in_weeks(const Span& days, const std::vector<std::size_t>& in_time,
                        const std::vector<std::size_t>& tardy)
    {
        const Window all = m_workdays.window(days.first, days.last);
        const auto week_of = grouped(all, [&](int day) {
            const Date date = m_workdays.days()[static_cast<std::size_t>(day)];
            return add_days(date, -static_cast<int>(weekday(date)));
        });
        place(all, week_of, in_time, tardy, false,
              [&](const Window& week, const auto& those_in_time, const auto& those_tardy) {
                  const auto day_of = grouped(week, [](int day) { return day; });
                  place(week, day_of, those_in_time, those_tardy, true,
                        [&](const Window& day, const auto& some, const auto& others) {
                            const Date date =
                                m_workdays.days()[static_cast<std::size_t>(day.first)];
                            for (const auto* jobs : {&some, &others}) {
                                for (const std::size_t job : *jobs) {
                                    m_plan.days[job] = date;
                                }
                            }
                        });
              });
    }

    /// Spreads jobs evenly over the cells of `days` and hands on what is in each.
    template <typename Next>
    void place(const Window& days, const std::vector<int>& cell_of,
               const std::vector<std::size_t>& in_time, const std::vector<std::size_t>& tardy,
               bool early, const Next& next)
    {
        if (in_time.empty() && tardy.empty()) {
            return;
        }
        const auto cells = static_cast<std::size_t>(cell_of.back()) + 1;
        const auto cell = [&](int day) {
            return cell_of[static_cast<std::size_t>(day - days.first)];
        };
        Filling jobs;
        for (const std::size_t job : in_time) {
            const Window own = days_for(job);
            jobs.in_time.push_back(
                {cell(std::max(own.first, days.first)), cell(std::min(own.last, days.last))});
        }
        for (const std::size_t job : tardy) {
            const Window own = m_workdays.window(m_forecast.jobs[job].from, m_forecast.span.last);
            jobs.tardy.push_back({cell(std::max(own.first, days.first)), cell_of.back()});
        }
        const Filled filled = fill_evenly(jobs, cells, early);
        for (std::size_t at = 0; at < cells; ++at) {
            const auto number = static_cast<int>(at);
            Window part{days.last, days.first};
            for (int day = days.first; day <= days.last; ++day) {
                if (cell(day) == number) {
                    part = {std::min(part.first, day), std::max(part.last, day)};
                }
            }
            next(part, chosen(in_time, filled.in_time, number),
                 chosen(tardy, filled.tardy, number));
        }
    }

    static std::vector<std::size_t> chosen(const std::vector<std::size_t>& jobs,
                                           const std::vector<int>& cells, int cell)
    {
        std::vector<std::size_t> out;
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            if (cells[i] == cell) {
                out.push_back(jobs[i]);
            }
        }
        return out;
    }

    const Roster& m_roster;
    const Forecast& m_forecast;
    Plan& m_plan;
    Outcome& m_outcome;
    Workdays m_workdays;
    std::vector<Bin> m_bins;   ///< those with a working day
    std::vector<int> m_room;   ///< of each
    std::vector<int> m_bin_of; ///< by working day
    // indices into the jobs of the forecast:
    std::vector<std::size_t> m_late;
    std::vector<std::size_t> m_in_time;
    std::vector<std::size_t> m_missed;
    std::vector<std::size_t> m_everything; ///< that was in time before
};

} // namespace

Plan level(const Roster& roster, const Forecast& forecast)
{
    Plan out;
    out.days.resize(forecast.jobs.size());
    Leveller(roster, forecast, true, out).run();
    Leveller(roster, forecast, false, out).run();
    return out;
}

} // namespace crm
