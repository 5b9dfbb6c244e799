#include "core/git/merge.hpp"

#include "core/base/beneath.hpp"
#include "core/base/held.hpp"
#include "core/base/text.hpp"
#include "core/base/watch.hpp"
#include "core/git/trust.hpp"
#include "core/ledger/layout.hpp"
#include "core/ledger/settings_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace crm {
namespace {

namespace fs = std::filesystem;

/// Where a merge that is under way is noted: what was here, and what is to be.
constexpr std::string_view was_here = "refs/worktree/crm/was-here";
constexpr std::string_view to_be = "refs/worktree/crm/to-be";

/// An index that is not the user's.
class SpareIndex {
public:
    explicit SpareIndex(const GitState& state)
        : m_path(fmt::format("{}/crm-index-{}", state.folder, random_letters(10)))
    {
    }
    SpareIndex(const SpareIndex&) = delete;
    SpareIndex& operator=(const SpareIndex&) = delete;
    ~SpareIndex()
    {
        ::unlink(m_path.c_str());
        ::unlink((m_path + ".lock").c_str());
    }
    [[nodiscard]] const std::string& path() const { return m_path; }

    /// Begins as the user's own, of the same time: git tells by it which files it has to look into.
    void copy_from(const std::string& index) const
    {
        std::error_code failure;
        fs::copy_file(index, m_path, failure);
        struct stat status {};
        if (failure || ::stat(index.c_str(), &status) != 0) {
            throw Error(Fault::ledger, fmt::format("git's index cannot be read: {}",
                                                   reason(failure ? failure.value() : errno)));
        }
        const std::array<timespec, 2> times{status.st_atim, status.st_mtim};
        ::utimensat(AT_FDCWD, m_path.c_str(), times.data(), 0);
    }

private:
    std::string m_path;
};

std::string nothing_of(const std::string& name)
{
    std::string out(name.size(), '0');
    return out;
}

std::string index_entry(const std::string& path, const GitEntry& entry, const std::string& like)
{
    return entry.blob.empty() || entry.blob == nothing_of(entry.blob)
               ? fmt::format("0 {}\t{}", nothing_of(like), path) + '\0'
               : fmt::format("{} {}\t{}", entry.mode, entry.blob, path) + '\0';
}

/// Puts texts among git's objects, all in one run.
std::vector<std::string> blobs_of_texts(const Git& git, const std::vector<std::string>& texts)
{
    std::string input;
    for (std::size_t i = 1; i <= texts.size(); ++i) {
        const std::string& text = texts[i - 1];
        input += fmt::format("blob\nmark :{}\ndata {}\n", i, text.size()) + text +
                 fmt::format("\nget-mark :{}\n", i);
    }
    std::vector<std::string> out;
    if (texts.empty()) {
        return out;
    }
    std::string names = git.ask({"fast-import", "--quiet"}, input) + "\n";
    for (std::size_t end = names.find('\n'); end != std::string::npos; end = names.find('\n')) {
        if (end > 0) {
            out.push_back(names.substr(0, end));
        }
        names.erase(0, end + 1);
    }
    if (out.size() != texts.size()) {
        throw Error(Fault::ledger, "git cannot keep what was brought together");
    }
    return out;
}

bool is_file(const GitEntry& entry)
{
    return entry.mode.compare(0, 3, "100") == 0;
}

/// Whether a path from the repository's top lies in a folder of the ledger.
bool is_in_folder(const GitState& state, const std::string& path, std::string_view folder)
{
    return path.compare(0, state.prefix.size(), state.prefix) == 0 &&
           path.compare(state.prefix.size(), folder.size(), folder) == 0 &&
           path[state.prefix.size() + folder.size()] == '/';
}

/// The three versions of a file: of the common beginning, mine and theirs.
using Versions = std::array<GitEntry, 3>;

class Planning {
public:
    Planning(const Git& git, const GitState& state, MergePlan& plan, const Decision& decide)
        : m_git(git), m_state(state), m_plan(plan), m_decide(decide)
    {
    }

