#pragma once

// Random edits: which function of core/yaml/edit.hpp, where and with what.

#include "random_file.hpp"

#include "core/yaml/edit.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace crm::test {

/// Of the keys of the root, in edits that ask for one.
inline constexpr std::array<std::string_view, 8> order{"name", "kind",  "tier",  "tags",
                                                       "org",  "since", "dates", "notes"};

struct Edit {
    enum class Verb { text, list, item, no_key, no_item };
    Verb verb = Verb::text;
    yaml::Path path;
    std::string text;
    std::vector<std::string> items;
    bool unquoted = false;
    bool ordered = false;

    [[nodiscard]] std::string str() const; ///< for a failure's message
};

/// The text that core/yaml makes of it.
std::string done(const yaml::Document& document, const Edit& edit);

/// The value at the end of the path; null where there is none.
const Value* at_path(const Value& root, const yaml::Path& path);

Edit random_edit(const Value& root, Random& random);

} // namespace crm::test
