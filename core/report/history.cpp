#include "core/report/history.hpp"

#include <algorithm>
#include <utility>

namespace crm {
namespace {

constexpr int year_of_months = 12;

Date first_of_month(Date day)
{
    return make_date(year_of(day), month_of(day), 1);
}

Date last_of_month(Date first)
{
    return add_days(add_months(first, 1), -1);
}

bool names(const std::vector<Promise>& promises, const std::string& requirement)
{
    return std::any_of(promises.begin(), promises.end(),
                       [&](const Promise& promise) { return promise.requirement == requirement; });
}

/// Which rule promises that to the contact; one past the end: its own file.
std::size_t rule_of(const Settings& settings, const Item& item)
{
    const std::string& requirement = item.promise.requirement;
    if (names(item.contact->cadence, requirement)) {
        return settings.rules.size();
    }
    const auto found =
        std::find_if(settings.rules.begin(), settings.rules.end(), [&](const Rule& rule) {
            return names(rule.promises, requirement) && rule.applies_to.matches(*item.contact);
        });
    return static_cast<std::size_t>(found - settings.rules.begin());
}

Trend::Direction direction_of(const Kept& earlier, const Kept& later)
{
    if (std::min(earlier.all(), later.all()) < Trend::least_promises) {
        return Trend::Direction::unknown;
    }
    const int points = later.percent() - earlier.percent();
    return points >= Trend::least_points    ? Trend::Direction::rising
           : points <= -Trend::least_points ? Trend::Direction::falling
                                            : Trend::Direction::steady;
}

} // namespace

bool MonthKept::is_full() const
{
    return span.last == last_of_month(span.first);
}

std::vector<Date> months_before(const Span& span)
{
    const Date newest = first_of_month(span.last);
    const bool full = span.last == last_of_month(newest);
    Date first = std::min(first_of_month(span.first),
                          add_months(newest, full ? 1 - year_of_months : -year_of_months));
    std::vector<Date> out;
    for (; first <= newest; first = add_months(first, 1)) {
        out.push_back(first);
    }
    return out;
}

MonthCounter::MonthCounter(const Span& span)
{
    for (const Date first : months_before(span)) {
        m_months.push_back({{first, std::min(last_of_month(first), span.last)}, {}});
    }
}

void MonthCounter::add(const Course& course)
{
    const auto& start = course.item().start;
    if (!start) {
        return;
    }
    const auto first =
        std::lower_bound(m_months.begin(), m_months.end(), *start,
                         [](const MonthKept& month, Date date) { return month.span.last < date; });
    for (auto month = first; month != m_months.end(); ++month) {
        month->kept += course.within(month->span);
    }
}

std::vector<MonthKept> MonthCounter::months() const
{
    const auto first = std::find_if(m_months.begin(), m_months.end(),
                                    [](const MonthKept& month) { return month.kept.all() > 0; });
    return {first, m_months.end()};
}

std::string_view trend_name(Trend::Direction direction)
{
    switch (direction) {
    case Trend::Direction::unknown: return "unknown";
    case Trend::Direction::falling: return "falling";
    case Trend::Direction::steady: return "steady";
    case Trend::Direction::rising: return "rising";
    }
    return "unknown";
}

Trend trend_of(const std::vector<MonthKept>& months)
{
    Trend out;
    std::vector<MonthKept> full(months);
    if (!full.empty() && !full.back().is_full()) {
        full.pop_back();
    }
    out.months = std::min<std::size_t>(full.size(), year_of_months) / 2;
    if (out.months == 0) {
        return out;
    }
    const std::size_t end = full.size();
    const std::size_t middle = end - out.months;
    const std::size_t begin = middle - out.months;
    out.earlier = {full[begin].span.first, full[middle - 1].span.last};
    out.later = {full[middle].span.first, full[end - 1].span.last};
    for (std::size_t i = begin; i < end; ++i) {
        (i < middle ? out.earlier_kept : out.later_kept) += full[i].kept;
    }
    out.direction = direction_of(out.earlier_kept, out.later_kept);
    return out;
}

void RuleCounter::add(const Item& item, const Beside<Kept>& kept)
{
    if (kept.now.all() + kept.before.all() == 0) {
        return;
    }
    const std::size_t rule = rule_of(m_settings, item);
    const bool own = rule == m_settings.rules.size();
    const std::string& requirement = item.promise.requirement;
    RuleRow& row = m_rows[{rule, own ? item.promise.rule : std::string{},
                           requirement_rank(requirement), requirement}];
    row.rule = own ? nullptr : &m_settings.rules[rule];
    row.contact = own ? item.contact : nullptr;
    row.promise = item.promise;
    row.kept += kept;
}

std::vector<RuleRow> RuleCounter::rows() const
{
    std::vector<RuleRow> out;
    for (const auto& [key, row] : m_rows) {
        out.push_back(row);
    }
    return out;
}

} // namespace crm
