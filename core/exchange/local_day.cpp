#include "core/exchange/local_day.hpp"

#include <ctime>

namespace crm {
namespace {

constexpr int first_day_year = 1;
constexpr int last_day_year = 9999;

} // namespace

std::optional<Date> local_day(std::int64_t seconds)
{
    const auto instant = static_cast<std::time_t>(seconds);
    std::tm parts{};
    ::tzset(); // localtime_r() need not look at TZ by itself
    if (::localtime_r(&instant, &parts) == nullptr || parts.tm_year < first_day_year - 1900 ||
        parts.tm_year > last_day_year - 1900) {
        return std::nullopt;
    }
    return make_date(parts.tm_year + 1900, static_cast<unsigned>(parts.tm_mon + 1),
                     static_cast<unsigned>(parts.tm_mday));
}

std::optional<Date> day_at_offset(std::int64_t seconds, int offset)
{
    constexpr std::int64_t far = std::int64_t{400} * 366 * 86400 * 25; // past either end
    if (seconds < -far || seconds > far) {
        return std::nullopt;
    }
    constexpr std::int64_t day = 86400;
    const std::int64_t at = seconds + offset;
    const std::int64_t days = at / day - (at % day < 0 ? 1 : 0);
    const Date date = add_days(make_date(1970, 1, 1), static_cast<int>(days));
    const int year = year_of(date);
    return year < first_day_year || year > last_day_year ? std::nullopt : std::optional(date);
}

} // namespace crm
