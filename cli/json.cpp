#include "cli/json.hpp"

#include "core/base/text.hpp"
#include "core/base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>

template class nlohmann::basic_json<nlohmann::ordered_map>;

namespace crm::cli {

std::string to_text(const Json& json)
{
    const std::string text = json.dump(2, ' ', false, Json::error_handler_t::replace);
    std::string out;
    out.reserve(text.size() + 1);
    for (std::size_t at = 0; at < text.size();) {
        // dump() has escaped C0; what is beyond ASCII stands in strings only.
        const std::size_t begin = at;
        const char32_t c = next_code_point(text, at);
        if (c != '\n' && is_harmful(c)) {
            out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(c));
        } else {
            out.append(text, begin, at - begin);
        }
    }
    return out + "\n";
}

Json to_json(const std::optional<Date>& date)
{
    return date ? Json(iso(*date)) : Json(nullptr);
}

Json to_json(const Item& item)
{
    Json out;
    out["contact"] = item.contact->id;
    out["name"] = item.contact->name;
    out["kind"] = item.contact->kind;
    out["tier"] = item.contact->tier;
    out["requirement"] = item.promise.requirement;
    out["cadence"] = item.promise.cadence.text;
    out["rule"] = item.promise.rule;
    out["state"] = state_name(item.state);
    out["due"] = to_json(item.due);
    out["days_overdue"] = item.days_overdue ? Json(*item.days_overdue) : Json(nullptr);
    out["before_next_workday"] = item.before_next_workday;
    out["last"] = item.last ? Json(iso(item.last->date)) : Json(nullptr);
    out["last_touch"] = item.last ? Json(item.last_touch) : Json(nullptr);
    out["covered_by"] = item.covered_by_major ? Json("major") : Json(nullptr);
    if (!item.arithmetic.empty()) {
        out["arithmetic"] = item.arithmetic;
    }
    return out;
}

Json to_json(const Finding& finding)
{
    Json out;
    out["file"] = finding.place.file;
    out["line"] = finding.place.line > 0 ? Json(finding.place.line) : Json(nullptr);
    out["column"] = finding.place.line > 0 ? Json(finding.place.column) : Json(nullptr);
    const Error error = finding.error();
    out["text"] = error.text;
    out["remedy"] = error.remedy.empty() ? Json(nullptr) : Json(error.remedy);
    return out;
}

Json to_json(const Kept& kept)
{
    Json out;
    out["kept"] = kept.kept;
    out["missed"] = kept.missed();
    out["missed_late"] = kept.late;
    out["missed_open"] = kept.open;
    return out;
}

Json to_json(const Miss& miss)
{
    Json out;
    out["contact"] = miss.contact->id;
    out["name"] = miss.contact->name;
    out["kind"] = miss.contact->kind;
    out["tier"] = miss.contact->tier;
    out["requirement"] = miss.promise.requirement;
    out["cadence"] = miss.promise.cadence.text;
    out["rule"] = miss.promise.rule;
    out["due"] = iso(miss.due);
    out["met"] = miss.met ? Json(iso(miss.met->date)) : Json(nullptr);
    out["met_by"] = miss.met ? Json(miss.met_by) : Json(nullptr);
    out["days_late"] = miss.days_late;
    return out;
}

Json problems(const Roster& roster)
{
    Json out = Json::array();
    for (const Finding& finding : roster.findings) {
        if (finding.weight == Finding::Weight::left_out) {
            out.push_back(to_json(finding));
        }
    }
    return out;
}

Json to_json(const Ledger& ledger, const Interaction& interaction)
{
    Json out;
    out["date"] = iso(interaction.date);
    out["with"] = Json::array();
    for (const Reference& reference : interaction.with) {
        const Contact* contact = ledger.find(reference.id);
        out["with"].push_back(contact != nullptr ? contact->id : reference.id);
    }
    out["touch"] = interaction.touch;
    out["class"] = class_name(interaction.touch_class);
    out["attempt"] = interaction.attempt;
    out["inbound"] = interaction.inbound;
    out["minutes"] = interaction.minutes ? Json(*interaction.minutes) : Json(nullptr);
    out["talk"] = interaction.talk ? Json(*interaction.talk) : Json(nullptr);
    out["note"] = interaction.note;
    out["follow_up"] = interaction.follow_up;
    out["by"] = to_json(interaction.by);
    out["done"] = to_json(interaction.done);
    out["id"] = interaction.id;
    out["rev"] = interaction.rev;
    return out;
}

} // namespace crm::cli
