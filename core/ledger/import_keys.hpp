#pragma once

// The key `import` of crm.yaml: what becomes of imported calendar entries, mails and calls.

#include "core/ledger/fields.hpp"
#include "core/model/settings.hpp"
#include "core/yaml/node.hpp"

namespace crm {

/// Takes one rule, a map, into `settings`, whose touches are there already.
void read_import_rule(Fields& fields, const yaml::Node& rule, Settings& settings);

} // namespace crm
