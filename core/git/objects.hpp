#pragma once

// What git keeps: the files of a commit, those of the index, and their contents as blobs.

#include "core/git/repository.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

/// A file of a tree or of the index.
struct GitEntry {
    std::string mode;
    std::string blob;
    bool is_hidden = false; ///< in the index, but by a sparse checkout not in the folder
};

/// A file, and no link or submodule.
[[nodiscard]] bool is_file(const GitEntry& entry);

/// Whether a path from the repository's top lies in a folder of the ledger.
[[nodiscard]] bool is_in_folder(const GitState& state, const std::string& path,
                                std::string_view folder);

/// Those of HEAD and of the index among `paths` (relative to the ledger), by path. Throws Error.
[[nodiscard]] std::map<std::string, GitEntry> entries_of_head(const Git& git, const GitState& state,
                                                              const std::vector<std::string>& paths,
                                                              const std::string& commit = {});
[[nodiscard]] std::map<std::string, GitEntry>
entries_of_index(const Git& git, const GitState& state, const std::vector<std::string>& paths);

/// The contents of blobs, by their names.
[[nodiscard]] std::map<std::string, std::string> blobs_of(const Git& git,
                                                          const std::vector<std::string>& names);

/// Puts texts among git's objects, as they are and all in one run; the names of their blobs. Throws
/// Error.
[[nodiscard]] std::vector<std::string> blobs_of_texts(const Git& git,
                                                      const std::vector<std::string>& texts);

/// A line of `update-index -z --index-info` for a path from the repository's top; an entry without
/// a blob takes the file out.
[[nodiscard]] std::string index_line(const GitState& state, const std::string& path,
                                     const GitEntry& entry);

/// An index of our own, which goes with us. What a kill has left of earlier ones is removed.
class OwnIndex {
public:
    explicit OwnIndex(const GitState& state);
    OwnIndex(const OwnIndex&) = delete;
    OwnIndex& operator=(const OwnIndex&) = delete;
    ~OwnIndex();

    [[nodiscard]] const std::string& path() const { return m_path; }

    /// Begins as the user's own, of the same time: git tells by it which files it has to look into.
    /// Throws Error (ledger).
    void copy_from(const std::string& index) const;

private:
    std::string m_path;
};

} // namespace crm
