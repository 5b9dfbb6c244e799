#pragma once

// Exchanging what is new with another place, in steps: what was changed by hand is taken along,
// what is new there is fetched, both are brought together, and the result is sent. Only the first
// and the third step lock the ledger, each for as long as it writes.

#include "core/base/file.hpp"
#include "core/git/merge.hpp"
#include "core/git/other_place.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace crm {

/// What went from one side to the other.
struct Exchanged {
    std::size_t changes = 0; ///< how often something was done
    std::size_t entries = 0; ///< lines of the journal
    std::size_t contacts = 0;
    std::size_t others = 0; ///< files that are no part of the ledger
    bool settings = false;  ///< crm.yaml
};

class Syncing {
public:
    /// `may_ask`: git may ask for a password on the terminal. Throws Error (ledger) where the
    /// ledger lies in no repository, or where nothing can be committed in it now.
    Syncing(const Folder& folder, bool may_ask);

    /// Finds the other place as find_other_place() does.
    void choose_place(const std::optional<std::string>& word, bool instead);
    [[nodiscard]] std::string place() const { return m_place.shown(); }

    /// The address of a place that was never synced with; nothing for another.
    [[nodiscard]] std::optional<std::string> new_address() const
    {
        return m_place.is_new ? std::optional(m_place.address) : std::nullopt;
    }

    /// Gives up what a kill has left, and commits what was changed by hand: the files.
    std::vector<std::string> take_hand_edits();

    /// Learns what is new there. Throws Error (ledger) where it cannot be reached; where something
    /// is gone there that was sent, unless `side` is mine; and where the two ledgers were begun
    /// apart, unless there is a side.
    void fetch(Side side);

    /// Brings both together. The conflicts that wait for a decision; nothing was merged where there
    /// are any.
    std::vector<FileConflict> merge(const Decision& decide);

    /// True where something of here is not there yet.
    [[nodiscard]] bool sends_something() const;

    /// False where somebody else was faster, and it is worth another try. Throws Error (ledger).
    bool push(bool is_last);

    /// What came, and what went, up to now.
    [[nodiscard]] const Exchanged& received() const { return m_received; }
    [[nodiscard]] const Exchanged& sent() const { return m_sent; }

    /// Files in the ledger's folder that are no part of it, and are not in git as they are.
    [[nodiscard]] std::vector<std::string> left_out() const;

private:
    [[nodiscard]] std::string known_ref() const;
    [[nodiscard]] std::string known_before() const;
    [[nodiscard]] std::string commit_of(const std::string& ref) const;
    [[nodiscard]] std::string fetch_branch();
    void require_nothing_gone(const std::string& known) const;
    [[nodiscard]] Exchanged exchanged(const std::string& from, const std::string& to) const;
    void identify();

    const Folder& m_folder;
    Git m_git;
    GitState m_state;
    OtherPlace m_place;
    std::string m_there; ///< the newest commit there; empty where there is none
    Exchanged m_received;
    Exchanged m_sent;
};

/// Makes a copy of the ledger at `address` in `path`, which is empty or not there: private, its own
/// remote `origin`. Throws Error, nothing left behind, where it cannot be had or is no ledger.
void copy_ledger(const std::string& address, const std::string& path, bool may_ask);

} // namespace crm
