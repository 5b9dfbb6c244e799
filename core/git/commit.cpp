#include "core/git/commit.hpp"

#include "core/base/held.hpp"
#include "core/base/text.hpp"
#include "core/base/three_way.hpp"
#include "core/ledger/layout.hpp"
#include "core/yaml/node.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include <unistd.h>

namespace crm {
namespace {

/// An index of our own, which goes with us. One left behind by a kill, with its lock, is in
/// nobody's way: each has a name of its own.
class OwnIndex {
public:
    explicit OwnIndex(const GitState& state)
        : m_path(fmt::format("{}/crm-index-{}", state.folder, random_letters(10)))
    {
    }
    OwnIndex(const OwnIndex&) = delete;
    OwnIndex& operator=(const OwnIndex&) = delete;
    ~OwnIndex()
    {
        ::unlink(m_path.c_str());
        ::unlink((m_path + ".lock").c_str());
    }
    [[nodiscard]] const std::string& path() const { return m_path; }

private:
    std::string m_path;
};

/// Puts a text into git as the content of `path`.
std::string blob_of_text(const Git& git, const GitState& state, const std::string& path,
                         const std::string& text)
{
    return git.ask({"hash-object", "-w", "--stdin", "--path", state.prefix + path}, text);
}

class Committing {
public:
    /// `from_text`: what the files are to hold in the commit is WrittenFile::after, not what lies
    /// in the folder.
    Committing(Git& git, const GitState& state, const std::vector<WrittenFile>& files,
               bool from_text = false)
        : m_git(git), m_state(state), m_files(files), m_from_text(from_text)
    {
        for (const WrittenFile& file : files) {
            m_paths.push_back(file.path);
        }
    }

    void run(const std::string& subject, const std::string& message)
    {
        m_head = entries_of_head(m_git, m_state, m_paths);
        m_index = entries_of_index(m_git, m_state, m_paths);
        refuse_ignored();
        hash_files();
        if (std::all_of(m_files.begin(), m_files.end(), [&](const WrittenFile& file) {
                return blob(m_head, file.path) == blob(m_now, file.path);
            })) {
            return; // it is in git as it is
        }
        std::vector<std::string> wanted;
        for (const auto* entries : {&m_head, &m_index, &m_now}) {
            for (const auto& [path, entry] : *entries) {
                wanted.push_back(entry.blob);
            }
        }
        m_blobs = blobs_of(m_git, wanted);
        const std::string of_index = for_users_index();
        const std::string commit = make_commit(message);
        // The index first: what a kill in between leaves is staged as it lies in the folder, while
        // the other order would leave a commit that the index takes back.
        const Undisturbed guard;
        update_users_index(of_index);
        try {
            m_git.ask({"update-ref", "-m", "commit: " + subject, m_state.branch, commit,
                       m_state.head.empty() ? std::string(commit.size(), '0') : m_state.head});
        } catch (const Error&) {
            // Somebody else has committed meanwhile, and what was staged for a moment with it.
            const Entries head = entries_of_head(m_git, m_state, m_paths, "HEAD");
            const bool is_in = std::all_of(m_paths.begin(), m_paths.end(), [&](const auto& path) {
                return blob(head, path) == blob(m_now, path);
            });
            if (!is_in) {
                update_users_index(as_it_was());
                throw;
            }
        }
    }

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

    void refuse_ignored() const
    {
        std::string asked;
        for (const std::string& path : m_paths) {
            if (m_head.count(path) == 0 && m_index.count(path) == 0) {
                asked += path + '\0';
            }
        }
        if (asked.empty()) {
            return;
        }
        const ChildResult answer = m_git.run({"check-ignore", "-z", "--stdin"}, asked);
        const auto ignored = split_at_nul(answer.out);
        if (!ignored.empty()) {
            throw Error(Fault::ledger, fmt::format("git ignores '{}'", visible(ignored.front())),
                        "take out of .gitignore what names it, and commit it yourself");
        }
    }

    void hash_files()
    {
        std::string asked;
        std::vector<std::string> there;
        for (const WrittenFile& file : m_files) {
            if (file.after) {
                there.push_back(file.path);
                asked += m_state.prefix + file.path + "\n"; // from the top, unlike other paths
            }
        }
        if (there.empty()) {
            return;
        }
        if (m_from_text) {
            for (const WrittenFile& file : m_files) {
                const auto was = m_head.find(file.path);
                m_now[file.path] = {was == m_head.end() ? "100644" : was->second.mode,
                                    blob_of_text(m_git, m_state, file.path, *file.after)};
            }
            return;
        }
        const std::string names = m_git.ask({"hash-object", "-w", "--stdin-paths"}, asked);
        std::size_t begin = 0;
        for (const std::string& path : there) {
            const std::size_t end = std::min(names.find('\n', begin), names.size());
            const auto was = m_head.find(path);
            m_now[path] = {was == m_head.end() ? "100644" : was->second.mode,
                           names.substr(begin, end - begin)};
            begin = std::min(end + 1, names.size());
        }
    }

    /// A line of `update-index --index-info`; of a file that goes for an empty blob.
    [[nodiscard]] std::string index_line(const std::string& path, const GitEntry& entry) const
    {
        const std::string name = m_state.prefix + path;
        return entry.blob.empty() ? fmt::format("0 {}\t{}", std::string(40, '0'), name) + '\0'
                                  : fmt::format("{} {}\t{}", entry.mode, entry.blob, name) + '\0';
    }

