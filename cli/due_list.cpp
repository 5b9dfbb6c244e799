#include "cli/due_list.hpp"

#include "cli/phrases.hpp"
#include "cli/table.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <vector>

namespace crm::cli {
namespace {

/// Under which heading an item stands.
enum class Group { overdue, today, soon, later, ok, snoozed };

struct Heading {
    Group group;
    std::string_view title;
    std::string_view when; ///< caption of the column that says how late or how soon
    Style style;
};

constexpr std::array<Heading, 6> headings{{
    {Group::overdue, "Overdue", "late", Style::red},
    {Group::today, "Today", "by", Style::yellow},
    {Group::soon, "Soon", "in", Style::bold},
    {Group::later, "Later", "in", Style::bold},
    {Group::ok, "Not due", "in", Style::dim},
    {Group::snoozed, "Snoozed", "until", Style::dim},
}};

Group group_of(const Item& item, const std::optional<Date>& horizon)
{
    if (item.state == State::overdue) {
        return Group::overdue;
    }
    if (item.asks_today()) {
        return Group::today;
    }
    if (item.state == State::soon) {
        return Group::soon;
    }
    if (item.state == State::snoozed) {
        return Group::snoozed;
    }
    return horizon && item.due && *item.due <= *horizon ? Group::later : Group::ok;
}

std::string when(const Item& item, Group group, Date today)
{
    switch (group) {
    case Group::overdue: return count_of(static_cast<std::size_t>(*item.days_overdue), "day");
    case Group::today:
        return *item.due == today ? "today"
               : item.before_blackout
                   ? "before " + day_and_month(*item.before_blackout)
                   : fmt::format("{} {}", weekday_name(weekday(*item.due)).substr(0, 3),
                                 day_and_month(*item.due));
    case Group::snoozed: return day_and_month(*item.contact->snooze);
    case Group::soon:
    case Group::later:
    case Group::ok: break;
    }
    return item.due
               ? count_of(static_cast<std::size_t>(std::max(0, days_between(today, *item.due))),
                          "day")
               : "no date";
}

/// The promises of one contact that are listed, most urgent first.
struct Row {
    const Contact* contact;
    std::vector<const Item*> items;
};

std::vector<Row> rows_of(const std::vector<Item>& items)
{
    std::vector<Row> rows;
    std::unordered_map<const Contact*, std::size_t> places;
    for (const Item& item : items) {
        const auto [place, is_new] = places.emplace(item.contact, rows.size());
        if (is_new) {
            rows.push_back({item.contact, {}});
        }
        rows[place->second].items.push_back(&item);
    }
    return rows;
}

class Listing {
public:
    Listing(const Morning& morning, const ListStyle& style)
        : m_morning(morning), m_ledger(morning.roster), m_today(morning.today),
          m_horizon(style.horizon), m_explain(style.explain), m_terminal(style.terminal)
    {
    }

    std::string str()
    {
        const auto rows = rows_of(m_morning.items);
        for (const Heading& heading : headings) {
            std::vector<const Row*> under;
            for (const Row& row : rows) {
                Group first = Group::snoozed;
                for (const Item* item : row.items) {
                    first = std::min(first, group_of(*item, m_horizon));
                }
                if (first == heading.group) {
                    under.push_back(&row);
                }
            }
            if (under.empty()) {
                continue;
            }
            m_table.line("");
            m_table.row({{fmt::format("{} ({})", heading.title, under.size()), heading.style},
                         {"", Style::plain},
                         {"owed", Style::dim},
                         {std::string(heading.when), Style::dim},
                         {"last (ago)", Style::dim},
                         {"try", Style::dim},
                         {"promised", Style::dim}});
            for (const Row* row : under) {
                add(*row, heading.group);
            }
        }
        return m_table.str(m_terminal);
    }

private:
    /// A minor that is asked for stands with the major that will keep it.
    static bool is_folded(const Item& item) { return item.covered_by_major && item.is_listed(); }

