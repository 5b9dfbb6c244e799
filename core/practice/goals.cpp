#include "core/practice/goals.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

namespace crm {
namespace {

Span span_of(const Goal& goal, Date today)
{
    if (goal.cadence.form == Cadence::Form::calendar) {
        const CalendarUnit unit = unit_of(today, goal.cadence.unit);
        return {unit.first, add_days(unit.first, unit.length - 1)};
    }
    Date first = today;
    while (add(add_days(first, -1), goal.cadence.period) > today) {
        first = add_days(first, -1);
    }
    return {first, today};
}

bool fits(const Goal& goal, const Roster& roster, const Moment& moment)
{
    if (moment.attempt || moment.touch_class >= TouchClass::service) {
        return false;
    }
    return goal.touch == class_name(moment.touch_class) || goal.touch == roster.touch_name(moment);
}

/// Who is meant by the goal, those who can be asked now and those who cannot.
std::vector<bool> members(const Goal& goal, const Roster& roster)
{
    std::vector<bool> out;
    for (const Contact& contact : roster.contacts) {
        out.push_back(!contact.merged_into && goal.from.matches(contact));
    }
    return out;
}

bool is_enough(const Goal& goal, int company)
{
    return company >= goal.least_with && (goal.most_with == 0 || company <= goal.most_with);
}

int count_done(const Goal& goal, const Roster& roster, const std::vector<bool>& member,
               const Span& span, Date today)
{
    const auto counts = [&](const Moment& moment) {
        return span.contains(moment.date) && moment.date <= today && fits(goal, roster, moment);
    };
    int alone = 0; // with a member, and nobody else of the ledger
    for (const Contact& contact : roster.contacts) {
        if (member[roster.index_of(contact)]) {
            const auto moments = roster.moments(contact);
            alone += static_cast<int>(std::count_if(moments.begin(), moments.end(), counts));
        }
    }
    int together = 0;
    for (const Gathering& one : roster.gatherings) {
        if (!counts(one.moment)) {
            continue;
        }
        const auto company = static_cast<int>(std::count_if(
            one.contacts.begin(), one.contacts.end(), [&](std::size_t i) { return member[i]; }));
        alone -= company;
        together += is_enough(goal, company) ? 1 : 0;
    }
    return together + (is_enough(goal, 1) ? alone : 0);
}

bool is_asked(const Goal& goal, const Contact& contact, Date today)
{
    return contact.status == Status::active && !(contact.snooze && *contact.snooze > today) &&
           std::find(contact.avoid.begin(), contact.avoid.end(), goal.touch) == contact.avoid.end();
}

std::vector<Candidate> find_candidates(const Goal& goal, const Roster& roster,
                                       const std::vector<bool>& member, Date today)
{
    std::vector<Candidate> out;
    for (const Contact& contact : roster.contacts) {
        if (!member[roster.index_of(contact)] || !is_asked(goal, contact, today)) {
            continue;
        }
        Candidate candidate{&contact, std::nullopt};
        for (const Moment& moment : roster.moments(contact)) {
            if (moment.date <= today && fits(goal, roster, moment)) {
                candidate.last = moment.date;
            }
        }
        out.push_back(candidate);
    }
    const auto order = [&](const Candidate& c) {
        return std::tuple(c.last, roster.settings.tier_rank(c.contact->tier),
                          std::string_view(c.contact->id));
    };
    std::sort(out.begin(), out.end(),
              [&](const Candidate& a, const Candidate& b) { return order(a) < order(b); });
    return out;
}

using Pair = std::pair<std::uint32_t, std::uint32_t>;

/// Who has met whom up to `today`.
std::set<Pair> acquainted(const Roster& roster, Date today)
{
    std::set<Pair> out;
    for (const Gathering& one : roster.gatherings) {
        if (one.moment.attempt || one.moment.touch_class >= TouchClass::signal ||
            one.moment.date > today) {
            continue;
        }
        for (const std::uint32_t a : one.contacts) {
            for (const std::uint32_t b : one.contacts) {
                if (a < b) {
                    out.emplace(a, b);
                }
            }
        }
    }
    return out;
}

std::vector<std::string> shared_interests(const Contact& a, const Contact& b)
{
    std::vector<std::string> out;
    for (const std::string& interest : a.interests) {
        if (std::any_of(b.interests.begin(), b.interests.end(),
                        [&](const std::string& other) { return fold(other) == fold(interest); })) {
            out.push_back(interest);
        }
    }
    return out;
}

/// One of them sends or serves people, the other is one who can use it.
bool could_help(const Contact& a, const Contact& b)
{
    constexpr std::array<std::string_view, 3> helpers{"coi", "alliance", "expert"};
    constexpr std::array<std::string_view, 3> helped{"client", "prospect", "referral"};
    const auto is = [](const auto& kinds, const Contact& contact) {
        return std::find(kinds.begin(), kinds.end(), contact.kind) != kinds.end();
    };
    return (is(helpers, a) && is(helped, b)) || (is(helpers, b) && is(helped, a));
}

class Host {
public:
    Host(const Goal& goal, const Roster& roster, const std::set<Pair>& met)
        : m_goal(goal), m_roster(roster), m_met(met)
    {
    }

