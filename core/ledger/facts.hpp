#pragma once

// What a file of keys and values says, key by key, and what differs between two versions of it.

#include "core/yaml/events.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

/// What a key has in one version of a file.
struct Fact {
    std::string key; ///< `dates.birthday`
    bool is_list = false;
    bool is_simple = true; ///< false for what is no text and no list of texts, such as rules
    bool is_text = true;   ///< false where a plain value is a number or a date to some reader
    std::vector<std::string> values;

    friend bool operator==(const Fact&, const Fact&) = default;
};

struct Difference {
    std::string key;
    std::optional<Fact> before;
    std::optional<Fact> after;
};

/// The keys in which two versions differ, in the order of the later one, then what is gone.
[[nodiscard]] std::vector<Difference> differences(const yaml::Document& before,
                                                  const yaml::Document& after);

/// What the file says, in its order; keys within keys with a dot.
[[nodiscard]] std::vector<Fact> facts_of(const yaml::Document& document);

/// The fact of a key; nullptr where there is none.
[[nodiscard]] const Fact* find_fact(const std::vector<Fact>& facts, std::string_view key);

/// What is in `from` and not in `without`.
[[nodiscard]] std::vector<std::string> missing(const std::vector<std::string>& from,
                                               const std::vector<std::string>& without);

} // namespace crm
