#pragma once

// The one table of what `crm list` can show of a contact. Its text, its CSV, --columns, --sort,
// help and errors walk this table.

#include "cli/terminal.hpp"
#include "cli/value.hpp"
#include "core/cadence/agenda.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crm::cli {

/// A contact, and what the ledger says of it on the day asked about.
struct Listed {
    const Roster* ledger = nullptr;
    const Contact* contact = nullptr;
    Date today;
    std::vector<Item> items;
    std::optional<Moment> last; ///< newest that reached the contact
    Relation relation = Relation::fresh;
};

/// The most urgent state of its promises, else its status; empty where nothing is promised.
[[nodiscard]] std::string_view state_of(const Listed& listed);

struct Column {
    std::string_view name;    ///< on the command line and in CSV
    std::string_view caption; ///< in text
    Value (*value)(const Listed& listed);
    std::size_t least = 0;            ///< as Table::Column
    bool is_default = false;          ///< shown where --columns does not say otherwise
    bool optional = false;            ///< where not asked for: left out when narrow, or empty
    bool right = false;               ///< numbers
    std::string_view when_empty = {}; ///< in text
    Style style = Style::plain;
};

[[nodiscard]] std::span<const Column> columns();

/// "id, name, kind ..." in the order of the table.
[[nodiscard]] std::string column_names();

/// The columns that a list such as `name,tier` names. Throws Error (usage) for one that is none,
/// is missing or stands twice; `option` is whose value it is.
[[nodiscard]] std::vector<const Column*> parse_columns(std::string_view option,
                                                       std::string_view text);

/// What stands in the column, for people and for programs.
[[nodiscard]] std::string shown(const Column& column, const Listed& listed);
[[nodiscard]] CsvCell csv_cell(const Column& column, const Listed& listed);

/// Sorts by columns such as `tier,-last`; a '-' reverses one. What is equal keeps its order; who
/// has nothing in a column comes last either way. Throws as parse_columns().
void sort_by(std::string_view text, std::vector<Listed>& listed);

} // namespace crm::cli
