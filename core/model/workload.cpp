#include "core/model/workload.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <system_error>

namespace crm {
namespace {

constexpr int most_a_unit = 100'000;

Span span_from(const Blackout& blackout, int year)
{
    const Date first = blackout.from.in(year);
    Date last = blackout.to.in(blackout.to.year.value_or(year));
    if (last < first) {
        last = blackout.to.in(year + 1);
    }
    return {first, last};
}

/// The years in which a span of it that reaches `date` or beyond can begin, the first of them.
int first_year(const Blackout& blackout, Date date)
{
    return blackout.from.year.value_or(year_of(date) - 1);
}

const std::optional<Capacity>& of(const Blackout& blackout, bool majors)
{
    return majors ? blackout.major : blackout.minor;
}

} // namespace

std::optional<Capacity> Capacity::parse(std::string_view text)
{
    if (text == "0" || text == "none") {
        return Capacity{};
    }
    Capacity out;
    const char* const end = text.data() + text.size();
    const auto [behind, fault] = std::from_chars(text.data(), end, out.count);
    std::string_view rest(behind, static_cast<std::size_t>(end - behind));
    constexpr std::string_view per = " per ";
    if (fault != std::errc{} || out.count < 0 || out.count > most_a_unit ||
        rest.substr(0, per.size()) != per) {
        return std::nullopt;
    }
    const auto unit = parse_unit(rest.substr(per.size()));
    if (!unit) {
        return std::nullopt;
    }
    out.unit = *unit;
    return out;
}

std::string Capacity::str() const
{
    return fmt::format("{} per {}", count, unit_name(unit));
}

std::optional<Span> Blackout::around(Date date) const
{
    const int first = first_year(*this, date);
    for (int year = first; year <= (from.year ? first : first + 1); ++year) {
        const Span span = span_from(*this, year);
        if (span.contains(date)) {
            return span;
        }
    }
    return std::nullopt;
}

std::optional<Date> Blackout::next_day(Date date) const
{
    const int first = first_year(*this, date);
    for (int year = first; year <= (from.year ? first : first + 2); ++year) {
        const Span span = span_from(*this, year);
        if (date <= span.last) {
            return std::max(date, span.first);
        }
    }
    return std::nullopt;
}

std::optional<Capacity> Workload::on(Date date, bool of_majors) const
{
    for (const Blackout& one : blackouts) {
        if (of(one, of_majors) && one.around(date)) {
            return of(one, of_majors);
        }
    }
    return of_majors ? major : minor;
}

const Blackout* Workload::blackout(Date date, bool of_majors) const
{
    for (const Blackout& one : blackouts) {
        if (of(one, of_majors) && one.around(date)) {
            return of(one, of_majors)->count == 0 ? &one : nullptr;
        }
    }
    return nullptr;
}

} // namespace crm
