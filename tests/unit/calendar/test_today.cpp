// Today is that of the user's time zone, and dates know nothing of zones: no arithmetic passes
// through seconds.

#include "core/calendar/date.hpp"
#include "core/calendar/period.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace {

/// The time zone of the process while it lives.
class Zone {
public:
    explicit Zone(const std::string& name)
    {
        if (const char* before = std::getenv("TZ")) {
            m_before = before;
        }
        ::setenv("TZ", name.c_str(), 1);
        ::tzset();
    }
    Zone(const Zone&) = delete;
    Zone& operator=(const Zone&) = delete;
    ~Zone()
    {
        if (m_before) {
            ::setenv("TZ", m_before->c_str(), 1);
        } else {
            ::unsetenv("TZ");
        }
        ::tzset();
    }

private:
    std::optional<std::string> m_before;
};

/// Zones by name where the machine knows them.
std::vector<std::string> known(const std::vector<std::string>& zones)
{
    std::vector<std::string> out;
    for (const std::string& zone : zones) {
        if (std::filesystem::exists("/usr/share/zoneinfo/" + zone)) {
            out.push_back(zone);
        } else {
            MESSAGE("the machine does not know the time zone ", zone);
        }
    }
    return out;
}

constexpr std::time_t hour = 3600;

crm::Date day_at(std::time_t time, int hours_from_utc)
{
    return crm::Date{date::days{(time + hours_from_utc * hour) / (24 * hour)}};
}

std::string local_day_at(std::time_t time)
{
    std::tm local{};
    ::localtime_r(&time, &local);
    std::string out(10, '-');
    std::strftime(out.data(), out.size() + 1, "%Y-%m-%d", &local);
    return out;
}

crm::Date today_in(const std::string& zone)
{
    const Zone here(zone);
    return crm::local_today();
}

/// What `ask` answers within one hour of the clock, and that hour.
template <typename Ask>
std::time_t within_an_hour(const Ask& ask)
{
    for (;;) {
        const std::time_t before = std::time(nullptr);
        ask();
        if (std::time(nullptr) / hour == before / hour) {
            return before;
        }
    }
}

} // namespace

TEST_CASE("today is that of the zone, on both sides of the date line")
{
    struct Far {
        std::string zone;
        int hours_from_utc;
    };
    std::vector<Far> table{{"<+14>-14", 14}, {"<-11>11", -11}, {"UTC0", 0}};
    for (const std::string& zone : known({"Pacific/Kiritimati", "Pacific/Niue"})) {
        table.push_back({zone, zone == "Pacific/Niue" ? -11 : 14});
    }
    for (const Far& far : table) {
        CAPTURE(far.zone);
        crm::Date today;
        const auto now = within_an_hour([&] { today = today_in(far.zone); });
        CHECK(crm::iso(today) == crm::iso(day_at(now, far.hours_from_utc)));
    }
}

TEST_CASE("today in zones 25 hours apart is one day apart, two in the last hour of the earlier")
{
    crm::Date early;
    crm::Date late;
    const auto now = within_an_hour([&] {
        early = today_in("<-11>11");
        late = today_in("<+14>-14");
    });
    const auto hour_of_early = (now - 11 * hour) / hour % 24;
    CHECK(crm::days_between(early, late) == (hour_of_early == 23 ? 2 : 1));
}

TEST_CASE("today is the civil day of localtime, in zones with daylight saving too")
{
    for (const std::string& name :
         known({"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata",
                "America/Sao_Paulo", "Pacific/Apia"})) {
        CAPTURE(name);
        const Zone zone(name);
        std::string today;
        const auto now = within_an_hour([&] { today = crm::iso(crm::local_today()); });
        // A zone with half hours can turn the day within an hour of the clock.
        const bool is_today =
            today == local_day_at(now) || today == local_day_at(std::time(nullptr));
        CHECK(is_today);
    }
}

TEST_CASE("days that the zone's clocks turn on, or skip, are days like any other")
{
    struct Turned {
        std::string zone;
        std::string day; ///< of 23 or 25 hours; of none: Samoa had no 30 December 2011
        std::string before;
        std::string after;
    };
    const std::vector<Turned> table{
        {"Europe/Berlin", "2026-03-29", "2026-03-28", "2026-03-30"},
        {"Europe/Berlin", "2026-10-25", "2026-10-24", "2026-10-26"},
        {"America/New_York", "2026-03-08", "2026-03-07", "2026-03-09"},
        {"America/New_York", "2026-11-01", "2026-10-31", "2026-11-02"},
        {"America/Sao_Paulo", "2018-11-04", "2018-11-03", "2018-11-05"},
        {"Australia/Lord_Howe", "2026-10-04", "2026-10-03", "2026-10-05"},
        {"Pacific/Apia", "2011-12-30", "2011-12-29", "2011-12-31"},
        {"Pacific/Kiritimati", "1995-01-01", "1994-12-31", "1995-01-02"},
    };
    for (const Turned& turned : table) {
        CAPTURE(turned.zone);
        CAPTURE(turned.day);
        const Zone zone(turned.zone);
        const auto day = crm::parse_iso(turned.day).value();
        const auto before = crm::parse_iso(turned.before).value();
        const auto after = crm::parse_iso(turned.after).value();
        CHECK(crm::iso(day) == turned.day);
        CHECK(crm::add_days(before, 1) == day);
        CHECK(crm::add_days(day, 1) == after);
        CHECK(crm::add_days(after, -2) == before);
        CHECK(crm::days_between(before, after) == 2);
        CHECK(crm::weekday(after) == (crm::weekday(day) + 1) % 7);
        CHECK(crm::add_months(crm::add_months(before, 12), -12) == before);
        const crm::Date year_on = crm::add(day, {365, crm::Unit::day});
        CHECK(crm::days_between(day, year_on) == 365);
    }
}
