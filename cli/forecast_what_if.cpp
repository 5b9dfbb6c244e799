#include "cli/forecast.hpp"
#include "cli/phrases.hpp"
#include "cli/table.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace crm::cli {
namespace {

constexpr std::string_view option = "--what-if";
constexpr const char* form = "it reads 'kind:prospect call: 1 per month'";

std::vector<std::string> split(std::string_view text)
{
    std::vector<std::string> out;
    for (std::size_t at = text.find_first_not_of(' '); at != std::string_view::npos;) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        out.emplace_back(text.substr(at, end - at));
        at = text.find_first_not_of(' ', end);
    }
    return out;
}

std::string requirement_of(const std::string& word, const Settings& settings)
{
    if (word == "major" || word == "minor") {
        return word;
    }
    const Touch* touch = settings.touches.find(word);
    if (touch != nullptr && touch->touch_class != TouchClass::none) {
        return touch->name;
    }
    std::vector<std::string> known{"major", "minor"};
    const auto touches = settings.touches.names();
    known.insert(known.end(), touches.begin(), touches.end());
    const auto guess = nearest(word, known);
    throw Error(Fault::usage, fmt::format("{}: '{}' is not major, minor or a touch", option, word),
                guess ? fmt::format("did you mean '{}'?", *guess) : form);
}

int total(const std::vector<Load>& loads, int Load::*what)
{
    return std::accumulate(loads.begin(), loads.end(), 0,
                           [&](int sum, const Load& load) { return sum + load.*what; });
}

std::string change(int now, int then)
{
    return now == then ? "" : fmt::format("{:+}", then - now);
}

std::string change_a_week(int now, int then, std::size_t weeks)
{
    const double by = static_cast<double>(then - now) / static_cast<double>(weeks);
    return now == then ? "" : fmt::format("{:+.1f}", by);
}

std::string a_week(int count, std::size_t weeks)
{
    return fmt::format("{:.1f}", static_cast<double>(count) / static_cast<double>(weeks));
}

std::string weeks_over(const std::vector<Load>& major, const std::vector<Load>& minor)
{
    std::size_t out = 0;
    for (std::size_t i = 0; i < major.size(); ++i) {
        out += major[i].over + minor[i].over > 0 ? 1 : 0;
    }
    return out == 0 ? "none" : fmt::format("{}", out);
}

std::string table_of(const ForecastView& view, const WhatIf& what_if, const Terminal& terminal)
{
    const Table::Column right{0, false, true};
    Table table({{0}, right, right, right, right, right, right, {0}});
    const auto plain = [](std::string text) { return Table::Cell{std::move(text), Style::plain}; };
    const auto row = [&](const std::string& title, const std::vector<std::string>& cells) {
        std::vector<Table::Cell> out{plain(title)};
        for (const std::string& cell : cells) {
            out.push_back(plain(cell));
        }
        table.row(std::move(out));
    };
    table.line("");
    table.row({{"", Style::dim},
               {"major", Style::dim},
               {"", Style::dim},
               {"", Style::dim},
               {"minor", Style::dim}});
    table.row({{"Week of", Style::dim},
               {"now", Style::dim},
               {"then", Style::dim},
               {"", Style::dim},
               {"now", Style::dim},
               {"then", Style::dim}});
    const auto number = [](int n) { return fmt::format("{}", n); };
    for (std::size_t i = 0; i < view.weeks.size(); ++i) {
        const Load& major = view.major.loads[i];
        const Load& minor = view.minor.loads[i];
        const int major_before = what_if.major_before[i].asked;
        const int minor_before = what_if.minor_before[i].asked;
        row(short_day(view.weeks[i].first),
            {number(major_before), number(major.asked), change(major_before, major.asked),
             number(minor_before), number(minor.asked), change(minor_before, minor.asked),
             major.over + minor.over == 0 ? ""
                                          : majors_and_minors(major.over, minor.over) + " over"});
    }
    const int major_before = total(what_if.major_before, &Load::asked);
    const int minor_before = total(what_if.minor_before, &Load::asked);
    const int major = total(view.major.loads, &Load::asked);
    const int minor = total(view.minor.loads, &Load::asked);
    row("in all", {number(major_before), number(major), change(major_before, major),
                   number(minor_before), number(minor), change(minor_before, minor)});
    const std::size_t weeks = view.weeks.size();
    row("a week", {a_week(major_before, weeks), a_week(major, weeks),
                   change_a_week(major_before, major, weeks), a_week(minor_before, weeks),
                   a_week(minor, weeks), change_a_week(minor_before, minor, weeks)});
    return table.str(terminal);
}

} // namespace

