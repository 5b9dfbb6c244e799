#include "core/exchange/foreign/versions.hpp"

#include <fmt/format.h>
#include <gmime/gmime.h>
#include <libical/ical.h>
#include <sqlite3.h>

namespace crm {

std::string foreign_versions()
{
    return fmt::format("libical {}, GMime {}.{}.{}, SQLite {}", ICAL_VERSION, gmime_major_version,
                       gmime_minor_version, gmime_micro_version, sqlite3_libversion());
}

} // namespace crm
