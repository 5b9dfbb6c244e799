#include "cli/foreign.hpp"
#include "core/exchange/foreign/sqlite.hpp"
#include "core/exchange/foreign/versions.hpp"

namespace crm::cli {

const Foreign& foreign(const Context&)
{
    static constexpr Foreign functions{foreign_versions, write_sqlite, read_calendar, read_mail,
                                       read_mail_text};
    return functions;
}

} // namespace crm::cli
