#include "cli/review_card.hpp"

#include "cli/due_beside.hpp"
#include "cli/phrases.hpp"
#include "cli/show_parts.hpp"
#include "core/base/text.hpp"
#include "core/cadence/ceilings.hpp"
#include "core/cadence/relation.hpp"
#include "core/cadence/suggestion.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace crm::cli {
namespace {

constexpr std::size_t label_width = 7;
constexpr std::string_view prompt = "> ";

using Lines = std::vector<std::string>;

/// Lines that are shown together. Where there is no room for all of them, those with the lower
/// number go first.
struct Part {
    int rank = 0;
    Lines lines;
    bool shown = false;
};

std::size_t columns_of(const Terminal& terminal)
{
    constexpr std::size_t least = 20;
    constexpr std::size_t reading_width = 100;
    return std::clamp(terminal.columns().value_or(reading_width), least, reading_width);
}

/// Its lines joined, and no space at the end.
std::string on_one_line(std::string text)
{
    std::replace(text.begin(), text.end(), '\n', ' ');
    text.resize(text.find_last_not_of(' ') + 1);
    return text;
}

std::string when_owed(const Item& item)
{
    if (!item.due) {
        return "no date yet";
    }
    const auto days = static_cast<std::size_t>(std::abs(*item.days_overdue));
    std::string out = item.state == State::overdue ? count_of(days, "day") + " late"
                      : days == 0                  ? "due today"
                                                   : "due in " + count_of(days, "day");
    if (item.before_next_workday) {
        out += ", before the next workday";
    } else if (item.before_blackout) {
        out += fmt::format(", best before {}", day_and_month(*item.before_blackout));
    }
    return out;
}

class Card {
public:
    Card(const Ledger& ledger, const Owed& owed, Date today, const CardStyle& style)
        : m_ledger(ledger), m_owed(owed), m_contact(*owed.contact), m_today(today), m_style(style),
          m_page(ledger, today, style.terminal, false), m_columns(columns_of(style.terminal))
    {
    }

    std::string str()
    {
        const std::string count = fmt::format("-- {} of {} ", m_style.place, m_style.of);
        part(0, {count + std::string(m_columns - std::min(m_columns, count.size()), '-')});
        who();
        promises();
        idea();
        to_do();
        ahead();
        part(9, {""});
        notes();
        entries();
        part(10, {""});
        part(0, lines_of(keys_text(m_owed, m_style)));
        return chosen();
    }

private:
    static Lines lines_of(const std::string& text)
    {
        Lines out;
        for (std::size_t begin = 0; begin < text.size();) {
            const std::size_t end = std::min(text.find('\n', begin), text.size());
            out.push_back(text.substr(begin, end - begin));
            begin = end + 1;
        }
        return out;
    }

    void part(int rank, Lines lines) { m_parts.push_back({rank, std::move(lines)}); }

    /// A label and one line beside it, cut where it is too long.
    [[nodiscard]] std::string labelled(std::string_view label, const std::string& text,
                                       Style look = Style::plain) const
    {
        const std::string said = cut(visible(text), m_columns - label_width);
        return m_style.terminal.styled(pad(label, label_width), Style::dim) +
               m_style.terminal.styled(said, look);
    }

    void who()
    {
        const std::string id = fmt::format("  {}", m_contact.id);
        const std::string name = cut(visible(m_contact.name), m_columns);
        part(0, {m_style.terminal.styled(name, Style::bold) +
                 (width(name) + id.size() <= m_columns ? id : "")});
        std::string said = fmt::format("{}, tier {}, {}", m_contact.kind, m_contact.tier,
                                       relation_name(relation_of(m_ledger, m_contact, m_today)));
        for (const std::string& more : {m_contact.role, m_contact.org}) {
            said += more.empty() ? "" : fmt::format("; {}", more);
        }
        part(2, {cut(visible(said), m_columns)});
        Lines reach = m_contact.phone;
        reach.insert(reach.end(), m_contact.email.begin(), m_contact.email.end());
        if (!reach.empty()) {
            part(3, {labelled("reach", fmt::format("{}", fmt::join(reach, ", ")))});
        }
    }

    void promises()
    {
        int rank = 1;
        for (const Item& item : m_owed.items) {
            const std::string last = last_time(m_ledger, item, m_today);
            part(rank, {labelled(rank == 1 ? "owed" : "",
                                 fmt::format("{}, {}; last: {}; {}", item.promise.requirement,
                                             when_owed(item), last, item.promise.cadence.text),
                                 item.state == State::overdue ? Style::red : Style::plain)});
            rank = 4;
        }
    }

    void idea()
    {
        const auto ahead = occasions_of(m_ledger, m_contact, m_today);
        std::vector<std::string> said;
        for (const Item& item : m_owed.items) {
            if (const auto one = suggest(m_ledger, item, ahead, m_today)) {
                const std::string& suits = one->occasion.empty() ? one->interest : one->occasion;
                const std::string text =
                    suits.empty() ? one->touch : fmt::format("{} ({})", one->touch, suits);
                if (std::find(said.begin(), said.end(), text) == said.end()) {
                    said.push_back(text);
                }
            }
        }
        if (!said.empty()) {
            part(2, {labelled("try", fmt::format("{}", fmt::join(said, ", ")))});
        } else if (!m_owed.items.empty()) {
            part(2, {labelled("try", "nothing that is neither avoided nor too much today")});
        }
    }

