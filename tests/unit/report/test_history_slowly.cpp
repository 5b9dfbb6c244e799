// What was kept and missed, month by month, against a slow reading: the reference is asked anew for
// each interaction and for the end of each month.

#include "../cadence/build.hpp"
#include "../cadence/dice.hpp"
#include "../cadence/reference.hpp"
#include "core/report/figures.hpp"
#include "core/report/year.hpp"

#include <doctest/doctest.h>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace {

constexpr int ledgers = 600;

const std::vector<std::string> cadences{"every 45 days", "2 in 12 months", "3 in 90 days",
                                        "every month",   "1 per week",     "2 per year",
                                        "1 per quarter", "5 per month",    "every 400 days"};

struct Event {
    int day = 0;
    std::string touch;
    std::string klass;
    bool attempt = false;
};

/// One promise to one contact, in numbers of days since 1970.
struct Story {
    std::string requirement;
    std::string cadence;
    std::optional<int> since;
    std::optional<int> promised_from;
    std::optional<int> snooze;
    int today = 0;
    std::vector<Event> events; ///< sorted by day
};

Story story(dice::Dice& dice)
{
    const std::vector<std::pair<std::string, std::string>> touches{
        {"dinner", "major"}, {"lunch", "major"},     {"call", "minor"},       {"card", "minor"},
        {"call", "minor"},   {"meeting", "service"}, {"email-open", "signal"}};
    const int first = reference::day_of(2024, 6, 1);
    Story out;
    out.requirement =
        dice.pick(std::vector<std::string>{"major", "minor", "minor", "call", "lunch"});
    out.cadence = dice.pick(cadences);
    if (!dice.one_in(4)) {
        out.since = first + dice.number(-300, 700);
    }
    if (dice.one_in(4)) {
        out.promised_from = first + dice.number(0, 700);
    }
    // Many on the first or last day of a month.
    int y = 2026;
    const int m = dice.number(1, 12);
    out.today = reference::day_of(y, m, 1) + (dice.one_in(3)   ? -1
                                              : dice.one_in(2) ? 0
                                                               : dice.number(1, 27));
    if (dice.one_in(5)) {
        out.snooze = out.today + dice.number(-500, 30);
    }
    const bool often = dice.one_in(2);
    for (int n = dice.number(0, often ? 60 : 12); n > 0; --n) {
        const auto& [touch, klass] = dice.pick(touches);
        out.events.push_back({first + dice.number(-60, 950), touch, klass, dice.one_in(8)});
    }
    std::stable_sort(out.events.begin(), out.events.end(),
                     [](const Event& a, const Event& b) { return a.day < b.day; });
    return out;
}

std::string iso(int day)
{
    int y = 0;
    int m = 0;
    int d = 0;
    reference::civil(day, y, m, d);
    return fmt::format("{:04}-{:02}-{:02}", y, m, d);
}

crm::Ledger ledger_of(const Story& story)
{
    build::Book book;
    crm::Contact& ada = book.contact("ada");
    const auto date = [](const std::optional<int>& day) {
        return day ? crm::parse_iso(iso(*day)) : std::nullopt;
    };
    ada.since = date(story.since);
    ada.promised_from = date(story.promised_from);
    ada.snooze = date(story.snooze);
    book.promise("ada", story.requirement, story.cadence);
    for (const Event& event : story.events) {
        book.happened("ada",
                      iso(event.day) + " " + event.touch + (event.attempt ? " attempt" : ""));
    }
    return book.ledger();
}

bool counts(const Story& story, const Event& event)
{
    if (event.attempt || (event.klass != "major" && event.klass != "minor")) {
        return false;
    }
    return story.requirement == "minor" ||
           story.requirement == (story.requirement == "major" ? event.klass : event.touch);
}

/// The state on `today` with `events`.
reference::Answer ask(const Story& story, const std::optional<int>& start,
                      const std::vector<Event>& events, int today)
{
    reference::Question question;
    question.requirement = story.requirement;
    question.requirement_class = story.requirement == "call"    ? "minor"
                                 : story.requirement == "lunch" ? "major"
                                                                : story.requirement;
    question.cadence = story.cadence;
    question.since = story.since;
    question.promised_from = start ? start : story.promised_from;
    question.snooze = story.snooze;
    question.workdays = {0, 1, 2, 3, 4};
    question.today = today;
    for (const Event& event : events) {
        question.journal.push_back({event.day, event.touch, event.klass, event.attempt, true});
    }
    return reference::ask(question);
}

/// `2026-02` to kept, late, open; the misses as `due met`, sorted.
struct Slow {
    std::map<std::string, std::tuple<int, int, int>> months;
    std::vector<std::string> misses;
};

