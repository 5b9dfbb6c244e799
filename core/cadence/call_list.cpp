#include "core/cadence/call_list.hpp"

#include "core/base/text.hpp"
#include "core/cadence/relation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

namespace crm {
namespace {

/// From 0 towards 1 as `units` grow; 0.5 at 1.
double approach(double units)
{
    return 1 - std::exp2(-units);
}

std::string days_of(int days)
{
    return fmt::format("{} day{}", days, days == 1 ? "" : "s");
}

void add_lateness(Score& score, const Item& item, int weight)
{
    const int share = item.promise.cadence.share();
    const int late = *item.days_overdue;
    const double shares = std::max(-1.0, static_cast<double>(late) / share);
    score.add({"late", weight * approach(1 + shares),
               late > 0    ? fmt::format("{} late with a share of {}", days_of(late), share)
               : late == 0 ? std::string("due today")
                           : fmt::format("due in {} with a share of {}", days_of(-late), share)});
}

void add_signal(Score& score, const Roster& roster, const Contact& contact, Date today)
{
    const auto moments = roster.moments(contact);
    const auto newest = std::find_if(moments.rbegin(), moments.rend(), [&](const Moment& moment) {
        return moment.date <= today && moment.touch_class == TouchClass::signal && !moment.attempt;
    });
    if (newest != moments.rend()) {
        const int age = days_between(newest->date, today);
        score.add({"signal",
                   roster.settings.score.signal *
                       std::exp2(-static_cast<double>(age) / roster.settings.half_life.signal),
                   age == 0 ? fmt::format("{} today", roster.touch_name(*newest))
                            : fmt::format("{} {} ago", roster.touch_name(*newest), days_of(age))});
    }
}

void add_occasion(Score& score, const std::vector<Occasion>& ahead, int weight, Date today)
{
    const Occasion* nearest = nullptr;
    double closest = 0;
    for (const Occasion& occasion : ahead) {
        const int days = days_between(today, occasion.date);
        const double near = 1 - static_cast<double>(days) / (occasion.notice + 1);
        if (!occasion.served && near > closest) {
            nearest = &occasion;
            closest = near;
        }
    }
    if (nearest != nullptr) {
        const int days = days_between(today, nearest->date);
        score.add({"occasion", weight * closest,
                   days == 0 ? fmt::format("{} today", nearest->name)
                             : fmt::format("{} in {}", nearest->name, days_of(days))});
    }
}

void add_follow_up(Score& score, const std::vector<FollowUp>& open, int weight)
{
    constexpr double week = 7;
    const auto latest =
        std::max_element(open.begin(), open.end(), [](const FollowUp& a, const FollowUp& b) {
            return a.days_late < b.days_late;
        });
    if (latest != open.end()) {
        const int late = std::max(0, latest->days_late);
        score.add({"follow_up", weight * approach(1 + late / week),
                   late == 0 ? fmt::format("'{}' promised", latest->entry->follow_up)
                             : fmt::format("'{}' promised, {} late", latest->entry->follow_up,
                                           days_of(late))});
    }
}

void add_attempts(Score& score, const Roster& roster, const Contact& contact, Date today)
{
    const std::size_t tries = attempts_in_vain(roster, contact, today);
    const auto most = static_cast<std::size_t>(roster.settings.unreachable);
    if (tries > 0) {
        score.add({"attempts",
                   -roster.settings.score.attempts * static_cast<double>(std::min(tries, most)) /
                       static_cast<double>(most),
                   fmt::format("{} in vain since last reached",
                               tries == 1 ? "1 attempt" : fmt::format("{} attempts", tries))});
    }
}

} // namespace

void Score::add(Reason reason)
{
    if (reason.points != 0) {
        points += reason.points;
        reasons.push_back(std::move(reason));
    }
}

Score score_of(const Roster& roster, const Contact& contact, const Item* item,
               const Circumstances& circumstances, Date today)
{
    const Settings& settings = roster.settings;
    const Weights& weights = settings.score;
    Score score;
    if (item != nullptr && item->days_overdue) {
        add_lateness(score, *item, weights.late);
    }
    const std::size_t tiers = settings.tiers.size();
    const std::size_t rank = std::min(settings.tier_rank(contact.tier), tiers);
    score.add({"tier",
               weights.tier * static_cast<double>(tiers - rank) / static_cast<double>(tiers),
               fmt::format("tier {}", contact.tier)});
    if (item != nullptr && asks_for_major(item->promise, settings)) {
        score.add({"major", static_cast<double>(weights.major),
                   item->promise.requirement == "major"
                       ? std::string("a major is owed")
                       : fmt::format("{} is a major", item->promise.requirement)});
    }
    add_signal(score, roster, contact, today);
    add_occasion(score, circumstances.occasions, weights.occasion, today);
    add_follow_up(score, circumstances.follow_ups, weights.follow_up);
    add_attempts(score, roster, contact, today);
    return score;
}

std::vector<Call> call_list(const Roster& roster, std::span<const Item> items,
                            const std::vector<FollowUp>& follow_ups, Date today, std::size_t most)
{
    std::vector<Call> out;
    std::unordered_map<const Contact*, std::size_t> places;
    const auto call_to = [&](const Contact& contact) -> Call& {
        const auto [place, is_new] = places.emplace(&contact, out.size());
        if (is_new) {
            out.push_back({&contact, {}, {}, {occasions_of(roster, contact, today), {}}});
        }
        return out[place->second];
    };
    for (const Item& item : items) {
        if (item.is_listed()) {
            call_to(*item.contact).items.push_back(&item);
        }
    }
    for (const FollowUp& one : follow_ups) {
        for (const Contact* contact : one.contacts) {
            if (one.asks_today()) {
                call_to(*contact).circumstances.follow_ups.push_back(one);
            }
        }
    }
    for (Call& call : out) {
        if (call.items.empty()) {
            call.score = score_of(roster, *call.contact, nullptr, call.circumstances, today);
            continue;
        }
        std::vector<std::pair<double, const Item*>> ranked;
        for (const Item* item : call.items) {
            ranked.emplace_back(
                score_of(roster, *call.contact, item, call.circumstances, today).points, item);
        }
        std::stable_sort(ranked.begin(), ranked.end(),
                         [](const auto& a, const auto& b) { return a.first > b.first; });
        for (std::size_t i = 0; i < ranked.size(); ++i) {
            call.items[i] = ranked[i].second;
        }
        call.score = score_of(roster, *call.contact, call.items.front(), call.circumstances, today);
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const Call& a, const Call& b) { return a.score.points > b.score.points; });
    if (out.size() > most) {
        out.resize(most);
    }
    return out;
}

} // namespace crm
