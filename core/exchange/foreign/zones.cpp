#include "core/exchange/foreign/zones.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace crm {
namespace {

/// libical works a zone out year by year, so its rules have to be of the sort that zones have.
bool is_quickly_worked_out(const std::string& text)
{
    constexpr std::ptrdiff_t most_commas = 14;
    constexpr std::size_t most_parts = 120;
    std::size_t parts = 0;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        std::string line = text.substr(begin, end - begin);
        begin = end + 1;
        std::transform(line.begin(), line.end(), line.begin(),
                       [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
        const bool repeats = line.rfind("RRULE", 0) == 0 || line.rfind("EXRULE", 0) == 0;
        if (repeats && (line.find("FREQ=YEARLY") == std::string::npos ||
                        line.find("BYHOUR") != std::string::npos ||
                        line.find("BYMINUTE") != std::string::npos ||
                        line.find("BYSECOND") != std::string::npos ||
                        std::count(line.begin(), line.end(), ',') > most_commas)) {
            return false;
        }
        if (line.rfind("BEGIN", 0) == 0 && ++parts > most_parts) {
            return false;
        }
    }
    return true;
}

/// A name that leads to a file of the zone database and nowhere else.
bool is_zone_name(std::string_view name)
{
    return !name.empty() && name.size() < 64 && name.front() != '/' &&
           name.find("..") == std::string_view::npos &&
           std::all_of(name.begin(), name.end(), [](unsigned char c) {
               return std::isalnum(c) != 0 || c == '/' || c == '_' || c == '-' || c == '+';
           });
}

icaltimezone* system_zone(std::string_view name)
{
    if (!is_zone_name(name)) {
        return nullptr;
    }
    const std::string spelled(name);
    return spelled == "UTC" || spelled == "GMT" || spelled == "Etc/UTC"
               ? icaltimezone_get_utc_timezone()
               : icaltimezone_get_builtin_timezone(spelled.c_str());
}

} // namespace

CalendarZones::CalendarZones() = default;

CalendarZones::~CalendarZones()
{
    for (icaltimezone* zone : m_own) {
        icaltimezone_free(zone, 1);
    }
}

void CalendarZones::add(const std::string& vtimezone)
{
    constexpr std::size_t most_own = 1000; // to work one out takes a millisecond
    if (m_own.size() == most_own || !is_quickly_worked_out(vtimezone)) {
        return;
    }
    icalcomponent* component = icalparser_parse_string(vtimezone.c_str());
    if (component == nullptr) {
        return;
    }
    icaltimezone* zone = icaltimezone_new();
    const bool has_rules =
        icalcomponent_isa(component) == ICAL_VTIMEZONE_COMPONENT &&
        (icalcomponent_get_first_component(component, ICAL_XSTANDARD_COMPONENT) != nullptr ||
         icalcomponent_get_first_component(component, ICAL_XDAYLIGHT_COMPONENT) != nullptr);
    if (!has_rules || icaltimezone_set_component(zone, component) == 0) {
        icaltimezone_free(zone, 1);
        icalcomponent_free(component);
        return;
    }
    const char* tzid = icaltimezone_get_tzid(zone);
    if (m_known.emplace(tzid != nullptr ? tzid : "", zone).second) {
        m_own.push_back(zone);
    } else {
        icaltimezone_free(zone, 1);
    }
}

icaltimezone* CalendarZones::find(const std::string& tzid)
{
    const auto known = m_known.find(tzid);
    if (known != m_known.end()) {
        return known->second;
    }
    constexpr std::size_t most_known = 3000; // the system has some 600
    if (m_known.size() >= most_known) {
        return nullptr;
    }
    icaltimezone* zone = system_zone(zone_of_windows(tzid));
    // Some programs put their own name before: /freeassociation.sourceforge.net/Europe/Berlin.
    constexpr std::ptrdiff_t most_slashes = 2; // America/Argentina/Salta
    for (std::string_view rest = tzid; zone == nullptr && !rest.empty();) {
        if (std::count(rest.begin(), rest.end(), '/') <= most_slashes) {
            zone = system_zone(rest);
        }
        const std::size_t slash = rest.find('/');
        rest = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash + 1);
    }
    return m_known[tzid] = zone;
}

} // namespace crm
