#include "cli/forecast.hpp"

#include <fmt/format.h>

#include <cmath>

namespace crm::cli {
namespace {

/// With one digit behind the point, where it needs one.
Json rounded(double value)
{
    const double out = std::round(value * 10) / 10;
    return out == std::floor(out) ? Json(static_cast<int>(out)) : Json(out);
}

Json load_json(const Load& load)
{
    Json out;
    out["asked"] = load.asked;
    out["late"] = load.late;
    out["room"] = load.room ? rounded(*load.room) : Json(nullptr);
    out["over"] = load.over;
    return out;
}

Json weeks_json(const ForecastView& view, const std::vector<Load>& major,
                const std::vector<Load>& minor)
{
    Json out = Json::array();
    for (std::size_t i = 0; i < view.weeks.size(); ++i) {
        out.push_back({{"first", iso(view.weeks[i].first)},
                       {"last", iso(view.weeks[i].last)},
                       {"blackouts", blackouts_in(view.roster.settings, view.weeks[i])},
                       {"major", load_json(major[i])},
                       {"minor", load_json(minor[i])}});
    }
    return out;
}

Json job_json(const ForecastView& view, const Job& job)
{
    const Item& item = view.forecast.item(job);
    Json out;
    out["contact"] = item.contact->id;
    out["name"] = item.contact->name;
    out["kind"] = item.contact->kind;
    out["tier"] = item.contact->tier;
    out["requirement"] = item.promise.requirement;
    out["class"] = job.major ? "major" : "minor";
    out["cadence"] = item.promise.cadence.text;
    out["rule"] = item.promise.rule;
    out["from"] = iso(job.from);
    out["due"] = iso(job.due);
    out["asked"] = iso(job.asked());
    out["late"] = job.is_late();
    return out;
}

Json jobs_json(const ForecastView& view, const Plan* plan)
{
    Json out = Json::array();
    for (std::size_t i = 0; i < view.forecast.jobs.size(); ++i) {
        Json job = job_json(view, view.forecast.jobs[i]);
        if (plan != nullptr) {
            const auto& day = plan->days[i];
            job["day"] = to_json(day);
            job["becomes_late"] =
                !view.forecast.jobs[i].is_late() && (!day || *day > view.forecast.jobs[i].due);
        }
        out.push_back(std::move(job));
    }
    return out;
}

Json outcome_json(const Outcome& outcome)
{
    Json out;
    out["late_already"] = outcome.late_already;
    out["caught_up"] = to_json(outcome.caught_up);
    out["becomes_late"] = outcome.becomes_late;
    out["left_over"] = outcome.left_over;
    out["tightest"] = nullptr;
    out["relief"] = nullptr;
    if (outcome.tightest) {
        out["tightest"] = {{"first", iso(outcome.tightest->days.first)},
                           {"last", iso(outcome.tightest->days.last)},
                           {"promised", outcome.tightest->promised},
                           {"room", outcome.tightest->room}};
    }
    if (outcome.relief) {
        const Relief& relief = *outcome.relief;
        out["relief"] = {{"rule", relief.promise.rule},
                         {"for", relief.applies_to},
                         {"requirement", relief.promise.requirement},
                         {"cadence", relief.promise.cadence.text},
                         {"promised", relief.inside},
                         {"becomes_late_without", relief.still_late}};
    }
    return out;
}

CsvCell cell(const Json& value)
{
    if (value.is_null()) {
        return csv_value("");
    }
    return value.is_string() ? csv_text(value.get<std::string>()) : csv_value(value.dump());
}

std::string jobs_csv(const ForecastView& view, const Plan* plan)
{
    std::vector<CsvCell> names;
    for (const std::string_view name : {"contact", "name", "kind", "tier", "requirement", "class",
                                        "cadence", "rule", "from", "due", "asked", "late"}) {
        names.push_back(csv_value(std::string(name)));
    }
    if (plan != nullptr) {
        names.push_back(csv_value("day"));
        names.push_back(csv_value("becomes_late"));
    }
    std::string out = csv_record(names);
    for (const Json& job : jobs_json(view, plan)) {
        std::vector<CsvCell> cells;
        for (const auto& field : job.items()) {
            cells.push_back(cell(field.value()));
        }
        out += csv_record(cells);
    }
    return out;
}

std::string weeks_csv(const ForecastView& view, const WhatIf* what_if)
{
    std::vector<CsvCell> cells{csv_value("first"), csv_value("last")};
    for (const std::string_view one : {"major", "minor"}) {
        for (const std::string_view what : {"asked", "late", "room", "over"}) {
            cells.push_back(csv_value(fmt::format("{}_{}", one, what)));
        }
        if (what_if != nullptr) {
            cells.push_back(csv_value(fmt::format("{}_before", one)));
        }
    }
    std::string out = csv_record(cells);
    for (std::size_t i = 0; i < view.weeks.size(); ++i) {
        cells = {csv_value(iso(view.weeks[i].first)), csv_value(iso(view.weeks[i].last))};
        for (const bool majors : {true, false}) {
            const Json load = load_json((majors ? view.major : view.minor).loads[i]);
            for (const auto& field : load.items()) {
                cells.push_back(cell(field.value()));
            }
            if (what_if != nullptr) {
                const auto& before = majors ? what_if->major_before : what_if->minor_before;
                cells.push_back(csv_value(fmt::format("{}", before[i].asked)));
            }
        }
        out += csv_record(cells);
    }
    return out;
}

} // namespace

std::string forecast_json(const ForecastView& view, const Plan* plan, const WhatIf* what_if,
                          bool explain)
{
    Json out;
    out["schema"] = "crm.forecast/1";
    out["today"] = iso(view.today);
    out["weeks"] = weeks_json(view, view.major.loads, view.minor.loads);
    out["without_first_day"] = view.forecast.undated;
    if (what_if != nullptr) {
        out["what_if"] = {
            {"for", what_if->applies_to},
            {"requirement", what_if->promise.requirement},
            {"cadence", what_if->promise.cadence.text},
            {"contacts", what_if->contacts},
            {"weeks_before", weeks_json(view, what_if->major_before, what_if->minor_before)}};
    }
    if (plan != nullptr) {
        out["plan"] = {{"keeps_all", plan->keeps_all()},
                       {"major", outcome_json(plan->major)},
                       {"minor", outcome_json(plan->minor)}};
    }
    if (plan != nullptr || explain) {
        out["promises"] = jobs_json(view, plan);
    }
    out["problems"] = problems(view.roster);
    return to_text(out);
}

std::string forecast_csv(const ForecastView& view, const Plan* plan, const WhatIf* what_if,
                         bool explain)
{
    return plan != nullptr || explain ? jobs_csv(view, plan) : weeks_csv(view, what_if);
}

} // namespace crm::cli
