#include "cli/commands.hpp"
#include "cli/keyboard.hpp"
#include "cli/options.hpp"
#include "cli/phrases.hpp"
#include "core/base/text.hpp"
#include "core/check/check.hpp"
#include "core/git/sync.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include <unistd.h>

namespace crm::cli {
namespace {

struct SyncOptions {
    bool mine = false;
    bool theirs = false;
    bool instead = false;
};

/// "2 entries, 1 contact and crm.yaml"
std::string what_moved(const Exchanged& what)
{
    std::vector<std::string> parts;
    const auto add = [&](std::size_t count, std::string_view one, std::string_view many) {
        if (count > 0) {
            parts.push_back(count_of(count, one, many));
        }
    };
    add(what.entries, "entry", "entries");
    add(what.contacts, "contact", "contacts");
    if (what.settings) {
        parts.emplace_back("crm.yaml");
    }
    add(what.others, "other file", "other files");
    return parts.empty() ? "nothing that makes a difference" : enumerate(parts);
}

/// The keys that differ, with both values.
std::string conflict_text(const FileConflict& conflict, const std::string& there)
{
    std::string out = "  " + visible(conflict.path) + "\n";
    if (!conflict.about.empty()) {
        return out + "    " + conflict.about + "\n";
    }
    std::size_t columns = 0;
    for (const KeyConflict& key : conflict.keys) {
        columns = std::max(columns, width(key.key));
    }
    for (const KeyConflict& key : conflict.keys) {
        out += fmt::format("    {}  {} here, {} in {}\n", pad(key.key, columns), key.mine,
                           key.theirs, there);
    }
    return out;
}

/// Some paths below each other.
std::string path_lines(const std::vector<std::string>& paths)
{
    constexpr std::size_t most = 10;
    std::string out;
    for (std::size_t i = 0; i < std::min(most, paths.size()); ++i) {
        out += fmt::format("    {}\n", visible(paths[i]));
    }
    if (paths.size() > most) {
        out += fmt::format("    and {} more\n", paths.size() - most);
    }
    return out;
}

class SyncCommand {
public:
    SyncCommand(Context& context, const Folder& folder, const SyncOptions& options)
        : m_context(context), m_folder(folder), m_options(options),
          m_sync(folder, ::isatty(STDIN_FILENO) != 0 && ::isatty(STDERR_FILENO) != 0)
    {
    }

    int run(const std::optional<std::string>& address)
    {
        m_sync.choose_place(address, m_options.instead);
        const auto first = m_sync.new_address();
        constexpr int tries = 3;
        for (int i = 1;; ++i) {
            for (const std::string& path : m_sync.take_hand_edits()) {
                m_by_hand.insert(path);
                m_context.written = true;
            }
            m_sync.fetch(side());
            if (merge() > 0) {
                m_context.print("nothing was sent: correct it, then 'crm sync' again\n");
                return exit_code::ledger;
            }
            if (m_sync.push(i == tries)) {
                break;
            }
        }
        tell();
        if (first) {
            m_context.print(fmt::format("  on the other computer, once: crm init --from {}\n"
                                        "  from now on, here and there: crm sync\n",
                                        shell_word(*first)));
        }
        return m_new_findings ? exit_code::yes_something : exit_code::done;
    }

private:
    Findings findings(bool& usable) const
    {
        const Ledger ledger = read_ledger_leniently(m_folder, m_context.today(), usable);
        return check_all(ledger, m_folder, m_context.today());
    }

    /// How much in the ledger is unusable now, where something is to be sent.
    int merge()
    {
        bool usable = false;
        const auto before = findings(usable);
        const std::size_t received = m_sync.received().changes;
        const auto waiting = m_sync.merge([&](const FileConflict& file) { return decide(file); });
        if (!waiting.empty()) {
            refuse(waiting);
        }
        m_context.written = m_context.written || m_sync.received().changes > received;
        return tell_new(before);
    }

    [[nodiscard]] Side side() const
    {
        return m_options.mine ? Side::mine : m_options.theirs ? Side::theirs : Side::nobody;
    }

    Side decide(const FileConflict& file)
    {
        if (side() != Side::nobody) {
            return side();
        }
        const std::string text = conflict_text(file, m_sync.place());
        const auto known = m_decisions.find(text);
        if (known != m_decisions.end()) {
            return known->second;
        }
        return m_has_left || ::isatty(STDIN_FILENO) == 0 || !m_context.terminal.interactive()
                   ? Side::nobody
                   : ask(text);
    }