Slow read_slowly(const Story& story, const std::vector<std::string>& months, int from)
{
    Slow out;
    for (const std::string& month : months) {
        out.months[month] = {};
    }
    auto start = story.promised_from ? story.promised_from : story.since;
    for (const Event& event : story.events) {
        if (!start && !event.attempt && event.day <= story.today) {
            start = event.day;
        }
    }
    std::vector<Event> before;
    for (const Event& event : story.events) {
        if (!start || !counts(story, event) || event.day < *start || event.day > story.today) {
            continue;
        }
        const int due = ask(story, start, before, story.today).due.value();
        const std::string month = iso(event.day).substr(0, 7);
        if (out.months.count(month) > 0) {
            auto& [kept, late, open] = out.months[month];
            ++(event.day <= due ? kept : late);
        }
        if (event.day > due && event.day >= from) {
            out.misses.push_back(iso(due) + " " + iso(event.day));
        }
        before.push_back(event);
    }
    for (int day = from; day <= story.today; ++day) {
        if (day == story.today || iso(day + 1).substr(8) == "01") {
            const auto answer = ask(story, {}, story.events, day);
            if (answer.state == "overdue") {
                ++std::get<2>(out.months[iso(day).substr(0, 7)]);
            }
            if (answer.state == "overdue" && day == story.today) {
                out.misses.push_back(iso(*answer.due) + " open");
            }
        }
    }
    std::sort(out.misses.begin(), out.misses.end());
    return out;
}

std::tuple<int, int, int> numbers(const crm::Kept& kept)
{
    return {static_cast<int>(kept.kept), static_cast<int>(kept.late), static_cast<int>(kept.open)};
}

std::vector<std::string> told(const std::vector<crm::Miss>& misses)
{
    std::vector<std::string> out;
    for (const crm::Miss& miss : misses) {
        out.push_back(crm::iso(miss.due) + " " + (miss.met ? crm::iso(miss.met->date) : "open"));
    }
    std::sort(out.begin(), out.end());
    return out;
}

} // namespace

TEST_CASE("a contact's year is as the reference reads it")
{
    dice::Dice dice(20261124);
    std::tuple<int, int, int> seen{};
    int misses = 0;
    for (int i = 0; i < ledgers; ++i) {
        const Story story = ::story(dice);
        const crm::Ledger ledger = ledger_of(story);
        const crm::Date today = build::day(iso(story.today));
        const auto year = crm::contact_year(ledger, ledger.contacts[0], today);
        std::vector<std::string> months;
        for (const crm::Span& span : year.months) {
            months.push_back(crm::iso_month(span.first));
        }
        REQUIRE(months.back() == iso(story.today).substr(0, 7));
        const int from =
            reference::day_of(std::stoi(months.front()), std::stoi(months.front().substr(5)), 1);
        const Slow slow = read_slowly(story, months, from);
        REQUIRE(year.promises.size() == 1);
        CAPTURE(i);
        CAPTURE(story.requirement);
        CAPTURE(story.cadence);
        CAPTURE(iso(story.today));
        crm::Kept sum;
        for (std::size_t at = 0; at < months.size(); ++at) {
            CAPTURE(months[at]);
            const crm::Kept& kept = year.promises[0].months.at(at);
            CHECK(numbers(kept) == slow.months.at(months[at]));
            sum += kept;
            std::size_t major = 0;
            std::size_t minor = 0;
            for (const Event& event : story.events) {
                if (event.day <= story.today && iso(event.day).substr(0, 7) == months[at] &&
                    !event.attempt) {
                    major += event.klass == "major" ? 1 : 0;
                    minor += event.klass == "minor" ? 1 : 0;
                }
            }
            CHECK(year.major.at(at) == major);
            CHECK(year.minor.at(at) == minor);
        }
        const crm::Kept& all = year.promises[0].kept.now;
        CHECK(all.kept == sum.kept);
        CHECK(all.late == sum.late);
        CHECK(all.open == year.promises[0].months.back().open); // once, whatever the months say
        CHECK(told(year.misses) == slow.misses);
        std::get<0>(seen) += static_cast<int>(sum.kept);
        std::get<1>(seen) += static_cast<int>(sum.late);
        std::get<2>(seen) += static_cast<int>(sum.open);
        misses += static_cast<int>(year.misses.size());
    }
    CHECK(std::get<0>(seen) > ledgers);
    CHECK(std::get<1>(seen) > ledgers / 5);
    CHECK(std::get<2>(seen) > ledgers);
    CHECK(misses > ledgers / 2);
}

TEST_CASE("a report's months and misses are as the reference reads them")
{
    dice::Dice dice(20261125);
    for (int i = 0; i < ledgers; ++i) {
        const Story story = ::story(dice);
        const crm::Ledger ledger = ledger_of(story);
        const crm::Date today = build::day(iso(story.today));
        const crm::Date first = crm::add_days(today, -dice.number(0, 600));
        const auto all =
            crm::figures(ledger, crm::Filter{}, crm::compare_dates(first, today, today)).promises;
        const auto shown = crm::months_before({first, today});
        std::vector<std::string> months;
        for (const crm::Date month : shown) {
            months.push_back(crm::iso_month(month));
        }
        const int from = story.today - crm::days_between(shown.front(), today);
        Slow slow = read_slowly(story, months, from);
        CAPTURE(i);
        CAPTURE(story.cadence);
        CAPTURE(crm::iso(first));
        CAPTURE(iso(story.today));
        const std::size_t left_out = months.size() - all.by_month.size();
        for (std::size_t at = 0; at < months.size(); ++at) {
            CAPTURE(months[at]);
            CHECK(
                slow.months.at(months[at]) ==
                (at < left_out ? std::tuple(0, 0, 0) : numbers(all.by_month[at - left_out].kept)));
        }
        slow.misses = read_slowly(story, {}, story.today - crm::days_between(first, today)).misses;
        CHECK(told(all.misses) == slow.misses);
        CHECK(all.misses.size() == all.all.now.missed());
    }
}
