#include "core/exchange/contact_table.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/exchange/card_build.hpp"
#include "core/exchange/card_dates.hpp"
#include "core/exchange/charset.hpp"
#include "core/exchange/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

namespace crm {
namespace {

constexpr std::size_t most_in_cell = 1000; ///< values of one cell

/// The values of a cell, split at each of `separators`.
std::vector<std::string_view> cell_values(std::string_view cell,
                                          std::initializer_list<std::string_view> separators)
{
    std::vector<std::string_view> out;
    while (!cell.empty() && out.size() < most_in_cell) {
        std::size_t end = cell.size();
        std::size_t length = 0;
        for (const std::string_view separator : separators) {
            const std::size_t found = cell.substr(0, end).find(separator);
            if (found != std::string_view::npos) {
                end = found;
                length = separator.size();
            }
        }
        out.push_back(cell.substr(0, end));
        cell.remove_prefix(end + length);
    }
    return out;
}

bool is_date_column(const Column& column)
{
    return column.field == ColumnField::date || column.field == ColumnField::since ||
           column.field == ColumnField::promised_from;
}

bool is_from_linkedin(const std::vector<Column>& columns)
{
    return std::any_of(columns.begin(), columns.end(), [](const Column& column) {
        return plain_heading(column.heading) == "connected_on";
    });
}

/// One row becoming a card.
class ContactRow {
public:
    ContactRow(const std::vector<Column>& columns, const TableRow& row, const std::string& file,
               DateOrder order, bool is_own, bool is_linkedin)
        : m_columns(columns), m_row(row), m_order(order), m_is_own(is_own),
          m_is_linkedin(is_linkedin), m_builder(file, row.line)
    {
    }

    /// False for a row without a name.
    bool read(Card& card);

private:
    void read_cell(const Column& column, const std::string& cell);
    void read_name(const Column& column, const std::string& cell);
    void phones(const Column& column, std::string_view cell);
    void named_date(const Column& column, std::string_view cell);
    void day(std::optional<Date> Card::*field, std::string_view name, std::string_view cell);
    void address_part(const Column& column, std::string_view cell);
    void linkedin_id(std::string_view url);
    void finish_birthday();
    void finish_addresses();
    [[nodiscard]] std::string label(const Column& column) const;
    [[nodiscard]] std::vector<std::string_view> list(std::string_view cell, bool by_comma) const;

    struct Address {
        CardAddress parts;
        std::vector<std::string> formatted;
    };

