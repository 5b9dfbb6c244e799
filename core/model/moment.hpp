#pragma once

// What the clock needs to know of an interaction with one contact: when, of which touch and class,
// and whether it was an attempt. Eight bytes, so that a working life of them fits into the cache.

#include "core/calendar/date.hpp"
#include "core/model/touch.hpp"

#include <compare>
#include <cstdint>
#include <tuple>

namespace crm {

struct Moment {
    Date date;
    std::uint16_t touch = 0; ///< index into Touches::declared; no_touch for one that is not there
    TouchClass touch_class = TouchClass::minor;
    bool attempt = false;

    static constexpr std::uint16_t no_touch = UINT16_MAX;

    /// Oldest first. Of one day the weightier is the later, then the touch that is declared first.
    friend std::strong_ordering operator<=>(const Moment& a, const Moment& b)
    {
        if (a.date != b.date) {
            return a.date <=> b.date;
        }
        return std::tuple(b.touch_class, b.touch, b.attempt) <=>
               std::tuple(a.touch_class, a.touch, a.attempt);
    }
    friend bool operator==(const Moment&, const Moment&) = default;
};

} // namespace crm
