#include "core/cadence/room.hpp"

#include <algorithm>

namespace crm {
namespace {

int workdays_in(const Settings& settings, const Span& span)
{
    int out = 0;
    for (Date day = span.first; day <= span.last; day = add_days(day, 1)) {
        out += settings.is_workday(day) ? 1 : 0;
    }
    return out;
}

Span unit_around(Date day, Unit unit)
{
    if (unit == Unit::day) {
        return {day, day};
    }
    const CalendarUnit found = unit_of(day, unit);
    return {found.first, add_days(found.first, found.length - 1)};
}

/// What happened with anybody on the days of `span`: majors, or else minors.
int happened(const Roster& roster, const Span& span, bool majors)
{
    const TouchClass wanted = majors ? TouchClass::major : TouchClass::minor;
    std::ptrdiff_t out = 0;
    for (const Contact& contact : roster.contacts) {
        const auto moments = roster.moments(contact);
        const auto first = std::partition_point(moments.begin(), moments.end(),
                                                [&](const auto& m) { return m.date < span.first; });
        out += std::count_if(first, moments.end(), [&](const Moment& moment) {
            return moment.date <= span.last && !moment.attempt && moment.touch_class == wanted;
        });
    }
    return static_cast<int>(out);
}

/// The days around `day` in its unit on which the same capacity holds.
Span stretch_around(const Workload& workload, Date day, const Capacity& capacity, const Span& unit,
                    bool majors)
{
    Span out{day, day};
    const auto same = [&](Date other) { return workload.on(other, majors) == capacity; };
    while (out.first > unit.first && same(add_days(out.first, -1))) {
        out.first = add_days(out.first, -1);
    }
    while (out.last < unit.last && same(add_days(out.last, 1))) {
        out.last = add_days(out.last, 1);
    }
    return out;
}

Bin unlimited_bin(const Workload& workload, const Span& span, Date day, bool majors)
{
    const Date sunday = unit_around(day, Unit::week).last;
    Bin out{{day, day}, std::nullopt, 0, 0};
    while (out.days.last < std::min(sunday, span.last) &&
           !workload.on(add_days(out.days.last, 1), majors)) {
        out.days.last = add_days(out.days.last, 1);
    }
    return out;
}

} // namespace

std::vector<Bin> bins_of(const Roster& roster, const Span& span, bool majors)
{
    const Settings& settings = roster.settings;
    const Workload& workload = settings.capacity;
    std::vector<Bin> out;
    for (Date day = span.first; day <= span.last; day = add_days(out.back().days.last, 1)) {
        const auto capacity = workload.on(day, majors);
        if (!capacity) {
            out.push_back(unlimited_bin(workload, span, day, majors));
            continue;
        }
        const Span unit = unit_around(day, capacity->unit);
        const Span own = stretch_around(workload, day, *capacity, unit, majors);
        const int share = workdays_in(settings, own);
        const int whole = workdays_in(settings, unit);
        int room = whole == 0 ? 0 : (2 * capacity->count * share + whole) / (2 * whole);
        const int used = day == span.first ? happened(roster, {own.first, day}, majors) : 0;
        const int workdays = workdays_in(settings, {day, own.last});
        room = workdays == 0 ? 0 : std::max(0, room - used);
        out.push_back({{day, std::min(own.last, span.last)}, room, workdays, used});
    }
    return out;
}

std::vector<Load> loads(const Forecast& forecast, const Settings& settings,
                        const std::vector<Span>& weeks, const std::vector<Bin>& bins, bool majors)
{
    std::vector<Load> out;
    auto job = forecast.jobs.begin();
    std::size_t at = 0; // the bin
    int in_bin = 0;
    for (const Span& week : weeks) {
        Load load;
        for (; job != forecast.jobs.end() && job->asked() <= week.last; ++job) {
            if (job->major != majors) {
                continue;
            }
            ++load.asked;
            load.late += job->is_late() ? 1 : 0;
            while (bins[at].days.last < job->asked()) {
                ++at;
                in_bin = 0;
            }
            ++in_bin;
            load.over += bins[at].room && in_bin > *bins[at].room ? 1 : 0;
        }
        double room = 0;
        bool limited = true;
        for (const Bin& bin : bins) {
            const Span both{std::max(bin.days.first, week.first),
                            std::min(bin.days.last, week.last)};
            if (both.first > both.last) {
                continue;
            }
            limited = limited && bin.room;
            if (bin.room && bin.workdays > 0) {
                room += static_cast<double>(*bin.room) * workdays_in(settings, both) / bin.workdays;
            }
        }
        load.room = limited ? std::optional(room) : std::nullopt;
        out.push_back(load);
    }
    return out;
}

} // namespace crm
