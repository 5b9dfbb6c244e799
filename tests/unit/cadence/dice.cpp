#include "dice.hpp"

#include "build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace dice {
namespace {

using Texts = std::vector<std::string>;

const crm::Touches& touches()
{
    static const crm::Touches all = crm::Settings::defaults().touches;
    return all;
}

struct Length {
    std::string text;
    int days;
};

Length period(Dice& dice)
{
    static const Texts names{"day", "week", "month", "year"};
    static const std::vector<int> nominal{1, 7, 30, 365};
    static const std::vector<int> days{1, 2, 3, 5, 7, 10, 14, 20, 21, 30, 44, 45, 60, 90, 180, 365};
    const auto unit = static_cast<std::size_t>(dice.number(0, 3));
    if (dice.one_in(8)) {
        return {names[unit], nominal[unit]};
    }
    const int count = unit == 0   ? dice.pick(days)
                      : unit == 1 ? dice.number(1, 12)
                      : unit == 2 ? dice.number(1, 18)
                                  : dice.number(1, 3);
    return {dice.one_in(4) ? fmt::format("{}{}", count, names[unit][0])
                           : fmt::format("{} {}{}", count, names[unit], count == 1 ? "" : "s"),
            count * nominal[unit]};
}

Length cadence(Dice& dice)
{
    if (dice.one_in(50)) {
        return {"none", 100};
    }
    const int count = dice.one_in(12) ? dice.number(7, 40) : dice.number(1, 6);
    const int form = dice.number(1, 3);
    if (form < 3) {
        const Length length = period(dice);
        return {form == 1 ? "every " + length.text : fmt::format("{} in {}", count, length.text),
                length.days};
    }
    static const std::vector<Length> units{
        {"week", 7}, {"month", 30}, {"quarter", 91}, {"year", 365}};
    const Length& unit = dice.pick(units);
    const bool more_than_days = unit.text == "year" && dice.one_in(20);
    return {fmt::format("{} per {}", more_than_days ? dice.number(100, 800) : count, unit.text),
            unit.days};
}

int near(int day, int reach, Dice& dice)
{
    return day + dice.number(-reach, reach);
}

/// A day on which something could go wrong, near `day`.
int border(int day, Dice& dice)
{
    int y = 0;
    int m = 0;
    int d = 0;
    reference::civil(day, y, m, d);
    switch (dice.number(1, 4)) {
    case 1: return near(reference::day_of(y + dice.number(0, 1), 1, 1), 3, dice);
    case 2: return near(reference::day_of(y, 3, 1), 2, dice);
    case 3: return near(reference::day_of(y, m, 1), 2, dice);
    default: return day - reference::weekday(day) + dice.number(-1, 1);
    }
}

reference::Interaction interaction(const reference::Question& question, int day, Dice& dice)
{
    static const Texts classes{"major", "minor", "service", "signal"};
    const bool named = question.requirement != "major" && question.requirement != "minor";
    reference::Interaction out;
    out.day = day;
    out.touch = named && dice.one_in(2) ? question.requirement : dice.pick(touches().own_names());
    out.klass = crm::class_name(touches().find(out.touch)->touch_class);
    if (dice.one_in(5)) {
        out.klass = dice.pick(classes);
    }
    out.attempt = dice.one_in(8);
    out.names_contact = !dice.one_in(10);
    return out;
}

void add_journal(reference::Question& question, int around, int span, Dice& dice)
{
    const int lines = dice.one_in(4) ? 0 : dice.number(1, dice.one_in(6) ? 14 : 5);
    int day = around;
    for (int i = 0; i < lines; ++i) {
        switch (dice.number(1, 4)) {
        case 1: day = around + dice.number(-span / 2, 2 * span); break;
        case 2: day += dice.number(0, span / 3); break;
        case 3: day = border(around + dice.number(0, span), dice); break;
        default: break; // the day of the one before
        }
        question.journal.push_back(interaction(question, day, dice));
    }
}

void set_start(reference::Question& question, int around, Dice& dice)
{
    switch (dice.number(1, 6)) {
    case 1: break; // the first interaction
    case 2: question.promised_from = around; break;
    case 3:
        question.promised_from = around;
        question.since = around - dice.number(-100, 2000);
        break;
    case 4: question.since = around - dice.number(0, 2000); break;
    default: question.since = around; break;
    }
}

/// What is so on the question's day.
void set_day(reference::Question& question, Dice& dice)
{
    static const Texts idle{"paused", "do-not-contact", "archived", "deceased"};
    question.snooze.reset();
    if (dice.one_in(8)) {
        question.snooze = near(question.today, 2, dice);
    }
    question.status = dice.one_in(40) ? dice.pick(idle) : "active";
    question.holidays.clear();
    if (dice.one_in(3)) {
        for (int i = dice.number(1, 4); i > 0; --i) {
            question.holidays.insert(question.today + dice.number(-1, 6));
        }
    }
}

} // namespace