    /// So many companies of the candidates, nobody in two.
    std::vector<Company> invite(const std::vector<Candidate>& candidates, int wanted)
    {
        // Those who have waited longest are looked at; all of a large book would take its square.
        constexpr std::size_t most_looked_at = 200;
        std::vector<const Contact*> free;
        for (const Candidate& candidate : candidates) {
            if (free.size() < most_looked_at) {
                free.push_back(candidate.contact);
            }
        }
        std::vector<Company> out;
        while (static_cast<int>(out.size()) < wanted && !free.empty()) {
            Company company{{free.front()}, {}};
            free.erase(free.begin());
            while (static_cast<int>(company.contacts.size()) < m_goal.most_with) {
                const bool enough = static_cast<int>(company.contacts.size()) >= m_goal.least_with;
                const auto next = best(company, free, enough ? 1 : 0);
                if (next == free.end()) {
                    break;
                }
                company.contacts.push_back(*next);
                free.erase(next);
            }
            if (static_cast<int>(company.contacts.size()) >= m_goal.least_with) {
                company.why = why(company);
                out.push_back(std::move(company));
            }
        }
        return out;
    }

private:
    [[nodiscard]] bool have_met(const Contact& a, const Contact& b) const
    {
        const auto i = static_cast<std::uint32_t>(m_roster.index_of(a));
        const auto j = static_cast<std::uint32_t>(m_roster.index_of(b));
        const bool at_home = !a.household.empty() && a.household == b.household;
        const bool at_work = !a.org.empty() && a.org == b.org;
        return at_home || at_work || m_met.count(std::minmax(i, j)) > 0;
    }

    /// Who suits everybody of the company best, with at least so many points; the first of equals.
    std::vector<const Contact*>::iterator best(const Company& company,
                                               std::vector<const Contact*>& free, int least) const
    {
        auto found = free.end();
        int most = least - 1;
        for (auto one = free.begin(); one != free.end(); ++one) {
            int points = 0;
            bool stranger = true;
            for (const Contact* other : company.contacts) {
                stranger = stranger && !have_met(**one, *other);
                points += 2 * static_cast<int>(shared_interests(**one, *other).size()) +
                          (could_help(**one, *other) ? 1 : 0);
            }
            if (stranger && points > most) {
                found = one;
                most = points;
            }
        }
        return found;
    }

    static std::string why(const Company& company)
    {
        std::vector<std::string> all = company.contacts.front()->interests;
        bool helps = false;
        for (std::size_t i = 1; i < company.contacts.size(); ++i) {
            const auto shared = shared_interests(*company.contacts.front(), *company.contacts[i]);
            all.erase(std::remove_if(all.begin(), all.end(),
                                     [&](const std::string& interest) {
                                         return std::find(shared.begin(), shared.end(), interest) ==
                                                shared.end();
                                     }),
                      all.end());
            helps = helps || could_help(*company.contacts.front(), *company.contacts[i]);
        }
        return !all.empty() ? fmt::format("{}: {}", company.contacts.size() > 2 ? "all" : "both",
                                          enumerate(all))
               : helps      ? std::string("could help each other")
                            : std::string{};
    }

    const Goal& m_goal;
    const Roster& m_roster;
    const std::set<Pair>& m_met;
};

} // namespace

std::vector<Progress> progress(const Roster& roster, Date today)
{
    std::vector<Progress> out;
    std::optional<std::set<Pair>> met;
    for (const Goal& goal : roster.settings.goals) {
        Progress one;
        one.goal = &goal;
        one.span = span_of(goal, today);
        one.needed = goal.cadence.count;
        one.days_left = days_between(today, one.span.last) +
                        (goal.cadence.form == Cadence::Form::calendar ? 1 : 0);
        one.expected = goal.cadence.form == Cadence::Form::calendar
                           ? one.needed * days_between(one.span.first, today) / one.span.days()
                           : one.needed;
        const auto member = members(goal, roster);
        one.done = count_done(goal, roster, member, one.span, today);
        if (one.missing() > 0) {
            one.candidates = find_candidates(goal, roster, member, today);
            if (goal.least_with > 1) {
                if (!met) {
                    met = acquainted(roster, today);
                }
                one.companies = Host(goal, roster, *met).invite(one.candidates, one.missing());
            }
        }
        out.push_back(std::move(one));
    }
    return out;
}

} // namespace crm