    void add(const Row& row, Group heading)
    {
        const auto major = std::find_if(row.items.begin(), row.items.end(), [](const Item* item) {
            return item->promise.requirement == "major";
        });
        bool first = true;
        for (const Item* item : row.items) {
            const bool folded = is_folded(*item) && major != row.items.end();
            if (folded) {
                continue;
            }
            const bool covers = item->promise.requirement == "major" &&
                                std::any_of(row.items.begin(), row.items.end(),
                                            [](const Item* other) { return is_folded(*other); });
            const Group group = group_of(*item, m_horizon);
            std::string how_soon = when(*item, group, m_today);
            if (group != heading &&
                (group == Group::soon || group == Group::later || group == Group::ok)) {
                how_soon = "in " + how_soon; // the heading's caption says something else
            }
            m_table.row(
                {{first ? "  " + row.contact->name : "", Style::bold},
                 {first ? row.contact->tier : "", Style::plain},
                 {covers ? "major+minor" : item->promise.requirement, Style::plain},
                 {how_soon, group == Group::overdue ? Style::red : Style::plain},
                 {last_time(m_ledger, *item, m_today), Style::plain},
                 {item->is_listed() ? suggestion_text(suggestion_for(m_morning, *item)) : "",
                  Style::plain},
                 {item->promise.cadence.text, Style::plain}});
            first = false;
        }
        if (m_explain) {
            for (const Item* item : row.items) {
                explain(*item);
            }
        }
    }

    void explain(const Item& item)
    {
        const std::string said =
            item.due ? fmt::format("{}: due {}; {}", item.promise.requirement, iso(*item.due),
                                   item.arithmetic)
                     : fmt::format("{}: no start yet, neither since nor an interaction",
                                   item.promise.requirement);
        explain_line(fmt::format("{} ({}: {})", said, visible(item.promise.rule),
                                 item.promise.cadence.text));
        if (item.is_listed()) {
            explain_line(score_text(score_for(m_morning, item)));
        }
    }

    void explain_line(const std::string& text)
    {
        constexpr std::size_t indent = 6;
        constexpr std::size_t reading_width = 100;
        const std::size_t columns = std::clamp<std::size_t>(
            m_terminal.columns().value_or(reading_width), 40, reading_width);
        for (const std::string& line : wrap(text, columns - indent)) {
            m_table.line(std::string(indent, ' ') + line);
        }
    }

    const Morning& m_morning;
    const Roster& m_ledger;
    Date m_today;
    std::optional<Date> m_horizon;
    bool m_explain;
    const Terminal& m_terminal;
    Table m_table{{{14}, {0}, {0}, {0}, {12}, {10}, {10, true}}};
};

} // namespace

std::string headline(const std::vector<Item>& items, std::size_t follow_ups, Date today)
{
    std::size_t overdue = 0;
    std::size_t due = 0;
    std::size_t soon = 0;
    for (const Row& row : rows_of(items)) {
        const auto any = [&](auto&& test) {
            return std::any_of(row.items.begin(), row.items.end(), test);
        };
        if (any([](const Item* item) { return item->state == State::overdue; })) {
            ++overdue;
        } else if (any([](const Item* item) { return item->asks_today(); })) {
            ++due;
        } else if (any([](const Item* item) { return item->is_listed(); })) {
            ++soon;
        }
    }
    return fmt::format("{} {}: {} overdue, {} today, {} soon{}", weekday_name(weekday(today)),
                       long_date(today), overdue, due, soon,
                       follow_ups == 0 ? "" : ", " + count_of(follow_ups, "follow-up"));
}

/// What to say when nothing is listed.
std::string nothing_due(const Roster& ledger, const Filter& filter, const std::vector<Item>& all,
                        Date today)
{
    const bool anybody = is_anybody(ledger, filter);
    if (!anybody) {
        return nobody(ledger, filter);
    }
    const Item* next = nullptr;
    for (const Item& item : all) {
        const bool sooner = item.due && (next == nullptr || *item.due < *next->due);
        next = item.state == State::ok && sooner ? &item : next;
    }
    std::string out =
        fmt::format("{} {}: nothing is due.", weekday_name(weekday(today)), long_date(today));
    if (next != nullptr) {
        out += fmt::format(" Next: {} to {} by {}.", next->promise.requirement,
                           visible(next->contact->name), long_date(*next->due));
    } else if (all.empty() && filter.empty()) {
        out += " No promises are made; 'cadence:' in crm.yaml makes them.";
    }
    return out + "\n";
}

std::string listing(const Morning& morning, const ListStyle& style)
{
    return Listing(morning, style).str();
}

} // namespace crm::cli
