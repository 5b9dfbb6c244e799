#pragma once

// The other place with which a ledger is exchanged: a folder, a memory stick, a server. What the
// user calls it, what git is told of it, and what git's refusals there mean.

#include "core/git/repository.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crm {

struct OtherPlace {
    std::string name;         ///< of the remote; empty where the address stands for it
    std::string address;      ///< absolute, where it is a folder
    std::string branch;       ///< there: "main"
    bool is_new = false;      ///< not remembered yet
    bool is_followed = false; ///< the branch here belongs to the one there

    /// What git is told.
    [[nodiscard]] const std::string& where() const
    {
        return name.empty() || is_new ? address : name;
    }
    /// What the user is told: the name, else the address without a password.
    [[nodiscard]] std::string shown() const;
    /// "fetch", "clone", "ls-remote" or "push" with what git is to be told there: a folder may
    /// belong to anybody, and nothing that lies in it is run to read it.
    [[nodiscard]] std::vector<std::string> guarded(const std::string& verb) const;
};

/// What the user typed, fit for git: a folder with its whole path. Throws Error (usage) for what is
/// no address, or names a program.
[[nodiscard]] std::string checked_address(const std::string& word);

/// True for a folder of this computer.
[[nodiscard]] bool is_folder_address(const std::string& address);

[[nodiscard]] std::string without_password(const std::string& address);

/// Makes a place of a folder that is empty or not there. Throws Error where it holds other things,
/// or where the folder around it is missing, as that of a stick that is not plugged in.
void prepare_folder(const std::string& address);

/// Where the ledger is exchanged: at `word` (an address, or the name of a remote) where given, else
/// where it was before. `instead`: another place than before is welcome. Throws Error (usage) where
/// there is none, or another one.
[[nodiscard]] OtherPlace find_other_place(Git& git, const GitState& state,
                                          const std::optional<std::string>& word, bool instead);

/// So that the next exchange finds it.
void remember_place(const Git& git, const GitState& state, OtherPlace& place);

/// What git said in one line, without passwords.
[[nodiscard]] std::string said_there(const OtherPlace& place, const ChildResult& result);

/// Why it cannot be reached, or did not take what was sent. `result` is that of a run that failed.
[[nodiscard]] Error not_reached(const OtherPlace& place, const ChildResult& result);
[[nodiscard]] Error not_taken(const OtherPlace& place, const ChildResult& result);

} // namespace crm
