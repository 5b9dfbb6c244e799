#include "core/ledger/erase.hpp"

#include "core/base/text.hpp"
#include "core/ledger/journal_file.hpp"
#include "core/ledger/layout.hpp"
#include "core/yaml/edit.hpp"
#include "core/yaml/extent.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <set>
#include <utility>

namespace crm {
namespace {

using yaml::Node;

/// What another contact's file says of that contact: a name that both have is the other's own.
constexpr std::array<std::string_view, 9> own_of_others{
    "name", "names", "email", "phone", "address", "url", "aliases", "uid", "merged_into"};

/// Bytes [first, second) of a text.
using Range = std::pair<std::size_t, std::size_t>;

class Eraser {
public:
    Eraser(const Folder& folder, const Ledger& ledger, const ErasureWanted& wanted)
        : m_folder(folder), m_ledger(ledger), m_wanted(wanted),
          m_contact(wanted.id.empty() ? nullptr : ledger.find(wanted.id))
    {
    }

    Erasure plan()
    {
        require_whole();
        know_person();
        m_out.entries = erase_entries(m_ledger, m_person);
        m_out.files = m_out.entries.months;
        m_out.mentions = m_out.entries.mentions;
        leave_trace();
        const std::size_t settings = 0; // what was read first
        edit_other(m_ledger.files.at(settings), nullptr);
        for (const Contact& contact : m_ledger.contacts) {
            if (!is_person(contact)) {
                edit_other(m_ledger.files.at(contact.source.file), &contact);
            }
        }
        for (const std::string& id : m_out.contacts) {
            const Contact& contact = own_contact(id);
            const SourceFile& file = m_ledger.files.at(contact.source.file);
            m_out.files.push_back({file.path, file.text, std::nullopt});
        }
        find_strays();
        find_doubtful_leftovers();
        std::stable_sort(m_out.mentions.begin(), m_out.mentions.end(),
                         [](const MentionAt& a, const MentionAt& b) { return a.sure > b.sure; });
        return std::move(m_out);
    }

private:
    void require_whole() const
    {
        for (const Finding& finding : m_ledger.findings) {
            if (finding.weight == Finding::Weight::left_out) {
                throw Error(finding.place,
                            fmt::format("{}; nobody can be erased while this is left out, for it "
                                        "may name the person",
                                        finding.text),
                            finding.remedy);
            }
        }
    }

    [[nodiscard]] bool is_person(const Contact& contact) const
    {
        return m_contact != nullptr && m_ledger.find(contact.id) == m_contact;
    }

    [[nodiscard]] const Contact& own_contact(const std::string& id) const
    {
        return *std::find_if(m_ledger.contacts.begin(), m_ledger.contacts.end(),
                             [&](const Contact& contact) { return contact.id == id; });
    }

    /// An id in no file is still an id, and nothing may be put into it.
    void note_strangers(const Interaction& line)
    {
        for (const Reference& reference : line.with) {
            if (m_ledger.find(reference.id) == nullptr) {
                m_strangers.insert(reference.id);
            }
        }
    }

    void know_person()
    {
        m_person.replaces_mentions = m_wanted.replaces_mentions;
        if (m_wanted.id.empty()) {
            return;
        }
        m_person.is_own = [this](const std::string& id) {
            const Contact* meant = m_ledger.find(id);
            return m_contact != nullptr ? meant == m_contact
                                        : meant == nullptr && id == m_wanted.id;
        };
        PersonWords& words = m_person.words;
        for (const Interaction& line : m_ledger.lines) {
            note_strangers(line);
        }
        for (const Interaction& line : m_ledger.returned) {
            note_strangers(line);
        }
        for (const auto& [index, reference] : m_ledger.strangers) {
            m_strangers.insert(reference.id);
        }
        words.is_others = [this](std::string_view id) {
            const Contact* meant = m_ledger.find(id);
            return meant != nullptr ? meant != m_contact
                                    : id != m_wanted.id && m_strangers.contains(id);
        };
        words.add_exact(m_wanted.id);
        for (const Contact& contact : m_ledger.contacts) {
            if (!is_person(contact)) {
                continue;
            }
            m_out.contacts.push_back(contact.id);
            words.add_exact(contact.id);
            words.add_name(contact.name);
            for (const Reference& former : contact.formerly) {
                words.add_exact(former.id);
            }
            for (const std::string& alias : contact.aliases) {
                words.add_name(alias);
            }
            for (const std::string& email : contact.email) {
                words.add_exact(email.substr(0, email.find(' ')));
            }
            for (const std::string& phone : contact.phone) {
                words.add_phone(phone);
            }
            for (const std::string& address : contact.address) {
                words.add_exact(address.substr(0, address.find(';')));
            }
        }
        const auto own = std::find(m_out.contacts.begin(), m_out.contacts.end(),
                                   m_contact != nullptr ? m_contact->id : "");
        if (own != m_out.contacts.end()) {
            std::rotate(own, own + 1, m_out.contacts.end());
        }
    }

