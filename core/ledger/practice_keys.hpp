#pragma once

// The keys of crm.yaml about the practice as a whole, beside the promises to each contact: goals,
// capacity, the size of the contact book, what counts for the call list.

#include "core/ledger/fields.hpp"
#include "core/model/settings.hpp"
#include "core/yaml/node.hpp"

#include <string_view>

namespace crm {

[[nodiscard]] bool is_practice_key(std::string_view key);

/// Takes one of these keys into `settings`, whose kinds, tiers and touches are there already.
void read_practice(Fields& fields, const yaml::Node::Entry& entry, Settings& settings);

} // namespace crm
