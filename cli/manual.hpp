#pragma once

// The manual within the program: the pages of man/, rendered when the program was built, so that
// `crm help` needs neither an installation nor man(1).

#include "cli/terminal.hpp"

#include <span>
#include <string>
#include <string_view>

namespace crm::cli {

struct ManualPage {
    std::string_view topic;   ///< the name without "crm-": "due", "cadence", "crm"
    std::string_view section; ///< "1", "5" or "7"
    std::string_view title;   ///< what its NAME section says of it
    std::string_view text;    ///< 78 columns wide; bold and underlined as overstrikes
};

/// Every page, crm(1) first, then by section and topic.
[[nodiscard]] std::span<const ManualPage> manual_pages();

/// Text as typewriters and mandoc(1) emphasise it ("x BS x" bold, "_ BS x" underlined), in the
/// terminal's styles; without colour the plain letters.
[[nodiscard]] std::string with_styles(std::string_view overstruck, const Terminal& terminal);

} // namespace crm::cli
