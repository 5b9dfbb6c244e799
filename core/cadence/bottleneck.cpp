#include "core/cadence/bottleneck.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace crm {
namespace {

using Which = std::pair<std::string, std::string>; ///< a rule's place and the requirement

class Search {
public:
    Search(const Forecast& forecast, const std::vector<std::size_t>& jobs,
           const std::vector<Window>& windows, const std::vector<Bin>& bins)
        : m_forecast(forecast), m_jobs(jobs), m_windows(windows), m_bins(bins)
    {
        for (const Bin& bin : bins) {
            m_room.push_back(bin.room.value_or(unlimited));
        }
    }

    /// The bins next to each other that lack the most room; of several the fewest days.
    std::optional<Stretch> tightest()
    {
        std::vector<std::vector<int>> ends(m_bins.size()); // by first bin: the last ones
        for (const Window& window : m_windows) {
            if (window.first <= window.last) {
                ends[static_cast<std::size_t>(window.first)].push_back(window.last);
            }
        }
        std::optional<Stretch> out;
        std::vector<int> ending(m_bins.size(), 0); // of those that begin at `first` or later
        for (std::size_t first = m_bins.size(); first-- > 0;) {
            for (const int last : ends[first]) {
                ++ending[static_cast<std::size_t>(last)];
            }
            Stretch stretch;
            for (std::size_t last = first; last < m_bins.size() && m_room[last] != unlimited;
                 ++last) {
                stretch.promised += ending[last];
                stretch.room += m_room[last];
                stretch.days = {m_bins[first].days.first, m_bins[last].days.last};
                if (is_tighter(stretch, out)) {
                    out = stretch;
                    m_bins_of_it = {static_cast<int>(first), static_cast<int>(last)};
                }
            }
        }
        return out ? out : without_workday();
    }

    /// Of the promises that ask most on those bins, that without which the fewest become late.
    [[nodiscard]] std::optional<Relief> relief(const Settings& settings) const
    {
        std::map<Which, std::pair<int, std::size_t>> inside; // how many, and one of them
        for (std::size_t i = 0; i < m_jobs.size(); ++i) {
            if (is_inside(i)) {
                auto& [count, example] = inside[which(i)];
                ++count;
                example = m_jobs[i];
            }
        }
        std::vector<std::pair<int, Which>> candidates;
        for (const auto& [rule, found] : inside) {
            candidates.emplace_back(-found.first, rule);
        }
        std::sort(candidates.begin(), candidates.end());
        constexpr std::size_t most_tried = 20;
        candidates.resize(std::min(candidates.size(), most_tried));
        std::optional<Relief> out;
        for (const auto& [count, rule] : candidates) {
            const int late = late_without(rule);
            if (!out || late < out->still_late) {
                const Item& item = m_forecast.item(m_forecast.jobs[inside.at(rule).second]);
                out = Relief{item.promise, applies_to(item.promise, settings), -count, late};
            }
        }
        return out;
    }

private:
    static bool is_tighter(const Stretch& stretch, const std::optional<Stretch>& other)
    {
        const int lacking = stretch.promised - stretch.room;
        const int least = other ? other->promised - other->room : 0;
        return lacking > least ||
               (other && lacking == least && stretch.days.days() < other->days.days());
    }

    /// Where what is promised lacks not room but a working day.
    std::optional<Stretch> without_workday()
    {
        for (std::size_t i = 0; i < m_windows.size(); ++i) {
            const Job& job = m_forecast.jobs[m_jobs[i]];
            if (m_windows[i].first <= m_windows[i].last) {
                continue;
            }
            if (!m_days_of_it) {
                m_days_of_it = Span{job.from, job.due};
            } else if (job.from == m_days_of_it->first) {
                m_days_of_it->last = std::max(m_days_of_it->last, job.due);
            }
        }
        if (!m_days_of_it) {
            return std::nullopt;
        }
        Stretch out{*m_days_of_it, 0, 0};
        for (std::size_t i = 0; i < m_jobs.size(); ++i) {
            out.promised += is_inside(i) ? 1 : 0;
        }
        return out;
    }

    [[nodiscard]] bool is_inside(std::size_t i) const
    {
        if (m_days_of_it) {
            const Job& job = m_forecast.jobs[m_jobs[i]];
            return m_days_of_it->first <= job.from && job.due <= m_days_of_it->last;
        }
        return m_windows[i].first <= m_windows[i].last &&
               m_bins_of_it.first <= m_windows[i].first && m_windows[i].last <= m_bins_of_it.last;
    }

    [[nodiscard]] Which which(std::size_t i) const
    {
        const Promise& promise = m_forecast.item(m_forecast.jobs[m_jobs[i]]).promise;
        return {promise.rule, promise.requirement};
    }

    [[nodiscard]] int late_without(const Which& rule) const
    {
        std::vector<Window> rest;
        for (std::size_t i = 0; i < m_jobs.size(); ++i) {
            if (which(i) != rule) {
                rest.push_back(m_windows[i]);
            }
        }
        const auto placed = earliest_due_first(rest, m_room);
        return static_cast<int>(std::count(placed.begin(), placed.end(), nowhere));
    }

    static std::string applies_to(const Promise& promise, const Settings& settings)
    {
        for (const Rule& rule : settings.rules) {
            for (const Promise& own : rule.promises) {
                if (own.rule == promise.rule && own.requirement == promise.requirement) {
                    return rule.text;
                }
            }
        }
        return {};
    }

    const Forecast& m_forecast;
    const std::vector<std::size_t>& m_jobs;
    const std::vector<Window>& m_windows;
    const std::vector<Bin>& m_bins;
    std::vector<int> m_room;
    Window m_bins_of_it{1, 0};
    std::optional<Span> m_days_of_it;
};

} // namespace

Bottleneck bottleneck(const Forecast& forecast, const std::vector<std::size_t>& jobs,
                      const std::vector<Window>& windows, const std::vector<Bin>& bins,
                      const Settings& settings)
{
    Search search(forecast, jobs, windows, bins);
    Bottleneck out;
    out.tightest = search.tightest();
    if (out.tightest) {
        out.relief = search.relief(settings);
    }
    return out;
}

} // namespace crm
