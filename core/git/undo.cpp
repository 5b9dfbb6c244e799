#include "core/git/undo.hpp"

#include "core/base/three_way.hpp"
#include "core/ledger/amend.hpp"
#include "core/ledger/facts.hpp"
#include "core/ledger/journal_file.hpp"
#include "core/ledger/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace crm {
namespace {

bool is_beneath(const std::string& path, std::string_view folder)
{
    return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

std::string contact_id(const std::string& path)
{
    const std::string name = path.substr(path.rfind('/') + 1);
    return std::string(layout::stem(name).value_or(name));
}

/// A value so that two are equal only where they mean the same.
std::string meaning_of(const yaml::Node& node)
{
    std::string out;
    if (node.is_scalar()) {
        return fmt::format("{}:{}", node.text().size(), node.text());
    }
    if (node.is_sequence()) {
        for (const yaml::Node item : node.items()) {
            out += meaning_of(item) + ",";
        }
        return "[" + out + "]";
    }
    if (node.is_mapping()) {
        for (const yaml::Node::Entry entry : node.entries()) {
            out += meaning_of(entry.key) + "=" + meaning_of(entry.value) + ",";
        }
        return "{" + out + "}";
    }
    return "~";
}

/// A line of the journal that has an id.
struct UndoneLine {
    std::string id;
    int rev = 1;
    std::string raw;     ///< its bytes
    std::string content; ///< what it says but for `id` and `rev`
    Interaction read;    ///< what could be understood of it

    [[nodiscard]] std::pair<int, std::string_view> standing() const { return {rev, raw}; }
};

/// The lines of a month that have an id, of `wanted` where that is given; the others are counted.
std::vector<UndoneLine> lines_with_id(const yaml::Document& document, const Touches& touches,
                                      const std::unordered_set<std::string>* wanted,
                                      std::size_t& nameless)
{
    std::vector<UndoneLine> out;
    if (document.events().empty() || !yaml::Node(document, 0).is_sequence()) {
        return out;
    }
    Findings ignored;
    std::unordered_map<std::size_t, Interaction> usable; // by where they begin
    for (Interaction& line : read_journal(document, 0, touches, ignored)) {
        usable.emplace(line.source.offset, std::move(line));
    }
    const auto& known = describing_keys();
    for (const yaml::Node entry : yaml::Node(document, 0).items()) {
        const auto found = usable.find(entry.offset());
        const bool is_usable = found != usable.end();
        if (!is_usable && !entry.is_mapping()) {
            continue;
        }
        Interaction read = is_usable ? found->second : read_partly(document, entry, touches);
        if (read.id.empty()) {
            ++nameless;
            continue;
        }
        if (wanted != nullptr && wanted->count(read.id) == 0) {
            continue;
        }
        std::map<std::string, std::string> says;
        if (is_usable) {
            for (const auto& [key, value] : written_values(read)) {
                says.emplace(key, value);
            }
        }
        for (const yaml::Node::Entry key : entry.entries()) {
            const std::string_view name = key.key.text();
            const bool is_said =
                is_usable && std::find(known.begin(), known.end(), name) != known.end();
            if (!is_said && name != "id" && name != "rev" && name != "void") {
                says.emplace(name, meaning_of(key.value));
            }
        }
        std::string content = read.is_void ? "void\n" : "";
        for (const auto& [key, value] : says) {
            content += fmt::format("{}={}\n", key, value);
        }
        std::string raw = is_usable ? document.text().substr(entry.offset(), read.source.length)
                                    : fmt::format("{} {}", read.rev, content);
        std::string id = read.id;
        const int rev = read.rev;
        out.push_back({std::move(id), rev, std::move(raw), std::move(content), std::move(read)});
    }
    return out;
}

/// What a commit did to an entry.
struct UndoneEntry {
    std::string path; ///< of the month
    std::string id;
    int rev = 0;                           ///< the highest that it added
    std::string content;                   ///< what the entry was when it was made
    std::unordered_set<std::string> known; ///< the lines that there were then, of `rev` or above
    std::optional<UndoneLine> before;      ///< the line that counted before; nothing for none
};

class Undoing {
public:
    Undoing(const Folder& folder, const Ledger& ledger, const std::vector<WrittenFile>& changes)
        : m_folder(folder), m_ledger(ledger), m_changes(changes)
    {
        for (const SourceFile& file : ledger.files) {
            if (is_beneath(file.path, layout::journal)) {
                m_months.insert(file.path);
            }
        }
    }

    UndoPlan plan()
    {
        for (const WrittenFile& file : m_changes) {
            if (is_beneath(file.path, layout::journal)) {
                month(file);
            } else {
                other(file);
            }
        }
        entries();
        find_rename();
        require_unnamed();
        require_known();
        return std::move(m_plan);
    }

private:
    [[nodiscard]] static Error in_between(const std::string& path, const std::string& what)
    {
        return {whole_file(path), what};
    }

    std::vector<UndoneLine> lines_of(const std::string& path,
                                     const std::optional<std::string>& text, std::size_t& nameless)
    {
        return text ? lines_with_id({path, *text}, m_ledger.settings.touches, nullptr, nameless)
                    : std::vector<UndoneLine>{};
    }

    /// What the commit did to the entries of a month.
    void month(const WrittenFile& file)
    {
        std::size_t nameless_before = 0;
        std::size_t nameless_after = 0;
        auto old_lines = lines_of(file.path, file.before, nameless_before);
        const auto new_lines = lines_of(file.path, file.after, nameless_after);
        if (nameless_after > nameless_before) {
            m_plan.without_id.push_back(file.path);
        }
        std::unordered_set<std::string_view> there;
        std::unordered_map<std::string_view, UndoneLine*> before;
        for (UndoneLine& line : old_lines) {
            there.insert(line.raw);
            UndoneLine*& best = before[line.id];
            if (best == nullptr || best->standing() < line.standing()) {
                best = &line;
            }
        }
        std::unordered_map<std::string_view, std::size_t> places; // in m_entries
        for (const UndoneLine& line : new_lines) {
            if (there.count(line.raw) > 0) {
                continue;
            }
            const auto [known, is_new] = places.emplace(line.id, m_entries.size());
            if (is_new) {
                m_entries.push_back({file.path, line.id, 0, {}, {}, std::nullopt});
                if (const auto was = before.find(line.id); was != before.end()) {
                    m_entries.back().before = *was->second;
                }
            }
            m_entries[known->second].rev = std::max(m_entries[known->second].rev, line.rev);
        }
        std::unordered_map<std::string_view, const UndoneLine*> counting;
        for (const UndoneLine& line : new_lines) {
            const auto place = places.find(line.id);
            if (place == places.end()) {
                continue;
            }
            if (line.rev >= m_entries[place->second].rev) {
                m_entries[place->second].known.insert(line.raw);
            }
            const UndoneLine*& best = counting[line.id];
            if (best == nullptr || best->standing() < line.standing()) {
                best = &line;
                m_entries[place->second].content = line.content;
            }
        }
        if (m_months.count(file.path) == 0) {
            if (const auto now = m_folder.read(file.path)) {
                const yaml::Document refuses(file.path, *now); // or the ledger would have it
            }
        }
    }

    /// The lines that the ledger has now of the commit's entries, by id.
    std::unordered_map<std::string, std::vector<UndoneLine>> present_lines() const
    {
        std::unordered_set<std::string> ids;
        for (const UndoneEntry& entry : m_entries) {
            ids.insert(entry.id);
        }
        std::unordered_set<std::string_view> paths;
        for (const Interaction& line : m_ledger.lines) {
            if (ids.count(line.id) > 0) {
                paths.insert(m_ledger.files[line.source.file].path);
            }
        }
        for (const Finding& finding : m_ledger.findings) {
            if (ids.count(finding.entry) > 0) {
                paths.insert(finding.place.file);
            }
        }
        std::unordered_map<std::string, std::vector<UndoneLine>> out;
        for (const SourceFile& file : m_ledger.files) {
            if (paths.count(file.path) == 0) {
                continue;
            }
            std::size_t nameless = 0;
            for (UndoneLine& line :
                 lines_with_id({file.path, file.text}, m_ledger.settings.touches, &ids, nameless)) {
                out[line.id].push_back(std::move(line));
            }
        }
        return out;
    }

    void entries()
    {
        const auto present = m_entries.empty()
                                 ? std::unordered_map<std::string, std::vector<UndoneLine>>{}
                                 : present_lines();
        for (const UndoneEntry& entry : m_entries) {
            const auto lines = present.find(entry.id);
            if (lines != present.end()) { // else somebody took its lines out by hand
                back(entry, lines->second);
            }
        }
    }

    /// Plans what takes an entry back, unless that is done already.
    void back(const UndoneEntry& entry, const std::vector<UndoneLine>& lines)
    {
        const UndoneLine& now =
            *std::max_element(lines.begin(), lines.end(), [](const auto& a, const auto& b) {
                return a.standing() < b.standing();
            });
        const bool is_one = std::all_of(lines.begin(), lines.end(), [&](const UndoneLine& line) {
            return line.rev != now.rev || line.content == now.content;
        });
        const bool is_back = entry.before ? now.content == entry.before->content : now.read.is_void;
        if (is_one && is_back) {
            return;
        }
        const bool is_known = std::all_of(lines.begin(), lines.end(), [&](const UndoneLine& line) {
            return line.rev != entry.rev || entry.known.count(line.raw) > 0;
        });
        if (!is_known) {
            throw in_between(
                entry.path,
                fmt::format("the entry {} has been corrected on two computers at once", entry.id));
        }
        if (!is_one || now.content != entry.content) {
            throw in_between(entry.path,
                             fmt::format("the entry {} has been corrected since", entry.id));
        }
        m_plan.entries.emplace_back(entry.id, entry.before ? std::optional(entry.before->read)
                                                           : std::nullopt);
        m_now.emplace(entry.id, now.read);
    }

    void other(const WrittenFile& file)
    {
        const auto present = m_folder.read(file.path);
        if (present == file.before) {
            return;
        }
        std::optional<std::string> then = file.before;
        if (present != file.after) {
            const auto both = present && file.after && file.before
                                  ? three_way(*file.after, *present, *file.before)
                                  : std::nullopt;
            if (!both) {
                throw in_between(file.path, !present ? "has been removed since"
                                            : file.after
                                                ? "has been changed since, in the same lines"
                                                : "has been made anew since");
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

    /// The ids of contacts whose files come or go.
    [[nodiscard]] std::unordered_set<std::string> contacts_that(bool come) const
    {
        std::unordered_set<std::string> out;
        for (const WrittenFile& file : m_plan.files) {
            if (come ? !file.before : !file.after) {
                out.insert(contact_id(file.path));
            }
        }
        return out;
    }

    /// What names a contact that is to go would mean nobody then.
    void require_unnamed() const
    {
        auto goes = contacts_that(false);
        if (m_plan.renamed) {
            const WrittenFile& to = m_plan.files[m_plan.renamed->second];
            std::erase_if(goes, [&](const auto& id) { return was_called(to, to.after, id); });
        }
        if (goes.empty()) {
            return;
        }
        const auto comes = contacts_that(true);
        const auto is_lost = [&](const std::string& id) {
            if (goes.count(id) > 0) {
                return true;
            }
            const Contact* meant = m_ledger.find(id); // perhaps by a former id
            return meant != nullptr && goes.count(meant->id) > 0 && comes.count(id) == 0;
        };
        const auto path_of = [&](const std::string& id) {
            const Contact* meant = m_ledger.find(id);
            return layout::contact(goes.count(id) > 0 || meant == nullptr ? id : meant->id);
        };
        std::unordered_map<std::string_view, const std::optional<Interaction>*> planned;
        for (const auto& [id, before] : m_plan.entries) {
            planned.emplace(id, &before);
        }
        for (const Interaction& line : m_ledger.lines) {
            if (line.is_void || m_ledger.superseded(line)) {
                continue;
            }
            const auto change = line.id.empty() ? planned.end() : planned.find(line.id);
            if (change != planned.end() && (!*change->second || (*change->second)->is_void)) {
                continue; // it is withdrawn
            }
            for (const Reference& reference :
                 change == planned.end() ? line.with : (*change->second)->with) {
                if (is_lost(reference.id)) {
                    throw in_between(path_of(reference.id),
                                     fmt::format("the journal names '{}' since", reference.id));
                }
            }
        }
        std::unordered_set<std::string_view> changing;
        for (const WrittenFile& file : m_plan.files) {
            changing.insert(file.path);
        }
        for (const Contact& contact : m_ledger.contacts) {
            if (changing.count(layout::contact(contact.id)) > 0) {
                continue;
            }
            for (const auto* reference : {&contact.referred_by, &contact.merged_into}) {
                if (*reference && is_lost((*reference)->id)) {
                    throw in_between(
                        path_of((*reference)->id),
                        fmt::format("'{}' names '{}' since", contact.id, (*reference)->id));
                }
            }
        }
    }

    /// An entry that comes back would name nobody where its contact has gone since.
    void require_known() const
    {
        const auto comes = contacts_that(true);
        for (const auto& [id, before] : m_plan.entries) {
            if (!before || before->is_void) {
                continue;
            }
            const Interaction& now = m_now.at(id);
            for (const Reference& reference : before->with) {
                const bool is_named_now =
                    !now.is_void &&
                    std::any_of(now.with.begin(), now.with.end(),
                                [&](const Reference& one) { return one.id == reference.id; });
                if (!is_named_now && m_ledger.find(reference.id) == nullptr &&
                    comes.count(reference.id) == 0) {
                    throw in_between(layout::contact(reference.id),
                                     fmt::format("is gone since, and the entry {} names it", id));
                }
            }
        }
    }

    const Folder& m_folder;
    const Ledger& m_ledger;
    const std::vector<WrittenFile>& m_changes;
    std::unordered_set<std::string_view> m_months; ///< that could be read
    std::vector<UndoneEntry> m_entries;
    std::unordered_map<std::string, Interaction> m_now; ///< of the plan's entries
    UndoPlan m_plan;
};

Error changed_meanwhile(const std::string& path)
{
    return {whole_file(path), "was changed meanwhile", "try again"};
}

} // namespace

bool is_same_plan(const UndoPlan& a, const UndoPlan& b)
{
    const auto same_entry = [](const auto& one, const auto& other) {
        return one.first == other.first && one.second.has_value() == other.second.has_value() &&
               (!one.second || (one.second->is_void == other.second->is_void &&
                                written_values(*one.second) == written_values(*other.second)));
    };
    const auto same_file = [](const WrittenFile& one, const WrittenFile& other) {
        return one.path == other.path && one.before == other.before && one.after == other.after;
    };
    return a.renamed == b.renamed &&
           std::equal(a.entries.begin(), a.entries.end(), b.entries.begin(), b.entries.end(),
                      same_entry) &&
           std::equal(a.files.begin(), a.files.end(), b.files.begin(), b.files.end(), same_file);
}

UndoPlan plan_undo(const Folder& folder, const Ledger& ledger,
                   const std::vector<WrittenFile>& changes)
{
    return Undoing(folder, ledger, changes).plan();
}

void carry_out(const UndoPlan& plan, Lock& lock, const Folder& folder, const Ledger& ledger,
               bool& written)
{
    if (plan.renamed) {
        const WrittenFile& from = plan.files[plan.renamed->first];
        const WrittenFile& to = plan.files[plan.renamed->second];
        lock.rename(from.path, to.path, [&](const std::optional<std::string>& present) {
            if (present != from.before) {
                throw changed_meanwhile(from.path);
            }
            return *to.after;
        });
        written = true;
        return;
    }
    std::vector<NewFile> coming;
    std::vector<WrittenFile> going;
    for (const WrittenFile& file : plan.files) {
        if (!file.before && is_beneath(file.path, layout::contacts)) {
            coming.push_back({file.path.substr(layout::contacts.size() + 1), *file.after});
        } else if (!file.after) {
            going.push_back(file);
        }
    }
    if (!coming.empty()) {
        lock.create(std::string(layout::contacts), coming, [&](std::size_t) { written = true; });
    }
    std::vector<EntryCorrection> corrections;
    corrections.reserve(plan.entries.size());
    for (const auto& [id, before] : plan.entries) {
        corrections.push_back({id, [&was = before](const Interaction& now) {
                                   Interaction out = was ? *was : now;
                                   out.is_void = was ? was->is_void : true;
                                   return out;
                               }});
    }
    if (!corrections.empty()) {
        amend_all(lock, ledger, corrections);
        written = true;
    }
    for (const WrittenFile& file : plan.files) {
        const bool is_done = !file.before && is_beneath(file.path, layout::contacts);
        if (file.after && !is_done) {
            lock.write(file.path, [&](const std::optional<std::string>& present) {
                if (present != file.before) {
                    throw changed_meanwhile(file.path);
                }
                return *file.after;
            });
            written = true;
        }
    }
    try {
        remove_files(lock, folder, going);
    } catch (const Error& error) {
        written = written || error.written;
        throw;
    }
    written = written || !going.empty();
}

} // namespace crm
