#pragma once

// What is to come of an edit, worked out on the model that a random file was written from: which
// bytes may change and what the file means then, or why it is refused, and where.

#include "random_edit.hpp"
#include "random_file.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crm::test {

struct Range {
    std::size_t begin = 0;
    std::size_t end = 0;
};

struct Outcome {
    std::vector<Range> ranges; ///< all other bytes stay
    bool only_less = false;    ///< and nothing comes into the ranges
    std::optional<Value> root;
};

struct Expected {
    std::vector<Outcome> outcomes; ///< one of them
    std::string refusal;           ///< begins so, where there has to be one
    std::size_t place = nowhere;   ///< in its line
    std::string reason; ///< why it may also, or has to, be refused as written in an unsafe way
};

/// How a refusal begins that is for the way in which a file is written.
inline constexpr std::string_view unsafe = "this is written in a way that cannot be changed safely";

Expected expected_of(const RandomFile& file, const Edit& edit);

/// True where `now` is `old` but for what stands in the ranges.
bool kept(const std::string& old, const std::string& now, const Outcome& outcome);

/// The edit that takes `edit` back, where the bytes before it are to come back too.
std::optional<Edit> inverse(const RandomFile& file, const Edit& edit);

} // namespace crm::test
