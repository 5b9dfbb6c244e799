#include "cli/complete.hpp"

#include "cli/command_line.hpp"
#include "cli/help.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <set>

namespace crm::cli {
namespace {

bool begins(std::string_view text, std::string_view beginning)
{
    return text.substr(0, beginning.size()) == beginning;
}

/// The line as far as it stands before the word in question.
class Line {
public:
    Line(Context& context, const Words& typed, std::size_t index)
    {
        std::size_t at = 0;
        std::size_t next = 0;
        m_rows = global_options();
        m_rows.push_back(help_option());
        for (; at < index; at = next) {
            next = at + 1;
            const std::string& word = typed[at];
            if (m_words_only || word.size() < 2 || word.front() != '-') {
                take_word(word);
            } else if (word == "--") {
                m_words_only = true;
            } else {
                next = take_option(context, typed, at, index);
            }
        }
    }

    [[nodiscard]] bool words_only() const { return m_words_only; }
    [[nodiscard]] const Command* command() const { return m_command; }
    [[nodiscard]] const OptionRow* awaiting() const { return m_awaiting; }

    [[nodiscard]] const OptionRow* find(std::string_view name) const
    {
        const auto found = std::find_if(m_rows.begin(), m_rows.end(),
                                        [&](const OptionRow& row) { return row.name == name; });
        return found == m_rows.end() ? nullptr : &*found;
    }

    void offer_options(Asked& asked) const
    {
        for (auto row = m_rows.rbegin(); row != m_rows.rend(); ++row) {
            if (row->repeatable || m_used.find(row->name) == m_used.end()) {
                asked.offer(row->name, row->meaning);
            }
        }
    }

    /// The name, in the command's usage, of the word that comes next; empty where none may.
    [[nodiscard]] std::string_view next_word() const
    {
        if (m_words >= m_command->most_words) {
            return {};
        }
        std::string_view rest = m_command->usage;
        std::string_view name;
        for (std::size_t count = 0; count <= m_words && !rest.empty(); ++count) {
            const std::size_t space = std::min(rest.find(' '), rest.size());
            name = rest.substr(0, space);
            rest.remove_prefix(std::min(space + 1, rest.size()));
            if (rest.empty() && count < m_words && name.find("...") == std::string_view::npos) {
                return {};
            }
        }
        return name;
    }

private:
    void take_word(const std::string& word)
    {
        if (m_command != nullptr) {
            ++m_words;
            return;
        }
        m_command = &choose_command(word);
        m_app = std::make_unique<CLI::App>();
        m_app->set_help_flag();
        static_cast<void>(m_command->set_up(*m_app));
        auto own = options_of(*m_app);
        std::reverse(own.begin(), own.end()); // they are offered from the end: its own ones first
        m_rows.insert(m_rows.end(), own.begin(), own.end());
    }

    /// Returns where the word behind the option and its value stands.
    std::size_t take_option(Context& context, const Words& typed, std::size_t at, std::size_t index)
    {
        const std::string& word = typed[at];
        const std::size_t equals = word.find('=');
        const std::string name = word.substr(0, equals);
        const OptionRow* row = find(name);
        m_used.insert(name);
        if (row == nullptr || row->value.empty()) {
            return at + 1;
        }
        const bool optional = row->value.front() == '[';
        std::size_t next = at + 1;
        std::string value;
        if (equals != std::string::npos) {
            value = word.substr(equals + 1);
        } else if (next == index) {
            m_awaiting = row;
            return next;
        } else if (!optional || fits(name, typed[next])) {
            value = typed[next++];
        }
        if (name == "--ledger") {
            context.ledger_option = with_home(value);
        } else if (name == "--today") {
            context.today_option = value;
        }
        return next;
    }

    [[nodiscard]] bool fits(const std::string& name, std::string value) const
    {
        CLI::Option* option = m_app ? m_app->get_option_no_throw(name) : nullptr;
        return option != nullptr && (*option->get_validator(0))(value).empty();
    }

    /// A leading '~/', which the shell has not replaced yet.
    static std::string with_home(const std::string& path)
    {
        const char* home = std::getenv("HOME"); // NOLINT(concurrency-mt-unsafe): one thread
        return begins(path, "~/") && home != nullptr ? home + path.substr(1) : path;
    }

    std::vector<OptionRow> m_rows;
    std::set<std::string> m_used;
    const Command* m_command = nullptr;
    std::unique_ptr<CLI::App> m_app;
    std::size_t m_words = 0;
    bool m_words_only = false;
    const OptionRow* m_awaiting = nullptr;
};

void fill(Completion& out, Context& context, const Words& typed, std::size_t index)
{
    const Line line(context, typed, index);
    const std::string word = index < typed.size() ? typed[index] : std::string{};
    Asked asked(context, word, out);
    if (const OptionRow* option = line.awaiting()) {
        offer_value(asked, *option);
        if (option->value.front() != '[') {
            return;
        }
    }
    if (!line.words_only() && begins(word, "-")) {
        const std::size_t equals = word.find('=');
        if (equals == std::string::npos) {
            line.offer_options(asked);
        } else if (const OptionRow* option = line.find(word.substr(0, equals))) {
            asked.keep(equals + 1);
            offer_value(asked, *option);
        }
    } else if (line.command() == nullptr) {
        offer_commands(asked);
    } else {
        offer_named(asked, line.next_word());
    }
}

} // namespace

Completion complete(Context context, const Words& typed, std::size_t index)
{
    Completion out;
    try {
        fill(out, context, typed, std::min(index, typed.size()));
    } catch (const Error&) {
        return out; // what was found up to here: a word that is being typed is no mistake yet
    }
    return out;
}

} // namespace crm::cli
