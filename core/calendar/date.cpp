#include "core/calendar/date.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <span>

namespace crm {
namespace {

constexpr std::array<std::string_view, 7> weekday_names{
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
constexpr std::array<std::string_view, 12> month_names{
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

std::optional<int> digits(std::string_view text)
{
    int value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') {
            return std::nullopt;
        }
        value = value * 10 + (c - '0');
    }
    return value;
}

std::optional<unsigned> find_name(std::string_view word, std::span<const std::string_view> names)
{
    const std::string folded = fold(word);
    if (folded.size() < 3) {
        return std::nullopt;
    }
    for (unsigned i = 0; i < names.size(); ++i) {
        if (fold(names[i]).substr(0, folded.size()) == folded) {
            return i;
        }
    }
    return std::nullopt;
}

bool exists(int year, int month, int day)
{
    return date::year_month_day{date::year{year}, date::month{static_cast<unsigned>(month)},
                                date::day{static_cast<unsigned>(day)}}
        .ok();
}

} // namespace

Date make_date(int year, unsigned month, unsigned day)
{
    return date::sys_days{date::year{year} / date::month{month} / date::day{day}};
}

Date add_days(Date date, int days)
{
    return date + date::days{days};
}

int days_between(Date from, Date to)
{
    return static_cast<int>((to - from).count());
}

int year_of(Date date)
{
    return int{date::year_month_day{date}.year()};
}

unsigned month_of(Date date)
{
    return unsigned{date::year_month_day{date}.month()};
}

unsigned day_of(Date date)
{
    return unsigned{date::year_month_day{date}.day()};
}

Weekday weekday(Date date)
{
    return date::weekday{date}.iso_encoding() - 1;
}

Date add_months(Date date, int months)
{
    const date::year_month_day moved = date::year_month_day{date} + date::months{months};
    return moved.ok() ? date::sys_days{moved}
                      : date::sys_days{moved.year() / moved.month() / date::last};
}

std::optional<Date> parse_iso(std::string_view text)
{
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
        return std::nullopt;
    }
    const auto year = digits(text.substr(0, 4));
    const auto month = digits(text.substr(5, 2));
    const auto day = digits(text.substr(8, 2));
    if (!year || !month || !day || *year == 0 || !exists(*year, *month, *day)) {
        return std::nullopt;
    }
    return make_date(*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day));
}

std::string iso(Date date)
{
    return fmt::format("{:04}-{:02}-{:02}", year_of(date), month_of(date), day_of(date));
}

std::string iso_month(Date date)
{
    return fmt::format("{:04}-{:02}", year_of(date), month_of(date));
}

std::string long_date(Date date)
{
    return fmt::format("{} {} {}", day_of(date), month_name(month_of(date)), year_of(date));
}

std::string short_date(Date date)
{
    return fmt::format("{} {}", day_and_month(date), year_of(date));
}

std::string day_and_month(Date date)
{
    return fmt::format("{} {}", day_of(date), month_name(month_of(date)).substr(0, 3));
}

std::string_view weekday_name(Weekday day)
{
    return weekday_names.at(day);
}

std::string_view month_name(unsigned month)
{
    return month_names.at(month - 1);
}

std::optional<unsigned> parse_weekday(std::string_view word)
{
    return find_name(word, weekday_names);
}

std::optional<unsigned> parse_month(std::string_view word)
{
    const auto index = find_name(fold(word) == "sept" ? "sep" : word, month_names);
    return index ? std::optional(*index + 1) : std::nullopt;
}

Date local_today()
{
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    return make_date(local.tm_year + 1900, static_cast<unsigned>(local.tm_mon) + 1,
                     static_cast<unsigned>(local.tm_mday));
}

std::optional<YearlyDate> YearlyDate::parse(std::string_view text)
{
    if (text.size() == 5 && text[2] == '-') {
        const auto month = digits(text.substr(0, 2));
        const auto day = digits(text.substr(3, 2));
        constexpr int leap_year = 2000;
        if (month && day && exists(leap_year, *month, *day)) {
            return YearlyDate{static_cast<unsigned>(*month), static_cast<unsigned>(*day),
                              std::nullopt};
        }
        return std::nullopt;
    }
    if (const auto date = parse_iso(text)) {
        return YearlyDate{month_of(*date), day_of(*date), year_of(*date)};
    }
    return std::nullopt;
}

Date YearlyDate::in(int in_year) const
{
    return exists(in_year, static_cast<int>(month), static_cast<int>(day))
               ? make_date(in_year, month, day)
               : make_date(in_year, 2, 28);
}

Date YearlyDate::next(Date from) const
{
    const Date this_year = in(year_of(from));
    return this_year >= from ? this_year : in(year_of(from) + 1);
}

std::string YearlyDate::str() const
{
    return year ? fmt::format("{:04}-{:02}-{:02}", *year, month, day)
                : fmt::format("{:02}-{:02}", month, day);
}

} // namespace crm
