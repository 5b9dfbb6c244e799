#pragma once

// A whole ledger, read: to what a Roster has come all lines of the journal, and which of them hold.

#include "core/ledger/resolution.hpp"
#include "core/ledger/roster.hpp"
#include "core/model/interaction.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace crm {

class Ledger : public Roster {
public:
    std::vector<Interaction> lines;    ///< of every month, superseded and void ones too
    std::vector<std::size_t> holding;  ///< indices into lines: what holds, by date, then place
    std::vector<Interaction> returned; ///< lines with what was erased, which a merge brought again
    /// Where somebody was erased: whom lines (by their indices) name, and no file has. They may be
    /// those who were erased, and the lines are read without them.
    std::vector<std::pair<std::size_t, Reference>> strangers;
    std::vector<Conflict> conflicts; ///< indices into lines

    /// What holds with `contact`, oldest first. The contact is one of `contacts`.
    [[nodiscard]] std::vector<const Interaction*> history(const Contact& contact) const;

    [[nodiscard]] std::string_view
    raw(const Interaction& interaction) const; ///< its bytes in the file

    /// True for a line whose id has a higher revision.
    [[nodiscard]] bool superseded(const Interaction& line) const;

    [[nodiscard]] Claim claim(const Interaction& line) const;

    /// Claim::standing() of a line.
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

    /// Decides what holds and who is meant by which id. Called once after reading.
    void resolve();

private:
    void set_erased_aside();
    void resolve_lines();
    void resolve_histories();

    std::unordered_map<std::string, int> m_highest_rev; ///< by id
    std::vector<std::vector<std::size_t>> m_histories;  ///< by contact: indices into lines
    std::vector<std::size_t> m_withdrawn;               ///< indices into lines, as `holding`
};

/// Of each entry of which something was erased, the revision before which nothing of it is left.
[[nodiscard]] std::unordered_map<std::string, int>
erased_revisions(const std::vector<Interaction>& lines);

/// Leaves out the findings about lines of which a higher revision was read: they are moot.
void drop_moot(Findings& findings, const std::function<int(const std::string& id)>& highest_rev);

/// Reads the ledger in `folder`; of labels those of `day`. Files and entries that cannot be used
/// are left out, each with a finding. Throws Error (ledger) when crm.yaml is missing or cannot be
/// used.
[[nodiscard]] Ledger read_ledger(const Folder& folder, Date day);

/// As read_ledger(), but a crm.yaml that cannot be used is a finding too; of the other files only
/// what is no YAML is found then. For `check`.
[[nodiscard]] Ledger read_ledger_leniently(const Folder& folder, Date day, bool& settings_usable);

} // namespace crm
