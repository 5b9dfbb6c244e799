#pragma once

// Writing values so that every reader takes them for the same text: YAML 1.2 and 1.1, within
// brackets and outside. A text that any reader could take for something else is put in double
// quotes.

#include <string>
#include <string_view>
#include <vector>

namespace crm::yaml {

/// text as a scalar on one line, valid in block and in flow context. Without quotes only where no
/// reader of YAML 1.1 or 1.2 would see a number, a truth value, a date or punctuation in it.
[[nodiscard]] std::string scalar(std::string_view text);

/// text in double quotes, whatever it is.
[[nodiscard]] std::string quoted(std::string_view text);

/// `[one, "2"]`.
[[nodiscard]] std::string flow_list(const std::vector<std::string>& items);

/// The value of a block mapping's key at the left margin, with what follows the colon and its line
/// end: ` text` for one line, a literal block for several lines where that says the same.
[[nodiscard]] std::string block_value(std::string_view text);

} // namespace crm::yaml
