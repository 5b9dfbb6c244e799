#include "core/ledger/erase_entries.hpp"

#include "core/ledger/journal_file.hpp"
#include "core/ledger/layout.hpp"
#include "core/ledger/revised_line.hpp"
#include "core/ledger/who.hpp"
#include "core/yaml/extent.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <unordered_set>
#include <utility>

namespace crm {
namespace {

using yaml::Node;

/// A line of the journal as its file has it.
struct JournalLine {
    std::size_t month = 0; ///< index into Ledger::files
    Interaction read;
    bool usable = true;
    bool names_person = false;
    bool mentions_person = false;

    [[nodiscard]] bool is_tombstone() const { return read.rev == erased_rev; }
};

/// What becomes of a line.
struct LineFate {
    enum class Act { remove, replace, leave_id };

    Act act = Act::remove;
    Interaction was; ///< what a line that is replaced says, and what it is to say
    Interaction now;
};

class EntryEraser {
public:
    EntryEraser(const Ledger& ledger, const ErasedPerson& person)
        : m_ledger(ledger), m_person(person), m_erased_before(erased_revisions(ledger.lines)),
          m_unusable(unusable_contacts(ledger))
    {
    }

    ErasedEntries run()
    {
        for (std::size_t month = 0; month < m_ledger.files.size(); ++month) {
            if (is_month(month)) {
                find_entries(month);
            }
        }
        collect_lines();
        for (auto& [id, lines] : m_entries) {
            decide(id, lines);
        }
        for (std::size_t month = 0; month < m_ledger.files.size(); ++month) {
            if (is_month(month)) {
                rewrite(month);
            }
        }
        return std::move(m_out);
    }

private:
    [[nodiscard]] bool is_month(std::size_t file) const
    {
        return m_ledger.files[file].path.starts_with(std::string(layout::journal) + "/");
    }

    [[nodiscard]] int erased_before(const std::string& id) const
    {
        const auto found = id.empty() ? m_erased_before.end() : m_erased_before.find(id);
        return found == m_erased_before.end() ? 0 : found->second;
    }

    [[nodiscard]] bool names_own(const Interaction& line) const
    {
        return m_person.is_own &&
               std::any_of(line.with.begin(), line.with.end(),
                           [&](const Reference& one) { return m_person.is_own(one.id); });
    }

    /// An id of the person, or, in an entry of which something was erased, of one in no file.
    [[nodiscard]] bool goes(const Reference& reference, const Interaction& line) const
    {
        return (m_person.is_own && m_person.is_own(reference.id)) ||
               (!line.erased && erased_before(line.id) > 0 &&
                m_ledger.find(reference.id) == nullptr &&
                std::find(m_unusable.begin(), m_unusable.end(), reference.id) == m_unusable.end());
    }

    template <typename Visit>
    void for_each_line(std::size_t month, const Visit& visit) const
    {
        const SourceFile& file = m_ledger.files[month];
        const yaml::Document document(file.path, file.text);
        if (document.events().empty() || !Node(document, 0).is_sequence()) {
            return;
        }
        Findings ignored;
        const auto read = read_journal(document, month, m_ledger.settings.touches, ignored);
        auto next = read.begin();
        for (const Node entry : Node(document, 0).items()) {
            JournalLine line;
            line.month = month;
            line.usable = next != read.end() && next->source.offset == entry.offset();
            if (line.usable) {
                line.read = *next++;
            } else if (entry.is_mapping()) {
                line.read = read_partly(document, entry, m_ledger.settings.touches);
            }
            if (!line.is_tombstone()) {
                const std::size_t end = yaml::value_end(document, entry.index());
                line.names_person =
                    std::any_of(line.read.with.begin(), line.read.with.end(),
                                [&](const Reference& one) { return goes(one, line.read); });
                line.mentions_person = m_person.words.has_sure(
                    std::string_view(file.text).substr(entry.offset(), end - entry.offset()));
            }
            visit(line);
        }
    }

    /// An entry whose newest line only mentions the person is left to its author, unless asked for.
    [[nodiscard]] bool is_touched(const JournalLine& line) const
    {
        const bool is_back = !line.read.erased && line.read.rev < erased_before(line.read.id);
        return line.names_person || is_back ||
               (line.mentions_person &&
                (m_person.replaces_mentions || m_ledger.superseded(line.read)));
    }

    void find_entries(std::size_t month)
    {
        for_each_line(month, [&](const JournalLine& line) {
            if (!is_touched(line)) {
                return;
            }
            m_months.insert(month);
            if (line.read.id.empty()) {
                m_entries[{month, line.read.source.offset}].push_back(line);
            } else {
                m_touched.insert(line.read.id);
            }
        });
    }