    /// A ledger in which somebody was erased says so by a line of an erased entry: whoever is in no
    /// file may be that person, then (Ledger::strangers).
    void leave_trace()
    {
        const bool has_one = std::any_of(m_ledger.lines.begin(), m_ledger.lines.end(),
                                         [](const Interaction& line) { return line.erased; }) ||
                             m_out.entries.alone + m_out.entries.shared > 0;
        if (has_one || m_contact == nullptr) {
            return;
        }
        const std::string path = layout::month(m_wanted.today);
        const auto known = std::find_if(m_out.files.begin(), m_out.files.end(),
                                        [&](const WrittenFile& file) { return file.path == path; });
        const std::string line = erased_line(random_id());
        if (known != m_out.files.end()) {
            known->after = append_line(known->after.value_or(""), line);
            return;
        }
        const auto file = std::find_if(m_ledger.files.begin(), m_ledger.files.end(),
                                       [&](const SourceFile& one) { return one.path == path; });
        const auto before = file == m_ledger.files.end() ? std::nullopt : std::optional(file->text);
        m_out.files.push_back({path, before, append_line(before.value_or(""), line)});
    }

    /// The ranges that say something of the contact itself, and those of references that go.
    [[nodiscard]] std::vector<Range> kept_apart(const yaml::Document& document,
                                                bool is_contact) const
    {
        std::vector<Range> out;
        if (!is_contact || document.events().empty() || !Node(document, 0).is_mapping()) {
            return out;
        }
        for (const Node::Entry entry : Node(document, 0).entries()) {
            const std::string_view key = entry.key.text();
            if (std::find(own_of_others.begin(), own_of_others.end(), key) != own_of_others.end() ||
                key == "referred_by" || key == "formerly") {
                out.emplace_back(entry.key.offset(),
                                 yaml::value_end(document, entry.value.index()));
            }
        }
        return out;
    }

    /// Calls `visit` with where each part outside of `apart` begins, and with the part.
    template <typename Visit>
    static void for_each_part(std::string_view text, const std::vector<Range>& apart,
                              const Visit& visit)
    {
        std::size_t at = 0;
        for (const auto& [begin, end] : apart) {
            visit(at, text.substr(at, begin - at), true);
            visit(begin, text.substr(begin, end - begin), false);
            at = end;
        }
        visit(at, text.substr(at), true);
    }

    /// Takes the person out of crm.yaml, or of another contact's file.
    void edit_other(const SourceFile& file, const Contact* contact)
    {
        const yaml::Document document(file.path, file.text);
        for_each_part(file.text, kept_apart(document, contact != nullptr),
                      [&](std::size_t at, std::string_view text, bool is_open) {
                          if (is_open) {
                              note_mentions(file, at, text, m_person.words, m_out.mentions);
                          } else {
                              note_shared(file, at, text);
                          }
                      });
        std::string text = contact == nullptr ? file.text : without_references(file, *contact);
        if (m_person.replaces_mentions) {
            text = without_mentions(file, text, contact != nullptr);
        }
        if (text != file.text) {
            m_out.files.push_back({file.path, file.text, text});
        }
    }

    /// What another has for its own too, such as the telephone of the house, is only shown.
    void note_shared(const SourceFile& file, std::size_t at, std::string_view text)
    {
        for (const Mention& one : m_person.words.find(text)) {
            if (one.sure && !text.starts_with("referred_by") && !text.starts_with("formerly")) {
                m_out.mentions.push_back({file.place(at + one.begin), false});
            }
        }
    }

    std::string without_references(const SourceFile& file, const Contact& contact)
    {
        std::string text = file.text;
        const auto is_own = [&](const Reference& one) {
            return m_person.is_own && m_person.is_own(one.id);
        };
        if (contact.referred_by && is_own(*contact.referred_by)) {
            text = yaml::without_key({file.path, text}, {"referred_by"});
            m_out.references.push_back(file.place(contact.referred_by->source.offset));
        }
        for (const Reference& former : contact.formerly) {
            if (is_own(former)) {
                text = yaml::without_item({file.path, text}, {"formerly"}, former.id);
                m_out.references.push_back(file.place(former.source.offset));
            }
        }
        return text;
    }

