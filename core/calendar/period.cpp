#include "core/calendar/period.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crm {
namespace {

constexpr int longest_nominal_days = 100 * 365;

std::string_view trim(std::string_view text)
{
    while (!text.empty() && text.front() == ' ') {
        text.remove_prefix(1);
    }
    while (!text.empty() && text.back() == ' ') {
        text.remove_suffix(1);
    }
    return text;
}

} // namespace

int nominal_days(Unit unit)
{
    switch (unit) {
    case Unit::day: return 1;
    case Unit::week: return 7;
    case Unit::month: return 30;
    case Unit::quarter: return 91;
    case Unit::year: return 365;
    }
    return 1;
}

std::string_view unit_name(Unit unit)
{
    switch (unit) {
    case Unit::day: return "day";
    case Unit::week: return "week";
    case Unit::month: return "month";
    case Unit::quarter: return "quarter";
    case Unit::year: return "year";
    }
    return "day";
}

std::optional<Unit> parse_unit(std::string_view word)
{
    const std::string folded = fold(word);
    for (const Unit unit : {Unit::day, Unit::week, Unit::month, Unit::quarter, Unit::year}) {
        const std::string_view name = unit_name(unit);
        if (folded == name || folded == fmt::format("{}s", name) ||
            (unit != Unit::quarter && folded.size() == 1 && folded[0] == name[0])) {
            return unit;
        }
    }
    return std::nullopt;
}

std::string Period::str() const
{
    return fmt::format("{} {}{}", count, unit_name(unit), count == 1 ? "" : "s");
}

std::optional<Period> Period::parse(std::string_view text)
{
    text = trim(text);
    Period period;
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits > 5) {
        return std::nullopt;
    }
    if (digits > 0) {
        period.count = 0;
        for (const char c : text.substr(0, digits)) {
            period.count = period.count * 10 + (c - '0');
        }
    }
    const auto unit = parse_unit(trim(text.substr(digits)));
    const bool bare_letter = digits == 0 && text.size() == 1;
    if (!unit || *unit == Unit::quarter || bare_letter || period.count < 1) {
        return std::nullopt;
    }
    period.unit = *unit;
    return period.nominal_days() <= longest_nominal_days ? std::optional(period) : std::nullopt;
}

Date add(Date date, const Period& period)
{
    switch (period.unit) {
    case Unit::day: return add_days(date, period.count);
    case Unit::week: return add_days(date, 7 * period.count);
    case Unit::month: return add_months(date, period.count);
    case Unit::quarter: return add_months(date, 3 * period.count);
    case Unit::year: return add_months(date, 12 * period.count);
    }
    return date;
}

CalendarUnit unit_of(Date date, Unit unit)
{
    Date first = date;
    Period length{1, unit};
    switch (unit) {
    case Unit::day: break;
    case Unit::week: first = add_days(date, -static_cast<int>(weekday(date))); break;
    case Unit::month: first = make_date(year_of(date), month_of(date), 1); break;
    case Unit::quarter:
        first = make_date(year_of(date), (month_of(date) - 1) / 3 * 3 + 1, 1);
        break;
    case Unit::year: first = make_date(year_of(date), 1, 1); break;
    }
    return {first, days_between(first, add(first, length))};
}

CalendarUnit CalendarUnit::next(Unit unit) const
{
    return unit_of(add_days(first, length), unit);
}

} // namespace crm
