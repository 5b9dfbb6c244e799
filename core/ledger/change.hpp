#pragma once

// Changes to single keys of a contact or of crm.yaml as people ask for them (`tier=B`,
// `dates.birthday='10 dec'`), and the changes that lead back.

#include "core/ledger/facts.hpp"
#include "core/ledger/keys.hpp"
#include "core/ledger/ledger.hpp"
#include "core/yaml/events.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

struct Change {
    enum class Act { set, add, remove };

    Act act = Act::set;
    std::string key;                  ///< `tier`, `dates.birthday`
    std::optional<std::string> value; ///< always there for set and add

    friend bool operator==(const Change&, const Change&) = default;
};

/// The change that `key=value` asks for; `key` alone will do to remove. Throws Error (usage) for
/// another form.
[[nodiscard]] Change parse_change(Change::Act act, std::string_view text);

/// What is odd about a value that is taken all the same: an e-mail address without '@', a telephone
/// number without digits, a `since` after `today`. Empty where nothing is.
[[nodiscard]] std::string doubt_of(std::string_view key, std::string_view value, Date today);

/// What `referred_by=ada` and dates without a year need to know.
struct ChangeScope {
    std::span<const Key> keys;
    const Ledger* ledger = nullptr; ///< nullptr where it cannot be read: references are ids then
    Date today;
};

/// The text of `document` after `changes`, one after the other. Dates may be spoken, a reference
/// may be any WHO, a list may be written `[one, two]`. Throws Error (usage) for an unknown key and
/// a value that cannot be one of its key; Error (ledger) as core/yaml/edit does.
[[nodiscard]] std::string changed(const yaml::Document& document,
                                  const std::vector<Change>& changes, const ChangeScope& scope);

/// The changes that lead back from `after` over `differences`, proved by making them; nothing where
/// --set, --add and --remove cannot say them.
[[nodiscard]] std::optional<std::vector<Change>> inverse(const std::vector<Difference>& differences,
                                                         const yaml::Document& after,
                                                         const ChangeScope& scope);

} // namespace crm
