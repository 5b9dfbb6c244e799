#include "cli/goals.hpp"
#include "cli/json.hpp"
#include "cli/report.hpp"
#include "core/exchange/csv.hpp"

#include <fmt/format.h>

namespace crm::cli {
namespace {

Json kept_json(const Beside<Kept>& kept)
{
    Json out = to_json(kept.now);
    out["before"] = to_json(kept.before);
    return out;
}

Json rows_json(std::string_view key, const std::vector<KeptRow>& rows)
{
    Json out = Json::array();
    for (const KeptRow& row : rows) {
        Json object;
        object[std::string(key)] = row.name;
        object.update(kept_json(row.kept));
        out.push_back(std::move(object));
    }
    return out;
}

Json rules_json(const std::vector<RuleRow>& rows)
{
    Json out = Json::array();
    for (const RuleRow& row : rows) {
        Json& object = out.emplace_back();
        object["rule"] = row.promise.rule;
        object["for"] = row.rule != nullptr ? Json(row.rule->text) : Json(nullptr);
        object["requirement"] = row.promise.requirement;
        object["cadence"] = row.promise.cadence.text;
        object.update(kept_json(row.kept));
    }
    return out;
}

Json months_json(const std::vector<MonthKept>& months)
{
    Json out = Json::array();
    for (const MonthKept& month : months) {
        Json& object = out.emplace_back();
        object["month"] = iso_month(month.span.first);
        object["to"] = iso(month.span.last);
        object.update(to_json(month.kept));
    }
    return out;
}

Json trend_json(const Trend& trend)
{
    if (trend.direction == Trend::Direction::unknown) {
        return nullptr;
    }
    const auto half = [](const Span& span, const Kept& kept) {
        Json out{{"from", iso(span.first)}, {"to", iso(span.last)}};
        out.update(to_json(kept));
        return out;
    };
    return {{"direction", trend_name(trend.direction)},
            {"later", half(trend.later, trend.later_kept)},
            {"earlier", half(trend.earlier, trend.earlier_kept)}};
}

Json misses_json(const std::vector<Miss>& misses)
{
    Json out = Json::array();
    for (const Miss& miss : misses) {
        out.push_back(to_json(miss));
    }
    return out;
}

/// A row for each week: its Monday, and how many there were on each of its days up to the last.
Json days_json(const DayMap& days)
{
    Json out = Json::array();
    Date day = days.first;
    for (const DayMap::Week& week : days.weeks) {
        Json& object = out.emplace_back();
        object["week"] = iso(day);
        object["days"] = Json::array();
        for (const std::size_t count : week) {
            object["days"].push_back(day <= days.last ? Json(count) : Json(nullptr));
            day = add_days(day, 1);
        }
    }
    return out;
}

Json rows_json(std::string_view key, const std::vector<CountRow>& rows)
{
    Json out = Json::array();
    for (const CountRow& row : rows) {
        Json object;
        object[std::string(key)] = row.name;
        object["count"] = row.count.now;
        object["before"] = row.count.before;
        out.push_back(std::move(object));
    }
    return out;
}

Json beside_json(const Beside<std::size_t>& figure)
{
    return {{"count", figure.now}, {"before", figure.before}};
}

Json span_json(const Span& span, const Comparison& comparison)
{
    return {{"name", span_name(span, comparison.unit)},
            {"from", iso(span.first)},
            {"to", iso(span.last)},
            {"days", span.days()}};
}

/// The records: section, name, value, before.
class Records {
public:
    explicit Records(const Report& report) : m_report(report) {}

    std::string str()
    {
        const Comparison& c = m_report.comparison;
        const Figures& figures = m_report.figures;
        m_out = csv_record(
            {csv_value("section"), csv_value("name"), csv_value("value"), csv_value("before")});
        add("span", "from", iso(c.now.first), iso(c.before.first));
        add("span", "to", iso(c.now.last), iso(c.before.last));
        add("promises", "all", figures.promises.all);
        for (const auto& [section, rows] :
             {std::pair("promises_by_tier", &figures.promises.by_tier),
              std::pair("promises_by_kind", &figures.promises.by_kind),
              std::pair("promises_by_requirement", &figures.promises.by_requirement)}) {
            for (const KeptRow& row : *rows) {
                add(section, row.name, row.kept);
            }
        }
        for (const RuleRow& row : figures.promises.by_rule) {
            add("promises_by_rule", row.promise.rule + " " + row.promise.requirement, row.kept);
        }
        for (const MonthKept& month : figures.promises.by_month) {
            add_month(month);
        }
        for (const Miss& miss : figures.promises.misses) {
            add_miss(miss);
        }
        add("interactions", "all", figures.activity.happened);
        for (const CountRow& row : figures.activity.by_class) {
            add("interactions_by_class", row.name, row.count);
        }
        for (const CountRow& row : figures.activity.by_touch) {
            add("interactions_by_touch", row.name, row.count);
        }
        add("attempts", "all", figures.activity.attempts);
        add("minutes", "all", figures.activity.minutes);
        add("with_minutes", "all", figures.activity.with_minutes);
        add("contacts", "active", fmt::format("{}", figures.active), "");
        add("contacts", "reached", figures.reached);
        for (const Item& item : figures.neglected) {
            add("days_overdue", item.contact->id + " " + item.promise.requirement,
                fmt::format("{}", *item.days_overdue), "");
        }
        for (const Gap& gap : figures.gaps) {
            add("days_without_contact", gap.contact->id, fmt::format("{}", gap.days), "");
        }
        add_days_in_touch();
        for (const Progress& goal : m_report.goals) {
            add("goals_done", goal.goal->name, fmt::format("{}", goal.done), "");
            add("goals_needed", goal.goal->name, fmt::format("{}", goal.needed), "");
        }
        for (const BookSize& size : m_report.book) {
            add("book_count", size.limit->text, fmt::format("{}", size.count), "");
            add("book_at_most", size.limit->text, fmt::format("{}", size.limit->at_most), "");
        }
        return std::move(m_out);
    }

private:
    void add(std::string_view section, std::string_view name, std::string_view value,
             std::string_view before)
    {
        m_out +=
            csv_record({csv_value(section), csv_text(name), csv_value(value), csv_value(before)});
    }