    const std::vector<Column>& m_columns;
    const TableRow& m_row;
    DateOrder m_order;
    bool m_is_own;
    bool m_is_linkedin;
    CardBuilder m_builder;
    std::string m_mapped_name; ///< of several columns that are to be the name
    CardName m_parts;
    std::array<std::string, 3> m_birth; ///< year, month, day
    std::vector<Address> m_addresses;
    std::map<std::string, std::size_t> m_address_at; ///< in m_addresses, by what its columns share
};

std::string ContactRow::label(const Column& column) const
{
    const auto at = static_cast<std::size_t>(column.label);
    std::string text =
        column.label >= 0 && at < m_row.cells.size() ? one_line(m_row.cells[at]) : "";
    return text.starts_with("* ") ? text.substr(2) : text; // Google marks the first of several
}

std::vector<std::string_view> ContactRow::list(std::string_view cell, bool by_comma) const
{
    if (m_is_own) {
        return cell_values(cell, {"; "});
    }
    return by_comma ? cell_values(cell, {":::", ";", ","}) : cell_values(cell, {":::", ";"});
}

bool ContactRow::read(Card& card)
{
    const std::size_t count = std::min(m_columns.size(), m_row.cells.size());
    for (std::size_t i = 0; i < count; ++i) {
        if (!m_row.cells[i].empty()) {
            read_cell(m_columns[i], m_row.cells[i]);
        }
    }
    m_builder.name(m_mapped_name);
    m_builder.parts(std::move(m_parts));
    finish_birthday();
    finish_addresses();
    return m_builder.finish(card);
}

void ContactRow::read_cell(const Column& column, const std::string& cell)
{
    switch (column.field) {
    case ColumnField::name:
    case ColumnField::prefix:
    case ColumnField::given:
    case ColumnField::middle:
    case ColumnField::family:
    case ColumnField::suffix: read_name(column, cell); break;
    case ColumnField::org: m_builder.org(cell); break;
    case ColumnField::department: m_builder.leave_out("department", cell); break;
    case ColumnField::title:
    case ColumnField::role: m_builder.role(cell); break;
    case ColumnField::email:
        for (const std::string_view one : list(cell, true)) {
            m_builder.email(one);
        }
        break;
    case ColumnField::phone: phones(column, cell); break;
    case ColumnField::other_phone: m_builder.leave_out(fold(column.heading), cell); break;
    case ColumnField::address_part: address_part(column, cell); break;
    case ColumnField::url:
        for (const std::string_view one :
             m_is_own ? list(cell, false) : cell_values(cell, {":::"})) {
            m_builder.url(one);
            if (m_is_linkedin) {
                linkedin_id(one);
            }
        }
        break;
    case ColumnField::alias:
        for (const std::string_view one : list(cell, true)) {
            m_builder.alias(one);
        }
        break;
    case ColumnField::tag:
        for (const std::string_view one : list(cell, true)) {
            m_builder.tag(one_line(one));
        }
        break;
    case ColumnField::interest:
        for (const std::string_view one : list(cell, true)) {
            m_builder.interest(one);
        }
        break;
    case ColumnField::avoid:
        for (const std::string_view one : list(cell, true)) {
            m_builder.avoid(one);
        }
        break;
    case ColumnField::note: m_builder.note(cell); break;
    case ColumnField::date: named_date(column, cell); break;
    case ColumnField::birth_year: m_birth[0] = one_line(cell); break;
    case ColumnField::birth_month: m_birth[1] = one_line(cell); break;
    case ColumnField::birth_day: m_birth[2] = one_line(cell); break;
    case ColumnField::since: day(&Card::since, "since", cell); break;
    case ColumnField::promised_from: day(&Card::promised_from, "promised_from", cell); break;
    case ColumnField::photo: m_builder.leave_out("a photo"); break;
    case ColumnField::relation: {
        const std::string of = label(column);
        m_builder.leave_out("relation", cell, of.empty() ? fold(column.heading) : of);
        break;
    }
    case ColumnField::hubspot_id:
        if (const std::string id = one_line(cell); !id.empty()) {
            m_builder.own(&Card::uid, "hubspot:" + id);
        }
        break;
    case ColumnField::own_text:
        if (column.own == &Card::uid && m_is_own) {
            const auto uids = cell_values(cell, {"; "});
            m_builder.own(&Card::uid, uids.front());
        } else {
            m_builder.own(column.own, cell);
        }
        break;
    case ColumnField::unknown:
    case ColumnField::ignored: break;
    }
}

void ContactRow::read_name(const Column& column, const std::string& cell)
{
    const std::string text = one_line(cell);
    const auto append = [&](std::string& to) {
        to += to.empty() || text.empty() ? "" : " ";
        to += text;
    };
    switch (column.field) {
    case ColumnField::prefix: append(m_parts.prefix); break;
    case ColumnField::given: append(m_parts.given); break;
    case ColumnField::middle: append(m_parts.middle); break;
    case ColumnField::family: append(m_parts.family); break;
    case ColumnField::suffix: append(m_parts.suffix); break;
    default:
        if (column.mapped) {
            append(m_mapped_name);
        } else {
            m_builder.name(text);
        }
        break;
    }
}

void ContactRow::phones(const Column& column, std::string_view cell)
{
    const std::string kind = fold(label(column));
    const bool is_other =
        kind.find("fax") != std::string::npos || kind.find("pager") != std::string::npos;
    for (const std::string_view one : list(cell, false)) {
        if (is_other) {
            m_builder.leave_out(kind, one);
        } else {
            m_builder.phone(one);
        }
    }
}

void ContactRow::named_date(const Column& column, std::string_view cell)
{
    const std::string text = one_line(cell);
    const std::string of = label(column);
    const std::string name = !column.name.empty() ? column.name : of.empty() ? "date" : of;
    auto date = YearlyDate::parse(text);
    if (!date || date->year) {
        date = parse_card_date(text, m_order);
    }
    if (date) {
        m_builder.date(name, *date);
    } else if (text.find_first_of("123456789") != std::string::npos) { // Outlook's none is 0/0/00
        const bool either = parse_card_date(text, DateOrder::day_first).has_value();
        m_builder.leave_out(name, text, either ? "day or month first?" : "");
    } else if (text.find('0') == std::string::npos) {
        m_builder.leave_out(name, text);
    }
}

void ContactRow::day(std::optional<Date> Card::*field, std::string_view name, std::string_view cell)
{
    const std::string text = one_line(cell);
    if (const auto date = parse_card_day(text, m_order)) {
        m_builder.day(field, *date);
    } else {
        const bool either = parse_card_day(text, DateOrder::day_first).has_value();
        m_builder.leave_out(name, text, either ? "day or month first?" : "");
    }
}

/// A connection changes firms, and mostly has no mail address; the page stays.
void ContactRow::linkedin_id(std::string_view url)
{
    constexpr std::string_view before = "linkedin.com/in/";
    const std::size_t found = url.find(before);
    if (found != std::string_view::npos) {
        const std::string_view rest = url.substr(found + before.size());
        const std::string id = one_line(rest.substr(0, rest.find_first_of("/?#")));
        m_builder.own(&Card::uid, id.empty() ? "" : "linkedin:" + id);
    }
}

void ContactRow::address_part(const Column& column, std::string_view cell)
{
    const auto [known, is_new] = m_address_at.try_emplace(column.name, m_addresses.size());
    if (is_new) {
        m_addresses.emplace_back();
    }
    Address& address = m_addresses[known->second];
    const auto append = [&](std::string& to) {
        to += to.empty() ? "" : "\n";
        to += cell;
    };
    switch (column.part) {
    case AddressPart::box: append(address.parts.box); break;
    case AddressPart::extended: append(address.parts.extended); break;
    case AddressPart::street: append(address.parts.street); break;
    case AddressPart::city: append(address.parts.city); break;
    case AddressPart::region: append(address.parts.region); break;
    case AddressPart::code: append(address.parts.code); break;
    case AddressPart::country: append(address.parts.country); break;
    case AddressPart::formatted:
        for (const std::string_view one : cell_values(cell, {":::"})) {
            address.formatted.emplace_back(one);
        }
        break;
    }
}

void ContactRow::finish_addresses()
{
    for (const Address& address : m_addresses) {
        for (const std::string& one : address.formatted) {
            m_builder.address(one);
        }
        if (!address.formatted.empty()) {
            continue;
        }
        if (m_is_own) {
            for (const std::string_view one : cell_values(address.parts.street, {"; "})) {
                m_builder.address(one);
            }
        } else {
            m_builder.address(address.parts.line());
        }
    }
}

void ContactRow::finish_birthday()
{
    const auto& [year, month, day] = m_birth;
    if (month.empty() && day.empty()) {
        m_builder.leave_out("birthday", year);
        return;
    }
    const std::string text = (year.empty() ? "0000" : year) + "-" + month + "-" + day;
    if (const auto date = parse_card_date(text)) {
        m_builder.date("birthday", *date);
    } else {
        m_builder.leave_out("birthday", text);
    }
}

/// A file, once its header is found.
class ContactTableReader {
public:
    ContactTableReader(std::string_view bytes, const std::string& file, const ColumnMap& map)
        : m_table(bytes), m_file(file)
    {
        find_header(map);
    }

