#pragma once

// Touches, the types of interactions, and the class each belongs to (crm(1), "Vocabulary").

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

enum class TouchClass : std::uint8_t {
    major,   ///< beyond ordinary service, deepens the relationship
    minor,   ///< a small courtesy
    service, ///< ordinary paid work; history, keeps no promise
    signal,  ///< the contact did something; keeps no promise
    none,    ///< nothing happened: it is only noted that something is to be done
};

[[nodiscard]] std::string_view class_name(TouchClass touch_class);
[[nodiscard]] std::optional<TouchClass> parse_class(std::string_view word);

struct Touch {
    std::string name;
    TouchClass touch_class = TouchClass::minor;
};

/// The touch of an entry that only notes what is to be done; its class is none.
inline constexpr std::string_view follow_up_touch = "follow-up";

/// The touches that a ledger declares.
struct Touches {
    std::vector<Touch> declared;                ///< in the order of crm.yaml, majors first; the
                                                ///< last may be follow_up_touch
    std::map<std::string, std::string> aliases; ///< other or former name -> touch

    /// The touch that a name or an alias stands for; nullptr where it is declared nowhere.
    [[nodiscard]] const Touch* find(std::string_view name) const;
    /// What can happen: the names declared, without aliases.
    [[nodiscard]] std::vector<std::string> own_names() const;
    /// These and the aliases, for suggestions.
    [[nodiscard]] std::vector<std::string> names() const;
};

} // namespace crm
