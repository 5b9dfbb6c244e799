#pragma once

// `crm import` of what happened: meetings, mails, calls and tables of interactions into the
// journal.

#include "cli/context.hpp"
#include "cli/import_sources.hpp"
#include "core/calendar/date.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crm::cli {

/// True for a kind of source that import_history() takes.
[[nodiscard]] bool is_history(SourceKind kind);

struct HistoryImport {
    std::vector<ImportFile> files; ///< each of a kind that is history
    std::optional<Date> since;     ///< what was before is passed over
    bool dry_run = false;
    bool explain = false; ///< every entry and everybody, not only the first
};

/// Reads the files, says what they give, and writes it unless it is a dry run. Nothing may have
/// been printed before: where libical or GMime is needed this goes on in crm-exchange. Returns the
/// exit code.
int import_history(Context& context, const HistoryImport& wish);

} // namespace crm::cli