reference::Question question(Dice& dice)
{
    static const Texts requirements{"major", "minor", "major", "minor",  "lunch",
                                    "call",  "card",  "work",  "inquiry"};
    static const Texts notices{"21 days", "7 days", "3 days", "1 day", "2 weeks", "1 month", "45d"};

    reference::Question out;
    out.requirement = dice.pick(requirements);
    const crm::Touch* touch = touches().find(out.requirement);
    out.requirement_class =
        touch == nullptr ? out.requirement : crm::class_name(touch->touch_class);
    const Length length = cadence(dice);
    out.cadence = length.text;
    if (dice.one_in(2)) {
        out.notice = {dice.pick(notices), dice.pick(notices)};
    }
    out.workdays = {0, 1, 2, 3, 4};
    if (dice.one_in(5)) {
        out.workdays.clear();
        for (int day = 0; day < 7; ++day) {
            if (dice.one_in(2)) {
                out.workdays.insert(day);
            }
        }
    }

    int around = dice.number(reference::day_of(1990, 1, 1), reference::day_of(2110, 12, 31));
    if (dice.one_in(2)) {
        around = border(around, dice);
    }
    const int span = std::max(length.days, 3);
    add_journal(out, around, span, dice);
    set_start(out, around, dice);
    out.today = around + dice.number(-span / 4, 2 * span + 10);
    set_day(out, dice);
    return out;
}

void add_changes(reference::Question& question, Dice& dice)
{
    // Cadences of which some mean the same, and others only nearly.
    Texts cadences{question.cadence,  "none",        "every 7 days", "every 1 week",
                   "12 in 12 months", "12 in 1 year"};
    cadences.push_back(cadence(dice).text);
    static const Texts tiers{"A", "B", "C"};
    const int now = question.today;
    const auto some_day = [&] {
        return dice.one_in(3) && !question.journal.empty()
                   ? near(dice.pick(question.journal).day, 3, dice)
                   : now - dice.number(-5, dice.one_in(2) ? 20 : 500);
    };
    question.tier = dice.pick(tiers);
    if (dice.one_in(2)) {
        question.cadence.clear();
    }
    for (int i = dice.number(0, 4); i > 0; --i) {
        reference::Former former{some_day(), {}, {}, {}};
        if (!question.was.empty() && dice.one_in(5)) {
            former.until = question.was.back().until;
        }
        if (dice.one_in(2)) {
            former.tier = dice.pick(tiers);
        }
        if (dice.one_in(4)) {
            former.status = dice.one_in(2) ? "paused" : "active";
        }
        if (dice.one_in(3)) {
            former.cadence = dice.one_in(2) ? std::string{} : dice.pick(cadences);
        }
        question.was.push_back(former);
    }
    for (int i = dice.number(0, 4); i > 0; --i) {
        reference::Rule rule{dice.one_in(3) ? "" : dice.pick(tiers), {}, {}, dice.pick(cadences)};
        if (dice.one_in(2)) {
            rule.from = some_day();
        }
        if (dice.one_in(2)) {
            rule.until =
                rule.from && !dice.one_in(8) ? *rule.from + dice.number(0, 120) : some_day();
        }
        question.rules.push_back(rule);
    }
}

void another_day(reference::Question& question, const reference::Answer& answer, Dice& dice)
{
    const int third = answer.share / 3;
    const std::array before{0, 1, 2, 3, third, third + 1, 7, 8, 21, 22, -1, -dice.number(1, 400)};
    if (answer.due && !dice.one_in(3)) {
        question.today = *answer.due - dice.pick(before);
    } else if (!question.journal.empty() && !dice.one_in(3)) {
        question.today = near(dice.pick(question.journal).day, 2, dice);
    } else {
        question.today = near(question.today, 2 * answer.share + 10, dice);
    }
    set_day(question, dice);
}

reference::Interaction satisfying(const reference::Question& question, int day, Dice& dice)
{
    reference::Interaction out{day, question.requirement, "major", false, true};
    if (question.requirement == "major") {
        out.touch = "dinner";
    } else if (question.requirement == "minor") {
        out.touch = "call";
        out.klass = dice.one_in(2) ? "major" : "minor";
    }
    return out;
}

} // namespace dice
