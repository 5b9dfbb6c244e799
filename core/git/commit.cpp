#include "core/git/commit.hpp"

#include "core/base/held.hpp"
#include "core/base/text.hpp"
#include "core/base/three_way.hpp"
#include "core/git/conversions.hpp"
#include "core/git/objects.hpp"
#include "core/git/trust.hpp"
#include "core/git/uncommitted.hpp"
#include "core/ledger/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <system_error>
#include <thread>
#include <utility>

namespace crm {
namespace {

bool signs_commits(const Git& git)
{
    return is_true(git.setting("commit.gpgsign"));
}

bool has_filters(const Git& git)
{
    const auto& settings = git.settings();
    return std::any_of(settings.begin(), settings.end(), [](const GitSetting& one) {
        return one.key.starts_with("filter.") && !one.value.empty();
    });
}

class Committing {
public:
    /// `by_hand`: paths that get into a commit of their own before, as they lie in the folder.
    Committing(Git& git, const GitState& state, const std::vector<WrittenFile>& files,
               const CommitMessage& message, std::vector<std::string> by_hand)
        : m_git(git), m_state(state), m_files(files), m_message(message)
    {
        for (const WrittenFile& file : files) {
            m_paths.push_back(file.path);
        }
        const std::set<std::string> written(m_paths.begin(), m_paths.end());
        std::erase_if(by_hand, [&](const std::string& path) { return written.count(path) != 0; });
        m_by_hand = std::move(by_hand);
        m_all = m_paths;
        m_all.insert(m_all.end(), m_by_hand.begin(), m_by_hand.end());
        // How git treats the ledger goes along as soon as anything of it does.
        m_beside = {std::string(layout::git_attributes), std::string(layout::git_ignore)};
        std::erase_if(m_beside, [&](const std::string& path) {
            return std::find(m_all.begin(), m_all.end(), path) != m_all.end() ||
                   !is_in_folder(path);
        });
        m_all.insert(m_all.end(), m_beside.begin(), m_beside.end());
    }

    /// `subject`: of the commit of what lies there, where it is not the usual one.
    void run(const std::string& subject = {})
    {
        m_head = entries_of_head(m_git, m_state, m_all);
        m_index = entries_of_index(m_git, m_state, m_all);
        leave_known_beside();
        refuse_hidden();
        refuse_ignored();
        m_conversions = conversions_of(m_git, m_state, m_all);
        hash_files();
        read_blobs();
        find_held();
        if (m_held.empty() && !differs(m_now)) {
            return; // it is in git as it is
        }
        const std::string of_index = for_users_index();
        const std::string commit = make_commits(subject);
        // The index first: what a kill in between leaves is staged as it lies in the folder, while
        // the other order would leave a commit that the index takes back.
        const Undisturbed guard;
        update_users_index(of_index);
        try {
            m_git.ask({"update-ref", "-m", "commit: " + m_message.subject, m_state.branch, commit,
                       m_state.head.empty() ? m_state.zero : m_state.head});
        } catch (const Error&) {
            // Somebody else has committed meanwhile, and what was staged for a moment with it.
            const Entries head = entries_of_head(m_git, m_state, m_all, "HEAD");
            const bool is_in = std::all_of(m_all.begin(), m_all.end(), [&](const auto& path) {
                return blob(head, path) == blob(m_now, path);
            });
            if (!is_in) {
                update_users_index(as_it_was());
                throw;
            }
        }
    }

    /// The other paths that were committed, or are in git as they lie there.
    [[nodiscard]] const std::vector<std::string>& by_hand() const { return m_by_hand; }

private:
    using Entries = std::map<std::string, GitEntry>;

    static std::string blob(const Entries& entries, const std::string& path)
    {
        const auto found = entries.find(path);
        return found == entries.end() ? "" : found->second.blob;
    }

    [[nodiscard]] std::string content(const std::string& name) const
    {
        const auto found = m_blobs.find(name);
        return found == m_blobs.end() ? "" : found->second;
    }

    [[nodiscard]] bool is_in_folder(const std::string& path) const
    {
        std::error_code failure;
        return std::filesystem::is_regular_file(
            std::filesystem::symlink_status(m_git.folder() + "/" + path, failure));
    }

