#include "core/exchange/card_dates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

namespace crm {
namespace {

bool is_card_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool are_card_digits(std::string_view text)
{
    return text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// A number of four digits at most; -1 for anything else.
int card_number(std::string_view text)
{
    if (text.empty() || text.size() > 4 || !are_card_digits(text)) {
        return -1;
    }
    int value = 0;
    for (const char c : text) {
        value = value * 10 + (c - '0');
    }
    return value;
}

std::optional<YearlyDate> yearly_date(int year, int month, int day)
{
    if (month < 1 || month > 12 || day < 1 || day > 31) {
        return std::nullopt;
    }
    return year <= 0 || year == 1604
               ? YearlyDate::parse(fmt::format("{:02}-{:02}", month, day))
               : YearlyDate::parse(fmt::format("{:04}-{:02}-{:02}", year, month, day));
}

/// Three numbers with one kind of mark between them.
struct NumbersOfDate {
    std::array<int, 3> number{};
    std::size_t first_length = 0;
    std::size_t last_length = 0;
    char mark = 0;
};

std::optional<NumbersOfDate> numbers_of_date(std::string_view text)
{
    const std::size_t first = text.find_first_of("/.-");
    if (first == std::string_view::npos || first == 0) {
        return std::nullopt;
    }
    const std::size_t second = text.find(text[first], first + 1);
    if (second == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view last = text.substr(second + 1);
    const NumbersOfDate out{{card_number(text.substr(0, first)),
                             card_number(text.substr(first + 1, second - first - 1)),
                             card_number(last)},
                            first,
                            last.size(),
                            text[first]};
    return out.number[0] < 0 || out.number[1] < 0 || out.number[2] < 0 ? std::nullopt
                                                                       : std::optional(out);
}

/// What stands before a time.
std::string_view day_part(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) {
        return {};
    }
    text = text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
    const std::size_t t = text.find_first_of("Tt");
    if (t != std::string_view::npos && t >= 4 && is_card_digit(text[t - 1])) {
        return text.substr(0, t);
    }
    const std::size_t colon = text.find(':'); // 2024-01-15 10:30, 1/15/2024 10:30 PM
    const std::size_t space = text.find(' ');
    return colon != std::string_view::npos && space < colon && is_card_digit(text.front())
               ? text.substr(0, space)
               : text;
}

/// `21 Mar 1980`, `Mar 21, 1980`, `21. March`.
std::optional<YearlyDate> with_named_month(std::string_view text)
{
    std::vector<std::string_view> parts;
    for (std::size_t at = 0; at < text.size() && parts.size() < 5;) {
        const std::size_t begin = std::min(text.find_first_not_of(" ,.-/", at), text.size());
        at = std::min(text.find_first_of(" ,.-/", begin), text.size());
        if (at > begin) {
            parts.push_back(text.substr(begin, at - begin));
        }
    }
    if (parts.size() < 2 || parts.size() > 3) {
        return std::nullopt;
    }
    const std::size_t at_month = card_number(parts[0]) >= 0 ? 1 : 0;
    const auto month = parse_month(parts[at_month]);
    const int day = card_number(parts[1 - at_month]);
    const int year = parts.size() == 3 ? card_number(parts[2]) : 0;
    if (!month || year < 0 || (parts.size() == 3 && parts[2].size() != 4)) {
        return std::nullopt;
    }
    return yearly_date(year, static_cast<int>(*month), day);
}

std::optional<YearlyDate> in_numbers(const NumbersOfDate& date, DateOrder order)
{
    const auto [a, b, c] = date.number;
    if (date.first_length == 4) {
        return yearly_date(a, b, c);
    }
    if (date.last_length != 4) {
        return std::nullopt; // of 80 nobody knows the century
    }
    if (order == DateOrder::unknown && date.mark == '.') {
        order = DateOrder::day_first;
    }
    if (order == DateOrder::unknown && a <= 12 && b <= 12 && a != b) {
        return std::nullopt;
    }
    if (a > 12) {
        order = DateOrder::day_first;
    } else if (b > 12) {
        order = DateOrder::month_first;
    }
    return order == DateOrder::day_first ? yearly_date(c, b, a) : yearly_date(c, a, b);
}

} // namespace

std::optional<YearlyDate> parse_card_date(std::string_view text, DateOrder order)
{
    if (text.size() > 64) {
        return std::nullopt;
    }
    const std::string_view day = day_part(text);
    if (day.size() == 8 && are_card_digits(day)) {
        return yearly_date(card_number(day.substr(0, 4)), card_number(day.substr(4, 2)),
                           card_number(day.substr(6, 2)));
    }
    if (day.starts_with("--")) {
        const std::string_view rest = day.substr(2);
        const std::size_t hyphen = rest.find('-');
        return rest.size() != (hyphen == 2 ? 5U : 4U)
                   ? std::nullopt
                   : yearly_date(0, card_number(rest.substr(0, 2)),
                                 card_number(rest.substr(rest.size() - 2)));
    }
    if (const auto numbers = numbers_of_date(day)) {
        return in_numbers(*numbers, order);
    }
    return with_named_month(day);
}

std::optional<Date> parse_card_day(std::string_view text, DateOrder order)
{
    const auto date = parse_card_date(text, order);
    return date && date->year ? std::optional(date->in(*date->year)) : std::nullopt;
}

DateOrder shown_order(std::string_view text)
{
    const auto numbers = numbers_of_date(day_part(text));
    if (!numbers || numbers->first_length > 2 || numbers->number[0] == numbers->number[1]) {
        return DateOrder::unknown;
    }
    if (numbers->mark == '.' || (numbers->number[0] > 12 && numbers->number[1] <= 12)) {
        return DateOrder::day_first;
    }
    return numbers->number[1] > 12 && numbers->number[0] <= 12 ? DateOrder::month_first
                                                               : DateOrder::unknown;
}

} // namespace crm
