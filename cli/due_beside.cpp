#include "cli/due_beside.hpp"

#include "cli/phrases.hpp"
#include "cli/table.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace crm::cli {
namespace {

} // namespace

std::string short_day(Date date, Date today)
{
    return date == today ? "today"
                         : fmt::format("{} {}", weekday_name(weekday(date)).substr(0, 3),
                                       day_and_month(date));
}

std::string how_late(const FollowUp& one, Date today)
{
    return one.days_late > 0 ? count_of(static_cast<std::size_t>(one.days_late), "day") + " late"
                             : short_day(one.by, today);
}

std::string occasion_words(const Occasion& occasion, Date today)
{
    std::string out = occasion.name;
    if (occasion.years) {
        out +=
            occasion.name == "birthday"
                ? fmt::format(", turns {}", *occasion.years)
                : fmt::format(", {}", count_of(static_cast<std::size_t>(*occasion.years), "year"));
    }
    if (occasion.served) {
        out += fmt::format("; {} {}", occasion.served_by, age(occasion.served->date, today));
    }
    return out;
}

std::string follow_ups_text(const std::vector<FollowUp>& follow_ups, Date today,
                            const Terminal& terminal)
{
    if (follow_ups.empty()) {
        return {};
    }
    Table table({{0}, {12}, {20}, {0, true}});
    table.line("");
    table.row({{fmt::format("Follow-ups ({})", follow_ups.size()), Style::bold}});
    for (const FollowUp& one : follow_ups) {
        table.row({{"  " + how_late(one, today), one.days_late > 0 ? Style::red : Style::plain},
                   {names_of(one.contacts), Style::bold},
                   {one.entry->follow_up, Style::plain},
                   {one.entry->id, Style::dim}});
    }
    return table.str(terminal);
}

std::string dates_text(const std::vector<Occasion>& ahead, Date today, const Terminal& terminal)
{
    if (ahead.empty()) {
        return {};
    }
    Table table({{0}, {12}, {0}});
    table.line("");
    table.row({{fmt::format("Dates ({})", ahead.size()), Style::bold}});
    for (const Occasion& occasion : ahead) {
        table.row({{"  " + short_day(occasion.date, today), Style::plain},
                   {occasion.contact->name, Style::bold},
                   {occasion_words(occasion, today), occasion.served ? Style::dim : Style::plain}});
    }
    return table.str(terminal);
}

std::string call_list_text(const Morning& morning, const ListStyle& style, std::size_t of)
{
    Table table({{0, false, true}, {14}, {0}, {0}, {0}, {10}, {0, false, true}});
    std::string out = style.terminal.styled(
        fmt::format("{} {}: whom first, {} of {}", weekday_name(weekday(morning.today)),
                    long_date(morning.today), morning.calls->size(), of),
        Style::bold);
    table.line("");
    table.row({{"", Style::plain},
               {"", Style::plain},
               {"", Style::plain},
               {"owed", Style::dim},
               {"when", Style::dim},
               {"try", Style::dim},
               {"score", Style::dim}});
    std::size_t rank = 0;
    for (const Call& call : *morning.calls) {
        ++rank;
        std::string owed = "follow-up";
        std::string when;
        std::string idea;
        if (!call.items.empty()) {
            const Item& item = *call.items.front();
            owed = item.promise.requirement;
            when = item.state == State::overdue
                       ? count_of(static_cast<std::size_t>(*item.days_overdue), "day") + " late"
                       : short_day(*item.due, morning.today);
            idea = suggestion_text(suggestion_for(morning, item));
        } else {
            when = how_late(call.circumstances.follow_ups.front(), morning.today);
        }
        table.row({{fmt::format("{}", rank), Style::dim},
                   {call.contact->name, Style::bold},
                   {call.contact->tier, Style::plain},
                   {owed, Style::plain},
                   {when, Style::plain},
                   {idea, Style::plain},
                   {fmt::format("{:.1f}", call.score.points), Style::plain}});
        if (style.explain) {
            for (const Reason& reason : call.score.reasons) {
                table.wrapped(
                    fmt::format("{:>5.1f}  {}: {}", reason.points, reason.part, reason.why), 6,
                    style.terminal);
            }
        } else {
            for (const FollowUp& one : call.circumstances.follow_ups) {
                table.wrapped("follow-up: " + one.entry->follow_up, 6, style.terminal);
            }
        }
    }
    return out + "\n" + table.str(style.terminal);
}

} // namespace crm::cli
