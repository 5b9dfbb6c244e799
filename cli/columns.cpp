#include "cli/columns.hpp"

#include "core/base/text.hpp"
#include "core/cadence/relation.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <utility>

namespace crm::cli {
namespace {

Value text(std::string_view text)
{
    return text.empty() ? Value{} : Value{std::string(text)};
}

Value texts(const std::vector<std::string>& several)
{
    return several.empty() ? Value{} : Value{several};
}

Value day(const std::optional<Date>& date)
{
    return date ? Value{*date} : Value{};
}

/// The more urgent, the smaller.
std::size_t rank_of(State state)
{
    constexpr std::array order{State::overdue, State::due, State::soon, State::snoozed, State::ok};
    return static_cast<std::size_t>(std::find(order.begin(), order.end(), state) - order.begin());
}

const Item* most_urgent(const Listed& listed)
{
    const auto found = std::min_element(
        listed.items.begin(), listed.items.end(),
        [](const Item& a, const Item& b) { return rank_of(a.state) < rank_of(b.state); });
    return found == listed.items.end() ? nullptr : &*found;
}

Value status(const Listed& listed)
{
    const Status status = listed.contact->status;
    return Ranked{static_cast<std::size_t>(status), std::string(status_name(status))};
}

Value state(const Listed& listed)
{
    if (listed.contact->status != Status::active) {
        constexpr std::size_t behind_states = 10;
        return Ranked{behind_states + static_cast<std::size_t>(listed.contact->status),
                      std::string(state_of(listed))};
    }
    const Item* item = most_urgent(listed);
    return item == nullptr ? Value{}
                           : Ranked{rank_of(item->state), std::string(state_name(item->state))};
}

Value tier(const Listed& listed)
{
    return Ranked{listed.ledger->settings.tier_rank(listed.contact->tier), listed.contact->tier};
}

Value birthday(const Listed& listed)
{
    for (const NamedDate& named : listed.contact->dates) {
        if (named.name == "birthday") {
            return named.date;
        }
    }
    return {};
}

/// The nearest day on which something is due, which may be past.
Value next(const Listed& listed)
{
    std::optional<Date> first;
    for (const Item& item : listed.items) {
        first = item.due && (!first || *item.due < *first) ? item.due : first;
    }
    return day(first);
}

/// What the morning list asks for.
Value owes(const Listed& listed)
{
    std::vector<std::string> requirements;
    for (const Item& item : listed.items) {
        if (item.is_listed()) {
            requirements.push_back(item.promise.requirement);
        }
    }
    return texts(requirements);
}

Value referred_by(const Listed& listed)
{
    const auto& by = listed.contact->referred_by;
    const Contact* contact = by ? listed.ledger->find(by->id) : nullptr;
    return !by ? Value{} : text(contact != nullptr ? contact->id : by->id);
}

/// Sorted from the best to what is over.
Value relation(const Listed& listed)
{
    return Ranked{static_cast<std::size_t>(listed.relation),
                  std::string(relation_name(listed.relation))};
}

Value strength(const Listed& listed)
{
    return strength_of(*listed.ledger, *listed.contact, listed.today).now;
}

// The fields of a Column: name, caption, value, least, is_default, optional, right, when_empty,
// style.
constexpr std::array<Column, 29> table{{
    {"name", "Name", [](const Listed& l) { return text(l.contact->name); }, 12, true},
    {"kind", "Kind", [](const Listed& l) { return text(l.contact->kind); }, 0, true},
    {"tier", "Tier", tier, 0, true},
    {"state", "State", state, 9, true},
    {"relation", "Relation", relation, 0, true, true},
    {"last", "Last", [](const Listed& l) { return !l.last ? Value{} : Value{l.last->date}; }, 0,
     true, false, false, "never"},
    {"org", "Org", [](const Listed& l) { return text(l.contact->org); }, 12, true, true},
    {"id", "Id", [](const Listed& l) { return text(l.contact->id); }, 0, true, true, false, "",
     Style::dim},
    {"status", "Status", status},
    {"owes", "Owes", owes, 9},
    {"next", "Next", next},
    {"last_touch", "Last touch",
     [](const Listed& l) {
         return !l.last ? Value{} : text(std::string(l.ledger->touch_name(*l.last)));
     }},
    {"days_since", "Days",
     [](const Listed& l) { return !l.last ? Value{} : Value{days_between(l.last->date, l.today)}; },
     0, false, false, true},
    {"strength", "Strength", strength, 0, false, false, true},
    {"trend", "Trend",
     [](const Listed& l) {
         return text(std::string(strength_of(*l.ledger, *l.contact, l.today).trend()));
     }},
    {"role", "Role", [](const Listed& l) { return text(l.contact->role); }, 9},
    {"email", "Email", [](const Listed& l) { return texts(l.contact->email); }, 12},
    {"phone", "Phone", [](const Listed& l) { return texts(l.contact->phone); }, 12},
    {"address", "Address", [](const Listed& l) { return texts(l.contact->address); }, 12},
    {"url", "Web", [](const Listed& l) { return texts(l.contact->url); }, 12},
    {"household", "Household", [](const Listed& l) { return text(l.contact->household); }, 9},
    {"tags", "Tags", [](const Listed& l) { return texts(l.contact->tags); }, 9},
    {"interests", "Interests", [](const Listed& l) { return texts(l.contact->interests); }, 9},
    {"birthday", "Birthday", birthday},
    {"since", "Since", [](const Listed& l) { return day(l.contact->since); }},
    {"promised_from", "Promised from",
     [](const Listed& l) { return day(l.contact->promised_from); }},
    {"snooze", "Snooze", [](const Listed& l) { return day(l.contact->snooze); }},
    {"referred_by", "Referred by", referred_by},
    {"aliases", "Aliases", [](const Listed& l) { return texts(l.contact->aliases); }, 9},
}};

const Column& find_column(std::string_view option, std::string_view name, std::string_view whole)
{
    if (name.empty()) {
        throw Error(Fault::usage, fmt::format("a column is missing in {} '{}'", option, whole),
                    fmt::format("it reads '{} tier,name'", option));
    }
    std::vector<std::string> names;
    for (const Column& column : table) {
        if (column.name == name) {
            return column;
        }
        names.emplace_back(column.name);
    }
    const auto guess = nearest(name, names);
    throw Error(Fault::usage, fmt::format("'{}' is not a column", name),
                fmt::format("{}the columns are {}",
                            guess ? fmt::format("did you mean '{}'? ", *guess) : "",
                            enumerate(names)));
}

struct Key {
    const Column* column = nullptr;
    bool reversed = false;
};

std::vector<Key> parse_keys(std::string_view option, std::string_view text, bool with_direction)
{
    std::vector<Key> out;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t comma = std::min(text.find(',', at), text.size());
        std::string_view name = text.substr(at, comma - at);
        name.remove_prefix(std::min(name.find_first_not_of(' '), name.size()));
        name = name.substr(0, name.find_last_not_of(' ') + 1);
        const bool reversed = with_direction && name.substr(0, 1) == "-";
        name.remove_prefix(reversed ? 1 : 0);
        const Key key{&find_column(option, name, text), reversed};
        if (std::any_of(out.begin(), out.end(),
                        [&](const Key& other) { return other.column == key.column; })) {
            throw Error(Fault::usage, fmt::format("column '{}' stands twice in {}", name, option),
                        "keep one of the two");
        }
        out.push_back(key);
        at = comma + 1;
    }
    return out;
}

} // namespace

