#pragma once

// What the weeks ahead will ask: every due date that comes when each promise is kept on its last
// day, as crm-cadence(7) defines it under "The forecast".

#include "core/cadence/agenda.hpp"
#include "core/ledger/roster.hpp"
#include "core/model/filter.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace crm {

/// One contact that is asked for: once a promise is to be kept.
struct Job {
    std::uint32_t item = 0; ///< index into Forecast::items: who, and which promise
    bool major = false;     ///< asks for a major; else for a minor or a lesser touch
    Date from;              ///< the first day on which it can be done
    Date due;               ///< the last day on which it is kept

    /// Late before anything can be done about it: overdue today, or when a snooze ends.
    [[nodiscard]] bool is_late() const { return due < from; }
    /// The day on which the forecast asks for it.
    [[nodiscard]] Date asked() const { return std::max(from, due); }
};

struct Forecast {
    Span span;                ///< from today on
    std::vector<Item> items;  ///< by contact, as items_of() has them today
    std::vector<Job> jobs;    ///< by the day asked, then due date, majors first, better tiers first
    std::size_t undated = 0;  ///< contacts with a promise, but no day from which it holds
    std::size_t promised = 0; ///< contacts with a promise

    [[nodiscard]] const Item& item(const Job& job) const { return items[job.item]; }
    [[nodiscard]] const Contact& contact(const Job& job) const { return *item(job).contact; }
};

/// What is asked from `today` to the end of `weeks` weeks, the running one included, of those who
/// pass `filter`. Its `state:` and `relation:` are those of today.
[[nodiscard]] Forecast forecast(const Roster& roster, const Filter& filter, Date today, int weeks);

/// The weeks from `today` on, Monday to Sunday; the first is the rest of the running one.
[[nodiscard]] std::vector<Span> weeks_from(Date today, int weeks);

/// True where a promise asks for a major: `major` itself, or a touch of that class.
[[nodiscard]] bool asks_for_major(std::string_view requirement, const Touches& touches);

} // namespace crm
