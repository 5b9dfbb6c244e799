#pragma once

// What is promised to a contact on which days, by the labels and rules of those days, and since
// when without a break: crm-cadence(7), "Labels" and "Start".

#include "core/cadence/due_date.hpp"
#include "core/model/contact.hpp"
#include "core/model/settings.hpp"

#include <memory>
#include <vector>

namespace crm {

/// Days without a break on which one rule promises one thing to a contact with the same labels.
struct PromisedDays {
    Span days;
    Promise promise;
    Run run; ///< that the last of `days` belongs to; it can have begun before them
    std::shared_ptr<const Labels> labels;
};

/// What is promised to `contact` from `start`, the day from which promises to it count, to `last`:
/// major first, then minor, then touches by name, of each the oldest first. Where `last` lies
/// before `start`, what is promised on `last`, in a run that begins with `start`. `contact`
/// outlives what is returned.
[[nodiscard]] std::vector<PromisedDays>
promise_history(const Contact& contact, const Settings& settings, Date start, Date last);

/// What is promised on `day` to a contact that has its labels on that day: its own, else for each
/// requirement the first rule in force that matches and names it. Those that are `none` are left
/// out. Nothing unless its status is active. In the order of promise_history().
[[nodiscard]] std::vector<Promise> promises_to(const Contact& contact, const Settings& settings,
                                               Date day);

/// The order of requirements: major, minor, then named touches.
[[nodiscard]] int requirement_rank(std::string_view requirement);

} // namespace crm
