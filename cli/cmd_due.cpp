#include "cli/commands.hpp"
#include "cli/due_beside.hpp"
#include "cli/due_list.hpp"
#include "cli/goals.hpp"
#include "cli/items_csv.hpp"
#include "cli/morning.hpp"
#include "cli/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <utility>

namespace crm::cli {
namespace {

struct Options {
    std::optional<std::string> within, top;
    bool all = false;
    bool explain = false;
    bool json = false;
    bool csv = false;
    bool exit_code = false;
    bool quiet = false;
};

/// Leaves the items of those who are called, in their order.
void keep_called(Morning& morning, std::vector<Call> calls)
{
    std::vector<Item> items;
    std::size_t count = 0;
    for (const Call& call : calls) {
        count += call.items.size();
    }
    items.reserve(count); // the calls point to them
    for (Call& call : calls) {
        for (const Item*& item : call.items) {
            items.push_back(*item);
            item = &items.back();
        }
    }
    morning.items = std::move(items);
    morning.calls = std::move(calls);
}

void print(Context& context, const Options& options, const Morning& morning, const ListStyle& style,
           const Filter& filter, const std::vector<Item>& every, std::size_t calls)
{
    if (options.json) {
        context.print(morning_json(morning));
        return;
    }
    if (options.csv) {
        context.print(morning.items.empty() && options.quiet ? ""
                                                             : items_csv(morning, options.explain));
        return;
    }
    if (morning.empty() && options.quiet) {
        return;
    }
    if (morning.calls && !morning.calls->empty()) {
        context.print(call_list_text(morning, style, calls));
        context.print(incomplete_line(morning.roster));
        return;
    }
    if (morning.empty()) {
        context.print(nothing_due(morning.roster, filter, every, morning.today));
    } else {
        context.print(context.terminal.styled(
                          headline(every, morning.follow_ups.size(), morning.today), Style::bold) +
                      "\n");
        context.print(listing(morning, style));
    }
    context.print(follow_ups_text(morning.follow_ups, morning.today, context.terminal));
    context.print(dates_text(morning.occasions, morning.today, context.terminal));
    context.print(goals_text(morning.goals, morning.today, context.terminal));
    context.print(incomplete_line(morning.roster));
}

int due(Context& context, const Options& options, const Words& words)
{
    require_one_format(options.json, options.csv);
    const Date today = context.today();
    std::optional<Date> horizon;
    if (options.within) {
        const auto period = Period::parse(*options.within);
        if (!period) {
            throw Error(Fault::usage,
                        fmt::format("--within '{}' is not a length of time", *options.within),
                        "it reads 30d, 6w or, in quotes, '3 months'");
        }
        horizon = add(today, *period);
    }
    const Roster& ledger = keep(read_roster(context.open_ledger(), context.today()));
    const Filter filter = Filter::parse(join(words), ledger.settings);

    const std::vector<Item> every = agenda(ledger, filter, today, options.explain);
    Morning morning{ledger, today, {}, {}, {}, {}, std::nullopt};
    std::copy_if(every.begin(), every.end(), std::back_inserter(morning.items),
                 [&](const Item& item) {
                     const bool within = horizon && item.state != State::snoozed && item.due &&
                                         *item.due <= *horizon;
                     return options.all || filter.has_state() || item.is_listed() || within;
                 });
    if (!filter.has_state()) {
        for (FollowUp& one : open_follow_ups(ledger, filter, today)) {
            if (options.all || one.asks_today() ||
                (horizon && !one.snoozed && one.by <= *horizon)) {
                morning.follow_ups.push_back(std::move(one));
            }
        }
        morning.occasions = occasions(ledger, filter, today);
    }
    if (filter.empty()) {
        morning.goals = progress(ledger, today);
    }
    const int code =
        options.exit_code && morning.asks_today() ? exit_code::yes_something : exit_code::done;
    std::size_t calls = 0;
    if (options.top) {
        const std::size_t top = read_top(*options.top);
        auto all = call_list(ledger, morning.items, morning.follow_ups, today, SIZE_MAX);
        calls = all.size();
        all.resize(std::min(all.size(), top));
        keep_called(morning, std::move(all));
    }
    print(context, options, morning, {context.terminal, horizon, options.explain}, filter, every,
          calls);
    return context.finish(ledger, code);
}

} // namespace

Action set_up_due(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    add_value(app, "--within", options->within, "PERIOD", "Look further ahead: 30d, '6 weeks'");
    add_value(app, "--top", options->top, "N", "The call list: the N who come first, by score");
    add_flag(app, "--all", options->all, "Also what is not due, and what is snoozed");
    add_flag(app, "--explain", options->explain,
             "With the rule and the arithmetic behind each date");
    add_flag(app, "--csv", options->csv, "For spreadsheets: a line for each promise");
    add_flag(app, "--json", options->json, "For programs");
    add_flag(app, "--exit-code", options->exit_code,
             "Exit with 1 when something is due or overdue");
    add_flag(app, "--quiet", options->quiet, "Print nothing when nothing is due");
    return
        [options](Context& context, const Words& words) { return due(context, *options, words); };
}

} // namespace crm::cli
