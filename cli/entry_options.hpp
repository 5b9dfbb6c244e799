#pragma once

// What the command line says about an entry of the journal: who took part, which touch, which
// class, how long, the note. For the commands that write and correct entries.

#include "cli/context.hpp"
#include "core/ledger/ledger.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crm::cli {

/// Several contacts as they were named, groups taken apart.
struct Everyone {
    std::vector<std::string> ids; ///< each once, in the order of the words

    struct LeftOut {
        std::string group;
        const Contact* contact = nullptr;
    };
    std::vector<LeftOut> left_out; ///< members of groups with whom nothing can happen any more
};

/// The contacts of `ada,@lovelace`. What is one of `as_written` is taken as it is, an id that no
/// contact has any more too. Throws Error (usage) as find_who() and find_group() do.
[[nodiscard]] Everyone find_everyone(const Roster& ledger, std::string_view who,
                                     const std::vector<std::string>& as_written = {});

/// Says who was left out of which group; empty where nobody was.
[[nodiscard]] std::string left_out_lines(const Everyone& everyone);

/// Throws Error (usage) for a touch that the ledger does not declare, with the nearest.
[[nodiscard]] const Touch& find_touch(const Touches& touches, const std::string& name);

/// Throws Error (usage) for words whose order or number shows what was meant: a touch before the
/// name, a name of several words, two names without a comma.
void require_order(const Roster& ledger, const std::vector<std::string>& words);

/// The value of --class. Throws Error (usage) for another word.
[[nodiscard]] TouchClass read_class(const std::string& word);

/// A whole number from 0 to `most`. Throws Error (usage) for anything else.
[[nodiscard]] std::optional<int> read_number(std::string_view option,
                                             const std::optional<std::string>& text, int most);

inline constexpr int most_minutes = 100'000;
inline constexpr int most_talk = 100;

/// Throws Error (usage) for a day after today.
void refuse_future(Date date, Date today);

/// A note from standard input, without line feeds at its end.
[[nodiscard]] std::string read_note_from_input();

/// What is to be done. Throws Error (usage) for an empty text and one that is not valid UTF-8.
[[nodiscard]] std::string read_follow_up(const std::string& text);

/// The value of --by, today or later, or any day where it `may_be_past`. Throws Error (usage) where
/// it is missing or none.
[[nodiscard]] Date read_by(const Context& context, const std::optional<std::string>& text,
                           bool may_be_past = false);

/// Throws Error (usage) where the note is not valid UTF-8.
void require_utf8_note(std::string_view note);

} // namespace crm::cli
