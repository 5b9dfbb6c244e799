#pragma once

// What the columns of a table of contacts mean: by their headings, as Google, Outlook, LinkedIn,
// Thunderbird, HubSpot and crm itself write them, or as the user says with --map.

#include "core/exchange/card.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crm {

enum class ColumnField {
    unknown, ///< told of, where it has something
    ignored, ///< says something of another column, or nothing for a ledger
    name,
    prefix,
    given,
    middle,
    family,
    suffix,
    title, ///< "Mr." beside a column for the role, else the role
    org,
    department,
    role,
    email,
    phone,
    other_phone, ///< a fax number, a pager, the assistant's
    address_part,
    url,
    alias,
    tag,
    interest,
    note,
    date,
    birth_year,
    birth_month,
    birth_day,
    since,
    promised_from,
    photo,
    relation,
    hubspot_id,
    own_text, ///< `own` says which
    avoid,
};

enum class AddressPart { box, extended, street, city, region, code, country, formatted };

struct Column {
    std::string heading; ///< as it stands in the file, on one line
    ColumnField field = ColumnField::unknown;
    std::string name; ///< of a date: "birthday"; of an address: what its parts have in common
    int label = -1;   ///< the column that names this one's kind: `Phone 1 - Label`
    AddressPart part = AddressPart::street;
    std::string Card::*own = nullptr;
    bool mapped = false; ///< by the user
};

/// `--map "Full Name=name,Mail=email"`: columns by their heading, and what they are; `Column=`
/// leaves one out. A comma within a heading is written `\,`.
struct ColumnMap {
    std::vector<std::pair<std::string, std::string>> columns;

    /// Throws Error (usage) for an entry without '=', a key that none is, or a column named twice.
    [[nodiscard]] static ColumnMap parse(std::string_view text);
};

/// A heading for comparing: "E-mail 1 - Value" is "email_1_-_value"; case and repeated spaces make
/// no difference.
[[nodiscard]] std::string plain_heading(std::string_view heading);

/// The columns with this header; what `map` says goes before what the headings say.
[[nodiscard]] std::vector<Column> contact_columns(const std::vector<std::string>& header,
                                                  const ColumnMap& map);

/// True for the header of crm's own CSV: several values of a cell stand between "; ".
[[nodiscard]] bool is_own_header(const std::vector<std::string>& header);

/// Those of `map` that the header does not have.
[[nodiscard]] std::vector<std::string> missing_columns(const std::vector<std::string>& header,
                                                       const ColumnMap& map);

/// True for a header with a column that holds a name, or parts of it, or a firm.
[[nodiscard]] bool has_name_column(const std::vector<Column>& columns);

/// What a table is about.
enum class TableKind { neither, contacts, interactions, calls };

/// By its header: interactions have a `date` and a `touch`, calls a number and a duration or a
/// type of call.
[[nodiscard]] TableKind recognise_header(const std::vector<std::string>& header);

/// By the first of its rows that is a header; `bytes` may be the beginning of a file.
[[nodiscard]] TableKind recognise_table(std::string_view bytes);

/// So many rows are looked at for the header.
inline constexpr std::size_t most_before_header = 30;

} // namespace crm
