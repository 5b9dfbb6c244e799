#pragma once

// What a review shows of one contact: enough to pick up the phone, and no more than a terminal of
// 80 by 24 holds. In a smaller one what matters less is left out.

#include "cli/review_list.hpp"
#include "cli/terminal.hpp"
#include "core/calendar/date.hpp"
#include "core/ledger/ledger.hpp"

#include <cstddef>
#include <string>

namespace crm::cli {

struct CardStyle {
    const Terminal& terminal;
    std::size_t place = 1; ///< which card it is, from 1
    std::size_t of = 1;
    bool can_go_back = false;
};

/// The touch that is suggested for what is owed first; empty for none.
[[nodiscard]] std::string likely_touch(const Ledger& ledger, const Owed& owed, Date today);

/// The touch that an attempt most likely was: a call, unless the contact avoids them.
[[nodiscard]] std::string likely_attempt(const Ledger& ledger, const Owed& owed, Date today);

/// The card with the line of its keys, ready for an answer.
[[nodiscard]] std::string card_text(const Ledger& ledger, const Owed& owed, Date today,
                                    const CardStyle& style);

/// The keys alone, as the card ends.
[[nodiscard]] std::string keys_text(const Owed& owed, const CardStyle& style);

/// What each key does.
[[nodiscard]] std::string keys_help();

} // namespace crm::cli
