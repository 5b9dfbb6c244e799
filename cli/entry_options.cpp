#include "cli/entry_options.hpp"

#include "cli/input.hpp"
#include "cli/phrases.hpp"
#include "core/base/text.hpp"
#include "core/calendar/spoken.hpp"
#include "core/ledger/groups.hpp"
#include "core/ledger/who.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crm::cli {
namespace {

bool has(const std::vector<std::string>& words, std::string_view word)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

void add_named(Everyone& everyone, const Roster& ledger, std::string_view name)
{
    const auto add = [&](const Contact* contact) {
        if (!has(everyone.ids, contact->id)) {
            everyone.ids.push_back(contact->id);
        }
    };
    if (!names_group(name)) {
        add(find_who(ledger, name, Guess::refused).contact);
        return;
    }
    const Group group = find_group(ledger, name);
    std::vector<const Contact*> gone;
    for (const Contact* member : within_reach(group, gone)) {
        add(member);
    }
    for (const Contact* member : gone) {
        everyone.left_out.push_back({group.handle, member});
    }
}

} // namespace

Everyone find_everyone(const Roster& ledger, std::string_view who,
                       const std::vector<std::string>& as_written)
{
    Everyone out;
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
        if (!has(as_written, name)) {
            add_named(out, ledger, name);
        } else if (!has(out.ids, name)) {
            out.ids.emplace_back(name);
        }
    }
    // Whoever was named besides, by name, is no longer left out.
    out.left_out.erase(std::remove_if(out.left_out.begin(), out.left_out.end(),
                                      [&](const Everyone::LeftOut& left) {
                                          return has(out.ids, left.contact->id);
                                      }),
                       out.left_out.end());
    return out;
}

std::string left_out_lines(const Everyone& everyone)
{
    std::string out;
    for (const Everyone::LeftOut& left : everyone.left_out) {
        out += fmt::format("  left out of {}: {} ({})\n", left.group, visible(left.contact->name),
                           status_name(left.contact->status));
    }
    return out;
}

const Touch& find_touch(const Touches& touches, const std::string& name)
{
    const Touch* touch = touches.find(name);
    touch = touch != nullptr ? touch : touches.find(fold(name));
    if (touch != nullptr && touch->touch_class == TouchClass::none) {
        throw Error(Fault::usage, fmt::format("'{}' is nothing that has happened", name),
                    "what is to be done is noted by: crm follow-up WHO TEXT --by DATE");
    }
    if (touch != nullptr) {
        return *touch;
    }
    const auto guess = nearest(name, touches.names());
    throw Error(
        Fault::usage, fmt::format("'{}' is not a touch of this ledger", name),
        guess ? fmt::format("did you mean '{}'?", *guess)
              : fmt::format("the touches are {}; 'crm edit --add touches.minor=postcard' adds one",
                            enumerate(touches.own_names())));
}

void require_order(const Roster& ledger, const std::vector<std::string>& words)
{
    const Touches& touches = ledger.settings.touches;
    const std::string& who = words[0];
    const std::string& touch = words[1];
    if (touches.find(fold(touch)) != nullptr) {
        return;
    }
    if (nearest(touch, touches.names())) {
        return; // a slip of the keys, and find_touch() says which
    }
    const auto is_somebody = [&](const std::string& name) {
        try {
            static_cast<void>(find_who(ledger, name, Guess::refused));
            return true;
        } catch (const Error&) {
            return false;
        }
    };
    if (who.back() == ',') {
        throw Error(Fault::usage, fmt::format("a space stands behind the comma of '{}'", who),
                    fmt::format("it reads {}{}", who, touch));
    }
    if (touches.find(fold(who)) != nullptr && is_somebody(touch)) {
        throw Error(Fault::usage, fmt::format("'{}' stands before the person", who),
                    fmt::format("the person comes first: crm log {} {}", shell_word(touch), who));
    }
    if (is_somebody(who + " " + touch)) {
        throw Error(
            Fault::usage, fmt::format("'{}' is not a touch of this ledger", touch),
            fmt::format("a name of several words is quoted: crm log '{} {}' ...", who, touch));
    }
    if (is_somebody(who) && is_somebody(touch)) {
        throw Error(Fault::usage, fmt::format("'{}' is not a touch of this ledger", touch),
                    fmt::format("for both of them: crm log {},{} ...", who, touch));
    }
}

TouchClass read_class(const std::string& word)
{
    const auto given = parse_class(word);
    if (!given) {
        throw Error(
            Fault::usage,
            fmt::format("--class '{}' is not one of major, minor, service or signal", word));
    }
    return *given;
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

void refuse_future(Date date, Date today)
{
    if (date > today) {
        throw Error(Fault::usage, fmt::format("{} lies in the future", long_date(date)),
                    "log it when it has happened");
    }
}

std::string read_note_from_input()
{
    std::string note = read_standard_input();
    while (!note.empty() && (note.back() == '\n' || note.back() == '\r')) {
        note.pop_back();
    }
    require_utf8_note(note);
    return note;
}

std::string read_follow_up(const std::string& text)
{
    require_utf8_note(text);
    if (text.find_first_not_of(' ') == std::string::npos) {
        throw Error(Fault::usage, "what is to be done is missing",
                    "it reads: crm follow-up ada send the checklist --by friday");
    }
    constexpr std::size_t longest = 500;
    if (text.size() > longest) {
        throw Error(Fault::usage,
                    fmt::format("a follow-up cannot be longer than {} bytes", longest),
                    "say what is to be done in a line; the rest goes into a note");
    }
    return text;
}

Date read_by(const Context& context, const std::optional<std::string>& text, bool may_be_past)
{
    const Date today = context.today();
    if (!text) {
        throw Error(Fault::usage, "--by is missing: by when is it to be done?",
                    std::string(spoken_forms_ahead));
    }
    const auto by =
        fold(*text) == "today" ? std::optional(today) : parse_spoken_ahead(*text, today);
    if (!by) {
        throw Error(Fault::usage, fmt::format("--by '{}' is not a date", *text),
                    std::string(spoken_forms_ahead));
    }
    if (*by < today && !may_be_past) {
        throw Error(Fault::usage, fmt::format("{} does not lie ahead", long_date(*by)),
                    std::string(spoken_forms_ahead));
    }
    return *by;
}

void require_utf8_note(std::string_view note)
{
    if (const auto at = invalid_utf8(note)) {
        throw Error(Fault::usage, fmt::format("the note is not valid UTF-8 (byte {})", *at + 1),
                    "save it as UTF-8");
    }
}

} // namespace crm::cli