    void to_do()
    {
        const bool several = m_owed.follow_ups.size() > 1;
        std::size_t number = 0;
        for (const FollowUp& one : m_owed.follow_ups) {
            ++number;
            part(number == 1 ? 2 : 4,
                 {labelled(number == 1 ? "to do" : "",
                           fmt::format("{}{}, {}", several ? fmt::format("{} ", number) : "",
                                       one.entry->follow_up, how_late(one, m_today)),
                           one.days_late > 0 ? Style::red : Style::plain)});
        }
    }

    void ahead()
    {
        bool first = true;
        for (const Occasion& occasion : occasions_of(m_ledger, m_contact, m_today)) {
            part(5, {labelled(first ? "ahead" : "",
                              fmt::format("{}, {}", short_day(occasion.date, m_today),
                                          occasion_words(occasion, m_today)))});
            first = false;
        }
    }

    void notes()
    {
        if (const std::string text = on_one_line(m_contact.notes); !text.empty()) {
            part(7, {labelled("notes", text)});
        }
    }

    void entries()
    {
        constexpr std::size_t most = 3;
        const auto history = m_ledger.history(m_contact);
        std::size_t count = 0;
        for (auto one = history.rbegin(); one != history.rend() && count < most; ++one) {
            if ((*one)->date > m_today || (*one)->touch_class == TouchClass::none) {
                continue;
            }
            ++count;
            part(count == 1 ? 5 : 6, entry_lines(**one));
        }
        if (count == 0) {
            part(6, {"nothing has happened yet"});
        }
    }

    /// One line in a low terminal, else at most two.
    [[nodiscard]] Lines entry_lines(const Interaction& entry) const
    {
        constexpr std::size_t enough_rows = 20;
        const std::string date = fmt::format("{:>11}  ", short_date(entry.date));
        std::string text = what_happened(m_page, entry, {&m_contact});
        text += entry.note.empty() ? "" : ": " + visible(on_one_line(entry.note));
        const std::size_t room = m_columns - date.size();
        const auto lines = wrap(text, room);
        if (lines.size() == 1 || rows() < enough_rows) {
            return {date + cut(text, room)};
        }
        const std::string rest = text.substr(std::min(lines[0].size() + 1, text.size()));
        return {date + lines[0], std::string(date.size(), ' ') + cut(rest, room)};
    }

    [[nodiscard]] std::size_t rows() const
    {
        constexpr std::size_t usual = 24;
        const std::size_t there = m_style.terminal.rows();
        return there == 0 ? usual : std::min(there, usual);
    }

    /// As many parts as there is room for.
    std::string chosen()
    {
        std::vector<Part*> order;
        for (Part& one : m_parts) {
            order.push_back(&one);
        }
        std::stable_sort(order.begin(), order.end(),
                         [](const Part* a, const Part* b) { return a->rank < b->rank; });
        std::size_t used = 0;
        for (Part* one : order) {
            one->shown = one->rank == 0 || used + one->lines.size() <= rows();
            used += one->shown ? one->lines.size() : 0;
        }
        std::string out;
        for (const Part& one : m_parts) {
            for (const std::string& line : one.shown ? one.lines : Lines{}) {
                out += (out.empty() ? "" : "\n") + line;
            }
        }
        return out;
    }

    const Ledger& m_ledger;
    const Owed& m_owed;
    const Contact& m_contact;
    Date m_today;
    const CardStyle& m_style;
    PageStyle m_page;
    std::size_t m_columns;
    std::vector<Part> m_parts;
};

} // namespace

std::string likely_touch(const Ledger& ledger, const Owed& owed, Date today)
{
    const auto ahead = occasions_of(ledger, *owed.contact, today);
    for (const Item& item : owed.items) {
        if (item.covered_by_major) {
            continue;
        }
        if (const auto suggestion = suggest(ledger, item, ahead, today)) {
            return suggestion->touch;
        }
    }
    return {};
}

std::string likely_attempt(const Ledger& ledger, const Owed& owed, Date today)
{
    const Touch* call = ledger.settings.touches.find("call");
    return call != nullptr && !avoids(*owed.contact, *call) ? call->name
                                                            : likely_touch(ledger, owed, today);
}

std::string card_text(const Ledger& ledger, const Owed& owed, Date today, const CardStyle& style)
{
    return Card(ledger, owed, today, style).str();
}

std::string keys_text(const Owed& owed, const CardStyle& style)
{
    std::vector<std::string> keys{"l log", "a attempt", "s snooze"};
    if (!owed.follow_ups.empty()) {
        keys.emplace_back("d done");
    }
    keys.emplace_back("n next");
    if (style.can_go_back) {
        keys.emplace_back("b back");
    }
    keys.insert(keys.end(), {"o open", "q quit", "? help"});
    std::string out;
    std::size_t used = 0;
    for (const std::string& key : keys) {
        const bool fits = used + 2 + key.size() <= columns_of(style.terminal);
        out += used == 0 ? "" : fits ? "  " : "\n";
        used = (used == 0 || !fits ? 0 : used + 2) + key.size();
        out += style.terminal.styled(key.substr(0, 1), Style::bold) + key.substr(1);
    }
    return out + "\n" + std::string(prompt);
}

std::string keys_help()
{
    return "l  log what happened today: asks for the touch and a note\n"
           "a  an attempt: you tried, and nobody answered\n"
           "s  snooze: ask nothing before a day\n"
           "d  done: a follow-up that you have seen to\n"
           "n  next: leave this one; it comes again the next time\n"
           "b  back to the one before\n"
           "o  open the contact's file in your editor\n"
           "q  quit; so does Ctrl-C. Begun again, it shows who is still due\n"
           "Each answer is written at once, and each says how it is taken back.\n";
}

} // namespace crm::cli
