#pragma once

// Why not everything can be kept: the days on which most is lacking, and the promise that would
// help most if it were made less often (crm-cadence(7), "A plan").

#include "core/cadence/forecast.hpp"
#include "core/cadence/room.hpp"
#include "core/cadence/slots.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace crm {

/// Days on which more is promised than can be done.
struct Stretch {
    Span days;
    int promised = 0; ///< jobs that can be done on these days only
    int room = 0;
};

/// What would help most: one promise of one rule made less often.
struct Relief {
    Promise promise;
    std::string applies_to; ///< the `for` of its rule; empty for everyone, or a contact's own
    int inside = 0;         ///< how many of the stretch it promises
    int still_late = 0;     ///< how many would still become late without it
};

struct Bottleneck {
    std::optional<Stretch> tightest;
    std::optional<Relief> relief;
};

/// For `jobs`, indices into the jobs of `forecast`, of which not all get a slot; `windows` says in
/// which of `bins` each can be done.
[[nodiscard]] Bottleneck bottleneck(const Forecast& forecast, const std::vector<std::size_t>& jobs,
                                    const std::vector<Window>& windows,
                                    const std::vector<Bin>& bins, const Settings& settings);

} // namespace crm