std::string_view state_of(const Listed& listed)
{
    if (listed.contact->status != Status::active) {
        return status_name(listed.contact->status);
    }
    const Item* item = most_urgent(listed);
    return item == nullptr ? std::string_view{} : state_name(item->state);
}

std::span<const Column> columns()
{
    return table;
}

std::string column_names()
{
    std::vector<std::string_view> names;
    for (const Column& column : table) {
        names.push_back(column.name);
    }
    return fmt::format("{}", fmt::join(names, ", "));
}

std::vector<const Column*> parse_columns(std::string_view option, std::string_view text)
{
    std::vector<const Column*> out;
    for (const Key& key : parse_keys(option, text, false)) {
        out.push_back(key.column);
    }
    return out;
}

std::string shown(const Column& column, const Listed& listed)
{
    const Value value = column.value(listed);
    return is_empty(value) ? std::string(column.when_empty) : shown(value);
}

CsvCell csv_cell(const Column& column, const Listed& listed)
{
    return csv_cell(column.value(listed));
}

void sort_by(std::string_view text, std::vector<Listed>& listed)
{
    const auto keys = parse_keys("--sort", text, true);
    struct Row {
        std::vector<Value> values;
        std::size_t index;
    };
    std::vector<Row> rows;
    for (std::size_t i = 0; i < listed.size(); ++i) {
        rows.push_back({{}, i});
        for (const Key& key : keys) {
            rows.back().values.push_back(folded(key.column->value(listed[i])));
        }
    }
    std::stable_sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) {
        for (std::size_t i = 0; i < keys.size(); ++i) {
            const Value& left = a.values[i];
            const Value& right = b.values[i];
            if (is_empty(left) != is_empty(right)) {
                return is_empty(right);
            }
            if (is_less(left, right)) {
                return !keys[i].reversed;
            }
            if (is_less(right, left)) {
                return keys[i].reversed;
            }
        }
        return false;
    });
    std::vector<Listed> sorted;
    for (const Row& row : rows) {
        sorted.push_back(std::move(listed[row.index]));
    }
    listed = std::move(sorted);
}

} // namespace crm::cli
