#pragma once

// Random numbers, and texts that are hard to write in some style of YAML.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace crm::test {

/// The same numbers on every machine (splitmix64).
class Random {
public:
    explicit Random(std::uint64_t seed) : m_state(seed) {}
    std::uint64_t next();
    std::size_t below(std::size_t limit) { return static_cast<std::size_t>(next() % limit); }
    std::size_t between(std::size_t least, std::size_t most)
    {
        return least + below(most - least + 1);
    }
    bool chance(std::size_t percent) { return below(100) < percent; }
    template <typename Pool>
    const auto& pick(const Pool& pool)
    {
        return pool[below(pool.size())];
    }

private:
    std::uint64_t m_state;
};

/// A text that is hard to write in some style, on one line.
std::string random_text(Random& random);

/// A key that such files have.
std::string random_key(Random& random);

/// `text` in quotes as a person might write it.
std::string double_quoted(Random& random, std::string_view text);
std::string single_quoted(std::string_view text);

} // namespace crm::test
