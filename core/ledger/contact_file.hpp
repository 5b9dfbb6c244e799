#pragma once

// contacts/<id>.yaml: reading one, and writing a new one (crm-ledger(5), "contacts/<id>.yaml").

#include "core/base/finding.hpp"
#include "core/model/contact.hpp"
#include "core/model/settings.hpp"
#include "core/yaml/events.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crm {

/// The contact `id` that `document` describes; nothing where a finding makes it unusable.
/// `file` is the document's index in Ledger::files.
[[nodiscard]] std::optional<Contact> read_contact(const yaml::Document& document,
                                                  const std::string& id, std::size_t file,
                                                  const Settings& settings, Findings& findings);

/// The file of a new contact: one key a line, in the order of crm-ledger(5), what is empty left
/// out.
[[nodiscard]] std::string format_contact(const Contact& contact);

} // namespace crm
