#include "core/exchange/uid.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace crm {
namespace {

using Sha1 = std::array<std::uint8_t, 20>;

void add_block(std::array<std::uint32_t, 5>& state, std::string_view block)
{
    std::array<std::uint32_t, 80> w{};
    for (std::size_t i = 0; i < 64; ++i) {
        w[i / 4] = (w[i / 4] << 8U) | static_cast<std::uint8_t>(block[i]);
    }
    for (std::size_t i = 16; i < w.size(); ++i) {
        w[i] = std::rotl(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    }
    auto [a, b, c, d, e] = state;
    for (std::size_t i = 0; i < w.size(); ++i) {
        std::uint32_t f = 0;
        std::uint32_t k = 0;
        switch (i / 20) {
        case 0: f = (b & c) | (~b & d), k = 0x5A827999U; break;
        case 1: f = b ^ c ^ d, k = 0x6ED9EBA1U; break;
        case 2: f = (b & c) | (b & d) | (c & d), k = 0x8F1BBCDCU; break;
        default: f = b ^ c ^ d, k = 0xCA62C1D6U; break;
        }
        const std::uint32_t next = std::rotl(a, 5) + f + e + k + w[i];
        e = d;
        d = c;
        c = std::rotl(b, 30);
        b = a;
        a = next;
    }
    state = {state[0] + a, state[1] + b, state[2] + c, state[3] + d, state[4] + e};
}

/// FIPS 180-4; a UUID asks for it, nothing is kept secret with it.
Sha1 sha1(std::string text)
{
    const std::uint64_t bits = text.size() * 8;
    text += '\x80';
    text.append((120 - text.size() % 64) % 64, '\0');
    for (int shift = 56; shift >= 0; shift -= 8) {
        text += static_cast<char>(bits >> static_cast<unsigned>(shift));
    }
    std::array<std::uint32_t, 5> state{0x67452301U, 0xEFCDAB89U, 0x98BADCFEU, 0x10325476U,
                                       0xC3D2E1F0U};
    for (std::size_t at = 0; at < text.size(); at += 64) {
        add_block(state, std::string_view(text).substr(at, 64));
    }
    Sha1 out{};
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = static_cast<std::uint8_t>(state[i / 4] >> (24 - 8 * (i % 4)));
    }
    return out;
}

constexpr std::string_view uid_namespace{
    "\x8f\x0c\x1d\x52\x6a\x9e\x5b\x7d\x9d\x36\x6a\x1c\x2f\x4e\x70\xb3", 16};

std::string named_uid(std::string_view id)
{
    return "urn:uuid:" + named_uuid("contact/" + std::string(id));
}

} // namespace

std::string named_uuid(std::string_view name)
{
    Sha1 hash = sha1(std::string(uid_namespace) + std::string(name));
    hash[6] = static_cast<std::uint8_t>((hash[6] & 0x0FU) | 0x50U); // version 5
    hash[8] = static_cast<std::uint8_t>((hash[8] & 0x3FU) | 0x80U); // its variant
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (std::size_t i = 0; i < 16; ++i) {
        out += i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "";
        out += digits[hash[i] >> 4U];
        out += digits[hash[i] & 0x0FU];
    }
    return out;
}

std::string stable_uid(const Contact& contact)
{
    if (!contact.uid.empty()) {
        return contact.uid.front();
    }
    const std::string& oldest = contact.formerly.empty() ? contact.id : contact.formerly.front().id;
    return named_uid(oldest);
}

std::vector<std::string> known_uids(const Contact& contact)
{
    std::vector<std::string> out = contact.uid;
    out.push_back(named_uid(contact.id));
    for (const Reference& former : contact.formerly) {
        out.push_back(named_uid(former.id));
    }
    return out;
}

} // namespace crm
