#pragma once

// The keys of contacts and of crm.yaml, in the order in which they are written, with the shape of
// their values. Keys within keys are written with a dot: `dates.birthday`.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

enum class Shape {
    text,
    list,       ///< of texts
    date,       ///< a day that has been, or is counted from
    date_ahead, ///< a day to come
    date_list,
    yearly,    ///< a birthday: with a year or without
    reference, ///< a contact's id
    fixed,     ///< not for single changes: the version of the format, the rules
};

struct Key {
    std::string_view path; ///< `dates.*` where any name may stand behind the dot
    Shape shape = Shape::text;
};

[[nodiscard]] std::span<const Key> contact_keys();

/// Those of crm.yaml.
[[nodiscard]] std::span<const Key> settings_keys();

/// The key that `path` names; nullptr where there is none.
[[nodiscard]] const Key* find_key(std::span<const Key> keys, std::string_view path);

/// The keys at the root, each once, in order.
[[nodiscard]] std::vector<std::string_view> root_order(std::span<const Key> keys);

/// `dates.birthday` as the keys that lead there: dots part only what `keys` has with a dot, so that
/// a key of the user's own may hold one.
[[nodiscard]] std::vector<std::string> split_path(std::span<const Key> keys, std::string_view path);

} // namespace crm