    void add(std::string_view section, std::string_view name, const Beside<std::size_t>& figure)
    {
        add(section, name, fmt::format("{}", figure.now), fmt::format("{}", figure.before));
    }

    void add(std::string_view section, std::string_view name, const Beside<Kept>& kept)
    {
        const std::string of(section);
        add("kept_" + of, name, Beside<std::size_t>{kept.now.kept, kept.before.kept});
        add("late_" + of, name, Beside<std::size_t>{kept.now.late, kept.before.late});
        add("open_" + of, name, Beside<std::size_t>{kept.now.open, kept.before.open});
    }

    /// Beside a month stands nothing: it is beside the other months.
    void add_month(const MonthKept& month)
    {
        for (const auto& [section, count] :
             {std::pair("kept_promises_by_month", month.kept.kept),
              std::pair("late_promises_by_month", month.kept.late),
              std::pair("open_promises_by_month", month.kept.open)}) {
            add(section, iso_month(month.span.first), fmt::format("{}", count), "");
        }
    }

    void add_miss(const Miss& miss)
    {
        const std::string name =
            fmt::format("{} {} due {}", miss.contact->id, miss.promise.requirement, iso(miss.due));
        const std::string days = fmt::format("{}", miss.days_late);
        if (miss.met) {
            add("days_late", fmt::format("{} met {}", name, iso(miss.met->date)), days, "");
        } else {
            add("days_late", name + " open", days, "");
        }
    }

    void add_days_in_touch()
    {
        Date day = m_report.figures.days.first;
        for (const DayMap::Week& week : m_report.figures.days.weeks) {
            for (const std::size_t count : week) {
                if (count > 0) {
                    add("interactions_by_day", iso(day), fmt::format("{}", count), "");
                }
                day = crm::add_days(day, 1);
            }
        }
    }

    const Report& m_report;
    std::string m_out;
};

} // namespace

std::string report_json(const Report& report)
{
    const Figures& figures = report.figures;
    const Comparison& c = report.comparison;
    Json out;
    out["schema"] = "crm.report/1";
    out["today"] = iso(report.today);
    out["unit"] = c.unit ? Json(unit_name(*c.unit)) : Json(nullptr);
    out["span"] = span_json(c.now, c);
    out["span"]["so_far"] = c.running;
    out["before"] = span_json(c.before, c);
    out["before"]["cut"] = c.cut;
    out["promises"] = kept_json(figures.promises.all);
    out["promises"]["by_tier"] = rows_json("tier", figures.promises.by_tier);
    out["promises"]["by_kind"] = rows_json("kind", figures.promises.by_kind);
    out["promises"]["by_requirement"] = rows_json("requirement", figures.promises.by_requirement);
    out["promises"]["by_rule"] = rules_json(figures.promises.by_rule);
    out["promises"]["by_month"] = months_json(figures.promises.by_month);
    out["promises"]["trend"] = trend_json(figures.promises.trend);
    out["promises"]["misses"] = misses_json(figures.promises.misses);
    out["interactions"] = beside_json(figures.activity.happened);
    out["interactions"]["by_class"] = rows_json("class", figures.activity.by_class);
    out["interactions"]["by_touch"] = rows_json("touch", figures.activity.by_touch);
    out["attempts"] = beside_json(figures.activity.attempts);
    out["minutes"] = beside_json(figures.activity.minutes);
    out["with_minutes"] = beside_json(figures.activity.with_minutes);
    out["contacts_active"] = figures.active;
    out["contacts_reached"] = beside_json(figures.reached);
    out["neglected"] = Json::array();
    for (const Item& item : figures.neglected) {
        out["neglected"].push_back(to_json(item));
    }
    out["gaps"] = Json::array();
    for (const Gap& gap : figures.gaps) {
        out["gaps"].push_back({{"contact", gap.contact->id},
                               {"name", gap.contact->name},
                               {"kind", gap.contact->kind},
                               {"tier", gap.contact->tier},
                               {"days", gap.days},
                               {"last", gap.last ? Json(iso(gap.last->date)) : Json(nullptr)},
                               {"last_touch", gap.last ? Json(gap.last_touch) : Json(nullptr)},
                               {"since", to_json(gap.contact->since)}});
    }
    out["weeks"] = days_json(figures.days);
    out["goals"] = goals_json(report.goals);
    out["book"] = book_json(report.book);
    out["problems"] = problems(report.ledger);
    return to_text(out);
}

std::string report_csv(const Report& report)
{
    return Records(report).str();
}

} // namespace crm::cli
