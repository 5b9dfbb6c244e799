#include "core/git/take_over.hpp"

#include "core/base/beneath.hpp"
#include "core/base/held.hpp"
#include "core/base/text.hpp"
#include "core/base/watch.hpp"
#include "core/git/objects.hpp"
#include "core/git/trust.hpp"
#include "core/ledger/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

namespace crm {
namespace {

/// Where a merge that is under way is noted: what was here, and what is to be.
constexpr std::string_view was_here = "refs/worktree/crm/was-here";
constexpr std::string_view to_be = "refs/worktree/crm/to-be";

/// The file that git says is in the way, in quotes; there may be some in its name as well.
std::string path_in_the_way(const ChildResult& result)
{
    const std::size_t begin = result.err.find('\'');
    const std::size_t end = result.err.rfind('\'');
    return begin == end ? "" : result.err.substr(begin + 1, end - begin - 1);
}

bool is_of_ledger(const GitState& state, const std::string& path)
{
    if (path.compare(0, state.prefix.size(), state.prefix) != 0) {
        return false;
    }
    const std::string own = path.substr(state.prefix.size());
    const std::string first = own.substr(0, own.find('/'));
    return first == layout::settings || first == layout::contacts || first == layout::journal ||
           first == layout::git_attributes || first == layout::git_ignore;
}

void note_under_way(const Git& git, const MergePlan& plan)
{
    git.ask({"update-ref", "--stdin"},
            fmt::format("update {} {}\nupdate {} {}\n", was_here, plan.mine, to_be, plan.result));
}

void forget_under_way(const Git& git)
{
    git.ask({"update-ref", "--stdin"}, fmt::format("delete {}\ndelete {}\n", to_be, was_here));
}

/// What the unfinished merge was to change.
struct UnderWay {
    std::string path; ///< from the repository's top
    GitEntry old;
    GitEntry next;
    std::string now; ///< the blob that lies there; empty where there is none
};

class GivingUp {
public:
    GivingUp(const Git& git, const GitState& state, Lock& lock)
        : m_git(git), m_state(state), m_lock(lock), m_top(state.top), m_at_top(Folder(state.top))
    {
        m_at_top.pin(state.folder, state.top);
        turn_off_untrusted_filters(m_at_top, state.folder);
    }

    void run()
    {
        read_changes();
        hash_present();
        std::string back;
        std::string staged;
        for (const UnderWay& file : m_files) {
            if (!is_half_way(file)) {
                bring_back_lines(file);
            } else if (file.old.blob.empty()) {
                ::unlink((m_top + "/" + file.path).c_str());
            } else {
                back += file.path + '\0';
            }
        }
        std::map<std::string, std::string> index;
        for (const std::string& line : split(m_at_top.ask({"ls-files", "-s", "-z"}), '\0')) {
            const std::size_t tab = line.find('\t');
            const std::size_t space = line.find(' ');
            if (tab != std::string::npos && space != std::string::npos) {
                index[line.substr(tab + 1)] =
                    line.substr(space + 1, line.find(' ', space + 1) - space - 1);
            }
        }
        for (const UnderWay& file : m_files) {
            const auto entry = index.find(file.path);
            if ((entry == index.end() ? "" : entry->second) == file.next.blob) {
                staged += index_line(m_state, file.path, file.old);
            }
        }
        if (!back.empty()) {
            const OwnIndex spare(m_state);
            m_at_top.ask({"read-tree", std::string(was_here)}, {}, spare.path());
            m_at_top.ask({"checkout-index", "-q", "-f", "-z", "--stdin"}, back, spare.path());
        }
        if (!staged.empty()) {
            m_at_top.ask({"update-index", "-z", "--index-info"}, staged);
        }
    }

private:
    /// ":MODE MODE BLOB BLOB STATUS" and the path behind it.
    void read_changes()
    {
        const auto parts = split(m_git.ask({"diff-tree", "-r", "-z", "--no-renames",
                                            std::string(was_here), std::string(to_be)}),
                                 '\0');
        for (std::size_t i = 0; i + 1 < parts.size(); i += 2) {
            std::array<std::string, 4> fields;
            std::size_t begin = 1;
            for (std::string& field : fields) {
                const std::size_t end = parts[i].find(' ', begin);
                field = parts[i].substr(begin, end - begin);
                begin = end + 1;
            }
            const auto entry = [&](const std::string& mode, const std::string& blob) {
                return blob == m_state.zero ? GitEntry{} : GitEntry{mode, blob};
            };
            UnderWay file{
                parts[i + 1], entry(fields[0], fields[2]), entry(fields[1], fields[3]), {}};
            const bool is_plain = (file.old.blob.empty() || is_file(file.old)) &&
                                  (file.next.blob.empty() || is_file(file.next));
            if (is_plain) {
                m_files.push_back(std::move(file));
            }
        }
    }