    /// The tree of the result; empty where a conflict waits.
    std::string tree(const std::string& base)
    {
        const ChildResult merged =
            m_git.run({"merge-tree", "--write-tree", "-z", "--no-messages",
                       "--allow-unrelated-histories", m_plan.mine, m_plan.theirs});
        const auto parts = split_at_nul(merged.out);
        constexpr int unknown_to_it = 129;
        if (merged.code == unknown_to_it) {
            throw Error(Fault::ledger,
                        "the git of this computer is too old to bring the two together",
                        "nothing was merged; git 2.38 or newer is needed");
        }
        if (merged.code > 1 || parts.empty()) {
            throw Error(Fault::ledger,
                        fmt::format("git cannot bring the two together: {}", git_says(merged)),
                        "nothing was merged, and your ledger is as it was");
        }
        const std::string& tree = parts.front();
        for (auto part = parts.begin() + 1; part != parts.end() && !part->empty(); ++part) {
            take_stage(*part);
        }
        add_changed_by_both(base, tree);
        read_blobs();
        for (const auto& [path, versions] : m_files) {
            settle(path, versions);
        }
        if (!m_plan.conflicts.empty()) {
            return {};
        }
        return with_changes(tree);
    }

private:
    /// "MODE BLOB STAGE\tPATH"
    void take_stage(const std::string& line)
    {
        const std::size_t tab = line.find('\t');
        const std::size_t space = line.find(' ');
        if (tab == std::string::npos || space == std::string::npos || tab < space + 3) {
            return;
        }
        const auto stage = static_cast<std::size_t>(line[tab - 1] - '1');
        if (stage < 3) {
            const std::string path = line.substr(tab + 1);
            m_conflicting.insert(path);
            m_files[path][stage] = {line.substr(0, space),
                                    line.substr(space + 1, tab - 2 - space - 1)};
        }
    }

    /// What git takes for settled by its lines is looked at key by key all the same: two sides may
    /// have added one key in two places.
    void add_changed_by_both(const std::string& base, const std::string& tree)
    {
        const auto changed = [&](const std::string& to) {
            return split_at_nul(
                m_git.ask({"diff-tree", "-r", "-z", "--no-renames", "--name-only", base, to, "--",
                           std::string(layout::contacts), std::string(layout::journal),
                           std::string(layout::settings)}));
        };
        const auto here = changed(m_plan.mine);
        const auto there = changed(m_plan.theirs);
        std::vector<std::string> both;
        for (const std::string& path : here) {
            if (m_files.count(path) == 0 && std::binary_search(there.begin(), there.end(), path)) {
                both.push_back(path.substr(m_state.prefix.size()));
            }
        }
        if (both.empty()) {
            return;
        }
        const auto old = entries_of_head(m_git, m_state, both, base);
        const auto mine = entries_of_head(m_git, m_state, both, m_plan.mine);
        const auto theirs = entries_of_head(m_git, m_state, both, m_plan.theirs);
        const auto now = entries_of_head(m_git, m_state, both, tree);
        for (const std::string& path : both) {
            if (mine.count(path) != 0 && theirs.count(path) != 0 && now.count(path) != 0) {
                const auto was = old.find(path);
                const std::string whole = m_state.prefix + path;
                m_files[whole] = {was == old.end() ? GitEntry{} : was->second, mine.at(path),
                                  theirs.at(path)};
                m_merged[whole] = now.at(path).blob;
            }
        }
    }

    void read_blobs()
    {
        std::set<std::string> wanted;
        for (const auto& [path, versions] : m_files) {
            for (const GitEntry& entry : versions) {
                if (is_file(entry)) {
                    wanted.insert(entry.blob);
                }
            }
        }
        for (const auto& [path, blob] : m_merged) {
            wanted.insert(blob);
        }
        m_texts = blobs_of(m_git, {wanted.begin(), wanted.end()});
    }

    [[nodiscard]] std::optional<std::string> text(const GitEntry& entry) const
    {
        const auto found = m_texts.find(entry.blob);
        return found == m_texts.end() ? std::nullopt : std::optional(found->second);
    }

    [[nodiscard]] bool lies_in(const std::string& path, std::string_view folder) const
    {
        return is_in_folder(m_state, path, folder);
    }

