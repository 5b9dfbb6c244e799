#pragma once

// Where a contact's key stands, for findings about its value.

#include "core/ledger/ledger.hpp"

#include <string_view>

namespace crm {

/// The place of the value of `key` in the contact's file; the whole file where it is not there.
[[nodiscard]] Place place_of_key(const Ledger& ledger, const Contact& contact,
                                 std::string_view key);

} // namespace crm
