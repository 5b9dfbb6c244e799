#include "core/cadence/suggestion.hpp"

#include "core/cadence/ceilings.hpp"

#include <algorithm>
#include <cstdint>
#include <tuple>

namespace crm {
namespace {

/// What nobody sets out to do: it is what is left when a call is not answered.
constexpr std::string_view never_meant = "voicemail";

/// What can be about something that the contact cares for.
constexpr std::string_view about_something = "article";

bool satisfies(const Touch& touch, std::string_view requirement)
{
    return requirement == class_name(touch.touch_class) || requirement == touch.name;
}

const Occasion* occasion_for(const Touch& touch, const std::vector<Occasion>& ahead,
                             const Settings& settings)
{
    const auto found = std::find_if(ahead.begin(), ahead.end(), [&](const Occasion& occasion) {
        const auto serving = settings.occasion(occasion.name).touches;
        return !occasion.served &&
               std::find(serving.begin(), serving.end(), touch.name) != serving.end();
    });
    return found == ahead.end() ? nullptr : &*found;
}

/// The interest whose turn it is, so that not every article is about the first.
std::string interest_for(const Contact& contact, std::size_t articles)
{
    return contact.interests.empty() ? "" : contact.interests[articles % contact.interests.size()];
}

} // namespace

std::optional<Suggestion> suggest(const Roster& roster, const Item& item,
                                  const std::vector<Occasion>& ahead, Date today)
{
    const Contact& contact = *item.contact;
    const auto& declared = roster.settings.touches.declared;
    struct Use {
        std::optional<Date>
            last; ///< attempts too: what was not answered is not tried again at once
        std::size_t count = 0;
    };
    std::vector<Use> uses(declared.size());
    for (const Moment& moment : roster.moments(contact)) {
        if (moment.date <= today && moment.touch < uses.size()) {
            uses[moment.touch].last = moment.date;
            ++uses[moment.touch].count;
        }
    }
    std::optional<Suggestion> best;
    std::tuple<int, std::int64_t> best_rank;
    for (std::size_t i = 0; i < declared.size(); ++i) {
        const Touch& touch = declared[i];
        if (!satisfies(touch, item.promise.requirement) || touch.name == never_meant ||
            avoids(contact, touch) || excess(roster, contact, touch, touch.touch_class, today, 1)) {
            continue;
        }
        const Occasion* occasion = occasion_for(touch, ahead, roster.settings);
        // One a share is enough.
        const bool about =
            touch.name == about_something && !contact.interests.empty() &&
            (!uses[i].last || days_between(*uses[i].last, today) > item.promise.cadence.share());
        const std::tuple rank(occasion != nullptr ? 0
                              : about             ? 1
                                                  : 2,
                              uses[i].last ? std::int64_t{uses[i].last->time_since_epoch().count()}
                                           : INT64_MIN);
        if (!best || rank < best_rank) {
            best_rank = rank;
            best = Suggestion{touch.name, occasion != nullptr ? occasion->name : "",
                              occasion == nullptr && about ? interest_for(contact, uses[i].count)
                                                           : ""};
        }
    }
    return best;
}

} // namespace crm