    [[nodiscard]] bool differs(const Entries& entries) const
    {
        return std::any_of(m_paths.begin(), m_paths.end(), [&](const std::string& path) {
            return blob(m_head, path) != blob(entries, path);
        });
    }

    void leave_known_beside()
    {
        std::erase_if(m_beside, [&](const std::string& path) {
            const bool is_known = m_head.count(path) != 0 || m_index.count(path) != 0;
            if (is_known) {
                std::erase(m_all, path);
            }
            return is_known;
        });
    }

    /// What a sparse checkout hides is not in the folder, and is not to be written over in git.
    void refuse_hidden()
    {
        for (const auto& [path, entry] : m_index) {
            if (entry.is_hidden && !leave_by_hand(path)) {
                throw Error(Fault::ledger,
                            fmt::format("'{}' stands in git already, and is hidden in this folder "
                                        "(a sparse checkout)",
                                        visible(path)),
                            "'git sparse-checkout disable' shows what is hidden; what you wrote "
                            "just now needs another name");
            }
        }
    }

    /// What is not crm's to commit now does not keep it from the rest. False where it is.
    bool leave_by_hand(const std::string& path)
    {
        const bool left = std::erase(m_by_hand, path) != 0 || std::erase(m_beside, path) != 0;
        if (left) {
            std::erase(m_all, path);
        }
        return left;
    }

    void refuse_ignored()
    {
        std::string asked;
        for (const std::string& path : m_all) {
            if (m_head.count(path) == 0 && m_index.count(path) == 0) {
                asked += path + '\0';
            }
        }
        if (asked.empty()) {
            return;
        }
        const ChildResult answer = m_git.run({"check-ignore", "-z", "--stdin"}, asked);
        for (const std::string& path : split(answer.out, '\0')) {
            if (leave_by_hand(path)) {
                continue;
            }
            throw Error(Fault::ledger, fmt::format("git ignores '{}'", visible(path)),
                        "take out of .gitignore what names it; the next command of crm commits it "
                        "then");
        }
    }

    /// Of those that are in the folder now, as git keeps them.
    void hash_files()
    {
        std::string asked;
        std::vector<std::string> there;
        const auto add = [&](const std::string& path) {
            there.push_back(path);
            asked += quoted_path(m_state.prefix + path) + "\n"; // from the top
        };
        for (const WrittenFile& file : m_files) {
            if (file.after) {
                add(file.path);
            }
        }
        for (const auto* paths : {&m_by_hand, &m_beside}) {
            for (const std::string& path : *paths) {
                if (is_in_folder(path)) {
                    add(path);
                }
            }
        }
        if (there.empty()) {
            return;
        }
        const auto names = split(m_git.ask({"hash-object", "-w", "--stdin-paths"}, asked), '\n');
        for (std::size_t i = 0; i < there.size(); ++i) {
            m_now[there[i]] = {mode_of(there[i]), names.at(i)};
        }
    }

    [[nodiscard]] std::string mode_of(const std::string& path) const
    {
        const auto was = m_head.find(path);
        return was == m_head.end() ? "100644" : was->second.mode;
    }

    void read_blobs()
    {
        std::vector<std::string> wanted;
        for (const auto& [path, entry] : m_head) {
            wanted.push_back(entry.blob);
            if (blob(m_index, path) != entry.blob) {
                wanted.push_back(blob(m_now, path));
            }
        }
        for (const auto& [path, entry] : m_index) {
            if (blob(m_head, path) != entry.blob) {
                wanted.push_back(entry.blob);
            }
        }
        std::erase(wanted, "");
        m_blobs = blobs_of(m_git, wanted);
    }