    void settle(const std::string& path, const Versions& versions)
    {
        const auto& [old, mine, theirs] = versions;
        if (mine.blob.empty() || theirs.blob.empty()) {
            one_is_gone(path, versions);
        } else if (!is_file(mine) || !is_file(theirs)) {
            const Side side = decided({path, {}, "no ordinary file"});
            m_changes[path] = side == Side::theirs ? theirs : mine;
        } else if (lies_in(path, layout::journal)) {
            put_merged(path, mine, merge_month(text(old).value_or(""), *text(mine), *text(theirs)));
        } else {
            bring_together(path, versions);
        }
    }

    void one_is_gone(const std::string& path, const Versions& versions)
    {
        const auto& [old, mine, theirs] = versions;
        const GitEntry& left = mine.blob.empty() ? theirs : mine;
        if (left.blob.empty() || lies_in(path, layout::journal)) {
            m_changes[path] = left; // a month is never lost
            return;
        }
        const Side side = decided(
            {path,
             {},
             mine.blob.empty() ? "removed here, changed there" : "changed here, removed there"});
        m_changes[path] = side == Side::theirs ? theirs : mine;
    }

    void bring_together(const std::string& path, const Versions& versions)
    {
        const auto& [old, mine, theirs] = versions;
        const bool is_settings = path == m_state.prefix + std::string(layout::settings);
        const auto merged = [&](Side side) {
            if (is_settings || lies_in(path, layout::contacts)) {
                return merge_texts(is_settings ? settings_keys() : contact_keys(), text(old),
                                   *text(mine), *text(theirs), side);
            }
            return merge_lines(text(old), *text(mine), *text(theirs), side);
        };
        TextMerge out = merged(Side::nobody);
        if (!out.text) {
            const bool has_keys = !out.conflicts.empty() && !out.conflicts.front().key.empty();
            const Side side = decided({path, has_keys ? out.conflicts : std::vector<KeyConflict>{},
                                       has_keys ? "" : "changed here and there in the same lines"});
            if (side == Side::nobody) {
                return;
            }
            out = merged(side);
        }
        if (out.text) {
            put_merged(path, mine, std::move(*out.text));
        }
    }

    /// Unless it is what git made of it.
    void put_merged(const std::string& path, const GitEntry& like, std::string merged)
    {
        const auto known = m_merged.find(path);
        if (known == m_merged.end() || m_texts.at(known->second) != merged) {
            m_changes[path] = {like.mode, {}};
            m_new_paths.push_back(path);
            m_new_texts.push_back(std::move(merged));
        }
    }

    Side decided(FileConflict conflict)
    {
        const Side side = m_decide(conflict);
        if (side == Side::nobody) {
            m_plan.conflicts.push_back(std::move(conflict));
        }
        return side;
    }

    std::string with_changes(const std::string& tree)
    {
        if (m_changes.empty()) {
            return tree;
        }
        const auto blobs = blobs_of_texts(m_git, m_new_texts);
        for (std::size_t i = 0; i < blobs.size(); ++i) {
            m_changes[m_new_paths[i]].blob = blobs[i];
        }
        const SpareIndex index(m_state);
        m_git.ask({"read-tree", tree}, {}, index.path());
        std::string lines;
        for (const auto& [path, entry] : m_changes) {
            lines += index_entry(path, entry, tree);
        }
        m_git.ask({"update-index", "-z", "--index-info"}, lines, index.path());
        return m_git.ask({"write-tree"}, {}, index.path());
    }

