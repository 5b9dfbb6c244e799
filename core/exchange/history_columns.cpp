#include "core/exchange/history_columns.hpp"

#include "core/base/text.hpp"
#include "core/exchange/charset.hpp"
#include "core/exchange/local_day.hpp"

#include <algorithm>
#include <cstdint>

namespace crm {
namespace {

bool is_digit_cell(char c)
{
    return c >= '0' && c <= '9';
}

/// The numbers that stand at the begin of a cell, with what stands behind each.
struct CellNumber {
    int value = 0;
    std::size_t digits = 0;
    char behind = '\0';
};

std::vector<CellNumber> numbers_of_cell(std::string_view cell, std::size_t most)
{
    std::vector<CellNumber> out;
    for (std::size_t at = 0; at < cell.size() && out.size() < most;) {
        if (!is_digit_cell(cell[at])) {
            ++at;
            continue;
        }
        CellNumber one;
        while (at < cell.size() && is_digit_cell(cell[at]) && one.digits < 9) {
            one.value = one.value * 10 + (cell[at] - '0');
            ++one.digits;
            ++at;
        }
        one.behind = at < cell.size() ? cell[at] : '\0';
        out.push_back(one);
    }
    return out;
}

std::optional<Date> existing_day(int year, int month, int day)
{
    if (year < 100) {
        year += 2000;
    }
    if (year < 1900 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31) {
        return std::nullopt;
    }
    const Date out = make_date(year, static_cast<unsigned>(month), 1);
    const Date date = add_days(out, day - 1);
    return month_of(date) == static_cast<unsigned>(month) ? std::optional(date) : std::nullopt;
}

bool parts_with(const std::vector<CellNumber>& numbers, char mark)
{
    return numbers.size() >= 3 && numbers[0].behind == mark && numbers[1].behind == mark &&
           numbers[0].digits <= 2 && numbers[1].digits <= 2;
}

std::optional<unsigned> month_in_cell(std::string_view cell)
{
    for (const std::string& word : words(cell)) {
        if (word.size() >= 3 && !is_digit_cell(word.front())) {
            if (const auto month = parse_month(word)) {
                return month;
            }
        }
    }
    return std::nullopt;
}

} // namespace

DayOrder day_order_of(std::string_view cell)
{
    const auto numbers = numbers_of_cell(cell, 3);
    if (parts_with(numbers, '.')) {
        return DayOrder::day_first;
    }
    if (!parts_with(numbers, '/') && !parts_with(numbers, '-')) {
        return DayOrder::unknown;
    }
    return numbers[0].value > 12   ? DayOrder::day_first
           : numbers[1].value > 12 ? DayOrder::month_first
                                   : DayOrder::unknown;
}

std::optional<Date> day_of_cell(std::string_view cell, DayOrder order)
{
    const std::string text = one_line(cell);
    if (text.size() >= 10 && std::all_of(text.begin(), text.end(), is_digit_cell)) {
        constexpr std::size_t longest_instant = 13;
        if (text.size() > longest_instant) {
            return std::nullopt;
        }
        const std::int64_t number = std::stoll(text);
        return local_day(text.size() > 11 ? number / 1000 : number);
    }
    const auto numbers = numbers_of_cell(text, 3);
    if (const auto month = month_in_cell(text); month && numbers.size() >= 2) {
        const bool year_first = numbers[0].digits == 4;
        return existing_day(numbers[year_first ? 0 : 1].value, static_cast<int>(*month),
                            numbers[year_first ? 1 : 0].value);
    }
    if (numbers.size() < 3) {
        return std::nullopt;
    }
    if (numbers[0].digits == 4) {
        return existing_day(numbers[0].value, numbers[1].value, numbers[2].value);
    }
    const DayOrder own = day_order_of(text);
    const DayOrder meant = own != DayOrder::unknown ? own : order;
    if (numbers[2].digits == 3 ||
        (numbers[0].value != numbers[1].value && meant == DayOrder::unknown)) {
        return std::nullopt;
    }
    const bool day_first = meant == DayOrder::day_first;
    return existing_day(numbers[2].value, numbers[day_first ? 1 : 0].value,
                        numbers[day_first ? 0 : 1].value);
}

std::optional<int> seconds_of_cell(std::string_view cell)
{
    const std::string text = fold(one_line(cell));
    constexpr int longest = 100'000 * 60;
    const auto numbers = numbers_of_cell(text, 4);
    if (numbers.empty() || numbers.size() > 3) {
        return std::nullopt;
    }
    std::int64_t out = 0;
    if (text.find(':') != std::string::npos) {
        for (const CellNumber& one : numbers) {
            out = out * 60 + one.value;
        }
    } else {
        std::size_t at = 0;
        for (const CellNumber& one : numbers) {
            at = text.find_first_of("0123456789", at);
            at = text.find_first_not_of("0123456789", at);
            const std::size_t letter =
                at == std::string::npos ? at : text.find_first_not_of(" .", at);
            const char unit = letter == std::string::npos ? 's' : text[letter];
            out += std::int64_t{one.value} * (unit == 'h' ? 3600 : unit == 'm' ? 60 : 1);
        }
    }
    return out > longest ? std::nullopt : std::optional(static_cast<int>(out));
}

std::optional<std::size_t> column_named(const std::vector<std::string>& header,
                                        std::initializer_list<std::string_view> names)
{
    for (const std::string_view name : names) {
        for (std::size_t i = 0; i < header.size(); ++i) {
            std::string own = fold(one_line(header[i]));
            own = own.substr(0, own.find_first_of("(["));
            own.erase(own.find_last_not_of(" :_") + 1);
            std::replace(own.begin(), own.end(), '_', ' ');
            if (own == name) {
                return i;
            }
        }
    }
    return std::nullopt;
}

} // namespace crm
