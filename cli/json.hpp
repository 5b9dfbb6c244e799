#pragma once

// JSON as every reading command writes it: one object with `schema` first, dates as ISO strings,
// control characters escaped.

#include "core/base/finding.hpp"
#include "core/cadence/agenda.hpp"
#include "core/ledger/ledger.hpp"
#include "core/report/course.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>

/// Compiled once, in json.cpp.
extern template class nlohmann::basic_json<nlohmann::ordered_map>;

namespace crm::cli {

using Json = nlohmann::ordered_json;

/// The object as text with a line feed. What JSON leaves as it is but a terminal obeys (DEL, C1,
/// directional overrides) is escaped too.
[[nodiscard]] std::string to_text(const Json& json);

[[nodiscard]] Json to_json(const std::optional<Date>& date);
/// With `arithmetic` where the item has it.
[[nodiscard]] Json to_json(const Item& item);
[[nodiscard]] Json to_json(const Finding& finding);
[[nodiscard]] Json to_json(const Kept& kept);
[[nodiscard]] Json to_json(const Miss& miss);
/// The findings for which something was left out.
[[nodiscard]] Json problems(const Roster& roster);
[[nodiscard]] Json to_json(const Ledger& ledger, const Interaction& interaction);

} // namespace crm::cli
