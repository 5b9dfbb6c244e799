#pragma once

// What `crm` leaves to its companion. Calendars, mail and SQLite take libraries that would be
// loaded at each start, for a morning list too; so a second program, crm-exchange, is built from
// the same sources and with them. Where a command of `crm` comes to need one of them, it hands
// itself over.

#include "cli/context.hpp"
#include "core/exchange/foreign/calendar.hpp"
#include "core/exchange/foreign/mail.hpp"
#include "core/exchange/selection.hpp"

#include <string>
#include <string_view>

namespace crm::cli {

/// The functions of core/exchange/foreign.
struct Foreign {
    std::string (*versions)();
    void (*write_sqlite)(const Ledger& ledger, const Selection& selection, const std::string& path);
    Happenings (*read_calendar)(const std::string& bytes, const std::string& file,
                                const CalendarSpan& span);
    void (*read_mail)(const std::string& path, const MailSink& sink);
    void (*read_mail_text)(std::string_view bytes, const std::string& file,
                           const std::string& folder, const MailSink& sink);
};

/// In crm-exchange: its functions. In crm: does not return, but starts crm-exchange in the place of
/// this process, with the same arguments, so nothing may have been printed, locked or read from
/// standard input before. Throws Error (ledger) where it is missing.
[[nodiscard]] const Foreign& foreign(const Context& context);

} // namespace crm::cli
