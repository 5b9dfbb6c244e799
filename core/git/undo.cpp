#include "core/git/undo.hpp"

#include "core/base/text.hpp"
#include "core/base/three_way.hpp"
#include "core/git/commit.hpp"
#include "core/ledger/amend.hpp"
#include "core/ledger/facts.hpp"
#include "core/ledger/journal_file.hpp"
#include "core/ledger/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace crm {
namespace {

bool is_beneath(const std::string& path, std::string_view folder)
{
    return path.size() > folder.size() && path.compare(0, folder.size(), folder) == 0 &&
           path[folder.size()] == '/';
}

std::string contact_id(const std::string& path)
{
    const std::string name = path.substr(path.rfind('/') + 1);
    return std::string(layout::stem(name).value_or(name));
}

bool is_nothing(const std::string& blob)
{
    return blob.find_first_not_of('0') == std::string::npos;
}

/// Of `:MODE MODE BLOB BLOB STATUS` and the path behind it.
void read_diff(const std::vector<std::string>& parts, const Git& git, const GitState& state,
               CrmCommit& commit)
{
    struct Row {
        std::string path, before, after;
    };
    std::vector<Row> rows;
    std::vector<std::string> wanted;
    for (std::size_t i = 0; i + 1 < parts.size(); i += 2) {
        const std::string& path = parts[i + 1];
        const auto field = [&](int number) {
            std::size_t begin = 0;
            for (int n = 0; n < number; ++n) {
                begin = parts[i].find(' ', begin) + 1;
            }
            return parts[i].substr(begin, parts[i].find(' ', begin) - begin);
        };
        if (path.compare(0, state.prefix.size(), state.prefix) != 0) {
            continue;
        }
        rows.push_back({path.substr(state.prefix.size()), field(2), field(3)});
        for (const std::string& blob : {rows.back().before, rows.back().after}) {
            if (!is_nothing(blob)) {
                wanted.push_back(blob);
            }
        }
    }
    const auto blobs = blobs_of(git, wanted);
    const auto text = [&](const std::string& blob) -> std::optional<std::string> {
        return is_nothing(blob) ? std::nullopt : std::optional(blobs.at(blob));
    };
    for (const Row& row : rows) {
        commit.files.push_back({row.path, text(row.before), text(row.after)});
    }
}

class Undoing {
public:
    Undoing(const Folder& folder, const Ledger& ledger, const CrmCommit& commit)
        : m_folder(folder), m_ledger(ledger), m_commit(commit)
    {
    }

    UndoPlan plan()
    {
        for (const WrittenFile& file : m_commit.files) {
            if (is_beneath(file.path, layout::journal)) {
                month(file);
            } else {
                other(file);
            }
        }
        find_rename();
        for (const WrittenFile& file : m_plan.files) {
            if (!file.after) {
                require_unnamed(contact_id(file.path), file.path);
            }
        }
        return std::move(m_plan);
    }

private:
    [[nodiscard]] Error in_between(const std::string& path, const std::string& what) const
    {
        return {whole_file(path), what,
                "'git log -1 -p --grep=^Crm-Command:' shows what was done; change it by hand"};
    }

    std::vector<Interaction> lines_of(const std::string& path,
                                      const std::optional<std::string>& text) const
    {
        Findings ignored;
        return text && text->find_first_not_of(" \n") != std::string::npos
                   ? read_journal({path, *text}, 0, m_ledger.settings.touches, ignored)
                   : std::vector<Interaction>{};
    }

    void month(const WrittenFile& file)
    {
        std::map<std::string, const Interaction*> before; // the highest revision of each
        const auto old_lines = lines_of(file.path, file.before);
        std::set<std::pair<std::string, int>> old_ones;
        for (const Interaction& line : old_lines) {
            old_ones.insert({line.id, line.rev});
            const Interaction*& best = before[line.id];
            if (best == nullptr || best->rev <= line.rev) {
                best = &line;
            }
        }
        std::map<std::string, int> added;
        const auto new_lines = lines_of(file.path, file.after);
        for (const Interaction& line : new_lines) {
            if (!line.id.empty() && old_ones.count({line.id, line.rev}) == 0) {
                added[line.id] = std::max(added[line.id], line.rev);
            }
        }
        const auto nameless = [](const std::vector<Interaction>& lines) {
            return std::count_if(lines.begin(), lines.end(),
                                 [](const Interaction& line) { return line.id.empty(); });
        };
        if (nameless(new_lines) > nameless(old_lines)) {
            m_plan.without_id.push_back(file.path);
        }
        for (const auto& [id, rev] : added) {
            for (const Interaction& line : m_ledger.lines) {
                if (line.id == id && line.rev > rev) {
                    throw in_between(file.path,
                                     fmt::format("the entry {} has been corrected since", id));
                }
            }
            const auto was = before.find(id);
            m_plan.entries.emplace_back(id, was == before.end() ? std::nullopt
                                                                : std::optional(*was->second));
        }
    }

    void other(const WrittenFile& file)
    {
        const auto present = m_folder.read(file.path);
        std::optional<std::string> then = file.before;
        if (present != file.after) {
            const auto both = present && file.after && file.before
                                  ? three_way(*file.after, *present, *file.before)
                                  : std::nullopt;
            if (!both) {
                throw in_between(file.path, present ? "has been changed since, in the same lines"
                                                    : "has been removed since");
            }
            then = both;
        }
        if (present != then) {
            m_plan.files.push_back({file.path, present, then});
        }
    }

