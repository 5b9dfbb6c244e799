#include "cli/items_csv.hpp"

#include "cli/json.hpp"
#include "core/exchange/csv.hpp"

namespace crm::cli {
namespace {

CsvCell cell(const Json& value)
{
    if (value.is_null()) {
        return csv_value("");
    }
    return value.is_string() ? csv_text(value.get<std::string>()) : csv_value(value.dump());
}

/// What fits into a cell.
Json fields(const Morning& morning, const Item& item)
{
    Json out = item_json(morning, item);
    out.erase("reasons");
    return out;
}

} // namespace

std::string items_csv(const Morning& morning, bool with_arithmetic)
{
    Roster one;
    one.contacts.emplace_back();
    one.arrange({});
    Item any;
    any.contact = one.contacts.data();
    any.arithmetic = with_arithmetic ? "none" : "";
    std::vector<std::string> names;
    std::vector<CsvCell> cells;
    const Json every = fields({one, morning.today, {}, {}, {}, {}, {}}, any);
    for (const auto& field : every.items()) {
        names.push_back(field.key());
        cells.push_back(csv_value(field.key()));
    }
    std::string out = csv_record(cells);
    for (const Item& item : morning.items) {
        const Json json = fields(morning, item);
        cells.clear();
        for (const std::string& name : names) {
            cells.push_back(json.contains(name) ? cell(json[name]) : csv_value(""));
        }
        out += csv_record(cells);
    }
    return out;
}

} // namespace crm::cli
