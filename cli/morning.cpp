#include "cli/morning.hpp"

#include "cli/goals.hpp"
#include "core/base/text.hpp"
#include "core/cadence/relation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace crm::cli {
namespace {

/// Points as they are shown: with one digit behind the point.
double rounded(double points)
{
    constexpr double tenths = 10;
    return std::round(points * tenths) / tenths;
}

Json to_json(const Score& score)
{
    Json out = Json::array();
    for (const Reason& reason : score.reasons) {
        out.push_back(
            {{"part", reason.part}, {"points", rounded(reason.points)}, {"why", reason.why}});
    }
    return out;
}

Json to_json(const Occasion& occasion)
{
    return {{"contact", occasion.contact->id},
            {"name", occasion.contact->name},
            {"occasion", occasion.name},
            {"date", iso(occasion.date)},
            {"years", occasion.years ? Json(*occasion.years) : Json(nullptr)},
            {"served", occasion.served ? Json(iso(occasion.served->date)) : Json(nullptr)},
            {"served_by", occasion.served ? Json(occasion.served_by) : Json(nullptr)}};
}

Json to_json(const Call& call)
{
    Json out;
    out["contact"] = call.contact->id;
    out["name"] = call.contact->name;
    out["tier"] = call.contact->tier;
    out["score"] = rounded(call.score.points);
    out["reasons"] = to_json(call.score);
    out["requirements"] = Json::array();
    for (const Item* item : call.items) {
        out["requirements"].push_back(item->promise.requirement);
    }
    out["follow_ups"] = Json::array();
    for (const FollowUp& one : call.circumstances.follow_ups) {
        out["follow_ups"].push_back(one.entry->follow_up);
    }
    return out;
}

Json to_json(const FollowUp& follow_up)
{
    Json contacts = Json::array();
    for (const Contact* contact : follow_up.contacts) {
        contacts.push_back(contact->id);
    }
    return {{"id", follow_up.entry->id},
            {"contacts", contacts},
            {"follow_up", follow_up.entry->follow_up},
            {"promised", iso(follow_up.entry->date)},
            {"by", iso(follow_up.by)},
            {"days_late", follow_up.days_late},
            {"before_next_workday", follow_up.before_next_workday}};
}

template <typename T>
Json list(const std::vector<T>& all)
{
    Json out = Json::array();
    for (const T& one : all) {
        out.push_back(to_json(one));
    }
    return out;
}

std::vector<FollowUp> theirs(const Morning& morning, const Contact& contact)
{
    std::vector<FollowUp> out;
    for (const FollowUp& one : morning.follow_ups) {
        if (one.asks_today() &&
            std::find(one.contacts.begin(), one.contacts.end(), &contact) != one.contacts.end()) {
            out.push_back(one);
        }
    }
    return out;
}

} // namespace

std::size_t read_top(const std::string& text)
{
    constexpr std::size_t most_digits = 6;
    const bool is_number = !text.empty() && text.size() <= most_digits && text[0] != '0' &&
                           text.find_first_not_of("0123456789") == std::string::npos;
    if (!is_number) {
        throw Error(Fault::usage, fmt::format("--top '{}' is not a number from 1 to 999999", text),
                    "it says how many contacts to show: --top 10");
    }
    return std::stoul(text);
}

bool Morning::asks_today() const
{
    return std::any_of(items.begin(), items.end(),
                       [](const Item& item) { return item.asks_today(); }) ||
           std::any_of(follow_ups.begin(), follow_ups.end(),
                       [](const FollowUp& one) { return one.asks_today(); });
}

std::optional<Suggestion> suggestion_for(const Morning& morning, const Item& item)
{
    return suggest(morning.roster, item, occasions_of(morning.roster, *item.contact, morning.today),
                   morning.today);
}

std::string suggestion_text(const std::optional<Suggestion>& suggestion)
{
    if (!suggestion) {
        return {};
    }
    const std::string& suits =
        suggestion->occasion.empty() ? suggestion->interest : suggestion->occasion;
    return suits.empty() ? suggestion->touch : suggestion->touch + " (" + suits + ")";
}

Score score_for(const Morning& morning, const Item& item)
{
    return score_of(morning.roster, *item.contact, &item,
                    {occasions_of(morning.roster, *item.contact, morning.today),
                     theirs(morning, *item.contact)},
                    morning.today);
}

std::string score_text(const Score& score)
{
    std::string out = fmt::format("score {:.1f}", score.points);
    for (std::size_t i = 0; i < score.reasons.size(); ++i) {
        const Reason& reason = score.reasons[i];
        out += fmt::format("{} {} {:.1f} ({})", i == 0 ? ":" : ",", reason.part, reason.points,
                           visible(reason.why));
    }
    return out;
}

Json item_json(const Morning& morning, const Item& item)
{
    Json out = crm::cli::to_json(item);
    out.erase("arithmetic");
    out["relation"] = relation_name(relation_of(morning.roster, *item.contact, morning.today));
    out["before_blackout"] = crm::cli::to_json(item.before_blackout);
    const auto suggestion = suggestion_for(morning, item);
    out["suggestion"] = suggestion ? Json(suggestion->touch) : Json(nullptr);
    out["suits"] = Json(nullptr);
    if (suggestion && !(suggestion->occasion.empty() && suggestion->interest.empty())) {
        out["suits"] = suggestion->occasion.empty() ? suggestion->interest : suggestion->occasion;
    }
    out["score"] = Json(nullptr);
    out["reasons"] = Json::array();
    if (item.is_listed()) {
        const Score score = score_for(morning, item);
        out["score"] = rounded(score.points);
        out["reasons"] = to_json(score);
    }
    if (!item.arithmetic.empty()) {
        out["arithmetic"] = item.arithmetic;
    }
    return out;
}

std::string morning_json(const Morning& morning)
{
    Json out;
    out["schema"] = "crm.due/1";
    out["today"] = iso(morning.today);
    out["items"] = Json::array();
    for (const Item& item : morning.items) {
        out["items"].push_back(item_json(morning, item));
    }
    if (morning.calls) {
        out["calls"] = list(*morning.calls);
    }
    out["follow_ups"] = list(morning.follow_ups);
    out["dates"] = list(morning.occasions);
    out["goals"] = goals_json(morning.goals);
    out["problems"] = problems(morning.roster);
    return to_text(out);
}

} // namespace crm::cli
