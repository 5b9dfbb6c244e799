#pragma once

// The JSON Schemas of a ledger's files (core/exchange/schema), which are a part of the program.

#include <span>
#include <string_view>

namespace crm::cli {

struct Schema {
    std::string_view name; ///< "contact"
    std::string_view text;
};

[[nodiscard]] std::span<const Schema> schemas();

} // namespace crm::cli
