#pragma once

// One question about one promise, as a row of a table, asked of the engine and of the reference.

#include "core/ledger/ledger.hpp"
#include "reference.hpp"

#include <string>
#include <vector>

namespace rows {

/// Words as the user would write them; what is left out of the answers is not compared.
struct Row {
    std::string sentence{}; ///< the one of the rules that this row is about
    std::string requirement = "minor";
    std::string cadence = "every 45 days";
    std::string since{};
    std::string promised_from{};
    std::string journal{}; ///< as build::journal() reads it; the contact is `ada`
    std::string today = "2026-12-31";
    std::string status = "active";
    std::string snooze{};
    std::string notice = "21 days, 7 days"; ///< of major, of minor
    std::string workdays = "mon tue wed thu fri";
    std::string holidays{};

    std::string due{};                 ///< a date, or `null`
    std::string state{};               ///< `none`: no item at all
    std::string days_overdue{};        ///< a number, or `null`
    std::string last{};                ///< a date, or `null`
    std::string before_next_workday{}; ///< `yes` or `no`
};

reference::Question question_of(const Row& row);

/// The engine with a ledger in which the question can be asked.
class Engine {
public:
    /// `by_rule`: promised by a rule of crm.yaml, not by the contact itself.
    explicit Engine(const reference::Question& question, bool by_rule = false);

    /// `question` may differ from the one above in the day and what is so on it: holidays, the
    /// contact's snooze and status.
    reference::Answer ask(const reference::Question& question);

    /// What closings_of() says of the promise on the question's day, in numbers of days.
    struct Closing {
        int date = 0;
        int due = 0;
        bool kept = false;
        friend bool operator==(const Closing&, const Closing&) = default;
    };
    std::vector<Closing> closings(const reference::Question& question);

private:
    std::string m_requirement;
    crm::Ledger m_ledger;
};

/// The question with what the engine said, to be pasted into a table once it says what is right.
std::string pasteable(const reference::Question& question, const reference::Answer& answer);

std::string describe(const reference::Answer& answer);

/// Checks the engine's answer against the row, and the reference's.
void check(const Row& row);

} // namespace rows

namespace reference {

bool operator==(const Answer& a, const Answer& b);

} // namespace reference