    Side ask(const std::string& text)
    {
        int signal = 0;
        Side out = Side::nobody;
        {
            Keyboard keyboard(m_context.terminal);
            std::string shown =
                (m_decisions.empty() ? "changed here and in " + m_sync.place() + ":\n" : "") + text;
            while (!m_has_left && out == Side::nobody) {
                const auto key =
                    keyboard.key(shown + "    m mine, t theirs, q quit without merging: ");
                shown = "\n";
                if (!key || *key == 'q') {
                    m_has_left = true;
                    m_context.print(key ? "quit\n" : "\n");
                } else if (*key == 'm' || *key == 't') {
                    out = *key == 'm' ? Side::mine : Side::theirs;
                    m_decisions[text] = out;
                    m_context.print(*key == 'm' ? "mine\n" : "theirs\n");
                }
            }
            signal = keyboard.signal();
        }
        if (signal != 0) {
            std::raise(signal);
        }
        return out;
    }

    [[noreturn]] void refuse(const std::vector<FileConflict>& waiting)
    {
        if (!m_has_left) {
            m_context.print(fmt::format("changed here and in {}:\n", m_sync.place()));
            for (const FileConflict& file : waiting) {
                m_context.print(conflict_text(file, m_sync.place()));
            }
        }
        throw Error(Fault::ledger,
                    fmt::format("nothing was merged or sent: {} to be decided",
                                waiting.size() == 1 ? "one file is"
                                                    : fmt::format("{} files are", waiting.size())),
                    fmt::format("'crm sync --mine' keeps what is here, 'crm sync --theirs' takes "
                                "what is in {}; what is no conflict is taken from both",
                                m_sync.place()));
    }

    /// Tells what `check` finds now and did not before, and all that makes something unusable,
    /// where that would be sent; how much that is.
    int tell_new(const Findings& before)
    {
        if (m_sync.received().changes == 0 && !m_sync.sends_something()) {
            return 0;
        }
        // Lines are counted anew by what came above them.
        const auto sameness = [](const Error& error) {
            return (error.place ? error.place->file : std::string{}) + '\0' + error.text;
        };
        std::set<std::string> known;
        for (const Finding& finding : before) {
            known.insert(sameness(finding.error()));
        }
        bool usable = false;
        const Findings now = findings(usable);
        int worse = usable ? 0 : 1;
        std::string told;
        constexpr std::string_view prefix = "crm: ";
        for (const Finding& finding : now) {
            const bool is_new = known.insert(sameness(finding.error())).second;
            const bool is_bad = !usable || finding.weight == Finding::Weight::left_out;
            m_new_findings = m_new_findings || is_new;
            if (is_new || (is_bad && m_sync.sends_something())) {
                told += finding.error().message().substr(prefix.size());
                worse += is_bad ? 1 : 0;
            }
        }
        if (!told.empty()) {
            m_context.print(fmt::format("there is something to look at:\n{}", told));
        }
        return worse;
    }

    void tell()
    {
        const Exchanged& received = m_sync.received();
        const Exchanged& sent = m_sync.sent();
        if (received.changes == 0 && sent.changes == 0) {
            m_context.print(fmt::format("nothing new here or in {}\n", m_sync.place()));
        }
        for (const auto& [what, where] :
             {std::pair(&received, "from"), std::pair(&sent, "sent to")}) {
            if (what->changes > 0) {
                m_context.print(fmt::format("{} {}: {} ({})\n", where, m_sync.place(),
                                            count_of(what->changes, "change"), what_moved(*what)));
            }
        }
        if (!m_by_hand.empty()) {
            m_context.print("  among it what was changed by hand:\n" +
                            path_lines({m_by_hand.begin(), m_by_hand.end()}));
        }
        const auto left = m_sync.left_out();
        if (!left.empty()) {
            m_context.print("  not sent, for it is no part of the ledger:\n" + path_lines(left));
        }
    }

    Context& m_context;
    const Folder& m_folder;
    SyncOptions m_options;
    Syncing m_sync;
    std::set<std::string> m_by_hand;
    std::map<std::string, Side> m_decisions; ///< by what was asked
    bool m_has_left = false;                 ///< the user gave no answer
    bool m_new_findings = false;
};

} // namespace

Action set_up_sync(CLI::App& app)
{
    auto options = std::make_shared<SyncOptions>();
    add_flag(app, "--mine", options->mine, "Where both changed the same, keep what is here");
    add_flag(app, "--theirs", options->theirs, "Where both changed the same, take what is there");
    add_flag(app, "--instead", options->instead,
             "From now on ADDRESS, instead of the place so far");
    return [options](Context& context, const Words& words) {
        if (options->mine && options->theirs) {
            throw Error(Fault::usage, "--mine and --theirs exclude each other", "choose one");
        }
        const Folder folder = context.open_ledger();
        return SyncCommand(context, folder, *options)
            .run(words.empty() ? std::nullopt : std::optional(words.front()));
    };
}

} // namespace crm::cli
