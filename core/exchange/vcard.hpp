#pragma once

// Address books in vCard 2.1, 3.0 and 4.0, as phones, mail programs and crm itself write them.

#include "core/exchange/card.hpp"

#include <string>
#include <string_view>

namespace crm {

/// The cards of a file, `file` being its name for messages; any bytes, in time and memory linear in
/// their number. A card within another (AGENT) is a card of its own. One whose end is missing is
/// kept, one without a name has its nickname, its firm, its mail address or its telephone number
/// for one. Groups, cards with none of these and what stands outside of cards are `bad`.
[[nodiscard]] Cards read_vcards(std::string_view bytes, const std::string& file);

} // namespace crm