    /// What files held that was not committed when crm came to write to them, and what it left
    /// without a commit before.
    void find_held()
    {
        std::vector<std::string> paths;
        std::vector<std::string> texts;
        for (const WrittenFile& file : m_files) {
            const std::string head = blob(m_head, file.path);
            const Conversion& conversion = m_conversions[file.path];
            if (!file.before) {
                if (!head.empty()) {
                    m_held[file.path] = {};
                }
            } else if (!conversion.filter.empty()) {
                GitEntry entry{mode_of(file.path),
                               filtered_blob(m_git, m_state, file.path, *file.before), false};
                if (entry.blob != head) {
                    m_held[file.path] = std::move(entry);
                }
            } else {
                std::string text = conversion.keeps_ends ? *file.before : with_lf(*file.before);
                if (head.empty() || content(head) != text) {
                    paths.push_back(file.path);
                    texts.push_back(std::move(text));
                }
            }
        }
        const auto names = blobs_of_texts(m_git, texts);
        for (std::size_t i = 0; i < paths.size(); ++i) {
            m_held[paths[i]] = {mode_of(paths[i]), names[i], false};
        }
        for (const std::string& path : m_by_hand) {
            if (blob(m_head, path) != blob(m_now, path)) {
                m_held[path] = m_now.count(path) != 0 ? m_now[path] : GitEntry{};
            }
        }
    }

    [[nodiscard]] GitEntry entry_now(const std::string& path) const
    {
        const auto now = m_now.find(path);
        return now == m_now.end() ? GitEntry{} : now->second;
    }

    /// What the user's index is to hold of these files: what was staged in them stays staged.
    [[nodiscard]] std::string for_users_index() const
    {
        std::map<std::string, std::string> before;
        for (const WrittenFile& file : m_files) {
            before[file.path] = file.before.value_or("");
        }
        std::vector<std::string> paths;
        std::vector<std::string> texts;
        std::map<std::string, GitEntry> entries;
        for (const std::string& path : m_all) {
            GitEntry& entry = entries[path] = entry_now(path);
            const std::string staged = blob(m_index, path);
            const std::string head = blob(m_head, path);
            if (staged == head || staged == entry.blob) {
                continue;
            }
            const auto both = staged.empty() || entry.blob.empty()
                                  ? std::nullopt
                                  : three_way(content(head), content(staged), content(entry.blob));
            if (both) {
                paths.push_back(path);
                texts.push_back(*both);
            } else if (before.count(path) == 0 || content(staged) != before[path]) {
                throw Error(Fault::ledger,
                            fmt::format("'{}' has changes that are staged in part", visible(path)),
                            "commit it yourself: git add FILE, git commit");
            } // else all that was staged is in what is committed
        }
        const auto names = blobs_of_texts(m_git, texts);
        for (std::size_t i = 0; i < paths.size(); ++i) {
            entries[paths[i]].blob = names[i];
        }
        std::string out;
        for (const auto& [path, entry] : entries) {
            out += index_line(m_state, m_state.prefix + path, entry);
        }
        return out;
    }

    [[nodiscard]] std::string as_it_was() const
    {
        std::string out;
        for (const std::string& path : m_all) {
            const auto was = m_index.find(path);
            out += index_line(m_state, m_state.prefix + path,
                              was == m_index.end() ? GitEntry{} : was->second);
        }
        return out;
    }

    /// The last of one or two commits.
    [[nodiscard]] std::string make_commits(const std::string& subject) const
    {
        const OwnIndex index(m_state);
        if (!m_state.head.empty()) {
            m_git.ask({"read-tree", m_state.head}, {}, index.path());
        }
        std::string parent = m_state.head;
        if (!m_held.empty()) {
            std::string lines;
            for (const auto& [path, entry] : m_held) {
                lines += index_line(m_state, m_state.prefix + path, entry);
            }
            const std::string by_hand =
                !subject.empty()
                    ? subject
                    : fmt::format("by hand: {}", m_held.size() == 1
                                                     ? visible(m_held.begin()->first)
                                                     : fmt::format("{} files", m_held.size()));
            parent = make_commit(index, parent, lines,
                                 fmt::format("{}\n\nWhat was not committed when 'crm {}' came to "
                                             "write there.\n{}{}\n",
                                             by_hand, m_message.command, computer_trailer,
                                             computer_name()));
        }
        std::string lines;
        for (const auto* paths : {&m_paths, &m_beside}) {
            for (const std::string& path : *paths) {
                lines += index_line(m_state, m_state.prefix + path, entry_now(path));
            }
        }
        if (m_files.empty()) {
            return parent;
        }
        return make_commit(index, parent, lines,
                           fmt::format("{}\n\n{}{}{}\n{}{}\n", m_message.subject, m_message.more,
                                       computer_trailer, computer_name(), commit_trailer,
                                       m_message.command));
    }

