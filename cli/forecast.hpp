#pragma once

// What `crm forecast` shows, and how it is written: as text, as JSON, as CSV.

#include "cli/context.hpp"
#include "cli/json.hpp"
#include "core/cadence/forecast.hpp"
#include "core/cadence/levelling.hpp"
#include "core/cadence/room.hpp"
#include "core/exchange/csv.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crm::cli {

/// The weeks ahead, and what they ask of one class.
struct ClassView {
    std::vector<Load> loads; ///< by week
    int used = 0;            ///< of the first week's room, by what has happened
};

struct ForecastView {
    const Roster& roster;
    Date today;
    Forecast forecast;
    std::vector<Span> weeks;
    ClassView major;
    ClassView minor;
    std::string program; ///< how it is called again: "crm", "crm --ledger ~/crm"
    std::string call;    ///< likewise, with the weeks and the filter: "crm forecast tier:A"
};

/// A rule that is not written yet: `kind:prospect call: 1 per month`.
struct WhatIf {
    std::string text; ///< as it was given
    std::string applies_to;
    Promise promise;
    std::size_t contacts = 0;       ///< how many it holds for
    std::vector<Load> major_before; ///< by week
    std::vector<Load> minor_before;
};

[[nodiscard]] ForecastView view_of(const Roster& roster, const Filter& filter, Date today,
                                   int weeks);

/// The rule that `text` says. Throws Error (usage) where it says none.
[[nodiscard]] WhatIf parse_what_if(std::string_view text, const Settings& settings);

/// Puts the rule before all others.
void suppose(Settings& settings, const WhatIf& what_if);

[[nodiscard]] std::string forecast_text(const ForecastView& view, const Terminal& terminal);
/// Who they are, week by week.
[[nodiscard]] std::string jobs_text(const ForecastView& view, const Terminal& terminal);
[[nodiscard]] std::string plan_text(const ForecastView& view, const Plan& plan,
                                    const Terminal& terminal, bool explain);
[[nodiscard]] std::string what_if_text(const ForecastView& view, const WhatIf& what_if,
                                       const Terminal& terminal);

/// What the options ask for: `plan` and `what_if` may be missing.
[[nodiscard]] std::string forecast_json(const ForecastView& view, const Plan* plan,
                                        const WhatIf* what_if, bool explain);
[[nodiscard]] std::string forecast_csv(const ForecastView& view, const Plan* plan,
                                       const WhatIf* what_if, bool explain);

/// What `--spread` asks for.
struct SpreadWish {
    std::string period;              ///< as it was given
    std::vector<std::string> filter; ///< likewise
    bool write = false;
    bool json = false;
    bool csv = false;
};
int spread_forecast(Context& context, const SpreadWish& wish);

/// The words of a filter, as a shell takes them, each behind a space.
[[nodiscard]] std::string shell_words(const std::vector<std::string>& words);
/// "Mon 23 Nov".
[[nodiscard]] std::string short_day(Date date);
/// The day by which a job is due, or since when it is late: "Mon 23 Nov", "31 Dec 2025".
[[nodiscard]] std::string due_day(const Job& job, Date today);
/// The names of the blackouts that a week has days of.
[[nodiscard]] std::vector<std::string> blackouts_in(const Settings& settings, const Span& week);
/// "1 major", "3 minors", "2 majors and 3 minors"; "nothing" for none of either.
[[nodiscard]] std::string majors_and_minors(int majors, int minors);
/// Text in lines that fit the terminal, each ended.
[[nodiscard]] std::string paragraph(const std::string& text, const Terminal& terminal);

} // namespace crm::cli
