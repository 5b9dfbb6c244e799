#include "cli/commands.hpp"
#include "cli/key_change.hpp"
#include "cli/options.hpp"
#include "cli/phrases.hpp"
#include "core/base/text.hpp"
#include "core/ledger/who.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace crm::cli {
namespace {

struct Options {
    std::optional<std::string> promised_from;
};

constexpr const char* usage_line = "usage: crm mark WHO STATUS, such as: crm mark ada paused";

/// The status that a word names or is the only beginning of.
Status find_status(std::string word)
{
    std::replace(word.begin(), word.end(), ' ', '-');
    if (fold(word) == "dead" || fold(word) == "died") {
        return Status::deceased;
    }
    std::vector<std::string> begun;
    for (const std::string& name : status_names()) {
        if (name == fold(word)) {
            return *parse_status(name);
        }
        if (!word.empty() && name.compare(0, word.size(), fold(word)) == 0) {
            begun.push_back(name);
        }
    }
    if (begun.size() == 1) {
        return *parse_status(begun.front());
    }
    const auto guess = nearest(word, status_names());
    throw Error(Fault::usage,
                fmt::format("'{}' is not one of {}", word, enumerate(status_names(), "or")),
                guess ? fmt::format("did you mean '{}'?", *guess)
                      : "paused is away for a while, archived no longer a client; the person comes "
                        "first: crm mark ada paused");
}

std::vector<Change> changes_to(Status status, Date from)
{
    if (status != Status::active) {
        return {{Change::Act::set, "status", std::string(status_name(status))}};
    }
    return {{Change::Act::remove, "status", std::nullopt},
            {Change::Act::set, "promised_from", iso(from)}};
}

std::string consequence(Status status)
{
    switch (status) {
    case Status::active: return "promises hold again";
    case Status::paused:
    case Status::do_not_contact:
    case Status::archived:
    case Status::deceased: break;
    }
    return "nothing is asked of you";
}

int mark(Context& context, const Options& options, const Words& words)
{
    if (words.size() < 2) {
        throw Error(Fault::usage,
                    words.empty() ? "WHO and STATUS are missing" : "STATUS is missing", usage_line);
    }
    const Status status = find_status(join({words.begin() + 1, words.end()}));
    if (options.promised_from && status != Status::active) {
        throw Error(Fault::usage, "--promised-from goes with 'active' only",
                    "promises begin when the contact is active again");
    }
    const Folder folder = context.open_ledger();
    const Ledger before = read_ledger(folder, context.today());
    const Contact& contact = *find_who(before, words.front(), Guess::refused).contact;
    const std::string named = fmt::format("{} ({})", visible(contact.name), contact.id);
    if (contact.status == status) {
        context.print(fmt::format("{} is {} already\n", named, status_name(status)));
        return context.finish(before, exit_code::done);
    }
    const Date from = options.promised_from
                          ? context.date("--promised-from", *options.promised_from, Look::back)
                          : context.today();
    const Edited edited = find_edited(folder, contact.id, context.today());
    const Versions versions = change_file(context, folder, edited, changes_to(status, from));
    const Ledger now = read_ledger(folder, context.today());
    context.print(fmt::format("{} is {}, was {}: {}\n", named, status_name(status),
                              status_name(contact.status), consequence(status)));
    if (status == Status::active) {
        context.print(
            fmt::format("  promised from {}{}\n", long_date(from),
                        from == context.today() ? ", so that nothing is overdue at once" : ""));
        context.print(promises_told(now, written_contact(now, edited), context.today()));
    }
    const bool plain = status != Status::active && contact.status != Status::active;
    context.print(plain ? take_back(fmt::format("{} mark {} {}", context.program(), contact.id,
                                                status_name(contact.status)))
                        : way_back(context, edited, versions));
    return context.finish(now, exit_code::done);
}

} // namespace

Action set_up_mark(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    add_value(app, "--promised-from", options->promised_from, "DATE",
              "With active: when your promises begin again (today)");
    return
        [options](Context& context, const Words& words) { return mark(context, *options, words); };
}

} // namespace crm::cli
