#pragma once

// The span of days that a report is about, and the span before it that its figures stand beside.

#include "core/calendar/date.hpp"
#include "core/calendar/period.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace crm {

/// What is compared. Nothing in it lies after the day on which it was asked.
struct Comparison {
    Span now;
    Span before;
    std::optional<Unit> unit; ///< month, quarter or year; nothing for a span of two dates
    bool running = false;     ///< what was asked for goes on beyond `now`
    bool cut = false;         ///< `before` is only the beginning of its unit: as many days as `now`
};

/// `now` is the unit that `day` lies in, `before` the unit before that. Where `today` lies in the
/// unit, it is so far only, and of the unit before as many days are taken (all, where it has
/// fewer). `day` lies in no unit after today's.
[[nodiscard]] Comparison compare_unit(Unit unit, Date day, Date today);

/// `now` is from `first` to `last`, or to `today` where that is sooner; `before` as many days
/// directly before. `first` is neither after `last` nor after `today`.
[[nodiscard]] Comparison compare_dates(Date first, Date last, Date today);

/// True for a word that is meant as a month, quarter or year, though it may be none.
[[nodiscard]] bool looks_like_unit(Unit unit, std::string_view word);

/// A day of the unit that `word` means on the day `today`: `this`, `last`; `2026-10`, `oct`;
/// `2026-Q3`, `q3`; `2026`. Without a year the newest that has begun. Nothing for what is none.
[[nodiscard]] std::optional<Date> parse_unit_word(Unit unit, std::string_view word, Date today);

/// What a word for the unit may look like, for messages.
[[nodiscard]] std::string_view unit_forms(Unit unit);

/// "October 2026", "third quarter 2026", "2026"; without a unit "12 days".
[[nodiscard]] std::string span_name(const Span& span, const std::optional<Unit>& unit);

/// "1 July to 30 September 2026", "1 to 23 May 2026", "20 December 2025 to 3 January 2026", "5 May
/// 2026". Without the year "1 July to 30 September"; two years are always named.
[[nodiscard]] std::string span_dates(const Span& span, bool with_year = true);

} // namespace crm
