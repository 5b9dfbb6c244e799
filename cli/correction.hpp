#pragma once

// From the options of `crm amend` to what an entry should say, and back: the options that make the
// old entry of the new one again.

#include "cli/context.hpp"
#include "cli/entry_options.hpp"
#include "core/ledger/ledger.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crm::cli {

/// The options of `crm amend`.
struct CorrectionOptions {
    std::optional<std::string> date, touch, with, note, touch_class, minutes, talk, follow_up, by;
    std::vector<std::string> clear;
    bool attempt = false;
    bool reached = false;
    bool inbound = false;
    bool outbound = false;
    bool withdraw = false;
    bool restore = false;
    bool dry_run = false;

    [[nodiscard]] bool clears(std::string_view key) const;

    /// The first option given that asks for a change besides --void and --restore; empty for none.
    [[nodiscard]] std::string_view first_change() const;

    /// Throws Error (usage) for options that exclude each other, and for a --clear of what cannot
    /// be taken out.
    void check() const;
};

/// What the options ask for, in the ledger's words.
struct Wanted {
    const CorrectionOptions* options = nullptr;
    const Touches* touches = nullptr;
    std::optional<Date> date;
    const Touch* touch = nullptr;
    std::optional<TouchClass> touch_class;
    std::optional<Everyone> everyone;
    std::optional<int> minutes;
    std::optional<int> talk;
    std::optional<std::string> note;
    std::optional<std::string> follow_up;
    std::optional<Date> by;
};

/// Reads the values of the options. Throws Error (usage). `options` and `ledger` outlive the
/// result.
[[nodiscard]] Wanted read_wanted(const CorrectionOptions& options, const Context& context,
                                 const Ledger& ledger, std::string_view id);

/// What an entry that says `was` should say. Throws Error (usage) for one that is withdrawn, unless
/// it is to be restored.
[[nodiscard]] Interaction corrected(const Ledger& ledger, const Wanted& wanted,
                                    const Interaction& was);

/// The options that make `was` of `now` again; empty where both mean the same.
[[nodiscard]] std::string inverse(const Ledger& ledger, const Interaction& was,
                                  const Interaction& now);

} // namespace crm::cli