    const Git& m_git;
    const GitState& m_state;
    MergePlan& m_plan;
    const Decision& m_decide;
    std::map<std::string, Versions> m_files; ///< by their paths from the repository's top
    std::set<std::string> m_conflicting;
    std::map<std::string, std::string> m_merged; ///< what git made of those without a conflict
    std::map<std::string, std::string> m_texts;
    std::map<std::string, GitEntry> m_changes;
    std::vector<std::string> m_new_paths;
    std::vector<std::string> m_new_texts;
};

/// A ledger that no command could read any more is not taken over.
void require_readable(const Git& git, const GitState& state, const std::string& mine,
                      const std::string& result)
{
    const std::string path(layout::settings);
    const auto fault = [&](const std::string& commit) -> std::optional<std::string> {
        const auto entries = entries_of_head(git, state, {path}, commit);
        const auto entry = entries.find(path);
        if (entry == entries.end() || !is_file(entry->second)) {
            return "it has no crm.yaml";
        }
        try {
            Findings findings;
            const yaml::Document document(
                path, blobs_of(git, {entry->second.blob}).at(entry->second.blob));
            if (!read_settings(document, findings)) {
                for (const Finding& finding : findings) {
                    if (finding.weight == Finding::Weight::left_out) {
                        return finding.error().text;
                    }
                }
            }
        } catch (const Error& error) {
            return error.text;
        }
        return std::nullopt;
    };
    const auto now = fault(result);
    if (now && !fault(mine)) {
        throw Error(Fault::ledger,
                    fmt::format("what came would make the ledger unusable: {}", *now),
                    "nothing was merged, and your ledger is as it was; it has to be put right "
                    "there, or a newer crm is needed here");
    }
}

/// The file that git says is in the way: in quotes, or on a line of its own.
std::string path_in_the_way(const ChildResult& result)
{
    const std::size_t begin = result.err.find('\'');
    const std::size_t end = begin == std::string::npos ? begin : result.err.find('\'', begin + 1);
    return end == std::string::npos ? "" : result.err.substr(begin + 1, end - begin - 1);
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
        for (const std::string& line : split_at_nul(m_at_top.ask({"ls-files", "-s", "-z"}))) {
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
                staged += index_entry(file.path, file.old, m_like);
            }
        }
        if (!back.empty()) {
            const SpareIndex spare(m_state);
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
        const auto parts = split_at_nul(m_git.ask(
            {"diff-tree", "-r", "-z", "--no-renames", std::string(was_here), std::string(to_be)}));
        for (std::size_t i = 0; i + 1 < parts.size(); i += 2) {
            std::array<std::string, 4> fields;
            std::size_t begin = 1;
            for (std::string& field : fields) {
                const std::size_t end = parts[i].find(' ', begin);
                field = parts[i].substr(begin, end - begin);
                begin = end + 1;
            }
            const auto entry = [](const std::string& mode, const std::string& blob) {
                return blob == nothing_of(blob) ? GitEntry{} : GitEntry{mode, blob};
            };
            m_like = fields[2];
            UnderWay file{
                parts[i + 1], entry(fields[0], fields[2]), entry(fields[1], fields[3]), {}};
            const bool is_plain = (file.old.blob.empty() || is_file(file.old)) &&
                                  (file.next.blob.empty() || is_file(file.next));
            if (is_plain && file.path.find('\n') == std::string::npos) {
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
                    asked += file.path + "\n";
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
    std::string m_like;
};

} // namespace

MergePlan plan_merge(const Git& git, const GitState& state, const std::string& theirs,
                     const std::string& message, const Decision& decide)
{
    MergePlan out{state.head, theirs, {}, {}};
    std::string base = git.find({"merge-base", state.head, theirs}).value_or("");
    if (base.empty()) {
        base = git.ask({"hash-object", "-t", "tree", "--stdin"}); // the empty one
    }
    base.resize(std::min(base.find('\n'), base.size()));
    if (base == state.head) {
        out.result = theirs;
    } else {
        const std::string tree = Planning(git, state, out, decide).tree(base);
        if (tree.empty()) {
            return out;
        }
        std::vector<std::string> words{"commit-tree", tree, "-p", state.head, "-p", theirs};
        if (is_true(git.setting("commit.gpgsign"))) {
            words.emplace_back("-S");
        }
        out.result = git.ask(words, message + "\n");
    }
    require_readable(git, state, state.head, out.result);
    return out;
}

bool carry_out(const Git& git, const GitState& state, const MergePlan& plan, Lock& lock)
{
    if (git.find({"rev-parse", "-q", "--verify", "HEAD^{commit}"}) != plan.mine) {
        return false;
    }
    const SpareIndex index(state);
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
