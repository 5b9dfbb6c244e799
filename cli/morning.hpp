#pragma once

// What `crm due` answers: the promises that are listed, and what else asks for the advisor's
// attention on a day; as data, and for programs.

#include "cli/json.hpp"
#include "core/cadence/agenda.hpp"
#include "core/cadence/call_list.hpp"
#include "core/cadence/follow_ups.hpp"
#include "core/cadence/occasions.hpp"
#include "core/cadence/suggestion.hpp"
#include "core/practice/goals.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crm::cli {

struct Morning {
    const Roster& roster;
    Date today;
    std::vector<Item> items;          ///< that are shown
    std::vector<FollowUp> follow_ups; ///< likewise
    std::vector<Occasion> occasions;
    std::vector<Progress> goals;
    std::optional<std::vector<Call>> calls; ///< the call list, where it is asked for

    /// True when the advisor should act on the day.
    [[nodiscard]] bool asks_today() const;
    [[nodiscard]] bool empty() const { return items.empty() && follow_ups.empty(); }
};

/// The value of --top. Throws Error (usage) for what is no number from 1.
[[nodiscard]] std::size_t read_top(const std::string& text);

/// A touch that would keep the promise, and what it suits.
[[nodiscard]] std::optional<Suggestion> suggestion_for(const Morning& morning, const Item& item);

/// "card (birthday)", "article (sailing)", "lunch".
[[nodiscard]] std::string suggestion_text(const std::optional<Suggestion>& suggestion);

/// The score of an item that is listed.
[[nodiscard]] Score score_for(const Morning& morning, const Item& item);

/// "score 71.2: late 40.0 (12 days late with a share of 45), tier 20.0 (tier A)".
[[nodiscard]] std::string score_text(const Score& score);

/// An item with everything that `crm due` says of it.
[[nodiscard]] Json item_json(const Morning& morning, const Item& item);

/// The whole answer: schema crm.due/1.
[[nodiscard]] std::string morning_json(const Morning& morning);

} // namespace crm::cli
