#pragma once

// Random files of a ledger as people write them: every style of value, comments everywhere. Each
// comes with a model that knows what the file means and at which bytes each key and value stands,
// for it is written along with the file and not read from it.

#include "random_text.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace crm::test {

inline constexpr std::size_t nowhere = std::string::npos;

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

} // namespace crm::test
