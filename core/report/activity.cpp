#include "core/report/activity.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <string_view>
#include <tuple>

namespace crm {
namespace {

/// One of the two figures.
template <typename T>
T& side(Beside<T>& figure, bool now)
{
    return now ? figure.now : figure.before;
}

std::size_t count(const std::vector<bool>& marks)
{
    return static_cast<std::size_t>(std::count(marks.begin(), marks.end(), true));
}

} // namespace

Activity activity(const Ledger& ledger, const Chosen& chosen, const Comparison& comparison,
                  Beside<std::size_t>& reached)
{
    Activity out;
    std::array<Beside<std::size_t>, 4> classes{};
    std::map<std::string_view, Beside<std::size_t>> touches;
    Beside<std::vector<bool>> marks{std::vector<bool>(chosen.ledger_size()),
                                    std::vector<bool>(chosen.ledger_size())};
    for (const std::size_t index : ledger.holding) {
        const Interaction& interaction = ledger.lines[index];
        if (interaction.touch_class == TouchClass::none) {
            continue;
        }
        const bool now = comparison.now.contains(interaction.date);
        if (!now && !comparison.before.contains(interaction.date)) {
            continue;
        }
        bool concerns = false;
        for (const Contact* contact : ledger.participants(interaction)) {
            if (chosen.contains(*contact)) {
                concerns = true;
                if (contact->status == Status::active &&
                    reaches({interaction.date, 0, interaction.touch_class, interaction.attempt})) {
                    side(marks, now)[chosen.index_of(*contact)] = true;
                }
            }
        }
        if (!concerns) {
            continue;
        }
        if (interaction.attempt) {
            ++side(out.attempts, now);
            continue;
        }
        ++side(out.happened, now);
        ++side(classes.at(static_cast<std::size_t>(interaction.touch_class)), now);
        ++side(touches[interaction.touch], now);
        if (interaction.minutes) {
            ++side(out.with_minutes, now);
            side(out.minutes, now) += static_cast<std::size_t>(*interaction.minutes);
        }
    }
    reached = {count(marks.now), count(marks.before)};
    for (std::size_t i = 0; i < classes.size(); ++i) {
        out.by_class.push_back(
            {std::string(class_name(static_cast<TouchClass>(i))), classes.at(i)});
    }
    for (const auto& [touch, figure] : touches) {
        out.by_touch.push_back({std::string(touch), figure});
    }
    std::stable_sort(
        out.by_touch.begin(), out.by_touch.end(), [](const CountRow& a, const CountRow& b) {
            return std::tie(a.count.now, a.count.before) > std::tie(b.count.now, b.count.before);
        });
    return out;
}

std::vector<Gap> gaps(const Ledger& ledger, const std::vector<const Contact*>& contacts, Date end)
{
    std::vector<Gap> out;
    for (const Contact* contact : contacts) {
        if (contact->status != Status::active) {
            continue;
        }
        const auto last = last_reached(ledger, *contact, end);
        const auto from = last ? std::optional(last->date) : contact->since;
        if (from && *from <= end) {
            out.push_back(
                {contact, last, last ? ledger.touch_name(*last) : "", days_between(*from, end)});
        }
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const Gap& a, const Gap& b) { return a.days > b.days; });
    return out;
}

} // namespace crm
