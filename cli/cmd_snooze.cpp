#include "cli/commands.hpp"
#include "cli/key_change.hpp"
#include "cli/phrases.hpp"
#include "core/base/text.hpp"
#include "core/calendar/spoken.hpp"
#include "core/ledger/who.hpp"

#include <fmt/format.h>

namespace crm::cli {
namespace {

constexpr const char* usage_line =
    "usage: crm snooze WHO UNTIL, such as: crm snooze ada 'in 2 weeks'";

/// A day to come: a date, or a length of time from today.
Date parse_until(const Context& context, const std::string& text)
{
    const Date today = context.today();
    const auto day = parse_spoken_ahead(text, today);
    if (!day) {
        throw Error(Fault::usage, fmt::format("UNTIL '{}' is not a date", text),
                    fmt::format("{}; 'off' ends a snooze", spoken_forms_ahead));
    }
    if (*day <= today) {
        throw Error(Fault::usage, fmt::format("{} does not lie ahead", long_date(*day)),
                    "'crm snooze WHO off' ends a snooze");
    }
    return *day;
}

int snooze(Context& context, const Words& words)
{
    if (words.size() < 2) {
        throw Error(Fault::usage, words.empty() ? "WHO and UNTIL are missing" : "UNTIL is missing",
                    usage_line);
    }
    const Folder folder = context.open_ledger();
    const Ledger before = read_ledger(folder);
    const Contact& contact = *find_who(before, words.front(), Guess::refused).contact;
    const std::string named = fmt::format("{} ({})", visible(contact.name), contact.id);
    // `until friday` says the same
    const auto first = words.begin() + (words.size() > 2 && words[1] == "until" ? 2 : 1);
    const std::string until_text = join({first, words.end()});
    const bool ends = fold(until_text) == "off";
    const Edited edited = find_edited(folder, contact.id);
    const std::optional<Date> until =
        ends ? std::nullopt : std::optional(parse_until(context, until_text));
    const Change change = until ? Change{Change::Act::set, "snooze", iso(*until)}
                                : Change{Change::Act::remove, "snooze", std::nullopt};
    const Versions versions = change_file(context, folder, edited, {change});
    const Ledger now = read_ledger(folder);
    const Contact& changed = written_contact(now, edited);
    if (!versions.differ()) {
        context.print(
            ends ? fmt::format("{} is not snoozed\n", named)
                 : fmt::format("{} is snoozed until {} already\n", named, long_date(*until)));
        return context.finish(now, exit_code::done);
    }
    context.print(ends ? fmt::format("{} is snoozed no longer\n", named)
                       : fmt::format("{} is snoozed until {} {}\n", named,
                                     weekday_name(weekday(*until)), long_date(*until)));
    context.print(promises_told(now, changed, context.today()));
    const bool was_on = contact.snooze && *contact.snooze > context.today();
    context.print(contact.snooze && !was_on
                      ? way_back(context, edited, versions)
                      : take_back(fmt::format("{} snooze {} {}", context.program(), contact.id,
                                              was_on ? iso(*contact.snooze) : "off")));
    return context.finish(now, exit_code::done);
}

} // namespace

Action set_up_snooze(CLI::App&)
{
    return [](Context& context, const Words& words) { return snooze(context, words); };
}

} // namespace crm::cli
