#pragma once

// Editing a text in the user's own editor. What comes back is checked; where it is at fault, the
// editor opens again on it with the error above. What was typed is never thrown away: it stays in a
// file of its own until it has been used.

#include "core/base/error.hpp"

#include <functional>
#include <optional>
#include <string>

namespace crm::cli {

class EditorSession {
public:
    /// `name` is what the editor shows as the file's name. Throws Error (ledger) when no folder for
    /// the draft can be made.
    EditorSession(std::string name, std::string text);
    EditorSession(const EditorSession&) = delete;
    EditorSession& operator=(const EditorSession&) = delete;

    /// Removes the draft, unless it holds something that was not used. What an editor that failed
    /// left beside it stays too.
    ~EditorSession();

    using Check = std::function<std::optional<Error>(const std::string& text)>;

    /// Runs $VISUAL, else $EDITOR (both may have several words), else the system's editor until the
    /// text passes `check`. Nothing when the user left it unchanged, or empty. Throws Error, which
    /// names the draft, when the editor fails, or when the user leaves a text with an error as it
    /// is.
    [[nodiscard]] std::optional<std::string> run(const Check& check);

    /// The text has found its place: the draft may go.
    void used() { m_ended_well = true; }

    /// Where the draft is.
    [[nodiscard]] const std::string& path() const { return m_path; }

private:
    void write(const std::string& text) const;
    [[nodiscard]] std::string returned(const std::string& last);
    [[nodiscard]] std::string fate() const; ///< what became of the text, for messages

    std::string m_folder;
    std::string m_path;
    std::string m_original;
    bool m_keep = false;       ///< the draft differs from the file
    bool m_ended_well = false; ///< nothing of it is needed any more
};

} // namespace crm::cli
