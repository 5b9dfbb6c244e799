#pragma once

// What an advisor means to do beside the promises to each contact: so many lunches a month with
// people of some sort, so many notes (crm.yaml, `goals`).

#include "core/model/cadence.hpp"
#include "core/model/filter.hpp"

#include <string>

namespace crm {

struct Goal {
    std::string name;
    std::string touch;  ///< "major", "minor" or the name of a touch
    Cadence cadence;    ///< not none
    int least_with = 1; ///< how many of `from` take part
    int most_with = 0;  ///< 0: as many as one likes
    Filter from;
    std::string rule; ///< where it is written: `crm.yaml:40`
};

} // namespace crm
