// The engine against the reference, and against what the rules state of themselves.

#include "dice.hpp"
#include "row.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>

namespace {

#ifdef CRM_SANITIZED
constexpr int ledgers = 1'000; // what they find does not hang on the number
#else
constexpr int ledgers = 10'000;
#endif
constexpr int days_for_each = 10; // 100,000 questions, and half as many dated ones
constexpr int ledgers_for_properties = 2'000;
constexpr int most_failures_shown = 3;

std::optional<int> start_of(const reference::Question& question)
{
    auto start = question.promised_from ? question.promised_from : question.since;
    if (!start) {
        for (const auto& interaction : question.journal) {
            if (interaction.names_contact && !interaction.attempt) {
                start = std::min(start.value_or(interaction.day), interaction.day);
            }
        }
    }
    return start;
}

bool within(const reference::Question& question, int day)
{
    return day >= start_of(question).value_or(day);
}

/// Counts what the question was about, to know that the dice leave nothing out.
void tally(std::map<std::string, int>& seen, const reference::Question& question,
           const reference::Answer& answer)
{
    ++seen[answer.item ? answer.state : "no item"];
    if (answer.item && !answer.due) {
        ++seen["no due date"];
    }
    if (answer.before_next_workday) {
        ++seen["before the next workday"];
    }
    if (answer.last && within(question, *answer.last)) {
        ++seen["something counts"];
    }
    if (answer.run && *answer.run > start_of(question).value_or(*answer.run)) {
        ++seen["a run after the start"];
        if (*answer.due < *answer.run) {
            ++seen["due before the promise began"];
        }
    }
}

/// Shows the first few of what is wrong, and counts all of it.
class Failures {
public:
    void add(const std::string& text)
    {
        if (++m_count <= most_failures_shown) {
            FAIL_CHECK(text);
        }
    }
    [[nodiscard]] int count() const { return m_count; }

private:
    int m_count = 0;
};

/// Asks the engine and the reference about so many days.
void compare(rows::Engine& engine, reference::Question& question, int days, dice::Dice& dice,
             std::map<std::string, int>& seen)
{
    for (int i = 0; i < days; ++i) {
        const auto expected = reference::ask(question);
        const auto answer = engine.ask(question);
        if (!(answer == expected) && ++seen["different"] <= most_failures_shown) {
            const std::string text = "the engine says: " + rows::describe(answer) +
                                     "\nthe reference says: " + rows::describe(expected) + "\n" +
                                     rows::pasteable(question, expected);
            FAIL_CHECK(text);
        }
        tally(seen, question, expected);
        dice::another_day(question, expected, dice);
    }
}

} // namespace

TEST_CASE("the engine answers as the reference does")
{
    dice::Dice dice(20261122);
    std::map<std::string, int> seen;
    for (int i = 0; i < ledgers; ++i) {
        auto question = dice::question(dice);
        rows::Engine engine(question, dice.one_in(2));
        compare(engine, question, days_for_each, dice, seen);
    }
    for (const std::string what : {"ok", "soon", "due", "overdue", "snoozed", "no item",
                                   "no due date", "before the next workday", "something counts"}) {
        CAPTURE(what);
        CHECK(seen[what] >= ledgers * days_for_each / 100);
    }
    CHECK(seen["different"] == 0);
}

TEST_CASE("the engine answers as the reference does where labels and rules changed")
{
    dice::Dice dice(20261201);
    std::map<std::string, int> seen;
    for (int i = 0; i < ledgers; ++i) {
        auto question = dice::question(dice);
        dice::add_changes(question, dice);
        rows::Engine engine(question);
        compare(engine, question, days_for_each / 2, dice, seen);
    }
    for (const std::string what : {"ok", "soon", "due", "overdue", "snoozed", "no item",
                                   "no due date", "something counts", "a run after the start"}) {
        CAPTURE(what);
        CHECK(seen[what] >= ledgers * days_for_each / 200);
    }
    CHECK(seen["different"] == 0);
    CHECK(seen["due before the promise began"] == 0);
}

TEST_CASE("one more counting interaction never brings a due date forward")
{
    dice::Dice dice(1);
    Failures failures;
    int asked = 0;
    for (int i = 0; i < ledgers_for_properties; ++i) {
        auto question = dice::question(dice);
        question.status = "active";
        const auto start = start_of(question);
        if (!start || *start > question.today) {
            continue;
        }
        const auto before = rows::Engine(question).ask(question);
        const int day = dice.one_in(3) ? question.today : dice.number(*start, question.today);
        question.journal.push_back(dice::satisfying(question, day, dice));
        const auto after = rows::Engine(question).ask(question);
        ++asked;
        if (before.item && (!after.due || *after.due < *before.due)) {
            failures.add("before the last line: " + rows::describe(before) + "\nafter it: " +
                         rows::describe(after) + "\n" + rows::pasteable(question, after));
        }
    }
    CHECK(failures.count() == 0);
    CHECK(asked > ledgers_for_properties / 2);
}

TEST_CASE("no due date lies before the newest date that counts")
{
    dice::Dice dice(2);
    Failures failures;
    int asked = 0;
    for (int i = 0; i < ledgers_for_properties; ++i) {
        auto question = dice::question(dice);
        rows::Engine engine(question);
        for (int j = 0; j < days_for_each; ++j) {
            const auto answer = engine.ask(question);
            if (answer.due && answer.last && within(question, *answer.last)) {
                ++asked;
                if (*answer.due < *answer.last) {
                    failures.add(rows::describe(answer) + "\n" + rows::pasteable(question, answer));
                }
            }
            dice::another_day(question, answer, dice);
        }
    }
    CHECK(failures.count() == 0);
    CHECK(asked > ledgers_for_properties);
}

TEST_CASE("without a new interaction a due date does not move as T advances")
{
    dice::Dice dice(3);
    Failures failures;
    int asked = 0;
    for (int i = 0; i < ledgers_for_properties; ++i) {
        auto question = dice::question(dice);
        question.status = "active";
        question.journal.erase(std::remove_if(question.journal.begin(), question.journal.end(),
                                              [&](const auto& interaction) {
                                                  return interaction.day > question.today;
                                              }),
                               question.journal.end());
        rows::Engine engine(question);
        const auto before = engine.ask(question);
        for (int j = 0; j < days_for_each; ++j) {
            question.today += dice.number(1, dice.one_in(2) ? 3 : 400);
            const auto after = engine.ask(question);
            asked += before.due ? 1 : 0;
            if (before.due != after.due) {
                failures.add("earlier: " + rows::describe(before) + "\nlater: " +
                             rows::describe(after) + "\n" + rows::pasteable(question, after));
            }
        }
    }
    CHECK(failures.count() == 0);
    CHECK(asked > ledgers_for_properties);
}
