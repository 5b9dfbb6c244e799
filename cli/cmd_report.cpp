#include "cli/commands.hpp"
#include "cli/goals.hpp"
#include "cli/options.hpp"
#include "cli/phrases.hpp"
#include "cli/report.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

namespace crm::cli {
namespace {

struct Options {
    std::optional<std::string> from;
    std::optional<std::string> to;
    std::optional<std::string> month;
    std::optional<std::string> quarter;
    std::optional<std::string> year;
    bool json = false;
    bool csv = false;
};

struct UnitOption {
    Unit unit;
    std::string name;
    std::optional<std::string> Options::*value;
};

const std::array<UnitOption, 3>& unit_options()
{
    static const std::array<UnitOption, 3> table{{
        {Unit::month, "--month", &Options::month},
        {Unit::quarter, "--quarter", &Options::quarter},
        {Unit::year, "--year", &Options::year},
    }};
    return table;
}

void require_one_span(const Options& options)
{
    std::vector<std::string> given;
    if (options.from || options.to) {
        given.emplace_back(options.from ? "--from" : "--to");
    }
    for (const UnitOption& option : unit_options()) {
        if (options.*option.value) {
            given.push_back(option.name);
        }
    }
    if (given.size() > 1) {
        throw Error(Fault::usage, fmt::format("{} and {} name two spans", given[0], given[1]),
                    "a report is about one; leave one of the two out");
    }
}

[[noreturn]] void refuse_future(std::string_view option, std::string_view said, Date today)
{
    throw Error(Fault::usage, fmt::format("{} '{}' lies in the future", option, said),
                fmt::format("a report looks back from {}", long_date(today)));
}

Comparison dates_asked(const Context& context, const Options& options, Date today)
{
    if (!options.from) {
        throw Error(Fault::usage, "--to needs a --from",
                    "add the first day of the span, such as --from 2026-01-01");
    }
    const Date from = context.date("--from", *options.from, Look::back);
    const Date to = options.to ? context.date("--to", *options.to, Look::back) : today;
    if (from > today) {
        refuse_future("--from", *options.from, today);
    }
    if (from > to) {
        throw Error(Fault::usage,
                    fmt::format("--from {} is later than --to {}", iso(from), iso(to)),
                    "--from is the first day of the span, --to the last");
    }
    return compare_dates(from, to, today);
}

Comparison comparison_asked(const Context& context, const Options& options)
{
    require_one_span(options);
    const Date today = context.today();
    if (options.from || options.to) {
        return dates_asked(context, options, today);
    }
    for (const UnitOption& option : unit_options()) {
        const auto& said = options.*option.value;
        if (!said) {
            continue;
        }
        const auto day = parse_unit_word(option.unit, *said, today);
        if (!day) {
            throw Error(
                Fault::usage,
                fmt::format("{} '{}' is not a {}", option.name, *said, unit_name(option.unit)),
                fmt::format("it reads {}", unit_forms(option.unit)));
        }
        if (unit_of(*day, option.unit).first > today) {
            refuse_future(option.name, *said, today);
        }
        return compare_unit(option.unit, *day, today);
    }
    return compare_unit(Unit::quarter, today, today);
}

/// Dates are written from the year 1 on; the span before has to be among them.
void require_years(const Comparison& comparison)
{
    if (year_of(comparison.before.first) < 1) {
        throw Error(Fault::usage, "the span reaches too far back",
                    "the one before it, of as many days, has to begin after the year 0");
    }
}

/// What may have been meant by a word of the filter that is next to a span without its WHEN.
std::string misread_word(const Options& options, const Words& words)
{
    if (words.empty() || words.front().find(':') != std::string::npos) {
        return {};
    }
    for (const UnitOption& option : unit_options()) {
        if (options.*option.value == no_value) {
            return fmt::format("'{}' was taken for a part of a name; {} reads {}.\n",
                               visible(words.front()), option.name, unit_forms(option.unit));
        }
    }
    return {};
}

int report(Context& context, const Options& options, const Words& words)
{
    require_one_format(options.json, options.csv);
    const Comparison comparison = comparison_asked(context, options);
    require_years(comparison);
    const Ledger& ledger = keep(read_ledger(context.open_ledger(), context.today()));
    const Filter filter = Filter::parse(join(words), ledger.settings);
    const bool anybody = is_anybody(ledger, filter);
    Report report{ledger, join(words), context.today(), comparison,
                  figures(ledger, filter, comparison)};
    if (filter.empty()) {
        report.goals = progress(ledger, comparison.now.last);
        report.book = book_sizes(ledger);
    }
    if (options.json) {
        context.print(report_json(report));
    } else if (options.csv) {
        context.print(report_csv(report));
    } else {
        context.wants_pager = true;
        context.print(anybody ? report_text(report, context.terminal)
                              : nobody(ledger, filter) + misread_word(options, words));
        context.print(goals_text(report.goals, comparison.now.last, context.terminal));
        context.print(book_text(report.book, context.terminal));
        context.print(incomplete_line(ledger));
    }
    return context.finish(ledger, exit_code::done);
}

} // namespace

Action set_up_report(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    add_value(app, "--from", options->from, "DATE",
              "The first day; to today unless --to says else");
    add_value(app, "--to", options->to, "DATE", "The last day");
    for (const UnitOption& option : unit_options()) {
        add_optional_value(app, option.name, (*options).*option.value, "WHEN",
                           fmt::format("A {} of the calendar: {}", unit_name(option.unit),
                                       unit_forms(option.unit)),
                           [unit = option.unit](const std::string& word) {
                               return looks_like_unit(unit, word)
                                          ? std::string{}
                                          : fmt::format("is not a {}: it reads {}", unit_name(unit),
                                                        unit_forms(unit));
                           });
    }
    add_flag(app, "--csv", options->csv, "For spreadsheets: section, name, value, before");
    add_flag(app, "--json", options->json, "For programs");
    return [options](Context& context, const Words& words) {
        return report(context, *options, words);
    };
}

} // namespace crm::cli
