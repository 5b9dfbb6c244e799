#include "cli/answers.hpp"
#include "cli/commands.hpp"
#include "cli/entry_options.hpp"
#include "cli/entry_words.hpp"
#include "cli/input.hpp"
#include "cli/options.hpp"
#include "cli/phrases.hpp"
#include "core/base/text.hpp"
#include "core/ledger/journal_file.hpp"
#include "core/ledger/record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace crm::cli {
namespace {

struct Options {
    std::optional<std::string> date, touch_class, minutes, talk, note, follow_up, by;
    bool attempt = false;
    bool inbound = false;
    bool dry_run = false;
};

constexpr const char* usage_line =
    "usage: crm log WHO[,WHO...] TOUCH [NOTE...], such as: crm log ada call asked about the audit";

/// The words behind WHO and TOUCH, or standard input for a single "-".
std::string read_note(const Words& words, const Options& options)
{
    if (options.note && words.size() > 2) {
        throw Error(Fault::usage, "the note stands there twice, as words and with --note",
                    "leave one of the two out");
    }
    if (options.note == "-" || (words.size() == 3 && words[2] == "-")) {
        return read_note_from_input();
    }
    std::string note = options.note.value_or(join({words.begin() + 2, words.end()}));
    require_utf8_note(note);
    return note;
}

Interaction make_interaction(const Words& words, const Options& options, const Context& context,
                             const Roster& ledger, const Everyone& everyone)
{
    Interaction out;
    for (const std::string& id : everyone.ids) {
        out.with.push_back({id, {}});
    }
    const Touch& touch = find_touch(ledger.settings.touches, words[1]);
    out.touch = touch.name;
    out.touch_class = touch.touch_class;
    if (options.touch_class) {
        out.touch_class = read_class(*options.touch_class);
        out.class_given = out.touch_class != touch.touch_class;
    }
    out.date = options.date ? context.date("--date", *options.date, Look::back) : context.today();
    refuse_future(out.date, context.today());
    out.attempt = options.attempt;
    out.inbound = options.inbound;
    out.minutes = read_number("--minutes", options.minutes, most_minutes);
    out.talk = read_number("--talk", options.talk, most_talk);
    out.note = read_note(words, options);
    if (options.by && !options.follow_up) {
        throw Error(Fault::usage, "--by stands without --follow-up",
                    "--follow-up 'send the checklist' says what is to be done by then");
    }
    if (options.follow_up) {
        out.follow_up = read_follow_up(*options.follow_up);
        out.by = read_by(context, options.by);
    }
    out.id = random_id();
    return out;
}

/// The names in `ada,bob`.
std::vector<std::string> names_in(std::string_view who)
{
    std::vector<std::string> out;
    for (std::size_t begin = 0; begin <= who.size();) {
        const std::size_t comma = std::min(who.find(',', begin), who.size());
        out.emplace_back(who.substr(begin, comma - begin));
        begin = comma + 1;
    }
    return out;
}

int log(Context& context, const Options& options, const Words& words)
{
    if (words.size() < 2) {
        throw Error(Fault::usage, words.empty() ? "WHO and TOUCH are missing" : "TOUCH is missing",
                    usage_line);
    }
    const Folder folder = context.open_ledger();
    // What does not need the lock comes first: a note may be typed at leisure.
    const auto ids = names_in(words[0]);
    auto few = options.dry_run ? std::nullopt : read_people_of(folder, ids, context.today());
    if (few && few->settings.touches.find(words[1]) == nullptr) {
        few.reset(); // the names may tell what was meant
    }
    const Roster before = few               ? std::move(*few)
                          : options.dry_run ? read_roster(folder, context.today())
                                            : read_people(folder, context.today());
    require_order(before, words);
    const Everyone everyone = find_everyone(before, words[0]);
    const Interaction entry = make_interaction(words, options, context, before, everyone);
    if (options.dry_run) {
        context.print("would log " + understood(before, entry));
        context.print(left_out_lines(everyone));
        context.print("  " + format_interaction(entry));
        context.print(cautions(before, entry, true));
        return context.finish(before, exit_code::done);
    }
    {
        Lock lock(folder);
        append_interaction(lock, entry);
        context.written = true;
    }
    auto theirs = few ? read_roster_of(folder, ids, context.today()) : std::nullopt;
    const Roster& now = keep(theirs ? std::move(*theirs) : read_roster(folder, context.today()));
    context.print(logged_text(context, now, entry, everyone, options.date.has_value()));
    return context.finish(now, exit_code::done);
}

} // namespace

Action set_up_log(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    add_value(app, "--date", options->date, "DATE",
              "When: 2026-11-20, yesterday, friday, -3d (today)");
    add_value(app, "--class", options->touch_class, "CLASS",
              "major, minor, service or signal, instead of the touch's own");
    add_flag(app, "--attempt", options->attempt, "It did not reach the contact; keeps no promise");
    add_flag(app, "--inbound", options->inbound, "The contact initiated it");
    add_value(app, "--note", options->note, "TEXT",
              "The note, instead of words; '-' reads it from standard input");
    add_value(app, "--minutes", options->minutes, "N", "How long it took");
    add_value(app, "--talk", options->talk, "PERCENT", "Your share of the talking");
    add_value(app, "--follow-up", options->follow_up, "TEXT",
              "What you promised to do; 'due' shows it on its day until 'crm done'");
    add_value(app, "--by", options->by, "DATE", "By when: friday, 'dec 1', 2w");
    add_flag(app, "--dry-run", options->dry_run, "Show what would be written, and write nothing");
    return
        [options](Context& context, const Words& words) { return log(context, *options, words); };
}

} // namespace crm::cli
