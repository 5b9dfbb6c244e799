#pragma once

// A whole ledger, read: settings, contacts, journal, and what was found wrong on the way. Which
// line of an interaction holds and which contact an id means is decided here, once.

#include "core/base/file.hpp"
#include "core/base/finding.hpp"
#include "core/model/contact.hpp"
#include "core/model/interaction.hpp"
#include "core/model/settings.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace crm {

struct SourceFile {
    std::string path; ///< relative to the ledger's folder
    std::string text;
    mutable LineIndex lines = {};

    [[nodiscard]] Place place(std::size_t offset) const
    {
        return place_at(path, text, offset, lines);
    }
};

/// Lines of one id that differ, although both have its highest revision.
struct Conflict {
    std::size_t chosen = 0; ///< index into Ledger::lines: the one that counts, last by bytes
    std::size_t other = 0;
};

class Ledger {
public:
    Settings settings = Settings::defaults();
    std::vector<SourceFile> files;
    std::vector<Contact> contacts;    ///< sorted by id; those with merged_into too
    std::vector<Interaction> lines;   ///< of every month, superseded and void ones too
    std::vector<std::size_t> holding; ///< indices into lines: what holds, by date, then place
    std::vector<Conflict> conflicts;
    Findings findings;

    /// The contact that an id means: its own file, else the one that was formerly called so; after
    /// a merge the contact it was merged into. nullptr for an unknown id.
    [[nodiscard]] const Contact* find(std::string_view id) const;

    /// What holds with `contact`, oldest first. The contact is one of `contacts`.
    [[nodiscard]] std::vector<const Interaction*> history(const Contact& contact) const;

    /// The contacts of an interaction, each once, in its order; unknown ids are skipped.
    [[nodiscard]] std::vector<const Contact*> participants(const Interaction& interaction) const;

    [[nodiscard]] Place place(const Source& source) const;
    [[nodiscard]] std::string_view
    raw(const Interaction& interaction) const; ///< its bytes in the file

    /// True for a line whose id has a higher revision.
    [[nodiscard]] bool superseded(const Interaction& line) const;

    /// Of several lines of one entry the one with the greatest standing counts: the highest
    /// revision, and among equal ones the last by bytes.
    [[nodiscard]] std::pair<int, std::string_view> standing(const Interaction& line) const
    {
        return {line.rev, raw(line)};
    }

    /// The lines that conflict with an interaction that holds.
    [[nodiscard]] std::vector<const Interaction*> rivals(const Interaction& interaction) const;

    /// The lines whose place an interaction took: of its id, with a lower revision; newest first.
    [[nodiscard]] std::vector<const Interaction*> earlier(const Interaction& interaction) const;

    /// What was withdrawn with `contact`, by the lines that withdraw it, oldest first.
    [[nodiscard]] std::vector<const Interaction*> withdrawn(const Contact& contact) const;

    /// True when something was left out.
    [[nodiscard]] bool incomplete() const;

    /// Decides `holding` and `conflicts`, and who is meant by which id. Called once after reading.
    void resolve();

private:
    void resolve_names();
    /// What is wrong with where a contact's merges lead; empty where nothing is.
    [[nodiscard]] std::string merge_fault(const std::unordered_map<std::string, std::size_t>& own,
                                          const Contact& start) const;
    void drop_moot_findings();
    void resolve_lines();
    void resolve_histories();

    std::unordered_map<std::string, std::size_t> m_by_id;
    std::unordered_map<std::string, int> m_highest_rev; ///< by id
    std::vector<std::vector<std::size_t>> m_histories;  ///< by contact: indices into lines
    std::vector<std::size_t> m_withdrawn;               ///< indices into lines, as `holding`
};

/// Reads the ledger in `folder`. Files and entries that cannot be used are left out, each with a
/// finding. Throws Error (ledger) when crm.yaml is missing or cannot be used.
[[nodiscard]] Ledger read_ledger(const Folder& folder);

/// As read_ledger(), but a crm.yaml that cannot be used is a finding too; of the other files only
/// what is no YAML is found then. For `check`.
[[nodiscard]] Ledger read_ledger_leniently(const Folder& folder, bool& settings_usable);

} // namespace crm
