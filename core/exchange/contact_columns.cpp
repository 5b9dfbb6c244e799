#include "core/exchange/contact_columns.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/exchange/card_build.hpp"
#include "core/exchange/charset.hpp"
#include "core/exchange/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <set>
#include <span>

namespace crm {
namespace {

using Field = ColumnField;
using NamedField = std::pair<std::string_view, Field>;

/// Plain headings.
constexpr std::array<NamedField, 88> known_headings{{
    {"name", Field::name},
    {"full_name", Field::name},
    {"fullname", Field::name},
    {"display_name", Field::name},
    {"contact_name", Field::name},
    {"name_prefix", Field::prefix},
    {"prefix", Field::prefix},
    {"salutation", Field::prefix},
    {"given_name", Field::given},
    {"first_name", Field::given},
    {"firstname", Field::given},
    {"middle_name", Field::middle},
    {"additional_name", Field::middle},
    {"family_name", Field::family},
    {"last_name", Field::family},
    {"lastname", Field::family},
    {"surname", Field::family},
    {"name_suffix", Field::suffix},
    {"suffix", Field::suffix},
    {"title", Field::title},
    {"org", Field::org},
    {"organization", Field::org},
    {"organisation", Field::org},
    {"organization_name", Field::org},
    {"organization_1_-_name", Field::org},
    {"company", Field::org},
    {"company_name", Field::org},
    {"associated_company", Field::org},
    {"firm", Field::org},
    {"employer", Field::org},
    {"department", Field::department},
    {"organization_department", Field::department},
    {"organization_1_-_department", Field::department},
    {"role", Field::role},
    {"job_title", Field::role},
    {"jobtitle", Field::role},
    {"position", Field::role},
    {"organization_title", Field::role},
    {"organization_1_-_title", Field::role},
    {"fax", Field::other_phone},
    {"fax_number", Field::other_phone},
    {"home_fax", Field::other_phone},
    {"business_fax", Field::other_phone},
    {"work_fax", Field::other_phone},
    {"other_fax", Field::other_phone},
    {"pager", Field::other_phone},
    {"pager_number", Field::other_phone},
    {"assistant's_phone", Field::other_phone},
    {"nickname", Field::alias},
    {"alias", Field::alias},
    {"aliases", Field::alias},
    {"maiden_name", Field::alias},
    {"tags", Field::tag},
    {"labels", Field::tag},
    {"groups", Field::tag},
    {"group_membership", Field::tag},
    {"categories", Field::tag},
    {"category", Field::tag},
    {"lifecycle_stage", Field::tag},
    {"interests", Field::interest},
    {"hobby", Field::interest},
    {"notes", Field::note},
    {"note", Field::note},
    {"comments", Field::note},
    {"birth_year", Field::birth_year},
    {"birth_month", Field::birth_month},
    {"birth_day", Field::birth_day},
    {"since", Field::since},
    {"connected_on", Field::since},
    {"photo", Field::photo},
    {"spouse", Field::relation},
    {"children", Field::relation},
    {"manager's_name", Field::relation},
    {"assistant's_name", Field::relation},
    {"record_id", Field::hubspot_id},
    {"record_id_-_contact", Field::hubspot_id},
    {"hs_object_id", Field::hubspot_id},
    {"initials", Field::ignored},
    {"yomi_name", Field::ignored},
    {"given_name_yomi", Field::ignored},
    {"additional_name_yomi", Field::ignored},
    {"family_name_yomi", Field::ignored},
    {"phonetic_first_name", Field::ignored},
    {"phonetic_middle_name", Field::ignored},
    {"phonetic_last_name", Field::ignored},
    {"file_as", Field::ignored},
    {"private", Field::ignored},
    {"sensitivity", Field::ignored},
}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> date_headings{{
    {"birthday", "birthday"},
    {"birthdate", "birthday"},
    {"birth_date", "birthday"},
    {"date_of_birth", "birthday"},
    {"dob", "birthday"},
    {"bday", "birthday"},
    {"dates.birthday", "birthday"},
    {"anniversary", "anniversary"},
    {"wedding_anniversary", "anniversary"},
    {"dates.anniversary", "anniversary"},
}};

/// Keys of crm's own CSV that nothing else writes, or not with this meaning.
constexpr std::array<std::pair<std::string_view, std::string Card::*>, 7> own_texts{{
    {"id", &Card::id},
    {"kind", &Card::kind},
    {"tier", &Card::tier},
    {"status", &Card::status},
    {"household", &Card::household},
    {"referred_by", &Card::referred_by},
    {"uid", &Card::uid},
}};

/// Keys for --map that are no texts of a card's own.
constexpr std::array<NamedField, 17> map_keys{{
    {"name", Field::name},
    {"first_name", Field::given},
    {"middle_name", Field::middle},
    {"last_name", Field::family},
    {"org", Field::org},
    {"role", Field::role},
    {"email", Field::email},
    {"phone", Field::phone},
    {"address", Field::address_part},
    {"url", Field::url},
    {"aliases", Field::alias},
    {"tags", Field::tag},
    {"interests", Field::interest},
    {"notes", Field::note},
    {"since", Field::since},
    {"promised_from", Field::promised_from},
    {"avoid", Field::avoid},
}};

constexpr std::array<std::pair<std::string_view, AddressPart>, 26> address_parts{{
    {"formatted", AddressPart::formatted},
    {"street", AddressPart::street},
    {"street_2", AddressPart::street},
    {"street_3", AddressPart::street},
    {"street_address", AddressPart::street},
    {"street_address_2", AddressPart::street},
    {"address", AddressPart::street},
    {"address_2", AddressPart::street},
    {"address_line_1", AddressPart::street},
    {"address_line_2", AddressPart::street},
    {"extended_address", AddressPart::extended},
    {"po_box", AddressPart::box},
    {"city", AddressPart::city},
    {"town", AddressPart::city},
    {"state", AddressPart::region},
    {"region", AddressPart::region},
    {"province", AddressPart::region},
    {"county", AddressPart::region},
    {"state/region", AddressPart::region},
    {"zip", AddressPart::code},
    {"zipcode", AddressPart::code},
    {"zip_code", AddressPart::code},
    {"postal_code", AddressPart::code},
    {"postcode", AddressPart::code},
    {"country", AddressPart::country},
    {"country/region", AddressPart::country},
}};

template <typename List>
auto find_heading(const List& table, std::string_view heading)
{
    return std::find_if(table.begin(), table.end(),
                        [&](const auto& one) { return one.first == heading; });
}

bool is_heading_number(std::string_view word)
{
    return !word.empty() && word.size() < 4 &&
           word.find_first_not_of("0123456789") == std::string_view::npos;
}

std::vector<std::string_view> heading_words(std::string_view heading)
{
    std::vector<std::string_view> out;
    while (!heading.empty()) {
        const std::size_t end = std::min(heading.find('_'), heading.size());
        if (end > 0 && heading.substr(0, end) != "-") {
            out.push_back(heading.substr(0, end));
        }
        heading.remove_prefix(std::min(end + 1, heading.size()));
    }
    return out;
}

/// True for a heading made of one of `needed` and any of `also` and numbers, nothing else.
bool is_made_of(std::string_view heading, std::initializer_list<std::string_view> needed,
                std::initializer_list<std::string_view> also)
{
    const auto in = [](std::initializer_list<std::string_view> list, std::string_view word) {
        return std::find(list.begin(), list.end(), word) != list.end();
    };
    const auto all = heading_words(heading);
    return std::any_of(all.begin(), all.end(),
                       [&](std::string_view word) { return in(needed, word); }) &&
           std::all_of(all.begin(), all.end(), [&](std::string_view word) {
               return in(needed, word) || in(also, word) || is_heading_number(word);
           });
}

/// `Home City`, `Address 1 - City`, `City`: the part, and what the others of the address share.
std::optional<std::pair<AddressPart, std::string>> address_heading(std::string_view heading)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 7> places{{
        {"home_", "home"},
        {"business_", "work"},
        {"work_", "work"},
        {"company_", "work"},
        {"other_", "other"},
        {"mailing_", "mailing"},
        {"primary_", "primary"},
    }};
    std::string of;
    const std::size_t hyphen = heading.find("_-_");
    if (heading.starts_with("address_") && hyphen != std::string_view::npos) {
        of = heading.substr(0, hyphen);
        heading.remove_prefix(hyphen + 3);
    } else {
        for (const auto& [prefix, place] : places) {
            if (heading.starts_with(prefix)) {
                of = place;
                heading.remove_prefix(prefix.size());
                break;
            }
        }
    }
    const auto part = find_heading(address_parts, heading);
    if (part == address_parts.end()) {
        return std::nullopt;
    }
    return std::pair(part->second, of);
}

/// `Event 1 - Value` and the like: which column has its label.
int label_of(const std::vector<std::string>& plain, std::string_view heading)
{
    const std::size_t hyphen = heading.find("_-_value");
    if (hyphen == std::string_view::npos) {
        return -1;
    }
    const std::string stem(heading.substr(0, hyphen));
    for (const auto* end : {"_-_label", "_-_type"}) {
        const auto found = std::find(plain.begin(), plain.end(), stem + end);
        if (found != plain.end()) {
            return static_cast<int>(found - plain.begin());
        }
    }
    return -1;
}

void read_heading(Column& column, const std::string& plain, bool is_own)
{
    const auto own = find_heading(own_texts, plain);
    if (own != own_texts.end() && (is_own || plain == "uid" || plain == "household")) {
        column.field = Field::own_text;
        column.own = own->second;
    } else if (is_own && (plain == "promised_from" || plain == "avoid")) {
        column.field = plain == "avoid" ? Field::avoid : Field::promised_from;
    } else if (const auto date = find_heading(date_headings, plain); date != date_headings.end()) {
        column.field = Field::date;
        column.name = date->second;
    } else if (plain.starts_with("dates.")) {
        column.field = Field::date;
        column.name = one_line(std::string_view(column.heading).substr(6));
    } else if (const auto known = find_heading(known_headings, plain);
               known != known_headings.end()) {
        column.field = known->second;
    } else if (plain.ends_with("_-_label") || plain.ends_with("_-_type")) {
        column.field = Field::ignored;
    } else if (plain.ends_with("_-_value") && plain.starts_with("event_")) {
        column.field = Field::date;
    } else if (plain.ends_with("_-_value") && plain.starts_with("relation_")) {
        column.field = Field::relation;
    } else if (is_made_of(plain, {"email", "mail", "emails"},
                          {"address", "addresses", "home", "work", "business", "other", "primary",
                           "secondary", "personal", "value"})) {
        column.field = Field::email;
    } else if (is_made_of(plain, {"phone", "phones", "mobile", "cell", "telephone", "tel"},
                          {"number", "numbers", "home", "work", "business", "other", "primary",
                           "secondary", "personal", "car", "company", "main", "radio", "direct",
                           "office", "value"})) {
        column.field = Field::phone;
    } else if (is_made_of(plain, {"url", "website", "web", "homepage"},
                          {"home", "work", "business", "personal", "other", "blog", "profile",
                           "page", "linkedin", "value"})) {
        column.field = Field::url;
    } else if (const auto address = address_heading(plain)) {
        column.field = Field::address_part;
        column.part = address->first;
        column.name = address->second;
    }
}

/// What --map says of a column; false for a key that none is.
bool read_map_key(Column& column, std::string_view key)
{
    const std::string plain = plain_heading(key);
    column.name.clear();
    column.label = -1;
    if (plain.empty()) {
        column.field = Field::ignored;
        return true;
    }
    if (const auto own = find_heading(own_texts, plain); own != own_texts.end()) {
        column.field = Field::own_text;
        column.own = own->second;
        return true;
    }
    if (const auto date = find_heading(date_headings, plain); date != date_headings.end()) {
        column.field = Field::date;
        column.name = date->second;
        return true;
    }
    if (plain.starts_with("dates.") && plain.size() > 6) {
        column.field = Field::date;
        column.name = one_line(key.substr(6));
        return true;
    }
    const auto known = find_heading(map_keys, plain);
    if (known == map_keys.end()) {
        return false;
    }
    column.field = known->second;
    column.part = AddressPart::formatted;
    return true;
}

std::vector<std::string> known_map_keys()
{
    std::vector<std::string> out;
    for (const auto& [key, field] : map_keys) {
        out.emplace_back(key);
    }
    for (const auto& [key, field] : own_texts) {
        out.emplace_back(key);
    }
    out.emplace_back("birthday");
    out.emplace_back("anniversary");
    return out;
}

constexpr const char* map_form = "it reads '--map \"Full Name=name,Mail=email\"'";

} // namespace

ColumnMap ColumnMap::parse(std::string_view text)
{
    ColumnMap map;
    std::set<std::string> named;
    while (!text.empty()) {
        std::string entry;
        std::size_t at = 0;
        for (; at < text.size() && text[at] != ','; ++at) {
            at += text[at] == '\\' && at + 1 < text.size() && text[at + 1] == ',' ? 1U : 0U;
            entry += text[at];
        }
        text.remove_prefix(std::min(at + 1, text.size()));
        const std::size_t equals = entry.rfind('=');
        const std::string column = one_line(std::string_view(entry).substr(0, equals));
        if (equals == std::string::npos || column.empty()) {
            throw Error(Fault::usage,
                        fmt::format("'{}' in '--map' is no column and its key", visible(entry)),
                        map_form);
        }
        const std::string key = one_line(std::string_view(entry).substr(equals + 1));
        Column unused;
        if (!read_map_key(unused, key)) {
            const auto keys = known_map_keys();
            const auto near = nearest(key, keys);
            throw Error(Fault::usage, fmt::format("'{}' is not a key for '--map'", visible(key)),
                        near ? fmt::format("did you mean '{}'?", *near)
                             : fmt::format("it is {}", enumerate(keys, "or")));
        }
        if (!named.insert(plain_heading(column)).second) {
            throw Error(Fault::usage, fmt::format("'{}' stands twice in '--map'", visible(column)),
                        map_form);
        }
        map.columns.emplace_back(column, key);
    }
    return map;
}

std::string plain_heading(std::string_view heading)
{
    std::string text = one_line(heading);
    std::string out;
    for (const char c : text) {
        const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        if (small != ' ' && small != '_') {
            out += small;
        } else if (!out.empty() && out.back() != '_') {
            out += '_';
        }
    }
    for (std::size_t at = 0; (at = out.find("e-mail", at)) != std::string::npos;) {
        out.erase(at + 1, 1);
    }
    return std::string(stripped(out, "_*:"));
}

std::vector<Column> contact_columns(const std::vector<std::string>& header, const ColumnMap& map)
{
    std::vector<std::string> plain;
    for (const std::string& heading : header) {
        plain.push_back(plain_heading(heading));
    }
    const bool is_own = is_own_header(header);
    std::vector<Column> columns(header.size());
    for (std::size_t i = 0; i < header.size(); ++i) {
        Column& column = columns[i];
        column.heading = one_line(header[i]);
        read_heading(column, plain[i], is_own);
        column.label = label_of(plain, plain[i]);
    }
    for (std::size_t i = 0; i < header.size(); ++i) {
        for (const auto& [name, key] : map.columns) {
            if (plain_heading(name) == plain[i]) {
                read_map_key(columns[i], key);
                columns[i].mapped = true;
            }
        }
    }
    const bool has_role = std::any_of(columns.begin(), columns.end(), [](const Column& column) {
        return column.field == Field::role;
    });
    for (Column& column : columns) {
        if (column.field == Field::title) {
            column.field = has_role ? Field::prefix : Field::role;
        }
    }
    return columns;
}

bool is_own_header(const std::vector<std::string>& header)
{
    constexpr std::array<std::string_view, 4> keys{"id", "name", "kind", "tier"};
    return std::all_of(keys.begin(), keys.end(), [&](std::string_view key) {
        return std::find(header.begin(), header.end(), key) != header.end();
    });
}

std::vector<std::string> missing_columns(const std::vector<std::string>& header,
                                         const ColumnMap& map)
{
    std::vector<std::string> out;
    for (const auto& [name, key] : map.columns) {
        const std::string wanted = plain_heading(name);
        if (std::none_of(header.begin(), header.end(), [&](const std::string& heading) {
                return plain_heading(heading) == wanted;
            })) {
            out.push_back(name);
        }
    }
    return out;
}

bool has_name_column(const std::vector<Column>& columns)
{
    return std::any_of(columns.begin(), columns.end(), [](const Column& column) {
        return column.field == Field::name || column.field == Field::given ||
               column.field == Field::family || column.field == Field::org;
    });
}

TableKind recognise_header(const std::vector<std::string>& header)
{
    std::set<std::string> plain;
    for (const std::string& heading : header) {
        plain.insert(plain_heading(heading));
    }
    const auto has = [&](std::initializer_list<std::string_view> any) {
        return std::any_of(any.begin(), any.end(),
                           [&](std::string_view one) { return plain.contains(std::string(one)); });
    };
    if (has({"date", "day", "when"}) && has({"touch", "interaction"})) {
        return TableKind::interactions;
    }
    const bool has_number =
        has({"number", "phone_number", "phone", "telephone", "caller", "caller_number", "called",
             "contact_number", "from", "to", "name", "contact"});
    if (has_number && has({"duration", "call_duration", "duration_(s)", "duration_(sec)",
                           "duration_(seconds)", "talk_time", "call_type", "call_date"})) {
        return TableKind::calls;
    }
    const std::vector<Column> columns = contact_columns(header, {});
    if (header.size() == 1 && columns.front().field == Field::name) {
        return TableKind::contacts;
    }
    if (!has_name_column(columns)) {
        return TableKind::neither;
    }
    // One word can stand in any text; two make a header.
    const auto known = std::count_if(columns.begin(), columns.end(), [](const Column& column) {
        return column.field != Field::unknown && column.field != Field::ignored;
    });
    return known >= 2 ? TableKind::contacts : TableKind::neither;
}

TableKind recognise_table(std::string_view bytes)
{
    Table table(bytes);
    TableRow row;
    for (std::size_t i = 0; i < most_before_header && table.next(row); ++i) {
        const TableKind kind = recognise_header(row.cells);
        if (kind != TableKind::neither) {
            return kind;
        }
    }
    return TableKind::neither;
}

} // namespace crm
