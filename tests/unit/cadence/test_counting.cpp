// From when something is promised, and which interactions count for it.

#include "row.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

TEST_CASE("from when it is promised")
{
    const std::vector<rows::Row> table{
        {.sentence = "S is the contact's promised_from, before its since",
         .since = "2024-01-01",
         .promised_from = "2026-01-10",
         .journal = "2025-06-01 call",
         .due = "2026-02-24"},
        {.sentence = "promised_from goes before since, the later one too",
         .since = "2026-03-01",
         .promised_from = "2026-01-01",
         .due = "2026-02-15"},
        {.sentence = "else its since, before the first interaction",
         .since = "2026-01-01",
         .journal = "2025-06-01 call, 2026-01-20 meeting",
         .due = "2026-02-15"},
        {.sentence = "else the date of its first interaction that is no attempt",
         .journal = "2026-01-01 call attempt, 2026-01-05 call, 2026-01-06 call",
         .due = "2026-02-20"},
        {.sentence = "the first interaction may keep no promise itself: service",
         .journal = "2026-01-05 meeting",
         .due = "2026-02-19"},
        {.sentence = "the first interaction may keep no promise itself: signal",
         .journal = "2026-01-05 web-visit",
         .due = "2026-02-19"},
        {.sentence = "the first interaction is one with the contact",
         .journal = "2026-01-01 call with bob, 2026-01-05 meeting",
         .due = "2026-02-19"},
        {.sentence = "the first interaction stays S when more follow",
         .cadence = "3 in 90 days",
         .journal = "2026-01-05 meeting, 2026-02-01 call",
         .due = "2026-03-06"},
        {.sentence = "the first interaction up to T, on T too",
         .journal = "2026-02-01 call",
         .today = "2026-02-01",
         .due = "2026-03-18"},
        {.sentence = "if there is none up to T, due is null and the state ok",
         .journal = "2026-02-02 call",
         .today = "2026-02-01",
         .due = "null",
         .state = "ok",
         .days_overdue = "null",
         .last = "null",
         .before_next_workday = "no"},
        {.sentence = "attempts alone start nothing",
         .journal = "2026-01-01 call attempt",
         .due = "null",
         .state = "ok",
         .days_overdue = "null",
         .last = "null"},
        {.sentence = "what happened before S keeps no promise, and is shown",
         .since = "2026-01-10",
         .journal = "2026-01-09 call",
         .due = "2026-02-24",
         .last = "2026-01-09"},
        {.sentence = "what happened before S breaks no promise",
         .promised_from = "2026-01-10",
         .journal = "2015-01-09 call",
         .today = "2026-01-11",
         .due = "2026-02-24",
         .state = "ok"},
        {.sentence = "what happens on S counts",
         .requirement = "major",
         .cadence = "2 in 12 months",
         .since = "2026-01-10",
         .journal = "2026-01-10 dinner",
         .due = "2027-01-10"},
        {.sentence = "interactions dated after T are ignored",
         .since = "2026-01-01",
         .journal = "2026-01-20 call, 2026-02-02 call",
         .today = "2026-02-01",
         .due = "2026-03-06",
         .last = "2026-01-20"},
        {.sentence = "interactions dated T are not ignored",
         .since = "2026-01-01",
         .journal = "2026-01-20 call, 2026-02-02 call",
         .today = "2026-02-02",
         .due = "2026-03-19",
         .last = "2026-02-02"},
        {.sentence = "two interactions on one day are two: rolling",
         .cadence = "2 in 90 days",
         .since = "2026-01-01",
         .journal = "2026-01-20 call, 2026-01-20 call",
         .due = "2026-04-20"},
        {.sentence = "two interactions on one day are two: calendar",
         .cadence = "2 per quarter",
         .since = "2025-01-01",
         .journal = "2026-01-20 call, 2026-01-20 card",
         .due = "2026-05-16"},
    };
    for (const rows::Row& row : table) {
        rows::check(row);
    }
}

TEST_CASE("which interactions count")
{
    struct Counts {
        std::string sentence;
        std::string requirement;
        std::string happened;
        bool counts;
    };
    const std::vector<Counts> table{
        {"those that name the contact", "minor", "call", true},
        {"those that name the contact, others beside it", "minor", "call with bob ada", true},
        {"not those that name others", "minor", "call with bob", false},
        {"whose outcome is not attempt: minor", "minor", "call attempt", false},
        {"whose outcome is not attempt: major", "major", "dinner attempt", false},
        {"whose outcome is not attempt: a named touch", "call", "call attempt", false},
        {"major by class major", "major", "dinner", true},
        {"major never by class minor", "major", "call", false},
        {"major not by class service", "major", "meeting", false},
        {"major not by class signal", "major", "inquiry", false},
        {"major by a class of the line's own", "major", "call class major", true},
        {"major by a signal made major", "major", "web-visit class major", true},
        {"major not by a major touch made minor", "major", "dinner class minor", false},
        {"minor by class minor", "minor", "card", true},
        {"minor by class major: a dinner is more than a card", "minor", "dinner", true},
        {"minor not by class service", "minor", "work", false},
        {"minor not by class signal", "minor", "email-open", false},
        {"minor by a service touch made minor", "minor", "meeting class minor", true},
        {"minor by a service touch made major", "minor", "meeting class major", true},
        {"minor not by a minor touch made service", "minor", "call class service", false},
        {"minor not by a major touch made signal", "minor", "dinner class signal", false},
        {"a named touch by that touch", "lunch", "lunch", true},
        {"a named touch by no other of its class", "lunch", "dinner", false},
        {"a named minor touch by no major one", "call", "lunch", false},
        {"a named major touch made minor", "lunch", "lunch class minor", true},
        {"a named minor touch made major", "call", "call class major", true},
        {"a named touch unless its class is service", "lunch", "lunch class service", false},
        {"a named touch unless its class is signal", "call", "call class signal", false},
        {"a named touch that is service", "meeting", "meeting", false},
        {"a named touch that is service, made minor", "meeting", "meeting class minor", true},
        {"a named touch that is a signal", "inquiry", "inquiry", false},
        {"a named touch that is a signal, made major", "inquiry", "inquiry class major", true},
    };
    for (const Counts& row : table) {
        rows::check({.sentence = row.sentence,
                     .requirement = row.requirement,
                     .since = "2026-01-01",
                     .journal = std::string("2026-01-20 ") + row.happened,
                     .due = row.counts ? "2026-03-06" : "2026-02-15",
                     .last = row.counts ? "2026-01-20" : "null"});
    }
}
