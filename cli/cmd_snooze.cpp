#include "cli/answers.hpp"
#include "cli/commands.hpp"
#include "cli/key_change.hpp"
#include "core/base/text.hpp"
#include "core/ledger/who.hpp"

namespace crm::cli {
namespace {

constexpr const char* usage_line =
    "usage: crm snooze WHO UNTIL, such as: crm snooze ada 'in 2 weeks'";

int snooze(Context& context, const Words& words)
{
    if (words.size() < 2) {
        throw Error(Fault::usage, words.empty() ? "WHO and UNTIL are missing" : "UNTIL is missing",
                    usage_line);
    }
    const Folder folder = context.open_ledger();
    const Ledger before = read_ledger(folder, context.today());
    const Contact& contact = *find_who(before, words.front(), Guess::refused).contact;
    // `until friday` says the same
    const auto first = words.begin() + (words.size() > 2 && words[1] == "until" ? 2 : 1);
    const std::string until_text = join({first, words.end()});
    const Edited edited = find_edited(folder, contact.id, context.today());
    const auto until =
        fold(until_text) == "off" ? std::nullopt : std::optional(parse_until(context, until_text));
    const Told told = snooze_contact(context, folder, edited, contact, until);
    context.print(told.text);
    return context.finish(told.now, exit_code::done);
}

} // namespace

Action set_up_snooze(CLI::App&)
{
    return [](Context& context, const Words& words) { return snooze(context, words); };
}

} // namespace crm::cli
