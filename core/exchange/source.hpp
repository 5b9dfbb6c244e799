#pragma once

// Which kind of file an import is given: by the name that the user gives it, else by what it holds.

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace crm {

enum class SourceKind {
    vcard,
    contacts,     ///< a table of them
    interactions, ///< a table of them
    calls,        ///< a table of them
    calendar,
    mail,
};

struct SourceName {
    std::string_view word; ///< on the command line
    SourceKind kind = SourceKind::vcard;
};

[[nodiscard]] std::span<const SourceName> source_names();
[[nodiscard]] std::optional<SourceKind> find_source_kind(std::string_view word);

/// How much of a file's beginning recognise() has to see, in bytes.
inline constexpr std::size_t recognised_by = 65536;

/// What a file is that begins so; nothing where it is none of these, or a table whose columns say
/// nothing.
[[nodiscard]] std::optional<SourceKind> recognise(std::string_view beginning);

} // namespace crm
