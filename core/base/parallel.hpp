#pragma once

// Work that falls into many independent pieces, done by as many threads as there are processors.

#include <cstddef>
#include <functional>

namespace crm {

/// How many threads for_each_of() uses for `count` pieces: at least 1, and no more than the
/// processors that the process may use.
[[nodiscard]] std::size_t workers_for(std::size_t count, std::size_t least_each = 16);

/// Calls `work(worker, index)` once for every index below `count`, in any order, on `workers`
/// threads; `worker` is below `workers`. What `work` throws ends the work; the exception of the
/// lowest index is thrown again when all threads have stopped.
void for_each_of(std::size_t count, std::size_t workers,
                 const std::function<void(std::size_t worker, std::size_t index)>& work);

} // namespace crm