    void collect_lines()
    {
        if (m_touched.empty()) {
            return;
        }
        // A line of such an entry may stand in a month that nothing was found in.
        std::set<std::size_t> months;
        for (const auto* lines : {&m_ledger.lines, &m_ledger.returned}) {
            for (const Interaction& line : *lines) {
                if (m_touched.contains(line.id)) {
                    months.insert(line.source.file);
                }
            }
        }
        months.insert(m_months.begin(), m_months.end());
        std::unordered_map<std::string, Key> keys;
        for (const std::size_t month : months) {
            for_each_line(month, [&](const JournalLine& line) {
                if (m_touched.contains(line.read.id)) {
                    const Key key{month, line.read.source.offset};
                    m_entries[keys.emplace(line.read.id, key).first->second].push_back(line);
                }
            });
        }
    }

    using Key = std::pair<std::size_t, std::size_t>; ///< where the first line of an entry stands

    void put(const JournalLine& line, LineFate fate)
    {
        m_fates[line.month][line.read.source.offset] = std::move(fate);
    }

    void decide(const Key&, const std::vector<JournalLine>& lines)
    {
        const std::string& id = lines.front().read.id;
        const int least = erased_before(id);
        std::vector<const JournalLine*> left;
        for (const JournalLine& line : lines) {
            if (line.read.erased || line.read.rev >= least) {
                left.push_back(&line);
            } else {
                put(line, {});
                ++m_out.returned;
            }
        }
        const bool is_clean = std::none_of(
            left.begin(), left.end(), [&](const JournalLine* line) { return is_touched(*line); });
        if (least == erased_rev || is_clean) {
            return;
        }
        int top = 0;
        for (const JournalLine* line : left) {
            top = std::max(top, line->read.rev);
        }
        bool goes_on = false;
        bool had_own = false;
        bool had_other = false;
        bool had_follow_up = false;
        for (const JournalLine* line : left) {
            had_own = had_own || names_own(line->read);
            had_other = had_other || line->names_person;
            LineFate fate;
            if (line->read.rev == top && line->usable) {
                had_follow_up = had_follow_up || !line->read.follow_up.empty();
                fate.was = line->read;
                fate.now = line->read;
                std::erase_if(fate.now.with,
                              [&](const Reference& one) { return goes(one, line->read); });
                if (!fate.now.with.empty()) {
                    fate.act = LineFate::Act::replace;
                    fate.now.rev = id.empty() ? 1 : top + 1;
                    fate.now.erased = !id.empty();
                    goes_on = true;
                }
            }
            put(*line, std::move(fate));
        }
        if (goes_on) {
            m_out.shared += had_own ? 1 : 0;
            m_out.returned += !had_own && had_other ? 1 : 0;
            return;
        }
        ++m_out.alone;
        m_out.follow_ups += had_follow_up ? 1 : 0;
        std::set<std::size_t> told;
        for (const JournalLine* line : left) {
            if (!id.empty() && told.insert(line->month).second) {
                LineFate fate;
                fate.act = LineFate::Act::leave_id;
                fate.now.id = id;
                put(*line, std::move(fate));
            }
        }
    }

    /// Puts together the new text of a month.
    void rewrite(std::size_t month)
    {
        const SourceFile& file = m_ledger.files[month];
        const auto fates = m_fates.find(month);
        if (fates == m_fates.end()) {
            const std::string text = part(file, 0, file.text.size());
            if (text != file.text) {
                finish(month, text);
            }
            return;
        }
        const yaml::Document document(file.path, file.text);
        std::string text;
        std::size_t at = 0;
        std::size_t count = 0;
        for (const Node entry : Node(document, 0).items()) {
            const auto fate = fates->second.find(entry.offset());
            ++count;
            if (fate == fates->second.end()) {
                continue;
            }
            const std::size_t begin = line_start(document, entry);
            const std::size_t value_end = yaml::value_end(document, entry.index());
            const std::size_t end = std::min(file.text.find('\n', value_end), file.text.size());
            text += part(file, at, begin);
            at = std::min(end + 1, file.text.size());
            if (fate->second.act == LineFate::Act::remove) {
                --count;
                continue;
            }
            const std::size_t dash = file.text.find('-', begin);
            text += file.text.substr(begin, dash - begin);
            if (fate->second.act == LineFate::Act::leave_id) {
                text += erased_line(fate->second.now.id);
                continue;
            }
            std::string line = revised_line(document, entry, fate->second.was, fate->second.now,
                                            m_ledger.settings.touches);
            line.pop_back();
            line += file.text.substr(value_end, end - value_end);
            note_in_line(file, entry.offset(), value_end, line);
            if (m_person.replaces_mentions) {
                line = m_person.words.replaced(line, erased_words);
            }
            text += line + "\n";
        }
        text += part(file, at, file.text.size());
        finish(month, text, count);
    }

