#pragma once

// Random files of a ledger as people write them: every style of value, comments everywhere. Each
// comes with a model that knows what the file means and at which bytes each key and value stands,
// for it is written along with the file and not read from it.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crm::test {

inline constexpr std::size_t nowhere = std::string::npos;

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

struct Entry;

struct Value {
    enum class Kind { null, text, list, map };
    Kind kind = Kind::null;
    std::string text;
    bool plain = false;    ///< a text without quotes and not in a block
    bool any_form = false; ///< plain or not is left open, in what an edit is expected to give
    std::vector<Entry> entries;

    std::size_t begin = 0; ///< byte of the first character; unwritten: behind the colon or dash
    std::size_t end = 0;   ///< byte behind the last character that is no white space
    bool written = true;
    bool flow = false;        ///< in brackets or braces
    bool block_text = false;  ///< behind | or >
    bool keeps_lines = false; ///< behind |+
};

struct Entry {
    std::string key; ///< empty in a list
    Value value;
    std::size_t begin = 0;       ///< of the key; in a block list of the dash
    std::size_t colon = nowhere; ///< none in a list, and none where the file has none
    bool question_mark = false;  ///< an explicit key
};

struct RandomFile {
    std::string text;
    bool has_content = true;
    Value root;
    std::vector<std::size_t> comments; ///< the byte of each '#' that begins one
    /// A block text that the file ends within, without a line feed: whether its meaning has one is
    /// left to the reader.
    std::size_t unsure = nowhere;
};

RandomFile random_file(Random& random);

/// A text that is hard to write in some style, on one line.
std::string random_text(Random& random);

/// A key that such files have.
std::string random_key(Random& random);

} // namespace crm::test
