#include "cli/goals.hpp"

#include "cli/phrases.hpp"
#include "cli/table.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>

namespace crm::cli {
namespace {

std::string left_of(const Progress& goal)
{
    if (goal.missing() == 0) {
        return "done";
    }
    std::string out = goal.days_left > 0
                          ? count_of(static_cast<std::size_t>(goal.days_left), "day") + " left"
                          : fmt::format("since {}", day_and_month(goal.span.first));
    out += goal.behind() > 0 && goal.days_left > 0 ? fmt::format(", {} behind", goal.behind())
           : goal.days_left > 0                    ? ", on pace"
                                                   : "";
    return out;
}

std::string candidate_text(const Candidate& candidate, Date today)
{
    return fmt::format("{} ({})", candidate.contact->name,
                       candidate.last ? age(*candidate.last, today) : "never");
}

Json goal_json(const Progress& goal)
{
    Json out;
    out["goal"] = goal.goal->name;
    out["touch"] = goal.goal->touch;
    out["cadence"] = goal.goal->cadence.text;
    out["rule"] = goal.goal->rule;
    out["from"] = iso(goal.span.first);
    out["to"] = iso(goal.span.last);
    out["done"] = goal.done;
    out["needed"] = goal.needed;
    out["days_left"] = goal.days_left;
    out["behind"] = goal.behind();
    out["candidates"] = Json::array();
    for (const Candidate& candidate : goal.candidates) {
        out["candidates"].push_back({{"contact", candidate.contact->id},
                                     {"name", candidate.contact->name},
                                     {"last", to_json(candidate.last)}});
    }
    out["companies"] = Json::array();
    for (const Company& company : goal.companies) {
        Json ids = Json::array();
        for (const Contact* contact : company.contacts) {
            ids.push_back(contact->id);
        }
        out["companies"].push_back(
            {{"contacts", ids}, {"why", company.why.empty() ? Json(nullptr) : Json(company.why)}});
    }
    return out;
}

} // namespace

std::string goals_text(const std::vector<Progress>& goals, Date today, const Terminal& terminal)
{
    if (goals.empty()) {
        return {};
    }
    constexpr std::size_t most_named = 5;
    Table table({{20}, {0}, {0}});
    table.line("");
    table.row({{fmt::format("Goals ({})", goals.size()), Style::bold}});
    for (const Progress& goal : goals) {
        table.row({{"  " + goal.goal->name, Style::bold},
                   {fmt::format("{} of {}", goal.done, goal.needed), Style::plain},
                   {left_of(goal), goal.behind() > 0 ? Style::yellow : Style::plain}});
        for (const Company& company : goal.companies) {
            table.wrapped(names_of(company.contacts) +
                              (company.why.empty() ? "" : fmt::format(" ({})", company.why)),
                          6, terminal);
        }
        if (goal.companies.empty() && goal.missing() > 0 && !goal.candidates.empty()) {
            std::vector<std::string> out;
            for (const Candidate& candidate : goal.candidates) {
                if (out.size() == most_named) {
                    break;
                }
                out.push_back(candidate_text(candidate, today));
            }
            table.wrapped(fmt::format("{}", fmt::join(out, ", ")), 6, terminal);
        }
    }
    return table.str(terminal);
}

Json goals_json(const std::vector<Progress>& goals)
{
    Json out = Json::array();
    for (const Progress& goal : goals) {
        out.push_back(goal_json(goal));
    }
    return out;
}

std::string book_text(const std::vector<BookSize>& sizes, const Terminal& terminal)
{
    Table table({{20}, {0}, {0}});
    for (const BookSize& size : sizes) {
        if (size.over() == 0) {
            continue;
        }
        if (table.empty()) {
            table.line("");
            table.row({{"Too many to keep up with", Style::bold}});
        }
        table.row(
            {{"  " + (size.limit->text.empty() ? "everyone" : size.limit->text), Style::plain},
             {fmt::format("{}, at most {}", size.count, size.limit->at_most), Style::plain},
             {fmt::format("{} too many", size.over()), Style::yellow}});
    }
    return table.empty() ? std::string{} : table.str(terminal);
}

Json book_json(const std::vector<BookSize>& sizes)
{
    Json out = Json::array();
    for (const BookSize& size : sizes) {
        out.push_back({{"for", size.limit->text},
                       {"at_most", size.limit->at_most},
                       {"count", size.count},
                       {"over", size.over()},
                       {"rule", size.limit->rule}});
    }
    return out;
}

} // namespace crm::cli
