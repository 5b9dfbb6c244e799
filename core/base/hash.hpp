#pragma once

// A fast hash of short texts, for tables within one run. Two texts with one hash are expected: who
// uses it compares the texts themselves, or asks again.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

inline std::uint64_t hash_of(std::string_view text, std::uint64_t seed = 0)
{
    constexpr std::uint64_t factor = 0x9E3779B97F4A7C15U; // 2^64 divided by the golden ratio
    const auto mix = [](std::uint64_t a, std::uint64_t b) {
        const std::uint64_t product = (a ^ b) * factor;
        return product ^ (product >> 32U);
    };
    // The last bytes reach the high bits only; once more brings them down.
    const auto finish = [&](std::uint64_t a, std::uint64_t b) { return mix(mix(a, b), 0); };
    const auto load = [](const char* from, std::size_t count) {
        std::uint64_t out = 0;
        std::memcpy(&out, from, count);
        return out;
    };
    std::uint64_t hash = mix(seed, text.size());
    const char* at = text.data();
    std::size_t left = text.size();
    for (; left > 8; at += 8, left -= 8) {
        hash = mix(hash, load(at, 8));
    }
    if (text.size() >= 8) {
        return finish(hash, load(text.data() + text.size() - 8, 8));
    }
    return finish(hash, load(at, left));
}

/// Whether `size` bytes are the same; quicker than a call for the short texts of a ledger.
inline bool is_same(const char* a, const char* b, std::size_t size)
{
    const auto load = [](const char* from) {
        std::uint64_t out = 0;
        std::memcpy(&out, from, sizeof out);
        return out;
    };
    if (size < sizeof(std::uint64_t)) {
        return std::memcmp(a, b, size) == 0;
    }
    for (std::size_t at = 0; at + 8 < size; at += 8) {
        if (load(a + at) != load(b + at)) {
            return false;
        }
    }
    return load(a + size - 8) == load(b + size - 8);
}

/// Numbers by text, filled once and then asked often. It keeps the texts, one behind the other, so
/// that asking touches little memory.
class TextTable {
public:
    /// Room for `count` texts.
    explicit TextTable(std::size_t count)
    {
        std::size_t size = 16;
        while (size < 2 * count) {
            size *= 2;
        }
        m_slots.resize(size);
    }

    /// A text that is there already keeps its number.
    void add(std::string_view text, std::uint32_t number)
    {
        const std::uint64_t hash = hash_of(text);
        Slot& slot = m_slots[find_slot(text, hash)];
        if (slot.number == nothing) {
            slot = {tag(hash), static_cast<std::uint32_t>(m_texts.size()),
                    static_cast<std::uint32_t>(text.size()), number};
            m_texts += text;
        }
    }

    /// The number of `text`, or nothing.
    [[nodiscard]] std::uint32_t find(std::string_view text) const
    {
        return m_slots[find_slot(text, hash_of(text))].number;
    }

    static constexpr std::uint32_t nothing = UINT32_MAX;

private:
    struct Slot {
        std::uint32_t tag = 0; ///< of the hash, what its place in the table does not say
        std::uint32_t begin = 0;
        std::uint32_t size = 0;
        std::uint32_t number = nothing;
    };

    static std::uint32_t tag(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32U); }

    [[nodiscard]] bool is(const Slot& slot, std::string_view text, std::uint64_t hash) const
    {
        return slot.tag == tag(hash) && slot.size == text.size() &&
               is_same(m_texts.data() + slot.begin, text.data(), text.size());
    }

    [[nodiscard]] std::size_t find_slot(std::string_view text, std::uint64_t hash) const
    {
        std::size_t at = hash & (m_slots.size() - 1);
        while (m_slots[at].number != nothing && !is(m_slots[at], text, hash)) {
            at = (at + 1) & (m_slots.size() - 1);
        }
        return at;
    }

    std::vector<Slot> m_slots;
    std::string m_texts;
};

} // namespace crm
