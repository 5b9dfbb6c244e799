#include "build.hpp"
#include "core/cadence/levelling.hpp"
#include "dice.hpp"
#include "exhaustive.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <tuple>

using namespace crm;
using build::Book;
using build::day;

namespace {

// What a day belongs to, said once more and in other words than core/cadence/room has it: a unit
// of the calendar in which the same capacity holds from its first day to this one.

Date first_of_unit(Date date, Unit unit)
{
    switch (unit) {
    case Unit::day: return date;
    case Unit::week: return add_days(date, -static_cast<int>(weekday(date)));
    case Unit::month: return make_date(year_of(date), month_of(date), 1);
    case Unit::quarter: return make_date(year_of(date), (month_of(date) - 1) / 3 * 3 + 1, 1);
    case Unit::year: return make_date(year_of(date), 1, 1);
    }
    return date;
}

struct Slots {
    std::vector<int> room;       ///< by cell
    std::map<Date, int> cell_of; ///< of working days
};

Slots slots_of(const Settings& settings, const Span& span, bool majors)
{
    Slots out;
    std::map<std::tuple<Date, Date>, int> known; // the unit, the first day of the stretch
    for (Date date = span.first; date <= span.last; date = add_days(date, 1)) {
        if (!settings.is_workday(date)) {
            continue;
        }
        const auto capacity = settings.capacity.on(date, majors);
        const Date unit = first_of_unit(date, capacity ? capacity->unit : Unit::week);
        Date stretch = date;
        while (stretch > unit && settings.capacity.on(add_days(stretch, -1), majors) == capacity) {
            stretch = add_days(stretch, -1);
        }
        const auto [at, is_new] =
            known.emplace(std::tuple(unit, stretch), static_cast<int>(out.room.size()));
        out.cell_of[date] = at->second;
        if (!is_new) {
            continue;
        }
        if (!capacity) {
            out.room.push_back(1000);
            continue;
        }
        int mine = 0;
        int all = 0;
        for (Date other = unit; first_of_unit(other, capacity->unit) == unit;
             other = add_days(other, 1)) {
            if (settings.is_workday(other)) {
                ++all;
                bool same = true;
                for (Date between = std::min(other, date); between <= std::max(other, date);
                     between = add_days(between, 1)) {
                    same = same && settings.capacity.on(between, majors) == capacity;
                }
                mine += same ? 1 : 0;
            }
        }
        out.room.push_back((2 * capacity->count * mine + all) / (2 * all));
    }
    return out;
}

Capacity random_capacity(dice::Dice& dice)
{
    constexpr Unit units[] = {Unit::day, Unit::week, Unit::week, Unit::month};
    return {dice.number(0, 4), dice.pick(units)};
}

/// A ledger of a few contacts with nothing in the journal, some of them late already.
Book random_book(dice::Dice& dice, Date today)
{
    Book book;
    Settings& settings = book.settings;
    for (bool& works : settings.workdays) {
        works = !dice.one_in(3);
    }
    for (int i = dice.number(0, 4); i > 0; --i) {
        settings.holidays.insert(add_days(today, dice.number(0, 25)));
    }
    if (!dice.one_in(6)) {
        settings.capacity.minor = random_capacity(dice);
    }
    if (dice.one_in(2)) {
        settings.capacity.major = random_capacity(dice);
    }
    for (int i = dice.number(0, 2); i > 0; --i) {
        const Date from = add_days(today, dice.number(-5, 20));
        const Date to = add_days(from, dice.number(0, 12));
        Blackout blackout;
        blackout.from = {month_of(from), day_of(from), std::nullopt};
        blackout.to = {month_of(to), day_of(to), std::nullopt};
        blackout.minor = dice.one_in(2) ? std::optional(random_capacity(dice)) : std::nullopt;
        blackout.major = dice.one_in(2) ? std::nullopt : std::optional(random_capacity(dice));
        settings.capacity.blackouts.push_back(blackout);
    }
    for (int i = dice.number(1, 6); i > 0; --i) {
        const std::string id = fmt::format("c{}", i);
        const int days = dice.number(2, 30);
        book.promise(id, dice.one_in(4) ? "major" : "minor", fmt::format("every {} days", days));
        book.contact(id).since = add_days(today, -dice.number(0, days + (dice.one_in(4) ? 20 : 0)));
        if (dice.one_in(8)) {
            book.contact(id).snooze = add_days(today, dice.number(1, 15));
        }
    }
    return book;
}

struct Tally {
    int possible = 0;
    int impossible = 0;
    int caught_up = 0;
};

void hold_against_search(const Ledger& ledger, const Forecast& found, const Plan& plan, bool majors,
                         Tally& tally)
{
    const Slots slots = slots_of(ledger.settings, found.span, majors);
    const Outcome& outcome = majors ? plan.major : plan.minor;
    std::vector<Job> in_time;
    std::vector<Job> kept;
    std::vector<Job> late;
    std::vector<int> used(slots.room.size(), 0);
    int left_over = 0;
    for (std::size_t i = 0; i < found.jobs.size(); ++i) {
        const Job& job = found.jobs[i];
        if (job.major != majors) {
            continue;
        }
        (job.is_late() ? late : in_time).push_back(job);
        if (!plan.days[i]) {
            ++left_over;
            continue;
        }
        REQUIRE(slots.cell_of.count(*plan.days[i]) == 1); // a working day of the span
        ++used[static_cast<std::size_t>(slots.cell_of.at(*plan.days[i]))];
        CHECK(*plan.days[i] >= job.from);
        if (!job.is_late() && *plan.days[i] <= job.due) {
            kept.push_back(job);
        }
    }
    for (std::size_t cell = 0; cell < used.size(); ++cell) {
        CHECK(used[cell] <= slots.room[cell]);
    }
    const auto most = [&](const std::vector<Job>& jobs, const std::vector<Date>& last_days) {
        return exhaustive::most(jobs.size(), slots.room, [&](std::size_t job, std::size_t cell) {
            return std::any_of(slots.cell_of.begin(), slots.cell_of.end(), [&](const auto& one) {
                return one.second == static_cast<int>(cell) && one.first >= jobs[job].from &&
                       one.first <= last_days[job];
            });
        });
    };
    const auto due_dates = [](const std::vector<Job>& jobs) {
        std::vector<Date> out;
        for (const Job& job : jobs) {
            out.push_back(job.due);
        }
        return out;
    };
    const std::size_t best = most(in_time, due_dates(in_time));
    CHECK((outcome.becomes_late == 0) == (best == in_time.size()));
    CHECK(static_cast<std::size_t>(outcome.becomes_late) == in_time.size() - best);
    CHECK(kept.size() == best);
    CHECK(outcome.tightest.has_value() == (outcome.becomes_late > 0));
    CHECK(outcome.left_over == left_over);
    CHECK(static_cast<std::size_t>(outcome.late_already) == late.size());
    (outcome.becomes_late == 0 ? tally.possible : tally.impossible) += 1;
    if (outcome.becomes_late > 0 || left_over > 0 || late.empty()) {
        return;
    }
    // What is late already is caught up in the first unit by which it can be.
    ++tally.caught_up;
    std::vector<Job> both = in_time;
    both.insert(both.end(), late.begin(), late.end());
    for (const auto& [date, cell] : slots.cell_of) {
        std::vector<Date> last_days = due_dates(in_time);
        last_days.resize(both.size(), date);
        if (most(both, last_days) == both.size()) {
            CHECK(slots.cell_of.at(*outcome.caught_up) == cell);
            return;
        }
    }
    FAIL("not to be caught up at all");
}

} // namespace

TEST_CASE("a plan is found exactly where an exhaustive search finds one")
{
    dice::Dice dice(5010);
    Tally tally;
    for (int i = 0; i < 800; ++i) {
        CAPTURE(i);
        const Date today = add_days(day("2026-11-20"), dice.number(0, 60));
        const Ledger ledger = random_book(dice, today).ledger();
        const Forecast found = forecast(ledger, {}, today, dice.number(1, 4));
        const Plan plan = level(ledger, found);
        REQUIRE(plan.days.size() == found.jobs.size());
        hold_against_search(ledger, found, plan, true, tally);
        hold_against_search(ledger, found, plan, false, tally);
    }
    CHECK(tally.possible > 200);
    CHECK(tally.impossible > 200);
    CHECK(tally.caught_up > 50);
}
