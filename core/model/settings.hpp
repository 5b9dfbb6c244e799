#pragma once

// What crm.yaml says: the words a ledger uses, its rules and its working days (crm-ledger(5)).

#include "core/calendar/date.hpp"
#include "core/calendar/period.hpp"
#include "core/model/cadence.hpp"
#include "core/model/contact.hpp"
#include "core/model/filter.hpp"
#include "core/model/goal.hpp"
#include "core/model/touch.hpp"
#include "core/model/workload.hpp"

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

struct Advisor {
    std::string name;
    std::string email;               ///< the first of `emails`
    std::vector<std::string> emails; ///< all addresses that are the advisor's own
    std::string firm;
};

/// What becomes of imported calendar entries, mails and calls; the first rule that fits decides.
struct ImportRule {
    std::string from;  ///< calendar, mail or calls; empty: any
    std::string title; ///< patterns, see core/exchange/import_rules; empty: any
    std::string folder;
    std::string category;
    std::string touch; ///< a declared one; empty: as without the rule
    std::optional<TouchClass> touch_class;
    bool skip = false; ///< nothing is written
};

struct Rule {
    Filter applies_to;
    std::vector<Promise> promises;
    std::vector<Ceiling> at_most;
    std::string text = {};          ///< the filter as it is written
    std::optional<Date> from = {};  ///< the first day on which it is in force
    std::optional<Date> until = {}; ///< the last one
    Source source = {};

    [[nodiscard]] bool in_force(Date day) const
    {
        return (!from || *from <= day) && (!until || day <= *until);
    }
};

/// How long before its due date a promise counts as soon, in nominal days.
struct Notice {
    int major = 21;
    int minor = 7;
};

/// How many points each part of a score can give (crm-cadence(7), "The call list").
struct Weights {
    int late = 50;
    int tier = 20;
    int major = 10;
    int signal = 15;
    int occasion = 10;
    int follow_up = 15;
    int attempts = 10; ///< taken off
};

/// After so many nominal days something weighs half.
struct HalfLives {
    int signal = 14;
    int strength = 180;
};

/// When a yearly date is shown, and what serves it.
struct OccasionRule {
    int notice = 14; ///< nominal days before
    std::vector<std::string> touches;
};

/// How many contacts of a sort there should be at most.
struct BookLimit {
    Filter applies_to;
    std::string text; ///< the filter as it is written
    int at_most = 0;
    std::string rule;
};

struct Settings {
    Advisor advisor;
    std::vector<std::string> tiers; ///< best first, at least one
    std::vector<std::string> kinds;
    Touches touches;
    std::vector<Rule> rules;
    Notice notice;
    std::array<bool, 7> workdays{true, true, true, true, true, false, false}; ///< Monday first
    std::set<Date> holidays;
    int unreachable = 3; ///< attempts since a contact was last reached
    Weights score;
    HalfLives half_life;
    std::map<std::string, OccasionRule> occasions; ///< by the name of a date
    Workload capacity;
    std::vector<Goal> goals;
    std::vector<BookLimit> limits;
    std::vector<ImportRule> import_rules;

    /// What holds where crm.yaml says nothing.
    [[nodiscard]] static Settings defaults();

    /// Place of the tier in `tiers`; past the end for one that is not there.
    [[nodiscard]] std::size_t tier_rank(std::string_view tier) const;

    [[nodiscard]] bool is_workday(Date date) const;

    /// What holds for the yearly date `name`.
    [[nodiscard]] OccasionRule occasion(std::string_view name) const;
};

} // namespace crm
