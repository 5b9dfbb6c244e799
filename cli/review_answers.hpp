#pragma once

// The answers of a review: each asks what it needs to know, again where it cannot be understood,
// writes it at once, and says what was written and what is due next.

#include "cli/answers.hpp"
#include "cli/context.hpp"
#include "cli/keyboard.hpp"
#include "cli/review_list.hpp"
#include "core/base/error.hpp"
#include "core/ledger/ledger.hpp"

#include <functional>
#include <optional>
#include <string>

namespace crm::cli {

class ReviewAnswers {
public:
    ReviewAnswers(Context& context, const Folder& folder, Keyboard& keyboard)
        : m_context(context), m_folder(folder), m_keyboard(keyboard)
    {
    }

    /// Asks and writes what `key` stands for: l, a, s, d or o. `owed` is what the card showed,
    /// `ledger` where it comes from. False where nothing was written after all.
    bool give(char key, const Ledger& ledger, const Owed& owed);

    /// True when the user has left in the middle of an answer, of which nothing was written.
    [[nodiscard]] bool left() const { return m_left; }

    /// The exit code: 3 where something was written and then failed.
    [[nodiscard]] int code() const { return m_code; }

    /// "2 logged, 1 snoozed"; empty where nothing was written.
    [[nodiscard]] std::string summary() const;

private:
    bool log(const Ledger& ledger, const Owed& owed, bool attempt);
    bool snooze(const Owed& owed);
    bool done(const Owed& owed);
    bool open(const Owed& owed);

    template <typename Read>
    auto ask(const std::string& question, const Read& read) -> std::optional<decltype(read(""))>;
    std::optional<std::string> ask_note();
    bool try_to(const std::function<void()>& write);
    bool tell(const std::string& text);

    Context& m_context;
    const Folder& m_folder;
    Keyboard& m_keyboard;
    bool m_left = false;
    int m_code = exit_code::done;
    int m_logged = 0;
    int m_attempts = 0;
    int m_snoozed = 0;
    int m_done = 0;
    int m_edited = 0;
};

} // namespace crm::cli