    Cards read();

private:
    void find_header(const ColumnMap& map);
    [[noreturn]] void refuse(const std::vector<std::string>& header, const ColumnMap& map) const;
    [[nodiscard]] DateOrder date_order();
    void to_first_row();

    Table m_table;
    const std::string& m_file;
    std::vector<Column> m_columns;
    std::size_t m_header_line = 0;
    bool m_is_own = false;
};

void ContactTableReader::find_header(const ColumnMap& map)
{
    TableRow row;
    std::vector<std::string> widest;
    for (std::size_t i = 0; i < most_before_header && m_table.next(row); ++i) {
        const bool fits = map.columns.empty() ? recognise_header(row.cells) == TableKind::contacts
                                              : missing_columns(row.cells, map).empty();
        if (fits) {
            m_columns = contact_columns(row.cells, map);
            m_header_line = row.line;
            m_is_own = is_own_header(row.cells);
            return;
        }
        if (row.cells.size() > widest.size()) {
            widest = row.cells;
        }
    }
    refuse(widest, map);
}

void ContactTableReader::refuse(const std::vector<std::string>& header, const ColumnMap& map) const
{
    std::vector<std::string> headings;
    std::vector<std::string> quoted;
    for (const std::string& heading : header) {
        const std::string line = one_line(heading);
        if (!line.empty() && headings.size() < 30) {
            headings.push_back(line);
            quoted.push_back(fmt::format("'{}'", cut(line, 40)));
        }
    }
    if (headings.empty()) {
        throw Error(Fault::usage, fmt::format("'{}' is no table: it is empty", visible(m_file)),
                    "a table has a line with the names of its columns, and lines with values");
    }
    const std::string columns = "its columns are " + enumerate(quoted);
    const std::vector<std::string> missing = missing_columns(header, map);
    if (!missing.empty()) {
        const auto near = nearest(missing.front(), headings);
        throw Error(
            Fault::usage,
            fmt::format("'{}' has no column '{}'", visible(m_file), visible(missing.front())),
            near ? fmt::format("did you mean '{}'?", *near) : columns);
    }
    throw Error(Fault::usage,
                fmt::format("'{}' has no column that could be a name", visible(m_file)),
                fmt::format("{}; say which one is it, and what others are: '--map \"{}=name\"'",
                            columns, headings.front()));
}

void ContactTableReader::to_first_row()
{
    m_table.rewind();
    for (TableRow row; m_table.next(row) && row.line < m_header_line;) {
    }
}

/// What the dates of all columns show; nothing where they contradict each other.
DateOrder ContactTableReader::date_order()
{
    DateOrder order = DateOrder::unknown;
    if (std::none_of(m_columns.begin(), m_columns.end(), is_date_column)) {
        return order;
    }
    to_first_row();
    for (TableRow row; m_table.next(row);) {
        for (std::size_t i = 0; i < std::min(row.cells.size(), m_columns.size()); ++i) {
            const DateOrder shown = is_date_column(m_columns[i])
                                        ? shown_order(one_line(row.cells[i]))
                                        : DateOrder::unknown;
            if (shown != DateOrder::unknown && order != DateOrder::unknown && shown != order) {
                return DateOrder::unknown;
            }
            order = shown == DateOrder::unknown ? order : shown;
        }
    }
    return order;
}

Cards ContactTableReader::read()
{
    const DateOrder order = date_order();
    to_first_row();
    Cards out;
    std::vector<bool> told(m_columns.size());
    const bool linkedin = is_from_linkedin(m_columns);
    for (TableRow row; m_table.next(row);) {
        if (out.is_full({m_file, row.line})) {
            break;
        }
        Card card;
        if (ContactRow(m_columns, row, m_file, order, m_is_own, linkedin).read(card)) {
            out.cards.push_back(std::move(card));
        } else {
            out.add_bad({{m_file, row.line}, "has no name"});
        }
        for (std::size_t i = 0; i < std::min(row.cells.size(), m_columns.size()); ++i) {
            if (m_columns[i].field == ColumnField::unknown && !told[i] &&
                !one_line(row.cells[i]).empty()) {
                told[i] = true;
            }
        }
    }
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        const std::string& heading = m_columns[i].heading;
        std::string what = heading.empty() ? fmt::format("column {}, which has no name", i + 1)
                                           : fmt::format("the column '{}'", cut(heading, 60));
        if (told[i] &&
            std::find(out.left_out.begin(), out.left_out.end(), what) == out.left_out.end()) {
            out.left_out.push_back(std::move(what));
        }
    }
    for (const std::size_t line : m_table.open_quotes()) {
        out.add_bad({{m_file, line}, "has a quote that is not closed"});
    }
    std::stable_sort(out.bad.begin(), out.bad.end(), [](const BadRecord& a, const BadRecord& b) {
        return a.place.line < b.place.line;
    });
    return out;
}

} // namespace

Cards read_contact_table(std::string_view bytes, const std::string& file, const ColumnMap& map)
{
    return ContactTableReader(bytes, file, map).read();
}

} // namespace crm
