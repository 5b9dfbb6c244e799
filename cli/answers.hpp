#pragma once

// What `log`, `snooze`, `done` and `edit` do once it is known what is meant, and what they say
// then: for these commands, and for `review`, which asks for the same one contact at a time.

#include "cli/context.hpp"
#include "cli/entry_options.hpp"
#include "cli/key_change.hpp"
#include "core/ledger/ledger.hpp"

#include <optional>
#include <string>

namespace crm::cli {

/// What was done, and the ledger as it is now.
struct Told {
    std::string text;
    Ledger now;
};

/// What is said of an entry that was just written: what was understood, what is due next, how it is
/// taken back. `dated`: its day was given, and not taken for today.
[[nodiscard]] std::string logged_text(const Context& context, const Roster& now,
                                      const Interaction& entry, const Everyone& everyone,
                                      bool dated);

/// A day to come: a date, or a length of time from today. Throws Error (usage) for another text.
[[nodiscard]] Date parse_until(const Context& context, const std::string& text);

/// Writes the snooze of a contact, or its end, and says so. `contact` is as it was before. Throws
/// Error as change_file() does.
[[nodiscard]] Told snooze_contact(Context& context, const Folder& folder, const Edited& edited,
                                  const Contact& contact, const std::optional<Date>& until);

/// Writes that a follow-up was done on `day`, or, without one, that it was not, and says so. Throws
/// Error (ledger) where the entry has no id, and as amend() does.
[[nodiscard]] Told close_follow_up(Context& context, const Folder& folder, const Interaction& entry,
                                   const std::optional<Date>& day);

/// Puts `after` in the place of `before`. Throws Error (ledger) if that is no longer what the file
/// holds.
void replace_file(Context& context, const Folder& folder, const Edited& edited,
                  const Versions& versions);

/// The file in the user's editor; what comes back is checked and put in place. Throws Error as
/// EditorSession does.
[[nodiscard]] Versions edit_by_hand(Context& context, const Folder& folder, const Edited& edited);

/// What changed in a file, and what it changed.
[[nodiscard]] std::string edited_text(const Context& context, const Ledger& now,
                                      const Edited& edited, const Versions& versions);

} // namespace crm::cli
