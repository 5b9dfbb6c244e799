#include "cli/commands.hpp"
#include "cli/correction.hpp"
#include "cli/entry_options.hpp"
#include "cli/entry_words.hpp"
#include "cli/options.hpp"
#include "cli/phrases.hpp"
#include "core/base/text.hpp"
#include "core/ledger/amend.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace crm::cli {
namespace {

constexpr const char* usage_line =
    "usage: crm amend ID [OPTIONS], such as: crm amend last --date friday";

std::string state_of(const Ledger& ledger, const Interaction& entry, const Interaction& other)
{
    std::string out = entry.is_void && !other.is_void ? "withdrawn\n" : understood(ledger, entry);
    if (entry.note != other.note) {
        out += entry.note.empty() ? std::string("     no note\n")
                                  : fmt::format("     note: {}\n", visible(entry.note));
    }
    if (follow_up_words(entry) != follow_up_words(other)) {
        out += entry.follow_up.empty() ? std::string("     no follow-up\n")
                                       : fmt::format("     to do: {}\n", follow_up_words(entry));
    }
    return out;
}

/// What one line of an entry in conflict says.
std::string said(const Ledger& ledger, const Interaction& entry)
{
    return (entry.is_void ? "withdrawn, " : "") + understood(ledger, entry);
}

/// Who took part before or takes part now.
std::vector<const Contact*> everybody(const Ledger& ledger, const Amended& done)
{
    auto out = ledger.participants(done.now);
    for (const Contact* contact : ledger.participants(done.was)) {
        if (std::find(out.begin(), out.end(), contact) == out.end()) {
            out.push_back(contact);
        }
    }
    return out;
}

void print_unchanged(Context& context, const Ledger& ledger, const CorrectionOptions& options,
                     const Amended& done)
{
    if (done.was.is_void) {
        context.print("withdrawn already: " + understood(ledger, done.was));
        context.print(fmt::format("  to bring it back: {} amend {} --restore\n", context.program(),
                                  shell_word(done.was.id)));
        return;
    }
    context.print((options.restore ? "not withdrawn: " : "nothing to change: ") +
                  understood(ledger, done.was));
}

void print_change(Context& context, const Ledger& ledger, const Wanted& wanted, const Amended& done)
{
    if (!done.was_usable) {
        context.print("was: an entry that could not be used\n");
        context.print("now: " + state_of(ledger, done.now, done.was));
    } else if (inverse(ledger, done.was, done.now).empty()) {
        context.print("kept: " + said(ledger, done.now));
    } else {
        context.print("was: " + state_of(ledger, done.was, done.now));
        context.print("now: " + state_of(ledger, done.now, done.was));
    }
    for (const Interaction& rival : done.rivals) {
        context.print("  no longer in conflict with: " + said(ledger, rival));
    }
    const bool class_stays = done.was.touch != done.now.touch && done.was.class_given &&
                             done.now.class_given && !wanted.touch_class;
    if (class_stays) {
        context.print(
            fmt::format("  its own class, {}, stays; '--clear class' takes that of '{}'\n",
                        class_name(done.now.touch_class), done.now.touch));
    }
    if (wanted.everyone) {
        context.print(left_out_lines(*wanted.everyone));
    }
}

int amend_entry(Context& context, const CorrectionOptions& options, const Words& words)
{
    if (words.empty()) {
        throw Error(
            Fault::usage, "the ID is missing",
            "'crm show WHO' shows the ids, 'last' is the entry written last: crm amend last "
            "--date friday");
    }
    if (words.size() > 1) {
        throw Error(Fault::usage, fmt::format("'{}' is one word too many", words[1]),
                    "a note of several words is quoted: --note 'asked about the audit'");
    }
    options.check();
    const Folder folder = context.open_ledger();
    const Ledger before = read_ledger(folder, context.today());
    const std::string id =
        words[0] == "last" ? newest_entry(folder, before) : find_entry(before, words[0]);
    const Wanted wanted = read_wanted(options, context, before, id);
    const Correction correct = [&](const Interaction& was) {
        return corrected(before, wanted, was);
    };
    const Amended plan = plan_amendment(before, id, correct);
    const bool asks = options.withdraw || options.restore || !options.first_change().empty();
    if (!asks && plan.rivals.empty()) {
        throw Error(Fault::usage, fmt::format("what to change in '{}' is missing", id), usage_line);
    }
    if (id.compare(0, words[0].size(), words[0]) != 0 && words[0] != "last") {
        context.print(
            fmt::format("'{}' is the same entry as '{}', which counts\n", visible(words[0]), id));
    }
    if (plan.line.empty()) {
        print_unchanged(context, before, options, plan);
        return context.finish(before, exit_code::done);
    }
    if (options.dry_run) {
        print_change(context, before, wanted, plan);
        context.print(fmt::format("  would be written to {}:\n  {}", plan.path, plan.line));
        return context.finish(before, exit_code::done);
    }
    Amended done;
    {
        Lock lock(folder);
        done = amend(lock, read_ledger(folder, context.today()), id, correct);
        context.written = !done.line.empty();
    }
    const Ledger now = read_ledger(folder, context.today());
    if (done.line.empty()) { // somebody else has made the same change meanwhile
        print_unchanged(context, now, options, done);
        return context.finish(now, exit_code::done);
    }
    print_change(context, now, wanted, done);
    context.print(cautions(now, done.now));
    context.print(
        consequences(now, everybody(now, done), done.now, context.today(), context.program()));
    const std::string undo = done.was_usable ? inverse(now, done.was, done.now) : "";
    if (!done.was_usable) {
        context.print("  no command takes this back: what was there could not be used\n");
    } else if (!undo.empty()) {
        const std::string again = done.was.done && !done.now.done
                                      ? fmt::format(" && {} done {} --date {}", context.program(),
                                                    shell_word(id), iso(*done.was.done))
                                      : std::string{};
        context.print(take_back(
            fmt::format("{} amend {} {}{}", context.program(), shell_word(id), undo, again)));
    }
    return context.finish(now, exit_code::done);
}

} // namespace

