#include "cli/commands.hpp"
#include "cli/entry_options.hpp"
#include "cli/entry_words.hpp"
#include "cli/options.hpp"
#include "cli/phrases.hpp"
#include "core/base/text.hpp"
#include "core/ledger/amend.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

namespace crm::cli {
namespace {

struct Options {
    std::optional<std::string> date, touch, with, note, touch_class, minutes, talk;
    std::vector<std::string> clear;
    bool attempt = false;
    bool reached = false;
    bool inbound = false;
    bool outbound = false;
    bool withdraw = false;
    bool restore = false;
    bool dry_run = false;

    [[nodiscard]] bool clears(std::string_view key) const
    {
        return std::find(clear.begin(), clear.end(), key) != clear.end();
    }
    /// An option that asks for a change besides --void and --restore.
    [[nodiscard]] std::string_view first_change() const
    {
        const std::array<std::pair<bool, std::string_view>, 12> given{{
            {date.has_value(), "--date"},
            {touch.has_value(), "--touch"},
            {with.has_value(), "--with"},
            {note.has_value(), "--note"},
            {touch_class.has_value(), "--class"},
            {minutes.has_value(), "--minutes"},
            {talk.has_value(), "--talk"},
            {!clear.empty(), "--clear"},
            {attempt, "--attempt"},
            {reached, "--reached"},
            {inbound, "--inbound"},
            {outbound, "--outbound"},
        }};
        const auto first =
            std::find_if(given.begin(), given.end(), [](const auto& row) { return row.first; });
        return first == given.end() ? std::string_view{} : first->second;
    }
};

constexpr const char* usage_line =
    "usage: crm amend ID [OPTIONS], such as: crm amend last --date friday";

const std::vector<std::string> clearable{"note", "minutes", "talk", "class"};

void refuse_both(bool one, std::string_view name, bool other, std::string_view other_name)
{
    if (one && other) {
        throw Error(Fault::usage, fmt::format("'{}' and '{}' exclude each other", name, other_name),
                    "keep one of the two");
    }
}

void check_options(const Options& options)
{
    for (const std::string& key : options.clear) {
        if (std::find(clearable.begin(), clearable.end(), key) == clearable.end()) {
            const auto guess = nearest(key, clearable);
            throw Error(
                Fault::usage,
                fmt::format("--clear '{}' is not one of {}", key, enumerate(clearable, "or")),
                guess ? fmt::format("did you mean '{}'?", *guess) : "");
        }
    }
    refuse_both(options.attempt, "--attempt", options.reached, "--reached");
    refuse_both(options.inbound, "--inbound", options.outbound, "--outbound");
    refuse_both(options.withdraw, "--void", options.restore, "--restore");
    refuse_both(options.note.has_value(), "--note", options.clears("note"), "--clear note");
    refuse_both(options.minutes.has_value(), "--minutes", options.clears("minutes"),
                "--clear minutes");
    refuse_both(options.talk.has_value(), "--talk", options.clears("talk"), "--clear talk");
    refuse_both(options.touch_class.has_value(), "--class", options.clears("class"),
                "--clear class");
    const std::string_view change = options.first_change();
    refuse_both(options.withdraw, "--void", !change.empty(), change);
    refuse_both(options.restore, "--restore", !change.empty(), change);
}

/// What the options ask for, in the ledger's words.
struct Wanted {
    const Options* options = nullptr;
    const Touches* touches = nullptr;
    std::optional<Date> date;
    const Touch* touch = nullptr;
    std::optional<TouchClass> touch_class;
    std::optional<Everyone> everyone;
    std::optional<int> minutes;
    std::optional<int> talk;
    std::optional<std::string> note;
};

/// Every id that a line of the entry names.
std::vector<std::string> named_in(const Ledger& ledger, std::string_view id)
{
    std::vector<std::string> out;
    for (const Interaction& line : ledger.lines) {
        if (line.id == id) {
            for (const Reference& reference : line.with) {
                out.push_back(reference.id);
            }
        }
    }
    return out;
}

Wanted read_wanted(const Options& options, const Context& context, const Ledger& ledger,
                   std::string_view id)
{
    Wanted out{&options, &ledger.settings.touches, {}, {}, {}, {}, {}, {}, {}};
    if (options.date) {
        out.date = context.date("--date", *options.date, Look::back);
        refuse_future(*out.date, context.today());
    }
    out.touch = options.touch ? &find_touch(*out.touches, *options.touch) : nullptr;
    if (options.touch_class) {
        out.touch_class = read_class(*options.touch_class);
    }
    if (options.with) {
        out.everyone = find_everyone(ledger, *options.with, named_in(ledger, id));
    }
    out.minutes = read_number("--minutes", options.minutes, most_minutes);
    out.talk = read_number("--talk", options.talk, most_talk);
    out.note = options.note == "-" ? read_note_from_input() : options.note;
    return out;
}

/// A touch's class goes with the touch, unless the entry has one of its own.
void correct_touch(const Wanted& wanted, Interaction& entry)
{
    const Interaction was = entry;
    if (wanted.touch != nullptr) {
        entry.touch = wanted.touch->name;
    }
    const Touch* touch = wanted.touches->find(entry.touch);
    if (wanted.touch_class) {
        entry.touch_class = *wanted.touch_class;
    } else if (touch != nullptr && (!was.class_given || wanted.options->clears("class"))) {
        entry.touch_class = touch->touch_class;
    }
    const bool same = entry.touch == was.touch && entry.touch_class == was.touch_class;
    entry.class_given =
        same ? was.class_given : touch == nullptr || entry.touch_class != touch->touch_class;
}

void correct_with(const Ledger& ledger, const std::vector<std::string>& ids, Interaction& entry)
{
    const auto meant = [&](const std::string& id) {
        const Contact* contact = ledger.find(id);
        return contact != nullptr ? contact->id : id;
    };
    std::vector<std::string> before;
    std::vector<std::string> after;
    for (const Reference& reference : entry.with) {
        before.push_back(meant(reference.id));
    }
    std::vector<Reference> references;
    for (const std::string& id : ids) {
        after.push_back(meant(id));
        references.push_back({id, {}});
    }
    std::sort(before.begin(), before.end());
    std::sort(after.begin(), after.end());
    if (before != after) {
        entry.with = std::move(references);
    }
}

Interaction corrected(const Ledger& ledger, const Wanted& wanted, const Interaction& was)
{
    const Options& options = *wanted.options;
    Interaction out = was;
    if (options.withdraw || options.restore) {
        out.is_void = options.withdraw;
        return out;
    }
    if (was.is_void && !options.first_change().empty()) {
        throw Error(Fault::usage, fmt::format("'{}' is withdrawn", was.id),
                    fmt::format("bring it back first: crm amend {} --restore", was.id));
    }
    out.date = wanted.date.value_or(was.date);
    correct_touch(wanted, out);
    if (wanted.everyone) {
        correct_with(ledger, wanted.everyone->ids, out);
    }
    out.attempt = (was.attempt || options.attempt) && !options.reached;
    out.inbound = (was.inbound || options.inbound) && !options.outbound;
    out.minutes = wanted.minutes              ? wanted.minutes
                  : options.clears("minutes") ? std::nullopt
                                              : was.minutes;
    out.talk = wanted.talk ? wanted.talk : options.clears("talk") ? std::nullopt : was.talk;
    out.note = options.clears("note") ? "" : wanted.note.value_or(was.note);
    return out;
}

/// The options that make `was` of `now` again.
std::string inverse(const Ledger& ledger, const Interaction& was, const Interaction& now)
{
    if (was.is_void != now.is_void) {
        return was.is_void ? "--void" : "--restore";
    }
    std::string out;
    const auto add = [&](std::string_view option, const std::string& value = {}) {
        out += fmt::format("{}{}{}{}", out.empty() ? "" : " ", option, value.empty() ? "" : " ",
                           value.empty() ? "" : shell_word(value));
    };
    const auto add_number = [&](const std::string& key, const std::optional<int>& before,
                                const std::optional<int>& after) {
        if (before != after) {
            before ? add("--" + key, std::to_string(*before)) : add("--clear", key);
        }
    };
    if (was.date != now.date) {
        add("--date", iso(was.date));
    }
    if (was.touch != now.touch) {
        add("--touch", was.touch);
    }
    // What the touch alone would give: the entry's own class stays.
    const Touch* touch = ledger.settings.touches.find(was.touch);
    const TouchClass own = touch != nullptr ? touch->touch_class : was.touch_class;
    const TouchClass result = now.class_given || was.touch == now.touch ? now.touch_class : own;
    if (result != was.touch_class) {
        was.touch_class == own ? add("--clear", "class")
                               : add("--class", std::string(class_name(was.touch_class)));
    }
    std::vector<std::string> before;
    std::vector<std::string> after;
    for (const auto& [references, ids] :
         {std::pair(&was.with, &before), std::pair(&now.with, &after)}) {
        for (const Reference& reference : *references) {
            ids->push_back(reference.id);
        }
    }
    if (before != after) {
        add("--with", fmt::format("{}", fmt::join(before, ",")));
    }
    if (was.attempt != now.attempt) {
        add(was.attempt ? "--attempt" : "--reached");
    }
    if (was.inbound != now.inbound) {
        add(was.inbound ? "--inbound" : "--outbound");
    }
    add_number("minutes", was.minutes, now.minutes);
    add_number("talk", was.talk, now.talk);
    if (was.note != now.note) {
        was.note.empty() ? add("--clear", "note") : add("--note", was.note);
    }
    return out;
}

std::string state_of(const Ledger& ledger, const Interaction& entry, const Interaction& other)
{
    std::string out = entry.is_void && !other.is_void ? "withdrawn\n" : understood(ledger, entry);
    if (entry.note != other.note) {
        out += entry.note.empty() ? std::string("     no note\n")
                                  : fmt::format("     note: {}\n", visible(entry.note));
    }
    return out;
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

void print_unchanged(Context& context, const Ledger& ledger, const Options& options,
                     const Amended& done)
{
    if (done.was.is_void) {
        context.print("withdrawn already: " + understood(ledger, done.was));
        context.print(fmt::format("  to bring it back: {} amend {} --restore\n", context.program(),
                                  done.was.id));
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
        context.print("kept: " + understood(ledger, done.now));
    } else {
        context.print("was: " + state_of(ledger, done.was, done.now));
        context.print("now: " + state_of(ledger, done.now, done.was));
    }
    for (const Interaction& rival : done.rivals) {
        context.print("  no longer in conflict with: " + understood(ledger, rival));
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

int amend_entry(Context& context, const Options& options, const Words& words)
{
    if (words.empty()) {
        throw Error(Fault::usage, "the ID is missing", usage_line);
    }
    if (words.size() > 1) {
        throw Error(Fault::usage, fmt::format("'{}' is one word too many", words[1]),
                    "a note of several words is quoted: --note 'asked about the audit'");
    }
    check_options(options);
    const Folder folder = context.open_ledger();
    const Ledger before = read_ledger(folder);
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
        done = amend(lock, read_ledger(folder), id, correct);
        context.written = !done.line.empty();
    }
    const Ledger now = read_ledger(folder);
    if (done.line.empty()) { // somebody else has made the same change meanwhile
        print_unchanged(context, now, options, done);
        return context.finish(now, exit_code::done);
    }
    print_change(context, now, wanted, done);
    context.print(consequences(now, everybody(now, done), done.now, context.today()));
    const std::string undo =
        done.was_usable || done.now.is_void ? inverse(now, done.was, done.now) : "";
    if (!undo.empty()) {
        context.print(take_back(fmt::format("{} amend {} {}", context.program(), id, undo)));
    }
    return context.finish(now, exit_code::done);
}

} // namespace

Action set_up_amend(CLI::App& app)
{
    auto options = std::make_shared<Options>();
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
               "Take out note, minutes, talk or class (the touch's own holds again)");
    app.add_flag("--attempt", options->attempt, "It did not reach the contact; keeps no promise");
    app.add_flag("--reached", options->reached, "It did reach the contact");
    app.add_flag("--inbound", options->inbound, "The contact initiated it");
    app.add_flag("--outbound", options->outbound, "You initiated it");
    app.add_flag("--void", options->withdraw, "Withdraw the entry: it never happened");
    app.add_flag("--restore", options->restore, "Bring a withdrawn entry back");
    app.add_flag("--dry-run", options->dry_run, "Show what would be written, and write nothing");
    return [options](Context& context, const Words& words) {
        return amend_entry(context, *options, words);
    };
}

} // namespace crm::cli
