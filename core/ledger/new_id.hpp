#pragma once

// The id of a new contact, made from its name.

#include <set>
#include <string>
#include <string_view>

namespace crm {

/// The slug of `name`, with a number behind it where that is taken; `contact-` and six letters for
/// a name without Latin ones.
[[nodiscard]] std::string free_id(std::string_view name, const std::set<std::string>& taken);

} // namespace crm
