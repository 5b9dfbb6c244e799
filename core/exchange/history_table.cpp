#include "core/exchange/history_table.hpp"

#include "core/base/text.hpp"
#include "core/exchange/charset.hpp"
#include "core/exchange/fingerprint.hpp"
#include "core/exchange/history_columns.hpp"
#include "core/exchange/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <map>
#include <utility>

namespace crm {
namespace {

using ColumnPlace = std::optional<std::size_t>;

constexpr std::size_t most_before_calls = 20; ///< rows before the header

std::string cell_of(const TableRow& row, const ColumnPlace& column)
{
    return column && *column < row.cells.size() ? one_line(row.cells[*column]) : std::string{};
}

bool has_word(const std::string& text, std::initializer_list<std::string_view> any)
{
    const std::string folded = fold(text);
    return std::any_of(any.begin(), any.end(),
                       [&](std::string_view one) { return folded.find(one) != std::string::npos; });
}

/// Equal rows of a table are several calls: the second is told from the first.
class RowRefs {
public:
    std::string ref(const std::string& kind, const std::string& content)
    {
        const std::string base = kind + fingerprint(content);
        const std::size_t count = ++m_counts[base];
        return count == 1 ? base : fmt::format("{}/{}", base, count);
    }

private:
    std::map<std::string, std::size_t> m_counts;
};

/// The rows below the header that `is_header` knows, and the order of the days in column `day`.
template <typename IsHeader, typename Use>
bool for_each_row(const std::string& bytes, const IsHeader& is_header, const ColumnPlace& day,
                  const Use& use)
{
    Table table(bytes);
    TableRow row;
    std::size_t before = 0;
    while (table.next(row) && !is_header(row.cells)) {
        if (++before > most_before_calls) {
            return false;
        }
    }
    if (!day) {
        return false;
    }
    DayOrder order = DayOrder::unknown;
    while (order == DayOrder::unknown && table.next(row)) {
        order = day_order_of(cell_of(row, day));
    }
    table.rewind();
    bool in_table = false;
    while (table.next(row)) {
        if (in_table) {
            use(row, order);
        }
        in_table = in_table || is_header(row.cells);
    }
    return true;
}

} // namespace

Happenings read_calls(const std::string& bytes, const std::string& file)
{
    Happenings out;
    RowRefs refs;
    ColumnPlace day;
    ColumnPlace time;
    ColumnPlace number;
    ColumnPlace name;
    ColumnPlace type;
    ColumnPlace duration;
    ColumnPlace note;
    const auto is_header = [&](const std::vector<std::string>& header) {
        day = column_named(header, {"date", "date/time", "date time", "datetime", "call date",
                                    "date and time", "timestamp", "start time", "started", "when",
                                    "day", "time"});
        time = column_named(header, {"time", "call time"});
        number =
            column_named(header, {"number", "phone number", "phone", "telephone", "caller number",
                                  "contact number", "caller", "called", "from", "to"});
        name = column_named(header, {"name", "contact", "contact name", "caller name"});
        type = column_named(header, {"type", "call type", "direction", "status"});
        duration = column_named(header, {"duration", "call duration", "talk time", "length"});
        note = column_named(header, {"note", "notes", "comment"});
        return day && (number || name);
    };
    const bool is_table =
        for_each_row(bytes, is_header, day, [&](const TableRow& row, DayOrder order) {
            const RecordPlace place{file, row.line};
            const auto date = day_of_cell(cell_of(row, day), order);
            if (!date) {
                const bool is_short = cell_of(row, day).empty();
                out.pass_over({place,
                               is_short
                                   ? "no date"
                                   : fmt::format("'{}' is no date that can be read for certain",
                                                 cut(cell_of(row, day), 40)),
                               true});
                return;
            }
            Happening one;
            one.kind = HistoryKind::calls;
            one.place = place;
            one.date = *date;
            Person person{cell_of(row, name), {}, cell_of(row, number)};
            if (person.name.empty() && person.phone.empty()) {
                out.pass_over({place, "without a number or a name", false});
                return;
            }
            const std::string kind = cell_of(row, type);
            const auto seconds = seconds_of_cell(cell_of(row, duration));
            one.attempt = has_word(kind, {"missed", "reject", "declin", "block", "voicemail",
                                          "no answer", "unanswered", "cancel", "busy"}) ||
                          (seconds && *seconds == 0);
            if (has_word(kind, {"incoming", "inbound", "received", "missed", "reject"}) ||
                fold(kind) == "in") {
                one.inbound = true;
            }
            if (seconds && *seconds > 0) {
                one.minutes = (*seconds + 59) / 60;
            }
            one.note = cell_of(row, note);
            one.title = one.note;
            one.ref =
                refs.ref("call:", fmt::format("{}\n{}\n{}", cell_of(row, day),
                                              time == day ? "" : cell_of(row, time),
                                              person.phone.empty() ? person.name : person.phone));
            one.with.push_back(std::move(person));
            out.happenings.push_back(std::move(one));
        });
    if (!is_table) {
        out.pass_over({{file, 1}, "no columns with a date and a number or name", true});
    }
    return out;
}

Happenings read_interactions(const std::string& bytes, const std::string& file)
{
    Happenings out;
    RowRefs refs;
    constexpr std::size_t count = 11;
    enum HistoryKey : std::size_t {
        day,
        who,
        touch,
        kind,
        outcome,
        dir,
        minutes,
        talk,
        note,
        ref,
        id
    };
    std::array<ColumnPlace, count> columns;
    const auto is_header = [&](const std::vector<std::string>& header) {
        columns = {column_named(header, {"date", "day", "when"}),
                   column_named(header, {"with", "who", "contact", "contacts", "name", "email"}),
                   column_named(header, {"touch", "interaction", "type"}),
                   column_named(header, {"class"}),
                   column_named(header, {"outcome"}),
                   column_named(header, {"dir", "direction"}),
                   column_named(header, {"minutes", "duration"}),
                   column_named(header, {"talk"}),
                   column_named(header, {"note", "notes", "comment", "subject", "text"}),
                   column_named(header, {"ref"}),
                   column_named(header, {"id"})};
        return columns[day] && columns[who] && columns[touch];
    };
    const bool is_table =
        for_each_row(bytes, is_header, columns[day], [&](const TableRow& row, DayOrder order) {
            const RecordPlace place{file, row.line};
            const auto cell = [&](HistoryKey key) { return cell_of(row, columns.at(key)); };
            const auto date = day_of_cell(cell(day), order);
            if (!date || cell(who).empty()) {
                out.pass_over({place,
                               cell(who).empty()
                                   ? "names nobody"
                                   : fmt::format("'{}' is no date that can be read for certain",
                                                 cut(cell(day), 40)),
                               true});
                return;
            }
            Happening one;
            one.kind = HistoryKind::table;
            one.place = place;
            one.date = *date;
            one.touch = cell(touch);
            one.note = columns[note] && *columns[note] < row.cells.size()
                           ? note_lines(row.cells[*columns[note]])
                           : std::string{};
            one.title = one.note;
            if (!cell(kind).empty()) {
                one.touch_class = fold(cell(kind));
            }
            one.attempt = fold(cell(outcome)) == "attempt";
            if (fold(cell(dir)) == "in") {
                one.inbound = true;
            }
            const auto number = [&](HistoryKey key, int most) -> std::optional<int> {
                const std::string text = cell(key);
                if (text.empty() || text.size() > 6 ||
                    text.find_first_not_of("0123456789") != std::string::npos) {
                    return std::nullopt;
                }
                const int value = std::stoi(text);
                return value > most ? std::nullopt : std::optional(value);
            };
            one.minutes = number(minutes, 100'000);
            one.talk = number(talk, 100);
            const std::string people = cell(who);
            for (std::size_t begin = 0; begin <= people.size();) {
                const std::size_t end = std::min(people.find(';', begin), people.size());
                const std::string name = one_line(people.substr(begin, end - begin));
                begin = end + 1;
                const bool is_address = name.find('@') != std::string::npos;
                if (!name.empty()) {
                    one.with.push_back({is_address ? "" : name, is_address ? name : "", {}});
                }
            }
            one.id = is_slug(cell(id)) ? cell(id) : std::string{};
            one.ref = cell(ref);
            if (one.ref.empty() && one.id.empty()) {
                one.ref = refs.ref("table:", fmt::format("{}\n{}\n{}\n{}", iso(*date), fold(people),
                                                         fold(one.touch), one.note));
            }
            out.happenings.push_back(std::move(one));
        });
    if (!is_table) {
        out.pass_over({{file, 1}, "no columns 'date', 'with' and 'touch'", true});
    }
    return out;
}

} // namespace crm
