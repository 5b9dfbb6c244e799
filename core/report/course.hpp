#pragma once

// How a single promise went, looking back: crm-cadence(7), "Kept and missed".

#include "core/cadence/agenda.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace crm {

/// A figure of the span and that of the span before.
template <typename T>
struct Beside {
    T now{};
    T before{};
};

/// Promises kept and missed in a span.
struct Kept {
    std::size_t kept = 0;
    std::size_t late = 0; ///< missed: closed in the span, after the due date
    std::size_t open = 0; ///< missed: overdue at its end

    [[nodiscard]] std::size_t missed() const { return late + open; }
    [[nodiscard]] std::size_t all() const { return kept + missed(); }

    /// Kept of a hundred, rounded; 100 only where all were kept, 0 only where none was. There is at
    /// least one.
    [[nodiscard]] int percent() const;

    Kept& operator+=(const Kept& more)
    {
        kept += more.kept;
        late += more.late;
        open += more.open;
        return *this;
    }
    friend bool operator==(const Kept&, const Kept&) = default;
};

inline Beside<Kept>& operator+=(Beside<Kept>& to, const Beside<Kept>& more)
{
    to.now += more.now;
    to.before += more.before;
    return to;
}

/// A promise whose last day passed unkept.
struct Miss {
    const Contact* contact = nullptr;
    Promise promise;
    Date due;                  ///< the last day on which it could be kept
    std::optional<Moment> met; ///< what closed it; nothing: it is still open
    std::string_view met_by;   ///< the name of that touch
    int days_late = 0;         ///< when it was met; where open, at the end of the span
};

/// One promise to one contact, from its start up to a day.
class Course {
public:
    /// `item` is one of items_of() on `end`, and outlives this; no day asked about is after `end`.
    Course(const Roster& roster, const Item& item, Date end);

    [[nodiscard]] const Item& item() const { return m_item; }

    /// True where the state of the promise on `day` is overdue.
    [[nodiscard]] bool overdue_on(Date day) const;

    [[nodiscard]] Kept within(const Span& span) const;

    /// What was missed of it in a span that ends with `end`, oldest first.
    [[nodiscard]] std::vector<Miss> misses(const Span& span) const;

private:
    const Roster& m_roster;
    const Item& m_item;
    Date m_end;
    std::vector<Closing> m_closings;
};

/// Puts the worst first: days late against the promise's share, then tier, then major before
/// minor, then id, then the sooner due.
void sort_worst_first(std::vector<Miss>& misses, const Settings& settings);

} // namespace crm