    [[nodiscard]] std::string without_mentions(const SourceFile& file, const std::string& text,
                                               bool is_contact) const
    {
        const yaml::Document before(file.path, text);
        std::string out;
        for_each_part(text, kept_apart(before, is_contact),
                      [&](std::size_t, std::string_view part, bool is_open) {
                          out += is_open ? m_person.words.replaced(part, erased_words)
                                         : std::string(part);
                      });
        const yaml::Document after(file.path, out);
        const auto& was = before.events();
        const auto& now = after.events();
        for (std::size_t i = 0; i < was.size(); ++i) {
            if (i >= now.size() || was[i].type != now[i].type || was[i].next != now[i].next) {
                throw cannot_erase(before, was[i].offset);
            }
        }
        if (!is_contact) {
            require_unmentioned(after, m_person.words);
        } else {
            require_open_unmentioned(after);
        }
        return out;
    }

    /// As require_unmentioned(), but for what is the contact's own.
    void require_open_unmentioned(const yaml::Document& document) const
    {
        const auto apart = kept_apart(document, true);
        for (const yaml::Event& event : document.events()) {
            const bool is_open = std::none_of(apart.begin(), apart.end(), [&](const Range& range) {
                return event.offset >= range.first && event.offset < range.second;
            });
            if (is_open && event.type == yaml::EventType::scalar &&
                m_person.words.has_sure(event.value)) {
                throw cannot_erase(document, event.offset);
            }
        }
    }

    /// Copies that an editor or an interrupted write has left, and whatever else lies there.
    void find_strays()
    {
        for (const std::string& subfolder :
             {std::string(), std::string(layout::contacts), std::string(layout::journal)}) {
            for (const std::string& name : m_folder.list(subfolder)) {
                const std::string path = subfolder.empty() ? name : subfolder + "/" + name;
                const bool is_ledgers =
                    std::any_of(m_ledger.files.begin(), m_ledger.files.end(),
                                [&](const SourceFile& file) { return file.path == path; });
                // What an interrupted write of crm's left goes by itself, or is doubtful.
                const bool is_leftover = name.starts_with(".crm-");
                if (!is_ledgers && !is_leftover && names_person(path)) {
                    m_out.strays.push_back(path);
                }
            }
        }
    }

    void find_doubtful_leftovers()
    {
        for (const Leftover& leftover : doubtful_leftovers(m_folder)) {
            if (names_person(leftover.path)) {
                m_out.strays.push_back(leftover.path);
            }
        }
    }

    [[nodiscard]] bool names_person(const std::string& path) const
    {
        try {
            const auto text = m_folder.read(path);
            return m_person.words.has_sure(path) || (text && m_person.words.has_sure(*text));
        } catch (const Error&) {
            return false; // a folder, or nothing that crm could read
        }
    }

    const Folder& m_folder;
    const Ledger& m_ledger;
    const ErasureWanted& m_wanted;
    const Contact* m_contact;
    std::set<std::string, std::less<>> m_strangers; ///< ids in no file that lines name
    ErasedPerson m_person;
    Erasure m_out;
};

} // namespace

bool Erasure::is_mentioned() const
{
    return std::any_of(mentions.begin(), mentions.end(),
                       [](const MentionAt& one) { return one.sure; });
}

Erasure plan_erasure(const Folder& folder, const Ledger& ledger, const ErasureWanted& wanted)
{
    return Eraser(folder, ledger, wanted).plan();
}

void carry_out_erasure(const Erasure& erasure, Lock& lock, const Folder& folder)
{
    std::optional<Error> doubt; // what is written is no reason to stop half-way
    for (const WrittenFile& file : erasure.files) {
        try {
            if (!file.after) {
                remove_files(lock, folder, {file});
                continue;
            }
            lock.write(file.path, [&](const std::optional<std::string>& present) {
                if (present != file.before) {
                    throw Error(whole_file(file.path), "was changed meanwhile", "try again");
                }
                return *file.after;
            });
        } catch (const Error& error) {
            if (!error.written) {
                throw;
            }
            doubt = doubt ? doubt : error;
        }
    }
    if (doubt) {
        throw Error(*doubt);
    }
}

} // namespace crm
