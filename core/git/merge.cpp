#include "core/git/merge.hpp"

#include "core/base/text.hpp"
#include "core/git/conversions.hpp"
#include "core/git/objects.hpp"
#include "core/ledger/layout.hpp"
#include "core/ledger/settings_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace crm {
namespace {

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
        const auto parts = split(merged.out, '\0');
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
        refuse_filtered();
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

    /// What git keeps behind a filter has no lines and keys that could be brought together.
    void refuse_filtered() const
    {
        std::vector<std::string> paths;
        for (const auto& [path, versions] : m_files) {
            if (path.starts_with(m_state.prefix)) {
                paths.push_back(path.substr(m_state.prefix.size()));
            }
        }
        for (const auto& [path, conversion] : conversions_of(m_git, m_state, paths)) {
            if (!conversion.filter.empty()) {
                throw Error(Fault::ledger,
                            fmt::format("'{}' was changed here and there, and git keeps it behind "
                                        "the filter '{}'",
                                        visible(path), visible(conversion.filter)),
                            "nothing was merged; crm cannot bring such files together: change it "
                            "on one computer at a time, or merge it yourself");
            }
        }
    }

    /// What git takes for settled by its lines is looked at key by key all the same: two sides may
    /// have added one key in two places.
    void add_changed_by_both(const std::string& base, const std::string& tree)
    {
        const auto changed = [&](const std::string& to) {
            return split(m_git.ask({"diff-tree", "-r", "-z", "--no-renames", "--name-only", base,
                                    to, "--", std::string(layout::contacts),
                                    std::string(layout::journal), std::string(layout::settings)}),
                         '\0');
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
        const OwnIndex index(m_state);
        m_git.ask({"read-tree", tree}, {}, index.path());
        std::string lines;
        for (const auto& [path, entry] : m_changes) {
            lines += index_line(m_state, path, entry);
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

} // namespace crm
