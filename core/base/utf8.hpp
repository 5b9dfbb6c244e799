#pragma once

// Going through UTF-8 character by character.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace crm {

/// The character at `at`, which is moved behind it. The text is valid UTF-8; of what is not, no
/// byte beyond its end is looked at.
[[nodiscard]] inline char32_t next_code_point(std::string_view text, std::size_t& at)
{
    const auto byte = [&](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
    };
    const std::uint32_t lead = byte(at);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    const std::size_t more = std::min(length, text.size() - at) - 1;
    std::uint32_t code_point = more == 0 ? lead : lead & (0x3FU >> more);
    for (std::size_t i = 1; i <= more; ++i) {
        code_point = (code_point << 6U) | (byte(at + i) & 0x3FU);
    }
    at += more + 1;
    return code_point;
}

} // namespace crm
