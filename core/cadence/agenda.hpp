#pragma once

// Whom one owes contact, of which kind, and how urgently: every promise of a ledger with its state
// on a day, as crm-cadence(7) defines it.

#include "core/cadence/closings.hpp"
#include "core/cadence/promise_history.hpp"
#include "core/ledger/roster.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

enum class State { ok, soon, due, overdue, snoozed };

[[nodiscard]] std::string_view state_name(State state);

/// One promise to one contact on the day asked about.
struct Item {
    const Contact* contact = nullptr;
    Promise promise;
    State state = State::ok;
    std::optional<Date> start;        ///< from when promises to the contact count
    Run run;                          ///< since when the same is promised; where `start` is known
    std::optional<Date> due;          ///< the last day on which it is still kept
    std::optional<int> days_overdue;  ///< negative before the due date
    bool before_next_workday = false; ///< falls due on a free day right after this workday
    std::optional<Moment> last;       ///< newest that satisfies it, before `start` too
    std::string_view last_touch;      ///< its name
    bool covered_by_major = false;    ///< a minor whose contact's major is asked for as well
    /// The day on which a blackout begins in which the due date of this major lies, where that is
    /// near, and the last one long enough ago: it is best done before.
    std::optional<Date> before_blackout;
    std::string arithmetic; ///< how `due` was found, where asked for

    /// True when the advisor should act on the day: overdue, due, due before the next workday, or
    /// best done before a blackout that is near.
    [[nodiscard]] bool asks_today() const;
    /// True for what a list without options shows: asks_today() or soon.
    [[nodiscard]] bool is_listed() const { return asks_today() || state == State::soon; }
};

/// True where it takes a major to keep the promise: a major, or a touch of that class.
[[nodiscard]] bool asks_for_major(const Promise& promise, const Settings& settings);

/// What can satisfy a requirement.
class Satisfying {
public:
    Satisfying(std::string_view requirement, const Touches& touches);

    /// True when an interaction satisfies it (a dinner satisfies `minor`); attempts never do.
    [[nodiscard]] bool operator()(const Moment& moment) const
    {
        return !moment.attempt && would(moment);
    }

    /// As operator(), had the attempt reached the contact.
    [[nodiscard]] bool would(const Moment& moment) const
    {
        return moment.touch_class <= m_least && (!m_touch || moment.touch == *m_touch);
    }

private:
    TouchClass m_least = TouchClass::minor; ///< the classes count from the weightiest
    std::optional<std::uint16_t> m_touch;
};

/// True when an interaction reached its contact: no attempt, and more than a signal.
[[nodiscard]] inline bool reaches(const Moment& moment)
{
    return !moment.attempt && moment.touch_class < TouchClass::signal;
}

/// The newest interaction up to `today` that reached the contact.
[[nodiscard]] std::optional<Moment> last_reached(const Roster& roster, const Contact& contact,
                                                 Date today);

/// The interactions with attempts since `item` was last satisfied, up to `today`, that would have
/// satisfied it.
[[nodiscard]] std::size_t attempts_since(const Roster& roster, const Item& item, Date today);

/// From when promises to a contact count: its `promised_from`, else its `since`, else the first of
/// `moments` up to `today` that is no attempt.
[[nodiscard]] std::optional<Date> start_of(const Contact& contact, std::span<const Moment> moments,
                                           Date today);

/// The items of one contact on `today`, by the labels and rules of that day; none unless its status
/// is active then.
[[nodiscard]] std::vector<Item> items_of(const Roster& roster, const Contact& contact, Date today,
                                         bool with_arithmetic = false);

/// The items of everyone who passes `filter`, its `state:` and `relation:` included, most urgent
/// first.
[[nodiscard]] std::vector<Item> agenda(const Roster& roster, const Filter& filter, Date today,
                                       bool with_arithmetic = false);

/// Puts the most urgent first: days overdue against the promise's share, then tier, then major
/// before minor, then id.
void sort_by_urgency(std::vector<Item>& items, const Settings& settings);

/// Every time the promise of `item`, one of items_of() on `today`, was closed up to that day.
[[nodiscard]] std::vector<Closing> closings_of(const Roster& roster, const Item& item, Date today);

/// The first working day after `date`; nothing where there is none within a year.
[[nodiscard]] std::optional<Date> next_workday(const Settings& settings, Date date);

} // namespace crm