    void hash_present()
    {
        std::string asked;
        std::vector<UnderWay*> there;
        for (UnderWay& file : m_files) {
            struct stat status {};
            if (::lstat((m_top + "/" + file.path).c_str(), &status) == 0) {
                file.now = "something else";
                if (S_ISREG(status.st_mode)) {
                    asked += quoted_path(file.path) + "\n";
                    there.push_back(&file);
                }
            }
        }
        if (there.empty()) {
            return;
        }
        const std::string names = m_at_top.ask({"hash-object", "--stdin-paths"}, asked) + "\n";
        std::size_t begin = 0;
        for (UnderWay* file : there) {
            const std::size_t end = std::min(names.find('\n', begin), names.size());
            file->now = names.substr(begin, end - begin);
            begin = std::min(end + 1, names.size());
        }
    }

    /// A month that a command found missing for a moment, and began anew.
    void bring_back_lines(const UnderWay& file)
    {
        if (file.now == file.old.blob || file.old.blob.empty() ||
            !is_in_folder(m_state, file.path, layout::journal)) {
            return;
        }
        const std::string old = blobs_of(m_git, {file.old.blob}).at(file.old.blob);
        const Unwatched quiet;
        m_lock.write(file.path.substr(m_state.prefix.size()), [&](const auto& present) {
            return merge_month("", present.value_or(""), old);
        });
    }

    /// What somebody wrote since is his; what is as it was, or was written to its end by a command
    /// that came after, stays.
    [[nodiscard]] bool is_half_way(const UnderWay& file) const
    {
        if (file.now == file.old.blob) {
            return false;
        }
        if (file.now == file.next.blob || file.now.empty()) {
            return true;
        }
        if (file.next.blob.empty() || file.now == "something else") {
            return false;
        }
        // git writes a file from its beginning: it may have been stopped in the middle.
        const auto text = Folder(m_top).read(file.path);
        const std::string whole = blobs_of(m_git, {file.next.blob}).at(file.next.blob);
        return text && text->size() < whole.size() && whole.compare(0, text->size(), *text) == 0;
    }

    const Git& m_git;
    const GitState& m_state;
    Lock& m_lock;
    std::string m_top;
    Git m_at_top;
    std::vector<UnderWay> m_files;
};

} // namespace

bool take_over(const Git& git, const GitState& state, const MergePlan& plan, Lock& lock)
{
    if (git.find({"rev-parse", "-q", "--verify", "HEAD^{commit}"}) != plan.mine) {
        return false;
    }
    const OwnIndex index(state);
    index.copy_from(state.index);
    note_under_way(git, plan);
    // git looks at all files before it writes the first.
    const ChildResult result =
        git.run({"read-tree", "-m", "-u", plan.mine, plan.result}, {}, index.path());
    if (result.code != 0) {
        give_up_unfinished(git, state, lock);
        const std::string path = path_in_the_way(result);
        if (!path.empty() && is_of_ledger(state, path)) {
            return false;
        }
        if (path.empty()) {
            throw Error(Fault::ledger,
                        fmt::format("what came cannot be written: {}", git_says(result)),
                        "nothing was merged, and your ledger is as it was");
        }
        throw Error(Fault::ledger,
                    fmt::format("'{}' lies in the way of what came, and is no part of the ledger",
                                visible(path)),
                    "nothing was merged; give the file another name, then 'crm sync'");
    }
    const Undisturbed guard;
    if (std::rename(index.path().c_str(), state.index.c_str()) != 0) {
        const int error = errno;
        give_up_unfinished(git, state, lock);
        throw Error(Fault::ledger, fmt::format("git's index cannot be written: {}", reason(error)),
                    "nothing was merged, and your ledger is as it was");
    }
    const ChildResult moved =
        git.run({"update-ref", "-m", "sync: merge", state.branch, plan.result, plan.mine});
    if (moved.code != 0) {
        give_up_unfinished(git, state, lock);
        return false;
    }
    forget_under_way(git);
    return true;
}

void give_up_unfinished(const Git& git, const GitState& state, Lock& lock)
{
    const auto next = git.find({"rev-parse", "-q", "--verify", std::string(to_be)});
    if (!next) {
        return;
    }
    if (git.run({"merge-base", "--is-ancestor", *next, "HEAD"}).code != 0) {
        GivingUp(git, state, lock).run();
    }
    forget_under_way(git);
}

} // namespace crm
