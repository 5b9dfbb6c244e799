#pragma once

// The best that can be done, found by trying everything: which jobs can have a slot each (Kuhn's
// augmenting paths). Knows neither an order of jobs nor one of cells.

#include <cstddef>
#include <functional>
#include <vector>

namespace exhaustive {

/// The most jobs that can have a slot at once; `allowed(job, cell)` says where each may go.
inline std::size_t most(std::size_t jobs, const std::vector<int>& room,
                        const std::function<bool(std::size_t, std::size_t)>& allowed)
{
    std::vector<std::size_t> cell_of; // by slot
    for (std::size_t cell = 0; cell < room.size(); ++cell) {
        for (int i = 0; i < room[cell] && i < static_cast<int>(jobs); ++i) {
            cell_of.push_back(cell);
        }
    }
    constexpr auto free = static_cast<std::size_t>(-1);
    std::vector<std::size_t> holder(cell_of.size(), free);
    std::vector<bool> tried;
    const std::function<bool(std::size_t)> seat = [&](std::size_t job) {
        for (std::size_t slot = 0; slot < cell_of.size(); ++slot) {
            if (tried[slot] || !allowed(job, cell_of[slot])) {
                continue;
            }
            tried[slot] = true;
            if (holder[slot] == free || seat(holder[slot])) {
                holder[slot] = job;
                return true;
            }
        }
        return false;
    };
    std::size_t out = 0;
    for (std::size_t job = 0; job < jobs; ++job) {
        tried.assign(cell_of.size(), false);
        out += seat(job) ? 1 : 0;
    }
    return out;
}

} // namespace exhaustive
