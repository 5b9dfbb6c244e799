#include "core/calendar/spoken.hpp"

#include "core/base/text.hpp"
#include "core/calendar/period.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace crm {
namespace {

std::vector<std::string> split(std::string_view text)
{
    std::vector<std::string> out;
    std::string word;
    for (const char c : fold(text)) {
        if (c == ' ' || c == '\t' || c == ',') {
            if (!word.empty()) {
                out.push_back(std::move(word));
                word.clear();
            }
        } else {
            word += c;
        }
    }
    if (!word.empty()) {
        out.push_back(std::move(word));
    }
    return out;
}

std::optional<int> number(std::string_view word, std::size_t most_digits)
{
    int value = 0;
    if (word.empty() || word.size() > most_digits) {
        return std::nullopt;
    }
    for (const char c : word) {
        if (c < '0' || c > '9') {
            return std::nullopt;
        }
        value = value * 10 + (c - '0');
    }
    return value;
}

Date move(Date date, Period period, bool forward)
{
    period.count = forward ? period.count : -period.count;
    return add(date, period);
}

/// The nearest year, looking as asked, in which the day exists; 29 February may be years away.
std::optional<Date> without_year(unsigned month, unsigned day, Date today, Look look)
{
    constexpr int longest_wait = 8; // 29 February from 1897 to 1904
    for (int step = 0; step <= longest_wait; ++step) {
        const int year = year_of(today) + (look == Look::back ? -step : step);
        const date::year_month_day candidate{date::year{year}, date::month{month}, date::day{day}};
        if (!candidate.ok()) {
            continue;
        }
        const Date date{candidate};
        if (look == Look::back ? date <= today : date > today) {
            return date;
        }
    }
    return std::nullopt;
}

/// `20 nov`, `nov 20`, each with a year behind it or not.
std::optional<YearlyDate> day_and_month_words(const std::vector<std::string>& said)
{
    if (said.size() != 2 && said.size() != 3) {
        return std::nullopt;
    }
    auto day = number(said[0], 2);
    auto month = parse_month(said[1]);
    if (!day) {
        month = parse_month(said[0]);
        day = number(said[1], 2);
    }
    if (!day || !month) {
        return std::nullopt;
    }
    YearlyDate out{*month, static_cast<unsigned>(*day), std::nullopt};
    if (said.size() == 3) {
        out.year = number(said[2], 4);
        if (!out.year || said[2].size() != 4) {
            return std::nullopt;
        }
    }
    return YearlyDate::parse(out.str()); // which knows what days exist
}

/// `11/20`, `11/20/2026`: the month comes first, as in 11-20.
std::optional<YearlyDate> with_slashes(const std::string& said)
{
    const std::size_t slash = said.find('/');
    const std::size_t second = std::min(said.find('/', slash + 1), said.size());
    if (slash == std::string::npos) {
        return std::nullopt;
    }
    const auto month = number(std::string_view(said).substr(0, slash), 2);
    const auto day = number(std::string_view(said).substr(slash + 1, second - slash - 1), 2);
    if (!month || !day || *month < 1 || *day < 1) {
        return std::nullopt;
    }
    YearlyDate out{static_cast<unsigned>(*month), static_cast<unsigned>(*day), std::nullopt};
    if (second < said.size()) {
        out.year = said.size() - second == 5 ? number(std::string_view(said).substr(second + 1), 4)
                                             : std::nullopt;
        if (!out.year) {
            return std::nullopt;
        }
    }
    return YearlyDate::parse(out.str());
}

/// `12-10`, `1815-12-10`, `12/10`, `10 dec`, each as the words say.
std::optional<YearlyDate> yearly_words(const std::vector<std::string>& said)
{
    if (said.size() != 1) {
        return day_and_month_words(said);
    }
    const auto plain = YearlyDate::parse(said[0]);
    return plain ? plain : with_slashes(said[0]);
}

std::optional<Date> relative(const std::vector<std::string>& said, Date today)
{
    // -3d, +2w
    if (said.size() == 1 && (said[0][0] == '-' || said[0][0] == '+')) {
        const auto period = Period::parse(std::string_view(said[0]).substr(1));
        return period ? std::optional(move(today, *period, said[0][0] == '+')) : std::nullopt;
    }
    // 3 days ago, 3d ago; in 2 weeks, in 2w
    const auto span = [](auto begin, auto end) {
        std::string text;
        for (auto word = begin; word != end; ++word) {
            text += (text.empty() ? "" : " ") +
                    (*word == "a" || *word == "an" || *word == "one" ? "1" : *word);
        }
        return Period::parse(text);
    };
    if (said.size() > 1 && said.back() == "ago") {
        const auto period = span(said.begin(), said.end() - 1);
        return period ? std::optional(move(today, *period, false)) : std::nullopt;
    }
    if (said.size() > 1 && said.front() == "in") {
        const auto period = span(said.begin() + 1, said.end());
        return period ? std::optional(move(today, *period, true)) : std::nullopt;
    }
    return std::nullopt;
}

std::optional<Date> by_weekday(const std::vector<std::string>& said, Date today, Look look)
{
    const auto day = said.size() <= 2 ? parse_weekday(said.back()) : std::nullopt;
    if (!day) {
        return std::nullopt;
    }
    const int back = static_cast<int>((weekday(today) + 7 - *day) % 7);
    const int ahead = static_cast<int>((*day + 7 - weekday(today)) % 7);
    if (said.size() == 1) {
        return look == Look::back ? add_days(today, -back)
                                  : add_days(today, ahead == 0 ? 7 : ahead);
    }
    if (said[0] == "last") {
        return add_days(today, back == 0 ? -7 : -back);
    }
    if (said[0] == "next") {
        return add_days(today, ahead == 0 ? 7 : ahead);
    }
    return std::nullopt;
}

} // namespace