    /// Notes the mentions in a line that takes the place of what stands in [begin, end).
    void note_in_line(const SourceFile& file, std::size_t begin, std::size_t end,
                      std::string_view line)
    {
        const std::string_view old = std::string_view(file.text).substr(begin, end - begin);
        for (const Mention& one : m_person.words.find(line)) {
            const std::size_t at = old.rfind(line.substr(one.begin, one.end - one.begin));
            const std::size_t offset = at == std::string_view::npos ? begin : begin + at;
            m_out.mentions.push_back({file.place(offset), one.sure});
        }
    }

    /// What stands in [begin, end) of a month and is no line that changes.
    std::string part(const SourceFile& file, std::size_t begin, std::size_t end)
    {
        const std::string_view text = std::string_view(file.text).substr(begin, end - begin);
        note_mentions(file, begin, text, m_person.words, m_out.mentions);
        return m_person.replaces_mentions ? m_person.words.replaced(text, erased_words)
                                          : std::string(text);
    }

    static std::size_t line_start(const yaml::Document& document, const Node& entry)
    {
        const std::string_view text = document.text();
        const std::size_t feed = text.substr(0, entry.offset()).rfind('\n');
        const std::size_t begin = feed == std::string_view::npos ? 0 : feed + 1;
        const std::string_view before = text.substr(begin, entry.offset() - begin);
        const std::size_t dash = before.find_first_not_of(' ');
        const bool is_line = dash != std::string_view::npos && before[dash] == '-' &&
                             before.find_first_not_of(' ', dash + 1) == std::string_view::npos;
        if (!is_line) {
            throw cannot_erase(document, entry.offset());
        }
        return begin;
    }

    /// Takes the new text of a month, if it reads as a month with `count` entries without the
    /// person.
    void finish(std::size_t month, const std::string& text, std::optional<std::size_t> count = {})
    {
        const SourceFile& file = m_ledger.files[month];
        const yaml::Document document(file.path, text);
        std::size_t found = 0;
        const bool is_list = !document.events().empty() && Node(document, 0).is_sequence();
        if (is_list) {
            for (const Node entry : Node(document, 0).items()) {
                ++found;
                const Interaction read =
                    entry.is_mapping() ? read_partly(document, entry, m_ledger.settings.touches)
                                       : Interaction{};
                if (std::any_of(read.with.begin(), read.with.end(),
                                [&](const Reference& one) { return goes(one, read); })) {
                    throw cannot_erase(document, entry.offset());
                }
            }
        }
        if (count && *count != found) {
            throw cannot_erase(document, 0);
        }
        if (m_person.replaces_mentions) {
            require_unmentioned(document, m_person.words);
        }
        m_out.months.push_back({file.path, file.text, text});
    }

    const Ledger& m_ledger;
    const ErasedPerson& m_person;
    std::unordered_map<std::string, int> m_erased_before;
    std::vector<std::string> m_unusable;
    std::unordered_set<std::string> m_touched; ///< ids of entries
    std::set<std::size_t> m_months;            ///< with a line that is touched
    std::map<Key, std::vector<JournalLine>> m_entries;
    std::map<std::size_t, std::map<std::size_t, LineFate>> m_fates; ///< by month, by offset
    ErasedEntries m_out;
};

} // namespace

ErasedEntries erase_entries(const Ledger& ledger, const ErasedPerson& person)
{
    return EntryEraser(ledger, person).run();
}

void note_mentions(const SourceFile& file, std::size_t offset, std::string_view text,
                   const PersonWords& words, std::vector<MentionAt>& out)
{
    for (const Mention& one : words.find(text)) {
        out.push_back({file.place(offset + one.begin), one.sure});
    }
}

void require_unmentioned(const yaml::Document& document, const PersonWords& words)
{
    for (const yaml::Event& event : document.events()) {
        if (event.type == yaml::EventType::scalar && words.has_sure(event.value)) {
            throw cannot_erase(document, event.offset);
        }
    }
}

Error cannot_erase(const yaml::Document& document, std::size_t offset)
{
    return {document.place(offset), "this is written in a way that cannot be changed safely",
            "change it by hand"};
}

} // namespace crm
