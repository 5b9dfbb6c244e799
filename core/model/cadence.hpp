#pragma once

// A cadence: how often something is promised. Its grammar and its share are those of
// crm-cadence(7); when it falls due is computed in core/cadence.

#include "core/calendar/period.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace crm {

struct Cadence {
    enum class Form {
        none,     ///< nothing is promised
        rolling,  ///< `every P`, `N in P`: counted back from each day
        calendar, ///< `N per week|month|quarter|year`: counted within units of the calendar
    };

    Form form = Form::none;
    int count = 1;          ///< N
    Period period;          ///< P, of the rolling form
    Unit unit = Unit::year; ///< of the calendar form
    std::string text;       ///< as it was written

    /// Nominal days of the period divided by N, rounded down, at least 1.
    [[nodiscard]] int share() const;

    /// True where both promise the same, however they are written: `every 1 week` and `every 7
    /// days`.
    [[nodiscard]] bool means(const Cadence& other) const;

    [[nodiscard]] static std::optional<Cadence> parse(std::string_view text);
};

/// What a cadence may look like, for messages.
inline constexpr std::string_view cadence_forms =
    "a cadence reads 'every 45 days', '2 in 12 months', '2 per year' or 'none'";

/// One requirement with its cadence, as a rule or a contact promises it.
struct Promise {
    std::string requirement; ///< "major", "minor" or the name of a touch
    Cadence cadence;
    std::string rule; ///< where it is written: `crm.yaml:12`
};

/// How much is too much: no more of something than the cadence says.
struct Ceiling {
    std::string of;  ///< "major", "minor" or the name of a touch
    Cadence cadence; ///< `1 in 10 days`: in no 10 days more than one; none: no ceiling
    std::string rule;
};

} // namespace crm
