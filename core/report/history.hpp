#pragma once

// Kept and missed promises by month and by rule, and where the rate is heading: crm-cadence(7),
// "By month", "By rule" and "Trend".

#include "core/report/course.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

/// A month of the calendar, the last one up to the day asked about.
struct MonthKept {
    Span span;
    Kept kept;

    /// False for a month of which days are still to come.
    [[nodiscard]] bool is_full() const;
};

/// The first days of the months that a look back from `span` shows: those of the span, and at least
/// the twelve newest full ones. The last one is the month in which the span ends.
[[nodiscard]] std::vector<Date> months_before(const Span& span);

/// Adds up promises by month, each month as it stood at its end.
class MonthCounter {
public:
    explicit MonthCounter(const Span& span);

    /// `course` goes up to the end of the span.
    void add(const Course& course);

    /// From the first month in which something was kept or missed; none where nothing was.
    [[nodiscard]] std::vector<MonthKept> months() const;

private:
    std::vector<MonthKept> m_months;
};

/// The later half of the last twelve full months beside the half before it.
struct Trend {
    enum class Direction { unknown, falling, steady, rising };

    Direction direction = Direction::unknown;
    std::size_t months = 0; ///< of each half
    Span later;
    Span earlier;
    Kept later_kept;
    Kept earlier_kept;

    /// Rates that differ by fewer points of a hundred, rounded as Kept::percent(), are steady.
    static constexpr int least_points = 5;
    /// With fewer promises in one of the halves there is no telling.
    static constexpr std::size_t least_promises = 5;
};

[[nodiscard]] std::string_view trend_name(Trend::Direction direction);

/// Of months_before() a span, those without figures left out at the beginning.
[[nodiscard]] Trend trend_of(const std::vector<MonthKept>& months);

/// One requirement of a rule of crm.yaml, or of one contact's own file.
struct RuleRow {
    const Rule* rule = nullptr;       ///< nothing: the contact's own
    const Contact* contact = nullptr; ///< whose own; nothing: that of a rule
    Promise promise;
    Beside<Kept> kept;
};

/// Adds up promises by the rule that made them.
class RuleCounter {
public:
    explicit RuleCounter(const Settings& settings) : m_settings(settings) {}

    void add(const Item& item, const Beside<Kept>& kept);

    /// Those that have figures, in the order of crm.yaml; contacts' own last, by their files.
    [[nodiscard]] std::vector<RuleRow> rows() const;

private:
    struct Key {
        std::size_t rule; ///< index into Settings::rules; one past the end: the contact's own
        std::string place;
        int rank;
        std::string requirement;
        auto operator<=>(const Key&) const = default;
    };

    const Settings& m_settings;
    std::map<Key, RuleRow> m_rows;
};

} // namespace crm
