#include "core/base/hash.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <set>
#include <string>

TEST_CASE("hash_of: texts of every length, and those that differ in one byte, differ")
{
    std::set<std::uint64_t> seen;
    std::size_t count = 0;
    for (std::size_t length = 0; length <= 40; ++length) {
        const std::string text(length, 'a');
        seen.insert(crm::hash_of(text));
        ++count;
        for (std::size_t at = 0; at < length; ++at) {
            for (const char c : {'b', '0', '\0'}) {
                std::string other = text;
                other[at] = c;
                seen.insert(crm::hash_of(other));
                ++count;
            }
        }
    }
    CHECK(seen.size() == count);
    CHECK(crm::hash_of("a", 1) != crm::hash_of("a", 2));
}

TEST_CASE("hash_of: the low bits of numbered ids are spread")
{
    std::set<std::uint64_t> low;
    constexpr unsigned count = 10'000;
    for (unsigned i = 0; i < count; ++i) {
        low.insert(crm::hash_of("contact-" + std::to_string(100'000 + i)) & 0x7FFFU);
    }
    CHECK(low.size() > count * 3 / 4); // at random 26 of 100 share a place of 32768
}

TEST_CASE("TextTable: finds what was added, keeps the first number, knows what is not there")
{
    constexpr std::uint32_t count = 2'000;
    crm::TextTable table(count);
    for (std::uint32_t i = 0; i < count; ++i) {
        table.add("id-" + std::to_string(i), i);
    }
    table.add("id-7", 99);
    for (std::uint32_t i = 0; i < count; ++i) {
        REQUIRE(table.find("id-" + std::to_string(i)) == i);
        REQUIRE(table.find("no-" + std::to_string(i)) == crm::TextTable::nothing);
    }
    CHECK(table.find("") == crm::TextTable::nothing);
}
