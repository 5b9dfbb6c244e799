#include "core/ledger/amend.hpp"

#include "core/base/text.hpp"
#include "core/ledger/journal_file.hpp"
#include "core/ledger/layout.hpp"
#include "core/ledger/record.hpp"
#include "core/ledger/revised_line.hpp"
#include "core/ledger/who.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace crm {
namespace {

using yaml::Node;

constexpr std::size_t shortest = 3; ///< of a beginning of an id
constexpr std::size_t most_entries_listed = 6;

/// The ids that begin with `word`, sorted; those of entries that could not be used too.
std::vector<std::string> ids_with(const Ledger& ledger, std::string_view word)
{
    std::vector<std::string> out;
    const auto add = [&](const std::string& id) {
        if (!id.empty() && id.compare(0, word.size(), word) == 0) {
            out.push_back(id);
        }
    };
    for (const Interaction& line : ledger.lines) {
        if (line.rev != erased_rev) {
            add(line.id);
        }
    }
    for (const Finding& finding : ledger.findings) {
        add(finding.entry);
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

/// The line of an id that counts; nullptr where none could be used.
const Interaction* counting_line(const Ledger& ledger, std::string_view id)
{
    const Interaction* out = nullptr;
    for (const Interaction& line : ledger.lines) {
        if (line.id == id && (out == nullptr || ledger.standing(*out) < ledger.standing(line))) {
            out = &line;
        }
    }
    return out;
}

/// Of the ids that are one entry by an equal `ref`, the one whose line counts.
std::string speaking_id(const Ledger& ledger, std::string_view id)
{
    const Interaction* own = counting_line(ledger, id);
    if (own == nullptr || own->ref.empty()) {
        return std::string(id);
    }
    const Interaction* best = own;
    for (const Interaction& line : ledger.lines) {
        if (line.ref == own->ref && !line.id.empty() &&
            ledger.standing(*best) < ledger.standing(line) &&
            counting_line(ledger, line.id) == &line) {
            best = &line;
        }
    }
    return best->id;
}

std::string described(const Ledger& ledger, std::string_view id)
{
    const Interaction* line = counting_line(ledger, id);
    if (line == nullptr) {
        return fmt::format("{}, which cannot be used", id);
    }
    std::vector<std::string> names;
    for (const Contact* contact : ledger.participants(*line)) {
        names.push_back(contact->name);
    }
    return fmt::format("{} ({}, {} with {})", id, long_date(line->date), line->touch,
                       enumerate(names));
}

Error ambiguous(const Ledger& ledger, std::string_view word,
                const std::vector<std::string>& candidates)
{
    std::vector<std::string> shown;
    for (const std::string& id : candidates) {
        if (shown.size() == most_entries_listed) {
            shown.push_back(fmt::format("{} more", candidates.size() - most_entries_listed));
            break;
        }
        shown.push_back(described(ledger, id));
    }
    return {Fault::usage, fmt::format("'{}' could be {}", word, enumerate(shown, "or")),
            "type one more letter of its id"};
}

/// The newest entry with an id of the contact that `word` names; nullptr for no contact.
const Interaction* last_of_contact(const Ledger& ledger, std::string_view word)
{
    try {
        const auto history = ledger.history(*find_who(ledger, word, Guess::refused).contact);
        const auto last = std::find_if(history.rbegin(), history.rend(),
                                       [](const Interaction* entry) { return !entry->id.empty(); });
        return last == history.rend() ? nullptr : *last;
    } catch (const Error&) {
        return nullptr;
    }
}

std::string id_of(const Node& entry)
{
    if (entry.is_mapping()) {
        for (const Node::Entry key : entry.entries()) {
            if (key.key.text() == "id" && key.value.is_scalar()) {
                return std::string(key.value.text());
            }
        }
    }
    return {};
}

std::vector<Node> entries_of(const yaml::Document& document)
{
    std::vector<Node> out;
    if (!document.events().empty() && Node(document, 0).is_sequence()) {
        for (const Node entry : Node(document, 0).items()) {
            out.push_back(entry);
        }
    }
    return out;
}

/// The last entry but for those of which an erasure has left the id alone.
std::optional<Node> last_entry(const yaml::Document& document)
{
    const auto entries = entries_of(document);
    const auto last = std::find_if(entries.rbegin(), entries.rend(), [&](const Node& entry) {
        const bool is_map = entry.is_mapping();
        const Interaction read = is_map ? read_partly(document, entry, {}) : Interaction{};
        return !read.erased || !read.with.empty();
    });
    return last == entries.rend() ? std::nullopt : std::optional(*last);
}

/// What the whole ledger says of an entry that is to be corrected.
struct EntryStanding {
    std::string path;                ///< of the line that counts
    int highest_rev = 0;             ///< of lines that could not be used too
    std::vector<Interaction> rivals; ///< of the line that counts
};

/// Of entries by their ids, however many, in one go. Throws Error (usage) for an id that is none.
std::vector<EntryStanding> standings_of(const Ledger& ledger, const std::vector<std::string>& ids)
{
    struct Seen {
        const Interaction* best = nullptr;
        const Finding* worst = nullptr; ///< the newest of those that could not be used
        int highest_rev = 0;
    };
    std::unordered_map<std::string_view, Seen> seen;
    seen.reserve(ids.size());
    for (const std::string& id : ids) {
        seen.emplace(id, Seen{});
    }
    for (const Interaction& line : ledger.lines) {
        if (const auto known = seen.find(line.id); known != seen.end()) {
            Seen& one = known->second;
            one.highest_rev = std::max(one.highest_rev, line.rev);
            if (one.best == nullptr || ledger.standing(*one.best) < ledger.standing(line)) {
                one.best = &line;
            }
        }
    }
    for (const Finding& finding : ledger.findings) {
        if (const auto known = seen.find(finding.entry); known != seen.end()) {
            Seen& one = known->second;
            one.highest_rev = std::max(one.highest_rev, finding.rev);
            if (one.worst == nullptr || one.worst->rev < finding.rev) {
                one.worst = &finding;
            }
        }
    }
    std::unordered_map<const Interaction*, std::vector<Interaction>> rivals;
    for (const Conflict& conflict : ledger.conflicts) {
        const Interaction& chosen = ledger.lines[conflict.chosen];
        if (seen.count(chosen.id) > 0) {
            rivals[&chosen].push_back(ledger.lines[conflict.other]);
        }
    }
    std::vector<EntryStanding> out;
    out.reserve(ids.size());
    for (const std::string& id : ids) {
        const Seen& one = seen.at(id);
        if (one.best == nullptr && one.worst == nullptr) {
            throw Error(Fault::usage, fmt::format("no entry of the journal has the id '{}'", id));
        }
        out.push_back({one.best != nullptr ? ledger.files.at(one.best->source.file).path
                                           : one.worst->place.file,
                       one.highest_rev,
                       {}});
        if (const auto known = rivals.find(one.best); known != rivals.end()) {
            out.back().rivals = known->second;
        }
    }
    return out;
}

struct Found {
    Node entry;
    Interaction read;
    bool usable = true;
};

/// The lines of entries from which their corrections start, as a file has them: of each id the one
/// that counts, else the newest of those that cannot be used.
std::unordered_map<std::string, Found> find_lines(const yaml::Document& document,
                                                  const std::unordered_set<std::string>& ids,
                                                  const Touches& touches)
{
    Findings ignored;
    std::unordered_map<std::string, Interaction> best;
    const auto order = [&](const Interaction& line) {
        const std::string_view text = document.text();
        return std::tuple(line.rev, text.substr(line.source.offset, line.source.length));
    };
    for (Interaction& line : read_journal(document, 0, touches, ignored)) {
        if (ids.count(line.id) == 0) {
            continue;
        }
        const auto [known, is_new] = best.try_emplace(line.id, line);
        if (!is_new && order(known->second) < order(line)) {
            known->second = std::move(line);
        }
    }
    std::unordered_map<std::string, Found> out;
    for (const Node& entry : entries_of(document)) {
        const std::string id = id_of(entry);
        if (ids.count(id) == 0) {
            continue;
        }
        const auto usable = best.find(id);
        if (usable != best.end() && entry.offset() != usable->second.source.offset) {
            continue;
        }
        Interaction read =
            usable != best.end() ? usable->second : read_partly(document, entry, touches);
        const auto known = out.find(id);
        if (known == out.end()) {
            out.emplace(id, Found{entry, std::move(read), usable != best.end()});
        } else if (known->second.read.rev <= read.rev) {
            known->second = Found{entry, std::move(read), usable != best.end()};
        }
    }
    return out;
}

bool says_the_same(const Interaction& a, const Interaction& b)
{
    return a.is_void == b.is_void && written_values(a) == written_values(b);
}

class Amendment {
public:
    Amendment(const Ledger& ledger, EntryStanding standing, std::string id,
              const Correction& correct)
        : m_ledger(ledger), m_id(std::move(id)), m_correct(correct),
          m_highest_rev(standing.highest_rev)
    {
        m_result.path = std::move(standing.path);
        m_result.rivals = std::move(standing.rivals);
    }

    std::string line(const yaml::Document& document,
                     const std::unordered_map<std::string, Found>& lines)
    {
        const auto found = lines.find(m_id);
        if (found == lines.end()) {
            throw Error(whole_file(document.file()),
                        fmt::format("'{}' does not stand here any more", m_id),
                        "another program changed the file; try again");
        }
        const Node& entry = found->second.entry;
        m_result.was = found->second.read;
        m_result.was_usable = found->second.usable;
        m_result.now = m_correct(m_result.was);
        m_result.now.id = m_id;
        m_result.now.erased = false;
        m_result.now.rev = std::max(m_highest_rev, m_result.was.rev) + 1;
        if (m_result.now.rev > highest_rev) {
            throw entry.error(fmt::format("no revision of '{}' can be higher", m_id),
                              "lower its 'rev' here by hand");
        }
        const bool needed = !m_result.rivals.empty() || !says_the_same(m_result.was, m_result.now);
        m_result.line = needed ? revised_line(document, entry, m_result.was, m_result.now,
                                              m_ledger.settings.touches)
                               : std::string{};
        return m_result.line;
    }

    Amended result() { return std::move(m_result); }
    [[nodiscard]] const std::string& path() const { return m_result.path; }
    [[nodiscard]] const std::string& id() const { return m_id; }

private:
    const Ledger& m_ledger;
    std::string m_id;
    const Correction& m_correct;
    int m_highest_rev;
    Amended m_result;
};

Amendment amendment_of(const Ledger& ledger, const std::string& id, const Correction& correct)
{
    return {ledger, std::move(standings_of(ledger, {id}).front()), id, correct};
}

std::string single_line(Amendment& amendment, const yaml::Document& document,
                        const Touches& touches)
{
    return amendment.line(document, find_lines(document, {amendment.id()}, touches));
}

} // namespace

std::string find_entry(const Ledger& ledger, std::string_view word)
{
    const auto candidates = ids_with(ledger, word);
    if (!candidates.empty() && candidates.front() == word) {
        return speaking_id(ledger, word);
    }
    if (word.size() < shortest) {
        throw Error(Fault::usage, fmt::format("'{}' is too short for an id", word),
                    fmt::format("type its first {} characters or more, or 'last'", shortest));
    }
    if (candidates.size() > 1) {
        throw ambiguous(ledger, word, candidates);
    }
    if (candidates.empty()) {
        if (const Interaction* last = last_of_contact(ledger, word)) {
            throw Error(Fault::usage, fmt::format("'{}' is no entry but a contact", word),
                        fmt::format("the last one is {}", described(ledger, last->id)));
        }
        const auto guess = nearest(word, ids_with(ledger, ""));
        throw Error(Fault::usage, fmt::format("no entry of the journal has the id '{}'", word),
                    guess ? fmt::format("did you mean {}?", described(ledger, *guess))
                          : "'crm show WHO' shows the ids; an entry without one gets it by hand, "
                            "such as 'id: " +
                                random_id() + "'");
    }
    return speaking_id(ledger, candidates.front());
}

std::string newest_entry(const Folder& folder, const Ledger& ledger)
{
    const SourceFile* newest = nullptr;
    std::chrono::nanoseconds newest_time{};
    for (const SourceFile& file : ledger.files) {
        if (file.path.compare(0, layout::journal.size(), layout::journal) != 0) {
            continue;
        }
        const yaml::Document document(file.path, file.text);
        const auto time = folder.modified(file.path);
        // Files come by month, so that the later one wins where the times are equal.
        if (time && last_entry(document) && (newest == nullptr || *time >= newest_time)) {
            newest = &file;
            newest_time = *time;
        }
    }
    if (newest == nullptr) {
        throw Error(Fault::usage, "the journal has no entry yet", "'crm log WHO TOUCH' writes one");
    }
    const yaml::Document document(newest->path, newest->text);
    const Node last = *last_entry(document);
    const std::string id = id_of(last);
    if (id.empty()) {
        throw last.error("the last entry has no id, so that no line can take its place",
                         fmt::format("give it one with 'id: {}', or correct it here", random_id()));
    }
    return speaking_id(ledger, id);
}

Amended plan_amendment(const Ledger& ledger, const std::string& id, const Correction& correct)
{
    Amendment amendment = amendment_of(ledger, id, correct);
    const auto file =
        std::find_if(ledger.files.begin(), ledger.files.end(), [&](const SourceFile& candidate) {
            return candidate.path == amendment.path();
        });
    const yaml::Document document(file->path, file->text);
    static_cast<void>(single_line(amendment, document, ledger.settings.touches));
    return amendment.result();
}

Amended amend(Lock& lock, const Ledger& ledger, const std::string& id, const Correction& correct)
{
    Amendment amendment = amendment_of(ledger, id, correct);
    append_entry(lock, amendment.path(), [&](const yaml::Document& document) {
        return single_line(amendment, document, ledger.settings.touches);
    });
    return amendment.result();
}

void amend_all(Lock& lock, const Ledger& ledger, const std::vector<EntryCorrection>& corrections)
{
    std::vector<std::string> ids;
    for (const EntryCorrection& one : corrections) {
        ids.push_back(one.id);
    }
    auto standings = standings_of(ledger, ids);
    std::map<std::string, std::vector<Amendment>> months;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        auto& month = months[standings[i].path];
        month.emplace_back(ledger, std::move(standings[i]), ids[i], corrections[i].correct);
    }
    for (auto& [path, amendments] : months) {
        std::unordered_set<std::string> here;
        for (const Amendment& one : amendments) {
            here.insert(one.id());
        }
        append_entries(lock, path, [&, &month = amendments](const yaml::Document& document) {
            const auto found = find_lines(document, here, ledger.settings.touches);
            std::vector<std::string> out;
            for (Amendment& one : month) {
                out.push_back(one.line(document, found));
            }
            std::erase(out, std::string{});
            return out;
        });
    }
}

} // namespace crm
