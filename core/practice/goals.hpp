#pragma once

// How far the advisor's own goals are (crm.yaml, `goals`), and with whom what is missing could be
// done: crm-cadence(7), "Goals".

#include "core/calendar/period.hpp"
#include "core/ledger/roster.hpp"
#include "core/model/goal.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace crm {

/// Somebody with whom it could be done.
struct Candidate {
    const Contact* contact = nullptr;
    std::optional<Date> last; ///< when it was last done together; nothing: never
};

/// Several who have not met and should.
struct Company {
    std::vector<const Contact*> contacts;
    std::string why; ///< "both sailing"; empty where there is only that they have not met
};

struct Progress {
    const Goal* goal = nullptr;
    Span span;         ///< the calendar's unit, or the days that end today
    int done = 0;      ///< in the span, up to today
    int needed = 0;    ///< N
    int days_left = 0; ///< of the unit, today included; 0 for days that end today
    int expected = 0;  ///< how many of them an even pace has done by now, rounded down
    std::vector<Candidate> candidates; ///< who it could be, the first first
    std::vector<Company> companies;    ///< for a goal with several: one for each that is missing

    [[nodiscard]] int missing() const { return done < needed ? needed - done : 0; }
    [[nodiscard]] int behind() const { return done < expected ? expected - done : 0; }
};

/// For each goal, in the order of crm.yaml. The roster has been read with its gatherings.
[[nodiscard]] std::vector<Progress> progress(const Roster& roster, Date today);

} // namespace crm
