#include "core/cadence/promise_history.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace crm {
namespace {

using RulesThatMatch = std::vector<const Rule*>;

RulesThatMatch rules_for(const Contact& contact, const Labels& labels, const Settings& settings)
{
    RulesThatMatch out;
    for (const Rule& rule : settings.rules) {
        if (!rule.promises.empty() && rule.applies_to.matches(contact, labels)) {
            out.push_back(&rule);
        }
    }
    return out;
}

std::vector<Promise> promised_on(Date day, const Labels& labels, const RulesThatMatch& rules)
{
    std::vector<Promise> out;
    if (labels.status != Status::active || labels.promises_nothing) {
        return out;
    }
    const auto add_new = [&](const std::vector<Promise>& promises) {
        for (const Promise& promise : promises) {
            const bool decided = std::any_of(out.begin(), out.end(), [&](const Promise& p) {
                return p.requirement == promise.requirement;
            });
            if (!decided) {
                out.push_back(promise);
            }
        }
    };
    add_new(labels.cadence);
    for (const Rule* rule : rules) {
        if (rule->in_force(day)) {
            add_new(rule->promises);
        }
    }
    out.erase(
        std::remove_if(out.begin(), out.end(),
                       [](const Promise& p) { return p.cadence.form == Cadence::Form::none; }),
        out.end());
    std::sort(out.begin(), out.end(), [](const Promise& a, const Promise& b) {
        return std::tuple(requirement_rank(a.requirement), std::string_view(a.requirement)) <
               std::tuple(requirement_rank(b.requirement), std::string_view(b.requirement));
    });
    return out;
}

/// The days after `first`, up to `last`, on which labels or rules can become others.
std::set<Date> days_of_change(const Contact& contact, const Settings& settings, const Span& span)
{
    std::set<Date> out;
    const auto add = [&](const std::optional<Date>& day, int later) {
        if (day && *day >= span.first && *day <= span.last) {
            out.insert(add_days(*day, later));
        }
    };
    for (const FormerLabels& former : contact.was) {
        add(former.until, 1);
    }
    for (const Rule& rule : settings.rules) {
        add(rule.from, 0);
        add(rule.until, 1);
    }
    out.erase(out.begin(), out.upper_bound(span.first));
    out.erase(out.upper_bound(span.last), out.end());
    return out;
}

class HistoryOfPromises {
public:
    explicit HistoryOfPromises(Date start) : m_start(start) {}

    void add(const Span& days, Promise&& promise, const std::shared_ptr<const Labels>& labels)
    {
        auto& past = of(promise.requirement);
        const Cadence& cadence = promise.cadence;
        if (!past.empty() && add_days(past.back().days.last, 1) == days.first &&
            past.back().promise.cadence.means(cadence)) {
            if (past.back().labels == labels && past.back().promise.rule == promise.rule) {
                past.back().days.last = days.last;
            } else {
                const Run run = past.back().run;
                past.push_back({days, std::move(promise), run, labels});
            }
            return;
        }
        Run run{std::max(days.first, m_start), half_rounded_up(cadence.share())};
        const auto before = std::find_if(past.rbegin(), past.rend(), [&](const PromisedDays& one) {
            return one.promise.cadence.means(cadence);
        });
        if (before != past.rend()) {
            run.grace = std::min(run.grace, days_between(before->days.last, run.first) - 1);
        }
        past.push_back({days, std::move(promise), run, labels});
    }

    std::vector<PromisedDays> all()
    {
        std::sort(m_by_requirement.begin(), m_by_requirement.end(),
                  [](const auto& a, const auto& b) {
                      const auto order = [](const std::vector<PromisedDays>& of) {
                          const std::string_view requirement = of.front().promise.requirement;
                          return std::tuple(requirement_rank(requirement), requirement);
                      };
                      return order(a) < order(b);
                  });
        std::vector<PromisedDays> out;
        for (auto& one : m_by_requirement) {
            std::move(one.begin(), one.end(), std::back_inserter(out));
        }
        return out;
    }

private:
    std::vector<PromisedDays>& of(std::string_view requirement)
    {
        for (auto& one : m_by_requirement) {
            if (one.front().promise.requirement == requirement) {
                return one;
            }
        }
        return m_by_requirement.emplace_back();
    }

    Date m_start;
    std::vector<std::vector<PromisedDays>> m_by_requirement; ///< none of them empty
};

} // namespace

std::vector<PromisedDays> promise_history(const Contact& contact, const Settings& settings,
                                          Date start, Date last)
{
    HistoryOfPromises out(start);
    const Span span{std::min(start, last), last};
    std::set<Date> begins = days_of_change(contact, settings, span);
    begins.insert(start <= last ? start : last);
    std::shared_ptr<const Labels> labels;
    RulesThatMatch rules;
    Date known_until = last;
    for (auto begin = begins.begin(); begin != begins.end(); ++begin) {
        const auto next = std::next(begin);
        const Span days{*begin, next == begins.end() ? last : add_days(*next, -1)};
        if (!labels || days.first > known_until) {
            known_until = last;
            for (const FormerLabels& former : contact.was) {
                if (former.until >= days.first) {
                    known_until = std::min(known_until, former.until);
                }
            }
            labels = contact.was.empty()
                         ? std::shared_ptr<const Labels>(std::shared_ptr<void>(), &contact)
                         : std::make_shared<const Labels>(labels_on(contact, days.first));
            rules = rules_for(contact, *labels, settings);
        }
        for (Promise& promise : promised_on(days.first, *labels, rules)) {
            out.add(days, std::move(promise), labels);
        }
    }
    return out.all();
}

std::vector<Promise> promises_to(const Contact& contact, const Settings& settings, Date day)
{
    return promised_on(day, contact, rules_for(contact, contact, settings));
}

int requirement_rank(std::string_view requirement)
{
    return requirement == "major" ? 0 : requirement == "minor" ? 1 : 2;
}

} // namespace crm
