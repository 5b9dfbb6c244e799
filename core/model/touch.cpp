#include "core/model/touch.hpp"

#include <algorithm>
#include <array>

namespace crm {

std::string_view class_name(TouchClass touch_class)
{
    switch (touch_class) {
    case TouchClass::major: return "major";
    case TouchClass::minor: return "minor";
    case TouchClass::service: return "service";
    case TouchClass::signal: return "signal";
    case TouchClass::none: return "none";
    }
    return "minor";
}

std::optional<TouchClass> parse_class(std::string_view word)
{
    for (const TouchClass c : {TouchClass::major, TouchClass::minor, TouchClass::service,
                               TouchClass::signal, TouchClass::none}) {
        if (class_name(c) == word) {
            return c;
        }
    }
    return std::nullopt;
}

const Touch* Touches::find(std::string_view name) const
{
    const auto by_name = [this](std::string_view wanted) -> const Touch* {
        const auto found = std::find_if(declared.begin(), declared.end(),
                                        [&](const Touch& touch) { return touch.name == wanted; });
        return found == declared.end() ? nullptr : &*found;
    };
    if (const Touch* touch = by_name(name)) {
        return touch;
    }
    const auto alias = aliases.find(std::string(name));
    return alias == aliases.end() ? nullptr : by_name(alias->second);
}

std::vector<std::string> Touches::own_names() const
{
    std::vector<std::string> out;
    for (const Touch& touch : declared) {
        if (touch.touch_class != TouchClass::none) {
            out.push_back(touch.name);
        }
    }
    return out;
}

std::vector<std::string> Touches::names() const
{
    std::vector<std::string> out = own_names();
    for (const auto& [alias, touch] : aliases) {
        out.push_back(alias);
    }
    return out;
}

} // namespace crm
