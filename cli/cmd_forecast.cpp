#include "cli/commands.hpp"
#include "cli/forecast.hpp"
#include "cli/options.hpp"
#include "cli/phrases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <memory>

namespace crm::cli {
namespace {

constexpr int most_weeks = 104;

struct Options {
    std::optional<std::string> weeks;
    std::optional<std::string> spread;
    std::optional<std::string> what_if;
    bool level = false;
    bool write = false;
    bool explain = false;
    bool csv = false;
    bool json = false;
};

int weeks_asked(const Options& options)
{
    constexpr int usual = 12;
    if (!options.weeks) {
        return usual;
    }
    const std::string& text = *options.weeks;
    int out = 0;
    const auto [behind, fault] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (fault != std::errc{} || behind != text.data() + text.size() || out < 1 ||
        out > most_weeks) {
        throw Error(Fault::usage, fmt::format("--weeks '{}' is not a number of weeks", text),
                    fmt::format("it reads 1 to {}", most_weeks));
    }
    return out;
}

void refuse_beside_spread(const Options& options)
{
    for (const auto& [given, option] :
         {std::pair(options.weeks.has_value(), "--weeks"), std::pair(options.level, "--level"),
          std::pair(options.what_if.has_value(), "--what-if"),
          std::pair(options.explain, "--explain")}) {
        if (given) {
            throw Error(Fault::usage, fmt::format("{} does not go with --spread", option),
                        "leave one of the two out");
        }
    }
}

/// What to say where nothing is promised; empty where something is.
std::string nothing_promised(const Roster& roster, const Filter& filter, const Forecast& found)
{
    if (!is_anybody(roster, filter)) {
        return nobody(roster, filter);
    }
    if (found.promised > 0) {
        return {};
    }
    return filter.empty() ? "No promises are made; 'cadence:' in crm.yaml makes them.\n"
                          : "Nobody who passes the filter is promised anything.\n";
}

int forecast_weeks(Context& context, const Options& options, const Words& words)
{
    const int weeks = weeks_asked(options);
    const Date today = context.today();
    Roster& roster = keep(read_roster(context.open_ledger(), context.today()));
    const Filter filter = Filter::parse(join(words), roster.settings);
    if (options.level && roster.settings.capacity.empty()) {
        throw Error(Fault::usage, "crm.yaml does not say how much you can do",
                    "say it: crm edit --set capacity.major='2 per week' "
                    "--set capacity.minor='12 per week'");
    }
    std::optional<WhatIf> what_if;
    if (options.what_if) {
        what_if = parse_what_if(*options.what_if, roster.settings);
        const ForecastView before = view_of(roster, filter, today, weeks);
        what_if->major_before = before.major.loads;
        what_if->minor_before = before.minor.loads;
        suppose(roster.settings, *what_if);
    }
    ForecastView view = view_of(roster, filter, today, weeks);
    view.program = context.program();
    view.call = fmt::format("{} forecast{}{}", view.program, shell_words(words),
                            options.weeks ? fmt::format(" --weeks {}", weeks) : "");
    if (what_if) {
        what_if->contacts = static_cast<std::size_t>(std::count_if(
            roster.contacts.begin(), roster.contacts.end(), [&](const Contact& contact) {
                const auto items = filter.matches(contact) ? items_of(roster, contact, today)
                                                           : std::vector<Item>{};
                return std::any_of(items.begin(), items.end(), [&](const Item& item) {
                    return item.promise.rule == what_if->promise.rule;
                });
            }));
    }
    const auto plan = options.level ? std::optional(level(roster, view.forecast)) : std::nullopt;
    const std::string nothing = nothing_promised(roster, filter, view.forecast);
    if (options.json) {
        context.print(forecast_json(view, plan ? &*plan : nullptr, what_if ? &*what_if : nullptr,
                                    options.explain));
    } else if (options.csv) {
        context.print(forecast_csv(view, plan ? &*plan : nullptr, what_if ? &*what_if : nullptr,
                                   options.explain));
    } else {
        context.wants_pager = true;
        if (!nothing.empty() && !what_if) {
            context.print(nothing);
        } else if (plan) {
            context.print(plan_text(view, *plan, context.terminal, options.explain));
        } else if (what_if) {
            context.print(what_if_text(view, *what_if, context.terminal));
        } else {
            context.print(forecast_text(view, context.terminal));
        }
        if (options.explain && !plan) {
            context.print(jobs_text(view, context.terminal));
        }
        if (nothing.empty() && !filter.empty() && !roster.settings.capacity.empty()) {
            context.print(
                "Only those who pass the filter are counted; the others need room too.\n");
        }
        context.print(incomplete_line(roster));
    }
    return context.finish(roster, exit_code::done);
}

int run(Context& context, const Options& options, const Words& words)
{
    require_one_format(options.json, options.csv);
    if (options.write && !options.spread) {
        throw Error(Fault::usage, "--write needs a --spread",
                    "a forecast writes nothing; --spread 6w gives new contacts their first dates");
    }
    if (options.spread) {
        refuse_beside_spread(options);
        return spread_forecast(context,
                               {*options.spread, words, options.write, options.json, options.csv});
    }
    return forecast_weeks(context, options, words);
}

} // namespace

Action set_up_forecast(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    add_value(app, "--weeks", options->weeks, "N", "How far ahead; 12 unless it says else");
    add_flag(app, "--level", options->level,
             "A plan: a working day for each, so that capacity holds and none is late");
    add_value(app, "--what-if", options->what_if, "RULE",
              "As if crm.yaml had this rule: 'kind:prospect call: 1 per month'");
    add_value(app, "--spread", options->spread, "PERIOD",
              "First dates for those with nothing in the journal, spread over 6w, '3 months' ...");
    add_flag(app, "--write", options->write, "With --spread: write them into the contacts' files");
    add_flag(app, "--explain", options->explain, "With who they are");
    add_flag(app, "--csv", options->csv,
             "For spreadsheets: a line for each week, or with --explain or --level for each "
             "promise");
    add_flag(app, "--json", options->json, "For programs");
    return
        [options](Context& context, const Words& words) { return run(context, *options, words); };
}

} // namespace crm::cli
