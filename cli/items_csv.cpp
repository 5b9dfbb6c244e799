#include "cli/items_csv.hpp"

#include "cli/json.hpp"
#include "core/exchange/csv.hpp"

namespace crm::cli {
namespace {

/// The fields of any item, without their values.
std::vector<std::string> fields(bool with_arithmetic)
{
    const Contact nobody;
    Item item;
    item.contact = &nobody;
    item.arithmetic = with_arithmetic ? "none" : "";
    std::vector<std::string> out;
    const Json json = to_json(item);
    for (const auto& field : json.items()) {
        out.push_back(field.key());
    }
    return out;
}

CsvCell cell(const Json& value)
{
    if (value.is_null()) {
        return csv_value("");
    }
    return value.is_string() ? csv_text(value.get<std::string>()) : csv_value(value.dump());
}

} // namespace

std::string items_csv(const std::vector<Item>& items, bool with_arithmetic)
{
    const auto names = fields(with_arithmetic);
    std::vector<CsvCell> cells;
    for (const std::string& name : names) {
        cells.push_back(csv_value(name));
    }
    std::string out = csv_record(cells);
    for (const Item& item : items) {
        const Json json = to_json(item);
        cells.clear();
        for (const std::string& name : names) {
            cells.push_back(json.contains(name) ? cell(json[name]) : csv_value(""));
        }
        out += csv_record(cells);
    }
    return out;
}

} // namespace crm::cli