    static bool was_called(const WrittenFile& file, const std::optional<std::string>& text,
                           const std::string& id)
    {
        const auto facts = facts_of({file.path, text.value_or("")});
        const Fact* former = find_fact(facts, "formerly");
        return former != nullptr &&
               std::find(former->values.begin(), former->values.end(), id) != former->values.end();
    }

    void find_rename()
    {
        auto& files = m_plan.files;
        if (files.size() != 2 || files[0].after.has_value() == files[1].after.has_value()) {
            return;
        }
        const std::size_t goes = files[0].after ? 1 : 0;
        const WrittenFile& from = files[goes];
        const WrittenFile& to = files[1 - goes];
        if (from.before && !to.before &&
            (was_called(from, from.before, contact_id(to.path)) ||
             was_called(to, to.after, contact_id(from.path)))) {
            m_plan.renamed = {goes, 1 - goes};
        }
    }

    /// What names a contact that is to go would mean nobody then.
    void require_unnamed(const std::string& id, const std::string& path) const
    {
        if (m_plan.renamed) {
            const WrittenFile& to = m_plan.files[m_plan.renamed->second];
            if (was_called(to, to.after, id)) {
                return;
            }
        }
        for (const Interaction& line : m_ledger.lines) {
            const bool goes =
                std::any_of(m_plan.entries.begin(), m_plan.entries.end(),
                            [&](const auto& entry) { return entry.first == line.id; });
            const bool names =
                std::any_of(line.with.begin(), line.with.end(),
                            [&](const Reference& reference) { return reference.id == id; });
            if (names && !goes && !line.is_void && !m_ledger.superseded(line)) {
                throw in_between(path, fmt::format("the journal names '{}' since", id));
            }
        }
        for (const Contact& contact : m_ledger.contacts) {
            const bool goes =
                std::any_of(m_plan.files.begin(), m_plan.files.end(), [&](const WrittenFile& file) {
                    return file.path == layout::contact(contact.id);
                });
            if (!goes && ((contact.referred_by && contact.referred_by->id == id) ||
                          (contact.merged_into && contact.merged_into->id == id))) {
                throw in_between(path, fmt::format("'{}' names '{}' since", contact.id, id));
            }
        }
    }

    const Folder& m_folder;
    const Ledger& m_ledger;
    const CrmCommit& m_commit;
    UndoPlan m_plan;
};

} // namespace

std::optional<CrmCommit> last_commit(const Git& git, const GitState& state)
{
    if (state.head.empty()) {
        return std::nullopt;
    }
    const std::string found = git.ask(
        {"log", "-1", "--first-parent", "--no-show-signature",
         "--format=%H%x00%P%x00%cs%x00%s%x00%(trailers:key=Crm-Command,valueonly,separator=%x20)",
         "--grep=^" + std::string(commit_trailer), state.head, "--", "."});
    auto parts = split_at_nul(found);
    if (parts.size() < 5) {
        return std::nullopt;
    }
    CrmCommit out{parts[0], parts[3], parts[2], parts[4], parts[1].empty(), {}};
    if (!out.is_first) {
        read_diff(split_at_nul(git.ask({"diff-tree", "-r", "-z", "--no-renames", "--full-index",
                                        parts[1].substr(0, parts[1].find(' ')), out.name})),
                  git, state, out);
        // Whoever wrote that commit: what is not the ledger's is not crm's to touch.
        std::erase_if(out.files, [](const WrittenFile& file) {
            return file.path != layout::settings && !is_beneath(file.path, layout::journal) &&
                   !is_beneath(file.path, layout::contacts);
        });
    }
    return out;
}

void require_revocable(const std::string& command)
{
    if (command == "erase") {
        throw Error(Fault::usage, "an erased person is not brought back",
                    "'crm help erase' tells what git still holds");
    }
}

UndoPlan plan_undo(const Folder& folder, const Ledger& ledger, const CrmCommit& commit)
{
    return Undoing(folder, ledger, commit).plan();
}

void carry_out(const UndoPlan& plan, Lock& lock, const Folder& folder, const Ledger& ledger)
{
    for (const auto& [id, before] : plan.entries) {
        static_cast<void>(amend(lock, ledger, id, [&, &was = before](const Interaction& now) {
            Interaction out = was ? *was : now;
            out.is_void = was ? was->is_void : true;
            return out;
        }));
    }
    const auto put = [](const WrittenFile& file) {
        return [&file](const std::optional<std::string>& present) {
            if (present != file.before) {
                throw Error(whole_file(file.path), "was changed meanwhile", "try again");
            }
            return *file.after;
        };
    };
    if (plan.renamed) {
        const WrittenFile& from = plan.files[plan.renamed->first];
        const WrittenFile& to = plan.files[plan.renamed->second];
        lock.rename(from.path, to.path, [&](const std::optional<std::string>& present) {
            if (present != from.before) {
                throw Error(whole_file(from.path), "was changed meanwhile", "try again");
            }
            return *to.after;
        });
        return;
    }
    for (const WrittenFile& file : plan.files) {
        if (file.after) {
            lock.write(file.path, put(file));
        }
    }
    for (const WrittenFile& file : plan.files) {
        if (!file.after) {
            remove_file(lock, folder, file.path, *file.before);
        }
    }
}

} // namespace crm
