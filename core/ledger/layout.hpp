#pragma once

// Where everything stands in a ledger: each path is made here and nowhere else.

#include "core/calendar/date.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace crm::layout {

inline constexpr std::string_view settings = "crm.yaml";
inline constexpr std::string_view contacts = "contacts";
inline constexpr std::string_view journal = "journal";
inline constexpr std::string_view git_attributes = ".gitattributes";
inline constexpr std::string_view git_ignore = ".gitignore";

[[nodiscard]] std::string contact(std::string_view id); ///< contacts/<id>.yaml
[[nodiscard]] std::string month(Date date);             ///< journal/<YYYY-MM>.yaml

/// The stem of `ada-lovelace.yaml`; nothing for a name that does not end in .yaml.
[[nodiscard]] std::optional<std::string_view> stem(std::string_view file_name);

/// True for `YYYY-MM` with a month that exists.
[[nodiscard]] bool is_month(std::string_view stem);

/// What the ledger's folder is looked for by.
struct Search {
    std::optional<std::string> option;      ///< --ledger
    std::optional<std::string> environment; ///< $CRM_LEDGER
    std::string here;                       ///< the current folder
    std::optional<std::string> data_home;   ///< $XDG_DATA_HOME, else $HOME/.local/share
    std::optional<std::string> home;        ///< $HOME: only to tell of a ledger that is there
};

/// The ledger's folder: the option, else the environment's, else the nearest folder upward from
/// here with a crm.yaml, else `crm` in the data home. Throws Error (ledger) when none is found.
[[nodiscard]] std::string find(const Search& search);

} // namespace crm::layout
