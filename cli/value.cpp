#include "cli/value.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string_view>
#include <tuple>
#include <type_traits>

namespace crm::cli {
namespace {

struct Less {
    bool operator()(const Ranked& a, const Ranked& b) const
    {
        return std::tie(a.rank, a.text) < std::tie(b.rank, b.text);
    }
    bool operator()(const YearlyDate& a, const YearlyDate& b) const
    {
        return std::tie(a.month, a.day) < std::tie(b.month, b.day);
    }
    template <typename A, typename B>
    bool operator()(const A& a, const B& b) const
    {
        if constexpr (std::is_same_v<A, B>) {
            return a < b;
        } else {
            return false; // two kinds of value never stand in one column
        }
    }
};

/// The text of a value, given how its dates are written and what stands between several.
struct Written {
    std::string (*date)(Date);
    std::string (*yearly)(const YearlyDate&);
    std::string_view between;

    std::string operator()(std::monostate) const { return {}; }
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(const std::vector<std::string>& several) const
    {
        return fmt::format("{}", fmt::join(several, between));
    }
    std::string operator()(const Ranked& ranked) const { return ranked.text; }
    std::string operator()(Date value) const { return date(value); }
    std::string operator()(const YearlyDate& value) const { return yearly(value); }
    std::string operator()(int number) const { return fmt::format("{}", number); }
};

std::string yearly_in_words(const YearlyDate& yearly)
{
    constexpr int any_leap_year = 2000;
    return yearly.year ? short_date(yearly.in(*yearly.year))
                       : day_and_month(yearly.in(any_leap_year));
}

} // namespace

bool is_empty(const Value& value)
{
    return std::holds_alternative<std::monostate>(value);
}

std::string shown(const Value& value)
{
    return std::visit(Written{short_date, yearly_in_words, ", "}, value);
}

CsvCell csv_cell(const Value& value)
{
    const std::string written =
        std::visit(Written{iso, [](const YearlyDate& date) { return date.str(); }, "; "}, value);
    const bool is_text = std::holds_alternative<std::string>(value) ||
                         std::holds_alternative<std::vector<std::string>>(value) ||
                         std::holds_alternative<Ranked>(value);
    return is_text ? csv_text(written) : csv_value(written);
}

Value folded(Value value)
{
    if (auto* text = std::get_if<std::string>(&value)) {
        *text = fold(*text);
    }
    if (auto* several = std::get_if<std::vector<std::string>>(&value)) {
        for (std::string& text : *several) {
            text = fold(text);
        }
    }
    return value;
}

bool is_less(const Value& a, const Value& b)
{
    return std::visit(Less{}, a, b);
}

} // namespace crm::cli
