#pragma once

// A hash that is the same everywhere and always, for the `ref` of a record that has no identity of
// its own (core/base/hash is for tables within one run).

#include <cstdint>
#include <string>
#include <string_view>

namespace crm {

/// FNV-1a of 64 bits as 16 hexadecimal digits.
inline std::string fingerprint(std::string_view text)
{
    std::uint64_t hash = 0xCBF29CE484222325U;
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
    }
    std::string out(16, '0');
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = "0123456789abcdef"[(hash >> (60 - 4 * i)) & 0xFU];
    }
    return out;
}

} // namespace crm
