#include "core/cadence/closings.hpp"

#include "core/cadence/due_date.hpp"

#include <cstddef>

namespace crm {

std::vector<Closing> closings(const Cadence& cadence, Date start, const Run& run,
                              std::span<const Date> counting)
{
    std::vector<Closing> out;
    out.reserve(counting.size());
    for (std::size_t before = 0; before < counting.size(); ++before) {
        out.push_back({counting[before], due_date(cadence, start, run, counting.first(before))});
    }
    return out;
}

} // namespace crm
