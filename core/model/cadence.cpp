#include "core/model/cadence.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace crm {
namespace {

constexpr int largest_count = 1000;

std::vector<std::string> split_words(std::string_view text)
{
    std::vector<std::string> out;
    for (std::size_t at = text.find_first_not_of(' '); at != std::string_view::npos;) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        out.push_back(fold(text.substr(at, end - at)));
        at = text.find_first_not_of(' ', end);
    }
    return out;
}

std::optional<int> parse_count(std::string_view word)
{
    int value = 0;
    if (word.empty() || word.size() > 4) {
        return std::nullopt;
    }
    for (const char c : word) {
        if (c < '0' || c > '9') {
            return std::nullopt;
        }
        value = value * 10 + (c - '0');
    }
    return value >= 1 && value <= largest_count ? std::optional(value) : std::nullopt;
}

std::optional<Period> parse_period(const std::vector<std::string>& said, std::size_t from)
{
    std::string text;
    for (std::size_t i = from; i < said.size(); ++i) {
        text += (i == from ? "" : " ") + said[i];
    }
    return Period::parse(text);
}

} // namespace

int Cadence::share() const
{
    const int days = form == Form::calendar ? nominal_days(unit) : period.nominal_days();
    return std::max(1, days / count);
}

bool Cadence::means(const Cadence& other) const
{
    if (form != other.form || form == Form::none) {
        return form == other.form;
    }
    if (count != other.count || share() != other.share()) {
        return false;
    }
    if (form == Form::calendar) {
        return unit == other.unit;
    }
    const auto length = [](const Period& of) {
        const bool in_days = of.unit == Unit::day || of.unit == Unit::week;
        const int each = of.unit == Unit::week ? 7 : of.unit == Unit::year ? 12 : 1;
        return std::pair(in_days, of.count * each);
    };
    return length(period) == length(other.period);
}

std::optional<Cadence> Cadence::parse(std::string_view text)
{
    const auto said = split_words(text);
    Cadence out;
    for (const std::string& word : split_words(text)) {
        out.text += (out.text.empty() ? "" : " ") + word;
    }
    if (said.size() == 1 && said[0] == "none") {
        return out;
    }
    if (said.size() >= 2 && said[0] == "every") {
        const auto period = parse_period(said, 1);
        if (!period) {
            return std::nullopt;
        }
        out.form = Form::rolling;
        out.period = *period;
        return out;
    }
    if (said.size() < 3) {
        return std::nullopt;
    }
    const auto count = parse_count(said[0]);
    if (!count) {
        return std::nullopt;
    }
    out.count = *count;
    if (said[1] == "in") {
        const auto period = parse_period(said, 2);
        if (!period) {
            return std::nullopt;
        }
        out.form = Form::rolling;
        out.period = *period;
        return out;
    }
    const auto unit = said[1] == "per" && said.size() == 3 ? parse_unit(said[2]) : std::nullopt;
    if (!unit || *unit == Unit::day || said[2].size() == 1 || said[2].back() == 's') {
        return std::nullopt;
    }
    out.form = Form::calendar;
    out.unit = *unit;
    return out;
}

} // namespace crm