Action set_up_amend(CLI::App& app)
{
    auto options = std::make_shared<CorrectionOptions>();
    add_value(app, "--date", options->date, "DATE", "When it was: 2026-11-20, yesterday, friday");
    add_value(app, "--touch", options->touch, "TOUCH", "What it was: dinner, call, card ...");
    add_value(app, "--with", options->with, "WHO[,WHO...]",
              "Who took part, instead of those who are named");
    add_value(app, "--note", options->note, "TEXT",
              "The note, instead of the one there is; '-' reads it from standard input");
    add_value(app, "--class", options->touch_class, "CLASS",
              "major, minor, service or signal, instead of the touch's own");
    add_value(app, "--minutes", options->minutes, "N", "How long it took");
    add_value(app, "--talk", options->talk, "PERCENT", "Your share of the talking");
    add_values(app, "--clear", options->clear, "KEY",
               "Take out note, minutes, talk, follow-up or class (the touch's own holds again)");
    add_value(app, "--follow-up", options->follow_up, "TEXT", "What you promised to do");
    add_value(app, "--by", options->by, "DATE", "By when you promised to do it: friday, 2w");
    add_flag(app, "--attempt", options->attempt, "It did not reach the contact; keeps no promise");
    add_flag(app, "--reached", options->reached, "It did reach the contact");
    add_flag(app, "--inbound", options->inbound, "The contact initiated it");
    add_flag(app, "--outbound", options->outbound, "You initiated it");
    add_flag(app, "--void", options->withdraw, "Withdraw the entry: it never happened");
    add_flag(app, "--restore", options->restore, "Bring a withdrawn entry back");
    add_flag(app, "--dry-run", options->dry_run, "Show what would be written, and write nothing");
    return [options](Context& context, const Words& words) {
        return amend_entry(context, *options, words);
    };
}

} // namespace crm::cli
