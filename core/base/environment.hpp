#pragma once

// Variables of the environment; an empty one counts as none.

#include <cstdlib>
#include <optional>
#include <string>

namespace crm {

inline std::optional<std::string> environment(const char* name)
{
    const char* value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): one thread
    return value == nullptr || *value == '\0' ? std::nullopt : std::optional<std::string>(value);
}

} // namespace crm
