#include "core/report/day_map.hpp"

#include "core/cadence/agenda.hpp"

#include <algorithm>

namespace crm {

std::array<std::size_t, 3> DayMap::steps() const
{
    std::vector<std::size_t> busy;
    for (const Week& week : weeks) {
        std::copy_if(week.begin(), week.end(), std::back_inserter(busy),
                     [](std::size_t count) { return count > 0; });
    }
    std::array<std::size_t, 3> out{1, 2, 3};
    if (!busy.empty()) {
        std::sort(busy.begin(), busy.end());
        const std::size_t most = busy[(busy.size() * 9 + 9) / 10 - 1];
        for (std::size_t step = 1; step <= out.size(); ++step) {
            out.at(step - 1) = std::max(step, (most * step + 3) / 4);
        }
    }
    return out;
}

DayMap day_map(const Ledger& ledger, const Chosen& chosen, Date end)
{
    DayMap out;
    out.last = end;
    const Date newest = unit_of(end, Unit::week).first;
    out.first = add_days(newest, -7 * (static_cast<int>(DayMap::most_weeks) - 1));
    out.weeks.resize(DayMap::most_weeks);
    const auto first =
        std::lower_bound(ledger.holding.begin(), ledger.holding.end(), out.first,
                         [&](std::size_t line, Date day) { return ledger.lines[line].date < day; });
    for (auto at = first; at != ledger.holding.end(); ++at) {
        const Interaction& interaction = ledger.lines[*at];
        if (interaction.date > end) {
            break;
        }
        const auto participants = ledger.participants(interaction);
        if (!reaches({interaction.date, 0, interaction.touch_class, interaction.attempt}) ||
            std::none_of(participants.begin(), participants.end(),
                         [&](const Contact* contact) { return chosen.contains(*contact); })) {
            continue;
        }
        const auto day = static_cast<std::size_t>(days_between(out.first, interaction.date));
        ++out.weeks.at(day / 7).at(day % 7);
    }
    const auto begin = std::find_if(out.weeks.begin(), out.weeks.end(),
                                    [](const auto& week) { return week != DayMap::Week{}; });
    out.first = add_days(out.first, 7 * static_cast<int>(begin - out.weeks.begin()));
    out.weeks.erase(out.weeks.begin(), begin);
    return out;
}

} // namespace crm
