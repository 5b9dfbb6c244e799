#include "core/model/settings.hpp"

#include <algorithm>

namespace crm {

Settings Settings::defaults()
{
    Settings out;
    out.tiers = {"A", "B", "C"};
    out.kinds = {"client", "prospect", "referral", "coi", "alliance", "expert", "vendor", "other"};
    for (const char* name : {"dinner", "lunch", "visit", "event", "gift"}) {
        out.touches.declared.push_back({name, TouchClass::major});
    }
    for (const char* name :
         {"call", "voicemail", "email", "card", "note", "article", "congratulation"}) {
        out.touches.declared.push_back({name, TouchClass::minor});
    }
    for (const char* name : {"meeting", "work", "delivery"}) {
        out.touches.declared.push_back({name, TouchClass::service});
    }
    for (const char* name : {"email-open", "web-visit", "inquiry"}) {
        out.touches.declared.push_back({name, TouchClass::signal});
    }
    out.touches.declared.push_back({std::string(follow_up_touch), TouchClass::none});
    out.touches.aliases = {{"coffee", "lunch"}};
    return out;
}

std::size_t Settings::tier_rank(std::string_view tier) const
{
    return static_cast<std::size_t>(std::find(tiers.begin(), tiers.end(), tier) - tiers.begin());
}

bool Settings::is_workday(Date date) const
{
    return workdays.at(weekday(date)) && holidays.count(date) == 0;
}

OccasionRule Settings::occasion(std::string_view name) const
{
    const auto found = occasions.find(std::string(name));
    OccasionRule out = found == occasions.end() ? OccasionRule{} : found->second;
    if (out.touches.empty()) {
        for (const char* const touch : {"gift", "card", "congratulation"}) {
            if (touches.find(touch) != nullptr) {
                out.touches.emplace_back(touch);
            }
        }
    }
    return out;
}

} // namespace crm
