#pragma once

// What a word of the command line, an option's value or a key of a contact can be, by the name that
// it has in the usage: WHO, TOUCH, DATE. One table, which knows no command.

#include "cli/context.hpp"
#include "cli/help.hpp"
#include "core/base/file.hpp"
#include "core/base/text.hpp"
#include "core/ledger/names.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace crm::cli {

struct Candidate {
    std::string word; ///< the whole word, with what was typed of it
    std::string meaning;
};

struct Completion {
    std::vector<Candidate> candidates;
    bool folders = false; ///< the shell offers folders itself

    /// One candidate a line, with its meaning behind a tabulator; for folders a line that begins
    /// with the tabulator. Candidates with control characters are left out.
    [[nodiscard]] std::string str() const;
};

/// What is asked for: the part of a word that is being typed, and where the answers go.
class Asked {
public:
    Asked(const Context& context, std::string_view part, Completion& completion)
        : m_context(context), m_completion(completion), m_part(part)
    {
    }

    [[nodiscard]] const Context& context() const { return m_context; }
    [[nodiscard]] const std::string& part() const { return m_part; }
    [[nodiscard]] bool in_list() const { return m_in_list; }

    /// Takes what stands before `length` bytes of the part as given.
    void keep(std::size_t length)
    {
        m_kept += m_part.substr(0, length);
        m_part.erase(0, length);
    }

    /// Completes the last of several values with commas between them.
    void keep_list()
    {
        m_in_list = true;
        for (std::size_t comma = m_part.find(','); comma != std::string::npos;
             comma = m_part.find(',')) {
            m_taken.insert(fold(m_part.substr(0, comma)));
            keep(comma + 1);
        }
    }

    /// Offers `word` where it begins with the part.
    void offer(std::string_view word, std::string_view meaning = {})
    {
        if (fold(word).compare(0, fold(m_part).size(), fold(m_part)) == 0) {
            offer_instead(word, meaning);
        }
    }

    /// Offers `word` once in the place of the part, whatever was typed.
    void offer_instead(std::string_view word, std::string_view meaning)
    {
        if (m_taken.insert(fold(word)).second) {
            m_completion.candidates.push_back({m_kept + std::string(word), std::string(meaning)});
        }
    }

    void offer_all(const std::vector<std::string>& words)
    {
        for (const std::string& word : words) {
            offer(word);
        }
    }

    void offer_folders() { m_completion.folders = true; }

    [[nodiscard]] const Folder& folder()
    {
        if (!m_folder) {
            m_folder.emplace(m_context.open_ledger());
        }
        return *m_folder;
    }

    /// The ledger's settings; without any words where they cannot be used.
    [[nodiscard]] Settings settings() { return usable_settings(folder()).value_or(Settings{}); }

private:
    const Context& m_context;
    Completion& m_completion;
    std::string m_kept;
    std::string m_part;
    bool m_in_list = false;
    std::set<std::string> m_taken; ///< folded: given before, or offered already
    std::optional<Folder> m_folder;
};

/// Offers what the name of a word stands for: "WHO[,WHO...]" is a list of WHO, "[FILTER...]" any
/// number of FILTER. An unknown name is free text. Throws Error where the ledger cannot be opened.
void offer_named(Asked& asked, std::string_view name);

/// Offers what the value of an option can be.
void offer_value(Asked& asked, const OptionRow& option);

void offer_commands(Asked& asked);

} // namespace crm::cli
