#include "cli/columns.hpp"
#include "cli/commands.hpp"
#include "cli/json.hpp"
#include "cli/options.hpp"
#include "cli/phrases.hpp"
#include "cli/table.hpp"
#include "core/cadence/relation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace crm::cli {
namespace {

struct Options {
    std::optional<std::string> columns;
    std::optional<std::string> sort;
    bool json = false;
    bool csv = false;
};

std::vector<Listed> find_listed(const Roster& ledger, const Filter& filter, Date today)
{
    std::vector<Listed> out;
    for (const Contact& contact : ledger.contacts) {
        if (contact.merged_into || !filter.matches(contact)) {
            continue;
        }
        Listed listed{&ledger, &contact, today, items_of(ledger, contact, today), {}, {}};
        listed.relation = relation_of(ledger, contact, listed.items, today);
        if (!filter.matches_relation(relation_name(listed.relation))) {
            continue;
        }
        const bool state_fits =
            std::any_of(listed.items.begin(), listed.items.end(), [&](const Item& item) {
                return filter.matches_state(state_name(item.state));
            });
        if (filter.has_state() && !state_fits) {
            continue;
        }
        listed.last = last_reached(ledger, contact, today);
        out.push_back(std::move(listed));
    }
    std::sort(out.begin(), out.end(),
              [](const Listed& a, const Listed& b) { return a.contact->id < b.contact->id; });
    return out;
}

std::string as_json(const Roster& ledger, const std::vector<Listed>& listed, Date today)
{
    Json out;
    out["schema"] = "crm.list/1";
    out["today"] = iso(today);
    out["contacts"] = Json::array();
    for (const Listed& one : listed) {
        const Contact& c = *one.contact;
        out["contacts"].push_back(
            {{"id", c.id},
             {"name", c.name},
             {"kind", c.kind},
             {"tier", c.tier},
             {"status", status_name(c.status)},
             {"state", one.items.empty() ? Json(nullptr) : Json(state_of(one))},
             {"relation", relation_name(one.relation)},
             {"strength", strength_of(ledger, c, today).now},
             {"trend", strength_of(ledger, c, today).trend()},
             {"since", to_json(c.since)},
             {"org", c.org},
             {"role", c.role},
             {"email", c.email},
             {"phone", c.phone},
             {"household", c.household},
             {"tags", c.tags},
             {"last", one.last ? Json(iso(one.last->date)) : Json(nullptr)},
             {"last_touch",
              one.last ? Json(std::string(ledger.touch_name(*one.last))) : Json(nullptr)}});
    }
    out["problems"] = problems(ledger);
    return to_text(out);
}

std::string as_csv(const std::vector<Listed>& listed, const std::vector<const Column*>& chosen)
{
    std::vector<CsvCell> cells;
    for (const Column* column : chosen) {
        cells.push_back(csv_value(column->name));
    }
    std::string out = csv_record(cells);
    for (const Listed& one : listed) {
        cells.clear();
        for (const Column* column : chosen) {
            cells.push_back(csv_cell(*column, one));
        }
        out += csv_record(cells);
    }
    return out;
}

/// `asked_for`: the user has named these columns, so that none of them is left out.
std::string as_table(const std::vector<Listed>& listed, std::vector<const Column*> chosen,
                     bool asked_for, const Terminal& terminal)
{
    if (!asked_for) {
        chosen.erase(std::remove_if(chosen.begin(), chosen.end(),
                                    [&](const Column* column) {
                                        return column->optional &&
                                               std::all_of(listed.begin(), listed.end(),
                                                           [&](const Listed& one) {
                                                               return shown(*column, one).empty();
                                                           });
                                    }),
                     chosen.end());
    }
    std::vector<Table::Column> widths;
    std::vector<Table::Cell> cells;
    for (const Column* column : chosen) {
        widths.push_back({column->least, column->optional && !asked_for, column->right});
        cells.push_back({std::string(column->caption), Style::bold});
    }
    Table table(std::move(widths));
    table.row(std::move(cells));
    for (const Listed& one : listed) {
        cells.clear();
        for (const Column* column : chosen) {
            const bool alarm = column->name == "state" && state_of(one) == "overdue";
            cells.push_back({shown(*column, one), alarm ? Style::red : column->style});
        }
        table.row(std::move(cells));
    }
    return table.str(terminal);
}

/// What --columns says; else the default columns, and for CSV all of them.
std::vector<const Column*> choose(const Options& options)
{
    if (options.columns) {
        return parse_columns("--columns", *options.columns);
    }
    std::vector<const Column*> out;
    for (const Column& column : columns()) {
        if (column.is_default || options.csv) {
            out.push_back(&column);
        }
    }
    return out;
}

int list(Context& context, const Options& options, const Words& words)
{
    require_one_format(options.json, options.csv);
    if (options.json && options.columns) {
        throw Error(Fault::usage, "--columns does not go with --json",
                    "--json always has the same keys; leave one of the two out");
    }
    const Date today = context.today();
    const auto chosen = choose(options);
    const Roster& ledger = keep(read_roster(context.open_ledger(), context.today()));
    const Filter filter = Filter::parse(join(words), ledger.settings);
    auto listed = find_listed(ledger, filter, today);
    if (options.sort) {
        sort_by(*options.sort, listed);
    }
    if (options.json) {
        context.print(as_json(ledger, listed, today));
        return context.finish(ledger, exit_code::done);
    }
    if (options.csv) {
        context.print(as_csv(listed, chosen));
        if (listed.empty() && !filter.name_parts().empty()) {
            context.complaints += nobody(ledger, filter);
        }
        return context.finish(ledger, exit_code::done);
    }
    if (listed.empty()) {
        context.print(nobody(ledger, filter));
    } else {
        context.print(as_table(listed, chosen, options.columns.has_value(), context.terminal));
        context.print(fmt::format("\n{}\n", count_of(listed.size(), "contact")));
    }
    context.print(incomplete_line(ledger));
    return context.finish(ledger, exit_code::done);
}

} // namespace

Action set_up_list(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    add_value(app, "--columns", options->columns, "COLUMN",
              fmt::format("Which columns, in this order, with commas between: {}", column_names()));
    add_value(app, "--sort", options->sort, "COLUMN",
              "Sort by a column, or by several with commas between; a '-' before one reverses it");
    add_flag(app, "--csv", options->csv,
             "For spreadsheets; all columns unless --columns says which");
    add_flag(app, "--json", options->json, "For programs");
    return
        [options](Context& context, const Words& words) { return list(context, *options, words); };
}

} // namespace crm::cli