std::optional<Date> parse_spoken(std::string_view text, Date today, Look look)
{
    const auto said = split(text);
    if (said.empty()) {
        return std::nullopt;
    }
    if (said.size() == 1) {
        if (said[0] == "today") {
            return today;
        }
        if (said[0] == "yesterday") {
            return add_days(today, -1);
        }
        if (said[0] == "tomorrow") {
            return add_days(today, 1);
        }
    }
    if (const auto yearly = yearly_words(said)) {
        return yearly->year ? std::optional(make_date(*yearly->year, yearly->month, yearly->day))
                            : without_year(yearly->month, yearly->day, today, look);
    }
    if (const auto date = relative(said, today)) {
        return date;
    }
    return by_weekday(said, today, look);
}

std::optional<YearlyDate> parse_spoken_yearly(std::string_view text)
{
    return yearly_words(split(text));
}

std::optional<Date> parse_spoken_ahead(std::string_view text, Date today)
{
    if (const auto period = Period::parse(text)) {
        return add(today, *period);
    }
    if (const auto month = parse_month(text)) {
        return without_year(*month, 1, today, Look::ahead);
    }
    return parse_spoken(text, today, Look::ahead);
}

std::optional<Date> parse_spoken_beginning(std::string_view text, Date today)
{
    const auto said = split(text);
    if (said.size() == 1 && said[0].size() == 4) {
        const auto year = number(said[0], 4);
        return year && *year > 0 ? std::optional(make_date(*year, 1, 1)) : std::nullopt;
    }
    if (said.size() == 1 && said[0].size() == 7) {
        return parse_iso(said[0] + "-01");
    }
    if (said.size() == 2 && said[1].size() == 4) {
        const auto month = parse_month(said[0]);
        const auto year = number(said[1], 4);
        return month && year && *year > 0 ? std::optional(make_date(*year, *month, 1))
                                          : std::nullopt;
    }
    return parse_spoken(text, today, Look::back);
}

std::optional<std::size_t> leading_date(std::string_view text, Date today)
{
    const auto said = split(text);
    const std::size_t longest = std::min<std::size_t>(said.size(), 3);
    for (std::size_t count = longest; count > 0; --count) {
        std::string words;
        for (std::size_t i = 0; i < count; ++i) {
            words += (i == 0 ? "" : " ") + said[i];
        }
        const auto date = parse_spoken(words, today, Look::back);
        const bool weekday_alone = count == 1 && parse_weekday(said[0]).has_value();
        if (date && *date < today && (!weekday_alone || said.size() == 1)) {
            return count;
        }
    }
    return std::nullopt;
}

} // namespace crm
