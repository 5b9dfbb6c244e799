#pragma once

// What has to hold of the cards that a reader of address books makes of any bytes.

#include "core/exchange/card.hpp"

#include <string_view>

namespace crm::fuzz {

/// Throws Failure where `cards` breaks what card.hpp promises.
void require_sound(const Cards& cards, std::string_view input);

/// Throws Failure where the two differ.
void require_equal(const Cards& a, const Cards& b);

} // namespace crm::fuzz
