#include "cli/commands.hpp"
#include "cli/entry_options.hpp"
#include "cli/entry_words.hpp"
#include "cli/options.hpp"
#include "cli/phrases.hpp"
#include "core/base/text.hpp"
#include "core/ledger/journal_file.hpp"
#include "core/ledger/record.hpp"

#include <fmt/format.h>

#include <memory>

namespace crm::cli {
namespace {

struct Options {
    std::optional<std::string> by;
    bool dry_run = false;
};

constexpr const char* usage_line =
    "usage: crm follow-up WHO TEXT... --by DATE, such as: crm follow-up ada send the checklist "
    "--by friday";

Interaction make_entry(const Context& context, const Options& options, const Words& words,
                       const Roster& ledger, const Everyone& everyone)
{
    Interaction out;
    for (const std::string& id : everyone.ids) {
        out.with.push_back({id, {}});
    }
    const Touch* touch = ledger.settings.touches.find(follow_up_touch);
    out.touch = follow_up_touch;
    out.touch_class = TouchClass::none;
    out.class_given = touch == nullptr || touch->touch_class != TouchClass::none;
    out.date = context.today();
    out.follow_up = read_follow_up(join({words.begin() + 1, words.end()}));
    out.by = read_by(context, options.by);
    out.id = random_id();
    return out;
}

int follow_up(Context& context, const Options& options, const Words& words)
{
    if (words.size() < 2) {
        throw Error(Fault::usage,
                    words.empty() ? "WHO and TEXT are missing" : "what is to be done is missing",
                    usage_line);
    }
    const Folder folder = context.open_ledger();
    const Roster ledger = read_people(folder, context.today());
    const Everyone everyone = find_everyone(ledger, words[0]);
    const Interaction entry = make_entry(context, options, words, ledger, everyone);
    if (!options.dry_run) {
        Lock lock(folder);
        append_interaction(lock, entry);
        context.written = true;
    }
    context.print((options.dry_run ? "would note " : "") + understood(ledger, entry));
    context.print(fmt::format("  by {} {}: {}\n", weekday_name(weekday(*entry.by)),
                              long_date(*entry.by), visible(entry.follow_up)));
    context.print(left_out_lines(everyone));
    if (options.dry_run) {
        context.print("  " + format_interaction(entry));
        return context.finish(ledger, exit_code::done);
    }
    context.print(fmt::format("  when it is done: {} done {}\n", context.program(), entry.id));
    context.print(take_back(fmt::format("{} amend {} --void", context.program(), entry.id)));
    return context.finish(ledger, exit_code::done);
}

} // namespace

Action set_up_follow_up(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    add_value(app, "--by", options->by, "DATE", "By when: today, friday, 'dec 1', 2w");
    add_flag(app, "--dry-run", options->dry_run, "Show what would be written, and write nothing");
    return [options](Context& context, const Words& words) {
        return follow_up(context, *options, words);
    };
}

} // namespace crm::cli