    [[nodiscard]] std::string make_commit(const OwnIndex& index, const std::string& parent,
                                          const std::string& lines, const std::string& text) const
    {
        m_git.ask({"update-index", "-z", "--index-info"}, lines, index.path());
        std::vector<std::string> words{"commit-tree", m_git.ask({"write-tree"}, {}, index.path())};
        if (!parent.empty()) {
            words.insert(words.end(), {"-p", parent});
        }
        if (signs_commits(m_git)) {
            words.emplace_back("-S");
        }
        return m_git.ask(words, text);
    }

    void update_users_index(const std::string& lines) const
    {
        constexpr int tries = 20;
        for (int i = 0;; ++i) {
            const ChildResult result = m_git.run({"update-index", "-z", "--index-info"}, lines);
            if (result.code == 0) {
                static_cast<void>(m_git.run({"update-index", "-q", "--refresh"}));
                return;
            }
            if (i == tries) {
                throw Error(Fault::ledger,
                            fmt::format("git's index cannot be written: {}", git_says(result)),
                            "the next command of crm commits it when that works again");
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
    }

    Git& m_git;
    const GitState& m_state;
    const std::vector<WrittenFile>& m_files;
    const CommitMessage& m_message;
    std::vector<std::string> m_paths;   ///< of m_files
    std::vector<std::string> m_by_hand; ///< other paths, committed before as they lie there
    std::vector<std::string> m_beside;  ///< .gitattributes and .gitignore, where they are new
    std::vector<std::string> m_all;
    Entries m_head;
    Entries m_index;
    Entries m_now;
    Entries m_held; ///< an empty blob: was removed by hand
    std::map<std::string, Conversion> m_conversions;
    std::map<std::string, std::string> m_blobs;
};

/// git's own upkeep, in the background, when there is as much to tidy up as git itself would mind.
void tidy_now_and_then(const Git& git, const GitState& state)
{
    // As git does: one of 256 folders is counted for all.
    constexpr long long usual = 6700;
    const auto told = git.setting("gc.auto");
    const long long most = told ? std::strtoll(told->c_str(), nullptr, 10) : usual;
    constexpr long long folders = 256;
    std::error_code failure;
    const auto begin = std::filesystem::directory_iterator(state.common + "/objects/17", failure);
    if (most <= 0 || failure) {
        return;
    }
    if (std::distance(begin, std::filesystem::directory_iterator()) >
        (most + folders - 1) / folders) {
        static_cast<void>(git.run({"gc", "--auto", "--quiet"}));
    }
}

} // namespace

void commit_files(Git& git, const GitState& state, const std::vector<WrittenFile>& files,
                  const CommitMessage& message)
{
    require_trust(git, state, GitUse::commit);
    auto left = noted_unfinished(state.folder);
    for (const WrittenFile& file : files) {
        left.erase(file.path);
    }
    Committing committing(git, state, files, message,
                          left.empty() ? std::vector<std::string>{}
                                       : unfinished_writes(git, state));
    committing.run();
    for (const std::string& path : committing.by_hand()) {
        left.erase(path);
    }
    keep_unfinished(state.folder, left);
    tidy_now_and_then(git, state);
}

std::vector<std::string> commit_by_hand(Git& git, const GitState& state, const std::string& command,
                                        const std::string& subject)
{
    auto changed = changed_files(git, state, false);
    if (changed.empty()) {
        return changed;
    }
    require_trust(git, state, GitUse::commit);
    const std::vector<WrittenFile> none;
    const CommitMessage message{subject, command, {}};
    Committing committing(git, state, none, message, std::move(changed));
    committing.run(subject);
    return committing.by_hand();
}

bool needs_programs(const Git& git)
{
    return signs_commits(git) || has_filters(git);
}

void rehearse_commit(Git& git, const GitState& state)
{
    if (signs_commits(git)) {
        try {
            require_trust(git, state, GitUse::commit);
        } catch (const Error&) {
            return; // it will not be run
        }
        const std::string tree = git.ask({"hash-object", "-w", "-t", "tree", "--stdin"});
        static_cast<void>(git.run({"commit-tree", "-S", tree}, "Whether signing works\n"));
    }
    if (has_filters(git)) {
        static_cast<void>(
            git.run({"hash-object", "--stdin", "--path", state.prefix + layout::contact("x")}));
    }
}

} // namespace crm
