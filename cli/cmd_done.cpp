#include "cli/answers.hpp"
#include "cli/commands.hpp"
#include "cli/entry_options.hpp"
#include "cli/entry_words.hpp"
#include "cli/options.hpp"
#include "cli/phrases.hpp"
#include "core/base/text.hpp"
#include "core/cadence/follow_ups.hpp"
#include "core/ledger/who.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace crm::cli {
namespace {

struct Options {
    std::optional<std::string> date;
    bool reopen = false;
};

using Entries = std::vector<const Interaction*>;

/// "k4q7m2x9b1tza (send the checklist), w8c35n0r6yhde (book the table)".
std::string candidates(const Entries& entries)
{
    std::string out;
    for (const Interaction* entry : entries) {
        out += fmt::format("{}{} ({})", out.empty() ? "" : ", ",
                           entry->id.empty() ? "no id" : entry->id, entry->follow_up);
    }
    return out;
}

bool is_open(const Interaction& entry)
{
    return !entry.done;
}

/// The follow-ups of which `word` begins the id.
Entries by_id(const Ledger& ledger, const std::string& word)
{
    constexpr std::size_t shortest = 3;
    Entries out;
    for (const Interaction& entry : ledger.follow_ups) {
        if (word.size() >= shortest && entry.id.compare(0, word.size(), word) == 0) {
            out.push_back(&entry);
        }
    }
    return out;
}

/// Those with a contact, in whose text the words occur.
Entries with(const Ledger& ledger, const Contact& contact, const std::string& words, bool open)
{
    Entries out;
    for (const Interaction& entry : ledger.follow_ups) {
        const auto part = ledger.participants(entry);
        if (is_open(entry) == open && std::find(part.begin(), part.end(), &contact) != part.end() &&
            fold(entry.follow_up).find(fold(words)) != std::string::npos) {
            out.push_back(&entry);
        }
    }
    return out;
}

const Interaction& find(const Ledger& ledger, const Options& options, const Words& words)
{
    Entries found = by_id(ledger, words[0]);
    if (found.empty()) {
        const Contact& contact = *find_who(ledger, words[0], Guess::refused).contact;
        const std::string text = join({words.begin() + 1, words.end()});
        found = with(ledger, contact, text, !options.reopen);
        if (found.empty()) {
            throw Error(Fault::usage,
                        fmt::format("no {} follow-up with '{}'{}", options.reopen ? "done" : "open",
                                    contact.id,
                                    text.empty() ? "" : fmt::format(" says '{}'", text)),
                        fmt::format("crm show {} lists what there is", contact.id));
        }
    }
    if (found.size() > 1) {
        throw Error(Fault::usage,
                    fmt::format("'{}' has {} follow-ups; which?", words[0], found.size()),
                    candidates(found));
    }
    return *found.front();
}

int done(Context& context, const Options& options, const Words& words)
{
    if (words.empty()) {
        throw Error(Fault::usage, "WHO or ID is missing",
                    "usage: crm done WHO [TEXT...], such as: crm done ada checklist");
    }
    const Date day =
        options.date ? context.date("--date", *options.date, Look::back) : context.today();
    refuse_future(day, context.today());
    const Folder folder = context.open_ledger();
    const Ledger before = read_ledger(folder, context.today());
    const Interaction entry = find(before, options, words);
    if (!options.reopen && day < entry.date) {
        throw Error(Fault::usage,
                    fmt::format("{} lies before {}, when it was promised", long_date(day),
                                long_date(entry.date)),
                    "--date is the day on which it was done");
    }
    const Told told =
        close_follow_up(context, folder, entry, options.reopen ? std::nullopt : std::optional(day));
    context.print(told.text);
    return context.finish(told.now, exit_code::done);
}

} // namespace

Action set_up_done(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    add_value(app, "--date", options->date, "DATE", "When it was done: yesterday, friday (today)");
    add_flag(app, "--reopen", options->reopen, "It was not done after all");
    return
        [options](Context& context, const Words& words) { return done(context, *options, words); };
}

} // namespace crm::cli
