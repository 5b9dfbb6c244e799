#pragma once

// What crm.yaml says: the words a ledger uses, its rules and its working days (crm-ledger(5)).

#include "core/calendar/date.hpp"
#include "core/calendar/period.hpp"
#include "core/model/cadence.hpp"
#include "core/model/filter.hpp"
#include "core/model/touch.hpp"

#include <array>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

struct Advisor {
    std::string name;
    std::string email;
    std::string firm;
};

struct Rule {
    Filter applies_to;
    std::vector<Promise> promises;
};

/// How long before its due date a promise counts as soon, in nominal days.
struct Notice {
    int major = 21;
    int minor = 7;
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

    /// What holds where crm.yaml says nothing.
    [[nodiscard]] static Settings defaults();

    /// Place of the tier in `tiers`; past the end for one that is not there.
    [[nodiscard]] std::size_t tier_rank(std::string_view tier) const;

    [[nodiscard]] bool is_workday(Date date) const;
};

} // namespace crm
