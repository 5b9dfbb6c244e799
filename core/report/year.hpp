#pragma once

// The last twelve months of one contact, month by month: what happened, what was kept and missed.

#include "core/report/course.hpp"

#include <array>
#include <cstddef>
#include <vector>

namespace crm {

/// Months of a year back from today's, the oldest first.
inline constexpr std::size_t months_of_year = 12;

struct PromiseYear {
    Item item;                               ///< of today
    std::array<Kept, months_of_year> months; ///< each as it stood at its end
    Beside<Kept> kept;                       ///< all of them, and the twelve months before them
};

struct ContactYear {
    std::array<Span, months_of_year> months;       ///< the last one up to today
    std::array<std::size_t, months_of_year> major; ///< interactions that reached the contact
    std::array<std::size_t, months_of_year> minor;
    std::vector<PromiseYear> promises; ///< those of today, major first
    std::vector<Miss> misses;          ///< the worst first

    /// True where nothing major or minor happened, and nothing was kept or missed.
    [[nodiscard]] bool is_empty() const;
};

[[nodiscard]] ContactYear contact_year(const Roster& roster, const Contact& contact, Date today);

} // namespace crm
