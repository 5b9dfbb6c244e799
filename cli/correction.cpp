#include "cli/correction.hpp"

#include "cli/phrases.hpp"
#include "core/base/text.hpp"
#include "core/calendar/spoken.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <utility>

namespace crm::cli {
namespace {

const std::vector<std::string> clearable{"note", "minutes", "talk", "class", "follow-up"};

void refuse_both(bool one, std::string_view name, bool other, std::string_view other_name)
{
    if (one && other) {
        throw Error(Fault::usage, fmt::format("'{}' and '{}' exclude each other", name, other_name),
                    "keep one of the two");
    }
}

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

} // namespace

bool CorrectionOptions::clears(std::string_view key) const
{
    return std::find(clear.begin(), clear.end(), key) != clear.end();
}

std::string_view CorrectionOptions::first_change() const
{
    const std::array<std::pair<bool, std::string_view>, 14> given{{
        {date.has_value(), "--date"},
        {touch.has_value(), "--touch"},
        {with.has_value(), "--with"},
        {note.has_value(), "--note"},
        {touch_class.has_value(), "--class"},
        {minutes.has_value(), "--minutes"},
        {talk.has_value(), "--talk"},
        {follow_up.has_value(), "--follow-up"},
        {by.has_value(), "--by"},
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

void CorrectionOptions::check() const
{
    for (const std::string& key : clear) {
        if (std::find(clearable.begin(), clearable.end(), key) == clearable.end()) {
            const auto guess = nearest(key, clearable);
            throw Error(
                Fault::usage,
                fmt::format("--clear '{}' is not one of {}", key, enumerate(clearable, "or")),
                guess ? fmt::format("did you mean '{}'?", *guess) : "");
        }
    }
    refuse_both(attempt, "--attempt", reached, "--reached");
    refuse_both(inbound, "--inbound", outbound, "--outbound");
    refuse_both(withdraw, "--void", restore, "--restore");
    refuse_both(note.has_value(), "--note", clears("note"), "--clear note");
    refuse_both(minutes.has_value(), "--minutes", clears("minutes"), "--clear minutes");
    refuse_both(talk.has_value(), "--talk", clears("talk"), "--clear talk");
    refuse_both(follow_up.has_value(), "--follow-up", clears("follow-up"), "--clear follow-up");
    refuse_both(touch_class.has_value(), "--class", clears("class"), "--clear class");
    const std::string_view change = first_change();
    refuse_both(withdraw, "--void", !change.empty(), change);
    refuse_both(restore, "--restore", !change.empty(), change);
}

Wanted read_wanted(const CorrectionOptions& options, const Context& context, const Ledger& ledger,
                   std::string_view id)
{
    Wanted out{&options, &ledger.settings.touches, {}, {}, {}, {}, {}, {}, {}, {}, {}};
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
    if (options.follow_up) {
        out.follow_up = read_follow_up(*options.follow_up);
    }
    if (options.by) {
        out.by = read_by(context, options.by, true);
    }
    return out;
}

Interaction corrected(const Ledger& ledger, const Wanted& wanted, const Interaction& was)
{
    const CorrectionOptions& options = *wanted.options;
    Interaction out = was;
    if (options.withdraw || options.restore) {
        out.is_void = options.withdraw;
        return out;
    }
    if (was.is_void && !options.first_change().empty()) {
        throw Error(Fault::usage, fmt::format("'{}' is withdrawn", was.id),
                    fmt::format("bring it back first: crm amend {} --restore", shell_word(was.id)));
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
    out.follow_up = wanted.follow_up.value_or(was.follow_up);
    out.by = wanted.by ? wanted.by : was.by;
    if (options.clears("follow-up")) {
        out.follow_up.clear();
        out.by.reset();
        out.done.reset();
    } else if (wanted.by && out.follow_up.empty()) {
        throw Error(Fault::usage, fmt::format("'{}' has no follow-up", was.id),
                    "--follow-up 'send the checklist' says what is to be done by then");
    } else if (wanted.follow_up && !out.by) {
        throw Error(Fault::usage, "--by is missing: by when is it to be done?",
                    std::string(spoken_forms_ahead));
    }
    return out;
}

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
    if (was.follow_up.empty() && !now.follow_up.empty()) {
        add("--clear", "follow-up");
    } else if (was.follow_up != now.follow_up) {
        add("--follow-up", was.follow_up);
    }
    if (!was.follow_up.empty() && was.by != now.by) {
        add("--by", iso(was.follow_up_due()));
    }
    if (was.note == now.note) {
        return out;
    }
    if (was.note.empty()) {
        add("--clear", "note");
    } else if (was.note == "-") {
        add("--note - <<< -"); // by itself it stands for standard input
    } else {
        add("--note", was.note);
    }
    return out;
}

} // namespace crm::cli
