// A second reading of the cadence rules of crm-cadence, for property tests.
//
// It shares nothing with the engine, not even a calendar: it was written from the text of the
// rules alone, sentence by sentence, and enumerates where the engine may calculate. It is slow on
// purpose. Where the rules leave something open, a line that begins with OPEN in reference.cpp
// says which reading was taken.

#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace reference {

// Days are numbers of civil days since 1970-01-01.

struct Interaction {
    int day = 0;
    std::string touch;
    std::string klass; // major | minor | service | signal: the effective class
    bool attempt = false;
    bool names_contact = true;
};

struct Notice {
    std::string major = "21 days";
    std::string minor = "7 days";
};

// An entry of `was`.
struct Former {
    int until = 0;
    std::optional<std::string> tier, status;
    std::optional<std::string> cadence; // its own; empty: `{}`
};

// A rule of crm.yaml that names the requirement.
struct Rule {
    std::string tier; // empty: everyone
    std::optional<int> from, until;
    std::string cadence;
};

struct Question {
    std::string requirement;       // "major", "minor" or the name of a touch
    std::string requirement_class; // the class of that touch; else the same as the requirement
    std::string cadence; // its own: "every 45 days", "2 per year", "none" ...; empty: by the rules
    std::string tier = "A";
    std::vector<Former> was; // in the order of the file
    std::vector<Rule> rules;
    std::optional<int> promised_from, since;
    std::optional<int> snooze;
    std::string status = "active";
    Notice notice;
    std::set<int> workdays; // 0 = Monday .. 6 = Sunday
    std::set<int> holidays;
    int today = 0;
    std::vector<Interaction> journal; // in any order
};

struct Answer {
    bool item = false; // false: nothing is promised, or the contact is not active
    std::optional<int> due;
    std::string state; // ok | soon | due | overdue | snoozed
    std::optional<int> days_overdue;
    bool before_next_workday = false;
    std::optional<int> run;  // S
    std::optional<int> last; // the newest satisfying interaction up to today, before S too
    int share = 0;
};

// Throws std::invalid_argument on a cadence or a notice that the rules do not know, and
// std::out_of_range on a day outside the years 1600 to 2600.
Answer ask(const Question& question);

int day_of(int y, int m, int d);
void civil(int day, int& y, int& m, int& d);
int weekday(int day); // 0 = Monday

} // namespace reference
