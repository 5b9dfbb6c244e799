#pragma once

// What a document means, as a tree: for comparing one with a model, and one with another.

#include "random_file.hpp"

#include "core/yaml/events.hpp"

#include <optional>
#include <string>

namespace crm::test {

/// Nothing for a text without content.
std::optional<Value> meaning(const yaml::Document& document);

/// True where both mean the same; plain or not counts but where `expected` leaves it open.
bool same(const Value& got, const Value& expected);

std::string shown(const Value& value); ///< for a failure's message

} // namespace crm::test
