#include "core/report/span.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace crm {
namespace {

Span whole(Unit unit, Date day)
{
    const CalendarUnit found = unit_of(day, unit);
    return {found.first, add_days(found.first, found.length - 1)};
}

bool is_digits(std::string_view word, std::size_t count)
{
    return word.size() == count && word.find_first_not_of("0123456789") == std::string_view::npos;
}

/// `2026-10` and `2026-q3`: the year and what follows it.
std::optional<int> leading_year(std::string_view word)
{
    if (word.size() < 4 || !is_digits(word.substr(0, 4), 4)) {
        return std::nullopt;
    }
    const auto first = parse_iso(std::string(word.substr(0, 4)) + "-01-01");
    return first ? std::optional(year_of(*first)) : std::nullopt;
}

std::optional<unsigned> quarter_number(std::string_view word)
{
    const bool fits = word.size() == 2 && word[0] == 'q' && word[1] >= '1' && word[1] <= '4';
    return fits ? std::optional(static_cast<unsigned>(word[1] - '0')) : std::nullopt;
}

/// That month of this year, or of the year before where it has not begun.
Date looking_back(unsigned month, Date today)
{
    const Date this_year = make_date(year_of(today), month, 1);
    return this_year <= today ? this_year : make_date(year_of(today) - 1, month, 1);
}

std::optional<Date> parse_month_word(const std::string& word, Date today)
{
    if (const auto month = parse_month(word)) {
        return looking_back(*month, today);
    }
    return word.size() == 7 ? parse_iso(word + "-01") : std::nullopt;
}

std::optional<Date> parse_quarter_word(const std::string& word, Date today)
{
    if (const auto quarter = quarter_number(word)) {
        return looking_back(*quarter * 3 - 2, today);
    }
    const auto year = leading_year(word);
    const auto quarter = year && word.size() == 7 && word[4] == '-'
                             ? quarter_number(std::string_view(word).substr(5))
                             : std::nullopt;
    return quarter ? std::optional(make_date(*year, *quarter * 3 - 2, 1)) : std::nullopt;
}

} // namespace

Comparison compare_unit(Unit unit, Date day, Date today)
{
    Comparison out;
    out.unit = unit;
    out.now = whole(unit, day);
    out.before = whole(unit, add_days(out.now.first, -1));
    if (out.now.contains(today)) {
        out.running = today < out.now.last;
        out.now.last = today;
        const Date as_far = add_days(out.before.first, out.now.days() - 1);
        out.cut = as_far < out.before.last;
        out.before.last = std::min(out.before.last, as_far);
    }
    return out;
}

Comparison compare_dates(Date first, Date last, Date today)
{
    Comparison out;
    out.now = {first, std::min(last, today)};
    out.running = last > today;
    out.before = {add_days(first, -out.now.days()), add_days(first, -1)};
    return out;
}

bool looks_like_unit(Unit unit, std::string_view word)
{
    const std::string folded = fold(word);
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (folded == "this" || folded == "last" || (!folded.empty() && is_digit(folded[0]))) {
        return true;
    }
    return (unit == Unit::month && parse_month(folded)) ||
           (unit == Unit::quarter && folded.size() > 1 && folded[0] == 'q' && is_digit(folded[1]));
}

std::optional<Date> parse_unit_word(Unit unit, std::string_view word, Date today)
{
    const std::string folded = fold(word);
    if (folded == "this") {
        return today;
    }
    if (folded == "last") {
        return add_days(unit_of(today, unit).first, -1);
    }
    if (unit == Unit::month) {
        return parse_month_word(folded, today);
    }
    if (unit == Unit::quarter) {
        return parse_quarter_word(folded, today);
    }
    const auto year = folded.size() == 4 ? leading_year(folded) : std::nullopt;
    return year ? std::optional(make_date(*year, 1, 1)) : std::nullopt;
}

std::string_view unit_forms(Unit unit)
{
    switch (unit) {
    case Unit::month: return "2026-10, oct, last or this";
    case Unit::quarter: return "2026-Q3, q3, last or this";
    default: return "2025, last or this";
    }
}

std::string span_name(const Span& span, const std::optional<Unit>& unit)
{
    constexpr std::array<std::string_view, 4> ordinals{"first", "second", "third", "fourth"};
    const unsigned month = month_of(span.first);
    if (unit == Unit::month) {
        return fmt::format("{} {}", month_name(month), year_of(span.first));
    }
    if (unit == Unit::quarter) {
        return fmt::format("{} quarter {}", ordinals.at((month - 1) / 3), year_of(span.first));
    }
    if (unit == Unit::year) {
        return fmt::format("{}", year_of(span.first));
    }
    return span.days() == 1 ? "1 day" : fmt::format("{} days", span.days());
}

std::string span_dates(const Span& span, bool with_year)
{
    const auto month_of_year = [](Date date) { return std::pair(year_of(date), month_of(date)); };
    const auto written = [](Date date, bool year) {
        return year ? long_date(date)
                    : fmt::format("{} {}", day_of(date), month_name(month_of(date)));
    };
    if (span.first == span.last) {
        return written(span.first, with_year);
    }
    const bool one_year = year_of(span.first) == year_of(span.last);
    const bool one_month = month_of_year(span.first) == month_of_year(span.last);
    return fmt::format("{} to {}",
                       one_month ? fmt::format("{}", day_of(span.first))
                                 : written(span.first, !one_year),
                       written(span.last, with_year || !one_year));
}

} // namespace crm