    /// What the user's index is to hold of these files: what was staged in them stays staged.
    [[nodiscard]] std::string for_users_index() const
    {
        std::string out;
        for (const std::string& path : m_paths) {
            const auto now = m_now.find(path);
            GitEntry entry = now == m_now.end() ? GitEntry{} : now->second;
            const std::string staged = blob(m_index, path);
            const std::string head = blob(m_head, path);
            if (staged != head && staged != entry.blob) {
                const auto written =
                    std::find_if(m_files.begin(), m_files.end(),
                                 [&](const WrittenFile& file) { return file.path == path; });
                const auto both =
                    staged.empty() || entry.blob.empty()
                        ? std::nullopt
                        : three_way(content(head), content(staged), content(entry.blob));
                if (both) {
                    entry.blob = m_git.ask({"hash-object", "-w", "--stdin"}, *both);
                } else if (content(staged) != written->before.value_or("")) {
                    throw Error(
                        Fault::ledger,
                        fmt::format("'{}' has changes that are staged in part", visible(path)),
                        "commit it yourself: git add FILE, git commit");
                } // else all that was staged is in what is committed
            }
            out += index_line(path, entry);
        }
        return out;
    }

    [[nodiscard]] std::string as_it_was() const
    {
        std::string out;
        for (const std::string& path : m_paths) {
            const auto was = m_index.find(path);
            out += index_line(path, was == m_index.end() ? GitEntry{} : was->second);
        }
        return out;
    }

    [[nodiscard]] std::string make_commit(const std::string& text) const
    {
        const OwnIndex index(m_state);
        if (!m_state.head.empty()) {
            m_git.ask({"read-tree", m_state.head}, {}, index.path());
        }
        std::string lines;
        for (const std::string& path : m_paths) {
            const auto now = m_now.find(path);
            lines += index_line(path, now == m_now.end() ? GitEntry{} : now->second);
        }
        m_git.ask({"update-index", "-z", "--index-info"}, lines, index.path());
        const std::string tree = m_git.ask({"write-tree"}, {}, index.path());
        std::vector<std::string> words{"commit-tree", tree};
        if (!m_state.head.empty()) {
            words.insert(words.end(), {"-p", m_state.head});
        }
        if (m_git.find({"config", "--type=bool", "--get", "commit.gpgsign"}).value_or("") ==
            "true") {
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
                            "'git commit' commits it when that works again");
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
    }

    Git& m_git;
    const GitState& m_state;
    const std::vector<WrittenFile>& m_files;
    bool m_from_text;
    std::vector<std::string> m_paths;
    Entries m_head;
    Entries m_index;
    Entries m_now;
    std::map<std::string, std::string> m_blobs;
};

} // namespace

bool commits_writes(const Folder& folder)
{
    const auto text = folder.read(std::string(layout::settings));
    if (!text || text->find("git") == std::string::npos) {
        return false;
    }
    try {
        const yaml::Document document(std::string(layout::settings), *text);
        if (document.events().empty() || !yaml::Node(document, 0).is_mapping()) {
            return false;
        }
        for (const auto entry : yaml::Node(document, 0).entries()) {
            if (entry.key.text() == "git" && entry.value.is_mapping()) {
                for (const auto inner : entry.value.entries()) {
                    if (inner.key.text() == "commit") {
                        return inner.value.is_scalar() && inner.value.text() == "true";
                    }
                }
            }
        }
    } catch (const Error&) {
        return false; // the command itself says it
    }
    return false;
}

namespace {

/// Those of `files` that had changes which were not committed when crm came to write to them: as
/// they were then.
std::vector<WrittenFile> held_changes(Git& git, const GitState& state,
                                      const std::vector<WrittenFile>& files)
{
    std::vector<std::string> paths;
    for (const WrittenFile& file : files) {
        paths.push_back(file.path);
    }
    const auto head = entries_of_head(git, state, paths);
    std::vector<WrittenFile> out;
    for (const WrittenFile& file : files) {
        const auto was = head.find(file.path);
        if (file.before &&
            (was == head.end() ||
             was->second.blob != blob_of_text(git, state, file.path, *file.before))) {
            out.push_back({file.path, std::nullopt, file.before});
        }
    }
    return out;
}

} // namespace

void commit_files(Git& git, const GitState& state, const std::vector<WrittenFile>& files,
                  const CommitMessage& message)
{
    GitState now = state;
    const auto held = held_changes(git, state, files);
    if (!held.empty()) {
        const std::string subject =
            fmt::format("by hand: {}", held.size() == 1 ? visible(held.front().path)
                                                        : fmt::format("{} files", held.size()));
        Committing(git, state, held, true)
            .run(subject, fmt::format("{}\n\nWhat was not committed when 'crm {}' came to write "
                                      "there.\n",
                                      subject, message.command));
        now.head = git.ask({"rev-parse", "HEAD"});
    }
    Committing(git, now, files)
        .run(message.subject, fmt::format("{}\n\n{}{}{}\n", message.subject, message.more,
                                          commit_trailer, message.command));
}

} // namespace crm
