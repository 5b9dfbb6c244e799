#pragma once

// Jobs of one slot each, put into numbered cells that have so many slots: the arithmetic behind
// levelling (crm-cadence(7), "A plan"). Knows nothing of days.

#include <cstddef>
#include <limits>
#include <vector>

namespace crm {

/// The cells that a job may go to, both included; none where `first` is greater.
struct Window {
    int first = 0;
    int last = 0;
};

/// Slots of a cell that takes as many as come.
inline constexpr int unlimited = std::numeric_limits<int>::max();

/// Where a job is that got no slot.
inline constexpr int nowhere = -1;

/// The cell of each job, or nowhere. Cells are gone through in order; of the jobs that may go there
/// that with the earliest `last` goes first, then the one listed first. As many jobs as can get a
/// slot at all get one.
[[nodiscard]] std::vector<int> earliest_due_first(const std::vector<Window>& windows,
                                                  const std::vector<int>& room);

/// As above, from the last cell back: of the jobs that may go there that with the latest `first`
/// goes first. No other way uses fewer slots in the first n cells, for any n.
[[nodiscard]] std::vector<int> as_late_as_possible(const std::vector<Window>& windows,
                                                   const std::vector<int>& room);

/// How many jobs are in each of `cells` cells.
[[nodiscard]] std::vector<int> counts(const std::vector<int>& placed, std::size_t cells);

/// Jobs that can be in time, and others that are late whatever is done and only want to be soon.
struct Filling {
    std::vector<Window> in_time; ///< each can get a slot
    std::vector<Window> tardy;   ///< of those that may go somewhere the first listed goes first
};

struct Filled {
    std::vector<int> in_time;
    std::vector<int> tardy;

    /// True where none is nowhere.
    [[nodiscard]] bool complete() const;
};

/// Where everything goes: the late ones to the first slots that those in time can spare; those in
/// time to the first that are left where `early`, else to the last that they can all have. In these
/// the earliest due goes first.
[[nodiscard]] Filled fill(const Filling& jobs, const std::vector<int>& room, bool early);

/// As fill(), with the least room, the same in every cell, that all of them fit into.
[[nodiscard]] Filled fill_evenly(const Filling& jobs, std::size_t cells, bool early);

/// `room` without the slots that are used.
[[nodiscard]] std::vector<int> left_of(std::vector<int> room, const std::vector<int>& used);

} // namespace crm
