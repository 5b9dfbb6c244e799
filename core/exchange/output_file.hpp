#pragma once

// The file that an export goes to: written beside its place and put there when it is whole, so that
// whoever reads it sees the old one or the new one. It lies outside the ledger's own files, and a
// file that is no export is not replaced unless that is wanted.

#include "core/base/file.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

class OutputFile {
public:
    /// What may be replaced: a file that has this at a place, or an empty one.
    struct Mark {
        std::vector<std::string_view> beginnings; ///< any of them
        std::string_view name;                    ///< "vCard file"
        std::size_t at = 0;
    };

    /// Makes the temporary file beside `path`. Throws Error: usage, where `path` lies in the
    /// folders that belong to `ledger`, is no regular file, or is a file that does not begin as
    /// `mark` says and `force` is not set; ledger, where it cannot be made.
    OutputFile(std::string path, const Mark& mark, bool force, const Folder& ledger);
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;
    ~OutputFile(); ///< removes the temporary file where it was not committed

    /// Appends. Throws Error (ledger).
    void write(std::string_view text);

    /// Where to write, for who does it by name.
    [[nodiscard]] const std::string& temporary() const { return m_temporary; }

    /// Puts the file in its place. One that was replaced leaves its permission bits; a new one has
    /// 0600. Throws Error (ledger).
    void commit();

private:
    [[nodiscard]] bool look_at_present(const Mark& mark, bool force);
    void flush();

    std::string m_path;
    std::string m_temporary;
    Descriptor m_file;
    std::string m_buffer;
    unsigned m_mode = 0600;
    bool m_replaces = false;
};

} // namespace crm
