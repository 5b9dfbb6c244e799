#include "cli/review_list.hpp"

#include "core/cadence/call_list.hpp"
#include "core/cadence/relation.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>

namespace crm::cli {
namespace {

bool takes_part(const FollowUp& one, const Contact& contact)
{
    return std::find(one.contacts.begin(), one.contacts.end(), &contact) != one.contacts.end();
}

bool is_tried(const Roster& roster, const Contact& contact, Date today)
{
    const auto moments = roster.moments(contact);
    return std::any_of(moments.begin(), moments.end(), [&](const Moment& moment) {
        return moment.attempt && moment.date == today;
    });
}

/// The heading of `crm due` under which a contact stands.
int urgency(const Owed& owed)
{
    int out = 3;
    for (const Item& item : owed.items) {
        out = std::min(out, item.state == State::overdue ? 0 : item.asks_today() ? 1 : 2);
    }
    return out;
}

std::vector<Owed> in_order_of_list(const std::vector<Item>& items)
{
    std::vector<Owed> out;
    for (const Item& item : items) {
        const auto known = std::find_if(
            out.begin(), out.end(), [&](const Owed& owed) { return owed.contact == item.contact; });
        (known == out.end() ? out.emplace_back(Owed{item.contact, {}, {}}) : *known)
            .items.push_back(item);
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const Owed& a, const Owed& b) { return urgency(a) < urgency(b); });
    return out;
}

std::vector<Owed> in_order_of_calls(const std::vector<Call>& calls)
{
    std::vector<Owed> out;
    for (const Call& call : calls) {
        Owed& owed = out.emplace_back(Owed{call.contact, {}, {}});
        for (const Item* item : call.items) {
            owed.items.push_back(*item);
        }
    }
    return out;
}

/// Those to whom nothing else is owed, one for each follow-up.
void add_followed_up(std::vector<Owed>& list, const Roster& roster, const Filter& filter,
                     const std::vector<FollowUp>& follow_ups, Date today)
{
    for (const FollowUp& one : follow_ups) {
        const bool is_there = std::any_of(list.begin(), list.end(), [&](const Owed& owed) {
            return takes_part(one, *owed.contact);
        });
        const auto whom =
            std::find_if(one.contacts.begin(), one.contacts.end(), [&](const Contact* contact) {
                const bool snoozed = contact->snooze && *contact->snooze > today;
                return !snoozed && passes(roster, *contact, filter, today);
            });
        if (!is_there && one.asks_today() && whom != one.contacts.end()) {
            list.push_back({*whom, {}, {}});
        }
    }
}

} // namespace

bool Owed::asks_today() const
{
    return std::any_of(items.begin(), items.end(),
                       [](const Item& item) { return item.asks_today(); }) ||
           std::any_of(follow_ups.begin(), follow_ups.end(),
                       [](const FollowUp& one) { return one.asks_today(); });
}

std::vector<Owed> review_list(const Roster& roster, const Filter& filter,
                              const std::vector<Item>& every, Date today, bool ranked)
{
    std::vector<Item> items;
    std::copy_if(every.begin(), every.end(), std::back_inserter(items),
                 [&](const Item& item) { return filter.has_state() || item.is_listed(); });
    const auto open = open_follow_ups(roster, filter, today);
    std::vector<FollowUp> asking;
    std::copy_if(open.begin(), open.end(), std::back_inserter(asking),
                 [&](const FollowUp& one) { return !filter.has_state() && one.asks_today(); });
    std::vector<Owed> out =
        ranked ? in_order_of_calls(call_list(roster, items, asking, today, SIZE_MAX))
               : in_order_of_list(items);
    add_followed_up(out, roster, filter, asking, today);
    for (Owed& owed : out) {
        std::copy_if(open.begin(), open.end(), std::back_inserter(owed.follow_ups),
                     [&](const FollowUp& one) { return takes_part(one, *owed.contact); });
    }
    std::stable_partition(out.begin(), out.end(), [&](const Owed& owed) {
        return !is_tried(roster, *owed.contact, today);
    });
    return out;
}

} // namespace crm::cli
