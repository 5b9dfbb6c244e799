#pragma once

// The files that an import is given on the command line, each with what it is; and reading them.

#include "core/exchange/source.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crm::cli {

struct ImportFile {
    std::string path; ///< as it was named, or found in a folder that was; "-" for standard input
    SourceKind kind = SourceKind::vcard;
};

struct ImportFiles {
    std::vector<ImportFile> files;
    std::vector<std::string> passed_over; ///< in folders: what is nothing that can be read
};

/// What the words name: files, "-", and folders, of which each file counts whose content is known;
/// a Maildir is one file. `kind` where the user named it; a file whose content is not known is
/// `otherwise`. Throws Error (ledger) for what cannot be read, (usage) for what is not known.
[[nodiscard]] ImportFiles find_import_files(const std::vector<std::string>& paths,
                                            std::optional<SourceKind> kind,
                                            std::optional<SourceKind> otherwise);

/// The whole content. Throws Error (ledger).
[[nodiscard]] std::string read_import_file(const std::string& path);

} // namespace crm::cli
