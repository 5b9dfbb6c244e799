#pragma once

// What `crm export` can write: the table of formats, and where what they write goes.

#include "cli/commands.hpp"
#include "core/exchange/output_file.hpp"
#include "core/exchange/selection.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace crm::cli {

struct ExportOptions {
    std::optional<std::string> output;
    std::optional<std::string> within;
    bool force = false;
    bool tasks = false;
};

struct ExportFormat {
    std::string_view name;
    std::string_view meaning;
    /// `words` are those behind the format. Returns the exit code.
    int (*run)(Context& context, const ExportOptions& options, const Words& words);
};

[[nodiscard]] std::span<const ExportFormat> export_formats();

/// Lets `write` write to the file of -o, else, as it comes, to standard output. What it returns
/// says what was written, "3 contacts".
void export_text(Context& context, const ExportOptions& options, const OutputFile::Mark& mark,
                 const Folder& ledger, const std::function<std::string(const Sink&)>& write);

} // namespace crm::cli
