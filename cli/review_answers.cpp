#include "cli/review_answers.hpp"

#include "cli/entry_options.hpp"
#include "cli/review_card.hpp"
#include "core/base/text.hpp"
#include "core/ledger/layout.hpp"
#include "core/ledger/record.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace crm::cli {

/// What `read` makes of a line; it is asked for again while that throws. Nothing where the user
/// goes back to the card, or leaves.
template <typename Read>
auto ReviewAnswers::ask(const std::string& question, const Read& read)
    -> std::optional<decltype(read(""))>
{
    for (;;) {
        const auto line = m_keyboard.line(question);
        if (!line) {
            m_context.print("\n");
            m_left = true;
            return std::nullopt;
        }
        const std::size_t begin = std::min(line->find_first_not_of(" \t"), line->size());
        const std::size_t end = line->find_last_not_of(" \t") + 1;
        const std::string text = line->substr(begin, std::max(begin, end) - begin);
        if (text == "-") {
            return std::nullopt;
        }
        try {
            return read(text);
        } catch (const Error& error) {
            tell(error.message());
        }
    }
}

bool ReviewAnswers::give(char key, const Ledger& ledger, const Owed& owed)
{
    switch (key) {
    case 'l':
    case 'a': return log(ledger, owed, key == 'a');
    case 's': return snooze(owed);
    case 'd': return done(owed);
    default: return open(owed);
    }
}

/// Writes an answer, again where that failed and the user asks for it.
bool ReviewAnswers::try_to(const std::function<void()>& write)
{
    for (;;) {
        try {
            write();
            return true;
        } catch (const Error& error) {
            tell(error.message());
            if (error.written) {
                m_code = exit_code::ledger;
                return true;
            }
            if (!ask("Enter to try again (-: back): ",
                     [](const std::string& text) { return text; })) {
                return false;
            }
        }
    }
}

std::optional<std::string> ReviewAnswers::ask_note()
{
    auto note = ask("note (Enter: none, -: back): ", [](const std::string& text) {
        require_utf8_note(text);
        return text;
    });
    if (!note || note->empty() || !m_keyboard.has_more()) {
        return note;
    }
    // Several lines were pasted: none of them may be taken for keys.
    for (;;) {
        const auto more = m_keyboard.line("");
        if (!more) {
            m_left = true;
            return std::nullopt;
        }
        if (more->empty() && !m_keyboard.has_more()) {
            break;
        }
        *note += "\n" + *more;
        if (!m_keyboard.has_more()) {
            m_context.print("(several lines: an empty one ends the note)\n");
        }
    }
    require_utf8_note(*note);
    return note;
}

bool ReviewAnswers::log(const Ledger& ledger, const Owed& owed, bool attempt)
{
    m_context.print(attempt ? "attempt\n" : "log\n");
    const Touches& touches = ledger.settings.touches;
    const std::string likely = attempt ? likely_attempt(ledger, owed, m_context.today())
                                       : likely_touch(ledger, owed, m_context.today());
    const auto touch =
        ask(likely.empty() ? std::string("touch (-: back): ")
                           : fmt::format("touch (Enter: {}, -: back): ", visible(likely)),
            [&](const std::string& text) {
                if (text.empty() && likely.empty()) {
                    throw Error(Fault::usage, "TOUCH is missing",
                                fmt::format("the touches are {}", enumerate(touches.own_names())));
                }
                return find_touch(touches, text.empty() ? likely : text);
            });
    const auto note = !touch ? std::nullopt : attempt ? std::optional(std::string()) : ask_note();
    if (!note) {
        return false;
    }
    Interaction entry;
    entry.date = m_context.today();
    entry.with.push_back({owed.contact->id, {}});
    entry.touch = touch->name;
    entry.touch_class = touch->touch_class;
    entry.attempt = attempt;
    entry.note = *note;
    entry.id = random_id();
    return try_to([&] {
               Lock lock(m_folder);
               append_interaction(lock, entry);
               m_context.written = true;
               ++(attempt ? m_attempts : m_logged);
           }) &&
           tell(logged_text(m_context, read_ledger(m_folder, m_context.today()), entry, {}, false));
}

bool ReviewAnswers::snooze(const Owed& owed)
{
    m_context.print("snooze\n");
    const auto until = ask("until (friday, 2w, jan 4; -: back): ", [&](const std::string& text) {
        return fold(text) == "off" ? std::optional<Date>()
                                   : std::optional(parse_until(m_context, text));
    });
    return until && try_to([&] {
               const Edited edited{layout::contact(owed.contact->id), owed.contact->id};
               tell(snooze_contact(m_context, m_folder, edited, *owed.contact, *until).text);
               ++m_snoozed;
           });
}

bool ReviewAnswers::done(const Owed& owed)
{
    m_context.print("done\n");
    const std::size_t count = owed.follow_ups.size();
    const auto which =
        count == 1
            ? std::optional<std::size_t>(1)
            : ask(fmt::format("which (1 to {}, -: back): ", count), [&](const std::string& text) {
                  constexpr std::size_t most_digits = 4;
                  const bool digits = !text.empty() && text.size() <= most_digits &&
                                      text.find_first_not_of("0123456789") == std::string::npos;
                  const std::size_t number = digits ? std::stoul(text) : 0;
                  if (number < 1 || number > count) {
                      throw Error(Fault::usage,
                                  fmt::format("'{}' is not one of 1 to {}", text, count));
                  }
                  return number;
              });
    return which && try_to([&] {
               const Interaction& entry = *owed.follow_ups[*which - 1].entry;
               tell(close_follow_up(m_context, m_folder, entry, m_context.today()).text);
               ++m_done;
           });
}

bool ReviewAnswers::open(const Owed& owed)
{
    m_context.print("open\n");
    static_cast<void>(m_context.terminal.flush());
    const Edited edited{layout::contact(owed.contact->id), owed.contact->id};
    try {
        Versions versions;
        {
            const Keyboard::Away away(m_keyboard);
            versions = edit_by_hand(m_context, m_folder, edited);
        }
        if (!versions.differ()) {
            return tell(fmt::format("nothing changed in {}\n", edited.path));
        }
        ++m_edited;
        return tell(
            edited_text(m_context, read_ledger(m_folder, m_context.today()), edited, versions));
    } catch (const Error& error) {
        tell(error.message());
        return false;
    }
}

bool ReviewAnswers::tell(const std::string& text)
{
    // Line by line, or the terminal would break a line within a word, or within an id.
    constexpr std::size_t least = 20;
    const std::size_t columns =
        std::max(least, m_context.terminal.columns().value_or(least * 4)) - 1;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string line = text.substr(at, end - at);
        at = end + 1;
        if (width(line) <= columns) {
            m_context.print(line + "\n");
            continue;
        }
        const std::string indent =
            line.substr(0, std::min(line.find_first_not_of(' '), line.size()));
        std::string next_indent = indent;
        for (const std::string& part :
             wrap(line.substr(indent.size()), columns - indent.size() - 2)) {
            m_context.print(next_indent + part + "\n");
            next_indent = indent + "  ";
        }
    }
    return true;
}

std::string ReviewAnswers::summary() const
{
    std::vector<std::string> parts;
    for (const auto& [count, what] : {std::pair(m_logged, "logged"), std::pair(m_attempts, "tried"),
                                      std::pair(m_snoozed, "snoozed"), std::pair(m_done, "done"),
                                      std::pair(m_edited, "edited")}) {
        if (count > 0) {
            parts.push_back(fmt::format("{} {}", count, what));
        }
    }
    return fmt::format("{}", fmt::join(parts, ", "));
}

} // namespace crm::cli
