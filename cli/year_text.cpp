#include "cli/year_text.hpp"

#include "cli/phrases.hpp"
#include "cli/rates.hpp"
#include "cli/table.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace crm::cli {
namespace {

constexpr std::size_t most_misses = 3;

/// Marks side by side, each in `columns`, at the right of it.
template <typename Marks>
std::string strip(const Marks& marks, std::size_t columns)
{
    std::string out;
    for (const std::string& mark : marks) {
        out += std::string(columns - std::min(columns, mark.size()), ' ') + mark;
    }
    return out.substr(1); // the gap of the table stands before it
}

using Marks = std::array<std::string, months_of_year>;

Marks initials(const ContactYear& year)
{
    Marks out;
    for (std::size_t i = 0; i < out.size(); ++i) {
        out.at(i) = month_name(month_of(year.months.at(i).first)).substr(0, 1);
    }
    return out;
}

Marks marks_of(const std::array<std::size_t, months_of_year>& counts)
{
    Marks out;
    for (std::size_t i = 0; i < out.size(); ++i) {
        out.at(i) = counts.at(i) == 0 ? "." : fmt::format("{}", counts.at(i));
    }
    return out;
}

/// The worst of each month.
Marks marks_of(const std::array<Kept, months_of_year>& months)
{
    Marks out;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const Kept& kept = months.at(i);
        out.at(i) = kept.open > 0 ? "!" : kept.late > 0 ? "-" : kept.kept > 0 ? "+" : ".";
    }
    return out;
}

std::size_t sum(const std::array<std::size_t, months_of_year>& counts)
{
    return std::accumulate(counts.begin(), counts.end(), std::size_t{0});
}

/// Columns of a mark with the space before it, so that the largest count fits.
std::size_t mark_columns(const ContactYear& year)
{
    const std::size_t most = std::max(*std::max_element(year.major.begin(), year.major.end()),
                                      *std::max_element(year.minor.begin(), year.minor.end()));
    return 1 + fmt::format("{}", most).size();
}

Table year_table()
{
    return Table({{10}, {0}, {0}, {0, true}});
}

std::string score_and_rate(const Kept& kept)
{
    return kept.all() == 0 ? score(kept) : fmt::format("{}, {}", score(kept), rate(kept));
}

constexpr std::string_view title = "Last twelve months";

std::string missed_text(const PageStyle& style, const std::vector<Miss>& misses)
{
    Table table({{0}, {0}, {0}, {0, false, true}, {10}});
    for (std::size_t i = 0; i < std::min(misses.size(), most_misses); ++i) {
        const Miss& miss = misses[i];
        const std::string days = count_of(static_cast<std::size_t>(miss.days_late), "day");
        table.row({{i == 0 ? "  missed" : "", Style::plain},
                   {miss.promise.requirement, Style::plain},
                   {"due " + short_date(miss.due), Style::plain},
                   {days + " late", Style::plain},
                   {miss.met ? fmt::format("{} {}", miss.met_by, short_date(miss.met->date))
                             : std::string("still open"),
                    Style::plain}});
    }
    if (misses.size() > most_misses) {
        table.row({{"", Style::plain},
                   {fmt::format("and {} more", misses.size() - most_misses), Style::plain}});
    }
    return table.str(style.terminal);
}

} // namespace

std::string year_text(const PageStyle& style, const Contact& contact)
{
    const ContactYear year = contact_year(style.ledger, contact, style.today);
    if (year.is_empty()) {
        return {};
    }
    const std::size_t columns = mark_columns(year);
    const bool any_kept =
        std::any_of(year.promises.begin(), year.promises.end(),
                    [](const PromiseYear& promise) { return promise.kept.now.all() > 0; });
    Table table = year_table();
    table.line("");
    table.row({{std::string(title), Style::bold},
               {strip(initials(year), columns), Style::dim},
               {"in all", Style::dim},
               {any_kept ? "year before" : "", Style::dim}});
    for (const auto& [name, counts] :
         {std::pair("  major", &year.major), std::pair("  minor", &year.minor)}) {
        table.row({{name, Style::plain},
                   {strip(marks_of(*counts), columns), Style::plain},
                   {fmt::format("{}", sum(*counts)), Style::plain}});
    }
    if (any_kept) {
        for (const PromiseYear& promise : year.promises) {
            table.row({{fmt::format("  {} kept", promise.item.promise.requirement), Style::plain},
                       {strip(marks_of(promise.months), columns), Style::plain},
                       {score_and_rate(promise.kept.now), Style::plain},
                       {score_and_rate(promise.kept.before), Style::dim}});
        }
    }
    std::string out = table.str(style.terminal);
    if (any_kept) {
        for (const std::string& line :
             wrap("+ kept, - came late, ! overdue at the end of the month", style.width - 2)) {
            out += "  " + style.terminal.styled(line, Style::dim) + "\n";
        }
    }
    return out + missed_text(style, year.misses);
}

std::string years_text(const PageStyle& style, const std::vector<const Contact*>& contacts)
{
    std::vector<ContactYear> years;
    std::size_t columns = 0;
    bool any = false;
    for (const Contact* contact : contacts) {
        years.push_back(contact_year(style.ledger, *contact, style.today));
        columns = std::max(columns, mark_columns(years.back()));
        any = any || sum(years.back().major) + sum(years.back().minor) > 0;
    }
    if (!any) {
        return {};
    }
    Table table({{10}, {0}, {0}, {0}});
    table.line("");
    table.row({{std::string(title), Style::bold},
               {"", Style::dim},
               {strip(initials(years.front()), columns), Style::dim},
               {"in all", Style::dim}});
    for (std::size_t i = 0; i < years.size(); ++i) {
        for (const auto& [name, counts] :
             {std::pair("major", &years[i].major), std::pair("minor", &years[i].minor)}) {
            table.row({{counts == &years[i].major ? "  " + contacts[i]->name : "", Style::plain},
                       {name, Style::plain},
                       {strip(marks_of(*counts), columns), Style::plain},
                       {fmt::format("{}", sum(*counts)), Style::plain}});
        }
    }
    return table.str(style.terminal);
}

void add_year_json(Json& page, const Roster& roster, const Contact& contact, Date today)
{
    const ContactYear year = contact_year(roster, contact, today);
    page["year"] = Json::array();
    for (std::size_t i = 0; i < months_of_year; ++i) {
        page["year"].push_back({{"month", iso_month(year.months.at(i).first)},
                                {"major", year.major.at(i)},
                                {"minor", year.minor.at(i)}});
    }
    page["kept"] = Json::array();
    for (const PromiseYear& promise : year.promises) {
        Json& out = page["kept"].emplace_back();
        out["requirement"] = promise.item.promise.requirement;
        out["cadence"] = promise.item.promise.cadence.text;
        out["rule"] = promise.item.promise.rule;
        out.update(to_json(promise.kept.now));
        out["before"] = to_json(promise.kept.before);
        out["by_month"] = Json::array();
        for (std::size_t i = 0; i < months_of_year; ++i) {
            Json& month = out["by_month"].emplace_back();
            month["month"] = iso_month(year.months.at(i).first);
            month.update(to_json(promise.months.at(i)));
        }
    }
    page["misses"] = Json::array();
    for (const Miss& miss : year.misses) {
        page["misses"].push_back(to_json(miss));
    }
}

} // namespace crm::cli