WhatIf parse_what_if(std::string_view text, const Settings& settings)
{
    const std::vector<std::string> words = split(text);
    const auto promise = std::find_if(words.begin(), words.end(), [](const std::string& word) {
        return word.find(':') == word.size() - 1;
    });
    if (promise == words.end()) {
        throw Error(Fault::usage, fmt::format("{} '{}' promises nothing", option, text), form);
    }
    WhatIf out;
    out.text = text;
    out.applies_to = join({words.begin(), promise});
    out.promise.requirement = requirement_of(promise->substr(0, promise->size() - 1), settings);
    const std::string how_often = join({promise + 1, words.end()});
    const auto cadence = Cadence::parse(how_often);
    if (!cadence) {
        throw Error(Fault::usage,
                    how_often.empty() ? fmt::format("{} '{}' does not say how often", option, text)
                                      : fmt::format("{}: '{}' is not a cadence", option, how_often),
                    std::string(cadence_forms));
    }
    out.promise.cadence = *cadence;
    out.promise.rule = option;
    static_cast<void>(Filter::parse(out.applies_to, settings, Filter::Use::in_rule));
    return out;
}

void suppose(Settings& settings, const WhatIf& what_if)
{
    Rule rule;
    rule.text = what_if.applies_to;
    rule.applies_to = Filter::parse(what_if.applies_to, settings, Filter::Use::in_rule);
    rule.promises.push_back(what_if.promise);
    settings.rules.insert(settings.rules.begin(), std::move(rule));
}

std::string what_if_text(const ForecastView& view, const WhatIf& what_if, const Terminal& terminal)
{
    const int before =
        total(what_if.major_before, &Load::asked) + total(what_if.minor_before, &Load::asked);
    const int after = total(view.major.loads, &Load::asked) + total(view.minor.loads, &Load::asked);
    const std::string rule =
        fmt::format("{}: {}", what_if.promise.requirement, what_if.promise.cadence.text);
    const std::string whom = what_if.applies_to.empty() ? "everyone" : what_if.applies_to;
    std::string out;
    const std::string headline =
        fmt::format("With '{}' for {}: {} a week instead of {}, in {}", visible(rule),
                    visible(whom), a_week(after, view.weeks.size()),
                    a_week(before, view.weeks.size()), count_of(view.weeks.size(), "week"));
    for (const std::string& line : wrap(headline, terminal.columns().value_or(100))) {
        out += terminal.styled(line, Style::bold) + "\n";
    }
    out += table_of(view, what_if, terminal) + "\n";
    const bool ends = what_if.promise.cadence.form == Cadence::Form::none;
    if (!ends) {
        out += paragraph(
            what_if.contacts == 0
                ? "It would hold for nobody: no contact fits, or their own files say "
                  "something else."
                : fmt::format("It would hold for {}.", count_of(what_if.contacts, "contact")),
            terminal);
    }
    if (!view.roster.settings.capacity.empty()) {
        out += paragraph(fmt::format("Weeks with more than there is room for: {} now, {} then. "
                                     "Whether it can be kept: {} --level --what-if {}",
                                     weeks_over(what_if.major_before, what_if.minor_before),
                                     weeks_over(view.major.loads, view.minor.loads), view.call,
                                     shell_word(what_if.text)),
                         terminal);
    }
    if (view.forecast.undated > 0) {
        out += paragraph(fmt::format("Not counted: {} without a first day.",
                                     count_of(view.forecast.undated, "contact")),
                         terminal);
    }
    const std::string line = what_if.applies_to.empty()
                                 ? fmt::format("- {{{}}}", rule)
                                 : fmt::format("- {{for: \"{}\", {}}}", what_if.applies_to, rule);
    return out +
           paragraph("To make it so, the first line under 'cadence:' in crm.yaml: " + visible(line),
                     terminal);
}

} // namespace crm::cli
