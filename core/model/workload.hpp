#pragma once

// How much an advisor can do (crm.yaml, `capacity`): so many majors and minors a week, and spans of
// the year in which it is less, such as the tax season.

#include "core/calendar/date.hpp"
#include "core/calendar/period.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

/// So many in each unit of the calendar.
struct Capacity {
    int count = 0;
    Unit unit = Unit::week;

    /// `2 per week` (day, week, month, quarter, year); `0` and `none` are 0 per week.
    [[nodiscard]] static std::optional<Capacity> parse(std::string_view text);
    [[nodiscard]] std::string str() const; ///< "2 per week"

    friend bool operator==(const Capacity&, const Capacity&) = default;
};

/// What a capacity may look like, for messages.
inline constexpr std::string_view capacity_forms =
    "it reads '2 per week' (day, week, month, quarter, year), or 0";

/// Days on which less can be done. Each year where its dates have no year.
struct Blackout {
    std::string name;              ///< "tax season"; may be empty
    YearlyDate from;               ///< its first day
    YearlyDate to;                 ///< its last day, in the next year where it is before `from`
    std::optional<Capacity> major; ///< instead of the usual; nothing: as usual
    std::optional<Capacity> minor;

    /// The span of it that `date` lies in.
    [[nodiscard]] std::optional<Span> around(Date date) const;

    /// The first day on `date` or after that belongs to it; nothing where it is over for good.
    [[nodiscard]] std::optional<Date> next_day(Date date) const;
};

struct Workload {
    std::optional<Capacity> major; ///< nothing: as many as one likes
    std::optional<Capacity> minor;
    std::vector<Blackout> blackouts; ///< of several that hold on a day the first decides

    [[nodiscard]] bool empty() const { return !major && !minor && blackouts.empty(); }

    /// What holds on `date` for majors, else for minors; nothing where there is no limit.
    [[nodiscard]] std::optional<Capacity> on(Date date, bool of_majors) const;

    /// The blackout without any majors (else minors) that `date` lies in; nullptr for none.
    [[nodiscard]] const Blackout* blackout(Date date, bool of_majors) const;
};

} // namespace crm
