#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/phrases.hpp"
#include "cli/standard_input.hpp"
#include "core/base/text.hpp"
#include "core/cadence/agenda.hpp"
#include "core/ledger/journal_file.hpp"
#include "core/ledger/record.hpp"
#include "core/ledger/who.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace crm::cli {
namespace {

struct Options {
    std::optional<std::string> date, touch_class, minutes, talk;
    bool attempt = false;
    bool inbound = false;
    bool dry_run = false;
};

constexpr const char* usage_line =
    "usage: crm log WHO[,WHO...] TOUCH [NOTE...], such as: crm log ada call asked about the audit";

/// The words behind WHO and TOUCH, or standard input for a single "-".
std::string read_note(const Words& words)
{
    std::string note;
    if (words.size() == 3 && words[2] == "-") {
        note = read_standard_input();
        while (!note.empty() && (note.back() == '\n' || note.back() == '\r')) {
            note.pop_back();
        }
    } else {
        note = join({words.begin() + 2, words.end()});
    }
    if (const auto at = invalid_utf8(note)) {
        throw Error(Fault::usage, fmt::format("the note is not valid UTF-8 (byte {})", *at + 1),
                    "save it as UTF-8");
    }
    return note;
}

std::optional<int> read_number(std::string_view option, const std::optional<std::string>& text,
                               int most)
{
    if (!text) {
        return std::nullopt;
    }
    const bool digits =
        !text->empty() && text->size() <= 6 &&
        std::all_of(text->begin(), text->end(), [](char c) { return c >= '0' && c <= '9'; });
    const int number = digits ? std::stoi(*text) : -1;
    if (number < 0 || number > most) {
        throw Error(Fault::usage,
                    fmt::format("{} '{}' is not a whole number from 0 to {}", option, *text, most));
    }
    return number;
}

std::vector<const Contact*> find_everyone(const Ledger& ledger, std::string_view who)
{
    std::vector<const Contact*> out;
    for (std::size_t begin = 0; begin <= who.size();) {
        const std::size_t comma = std::min(who.find(',', begin), who.size());
        std::string_view name = who.substr(begin, comma - begin);
        begin = comma + 1;
        while (!name.empty() && name.front() == ' ') {
            name.remove_prefix(1);
        }
        if (name.empty()) {
            throw Error(Fault::usage, fmt::format("a name is missing in '{}'", who),
                        "several names read 'ada,bob'");
        }
        const Contact* contact = find_who(ledger, name, Guess::refused).contact;
        if (std::find(out.begin(), out.end(), contact) == out.end()) {
            out.push_back(contact);
        }
    }
    return out;
}

const Touch& find_touch(const Touches& touches, const std::string& name)
{
    if (const Touch* touch = touches.find(name)) {
        return *touch;
    }
    if (const Touch* touch = touches.find(fold(name))) {
        return *touch;
    }
    const auto guess = nearest(name, touches.names());
    std::vector<std::string> names;
    for (const Touch& touch : touches.declared) {
        names.push_back(touch.name);
    }
    throw Error(Fault::usage, fmt::format("'{}' is not a touch of this ledger", name),
                guess
                    ? fmt::format("did you mean '{}'?", *guess)
                    : fmt::format("the touches are {}; crm.yaml takes new ones", enumerate(names)));
}

Interaction make_interaction(const Words& words, const Options& options, const Context& context,
                             const Ledger& ledger)
{
    Interaction out;
    for (const Contact* contact : find_everyone(ledger, words[0])) {
        out.with.push_back({contact->id, {}});
    }
    const Touch& touch = find_touch(ledger.settings.touches, words[1]);
    out.touch = touch.name;
    out.touch_class = touch.touch_class;
    if (options.touch_class) {
        const auto given = parse_class(*options.touch_class);
        if (!given) {
            throw Error(Fault::usage,
                        fmt::format("--class '{}' is not one of major, minor, service or signal",
                                    *options.touch_class));
        }
        out.class_given = *given != touch.touch_class;
        out.touch_class = *given;
    }
    out.date = options.date ? context.date("--date", *options.date, Look::back) : context.today();
    if (out.date > context.today()) {
        throw Error(Fault::usage, fmt::format("{} lies in the future", long_date(out.date)),
                    "log it when it has happened");
    }
    out.attempt = options.attempt;
    out.inbound = options.inbound;
    out.minutes = read_number("--minutes", options.minutes, 100'000);
    out.talk = read_number("--talk", options.talk, 100);
    out.note = read_note(words);
    out.id = random_id();
    return out;
}

/// What was understood, in one line.
std::string understood(const Ledger& ledger, const Interaction& entry)
{
    std::vector<std::string> names;
    for (const Contact* contact : ledger.participants(entry)) {
        names.push_back(visible(contact->name));
    }
    return fmt::format("{} {}: {} ({}{}{}) with {}, {}\n", weekday_name(weekday(entry.date)),
                       long_date(entry.date), entry.touch, class_name(entry.touch_class),
                       entry.attempt ? ", an attempt" : "", entry.inbound ? ", inbound" : "",
                       enumerate(names), entry.id);
}

std::string describe(const std::vector<Item>& items)
{
    std::string out;
    for (const Item& item : items) {
        const bool ahead = item.days_overdue && *item.days_overdue < 0;
        out += fmt::format("{}{}{}", out.empty() ? "" : ", ", ahead ? "next " : "",
                           promise_state(item));
    }
    return out;
}

/// What the entry changed for each contact's promises.
std::string consequences(const Ledger& ledger, const Interaction& entry, Date today)
{
    std::string out;
    for (const Contact* contact : ledger.participants(entry)) {
        const auto items = items_of(ledger, *contact, today);
        std::string text;
        if (contact->status != Status::active) {
            text = fmt::format("{}; nothing is asked for", status_name(contact->status));
        } else if (items.empty()) {
            text = "nothing is promised";
        } else {
            text = describe(items);
            if (contact->snooze && *contact->snooze > today) {
                text = fmt::format("snoozed until {}; {}", long_date(*contact->snooze), text);
            }
            if (entry.attempt) {
                text += " (an attempt keeps no promise)";
            } else if (entry.touch_class == TouchClass::service ||
                       entry.touch_class == TouchClass::signal) {
                text +=
                    fmt::format(" ({} keeps no promise)",
                                entry.touch_class == TouchClass::service ? "service" : "a signal");
            }
        }
        out += fmt::format("  {}: {}\n", visible(contact->name), text);
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
    if (options.dry_run) {
        Ledger ledger = read_ledger(folder);
        Interaction entry = make_interaction(words, options, context, ledger);
        context.print("would log " + understood(ledger, entry));
        context.print("  " + format_interaction(entry));
        return context.finish(ledger, exit_code::done);
    }
    // What does not need the lock comes first: a note may be typed at leisure.
    const Interaction entry = make_interaction(words, options, context, read_ledger(folder));
    {
        Lock lock(folder);
        append_interaction(lock, entry);
        context.written = true;
    }
    const Ledger now = read_ledger(folder);
    context.print(understood(now, entry));
    context.print(consequences(now, entry, context.today()));
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
    app.add_flag("--attempt", options->attempt, "It did not reach the contact; keeps no promise");
    app.add_flag("--inbound", options->inbound, "The contact initiated it");
    add_value(app, "--minutes", options->minutes, "N", "How long it took");
    add_value(app, "--talk", options->talk, "PERCENT", "Your share of the talking");
    app.add_flag("--dry-run", options->dry_run, "Show what would be written, and write nothing");
    return
        [options](Context& context, const Words& words) { return log(context, *options, words); };
}

} // namespace crm::cli
