#include "core/exchange/enrichment.hpp"

#include "core/base/text.hpp"
#include "core/exchange/contact_import.hpp"
#include "core/exchange/matching.hpp"
#include "core/exchange/uid.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

namespace crm {
namespace {

using KeyOf = std::string (*)(std::string_view);

/// One line, cut where it is long.
std::string told_shortly(std::string_view value)
{
    constexpr std::size_t columns = 40;
    return cut(visible(value), columns);
}

/// One contact on its way to what it will be.
class Growing {
public:
    Growing(Contact& contact, bool update) : m_contact(contact), m_update(update) {}

    void text(std::string_view key, std::string Contact::*field, const std::string& value)
    {
        std::string& present = m_contact.*field;
        if (value.empty() || fold(present) == fold(value)) {
            return;
        }
        if (present.empty() || m_update) {
            set(key, value);
            present = value;
        } else {
            keep(key, present, value);
        }
    }

    void list(std::string_view key, std::vector<std::string> Contact::*field,
              const std::vector<std::string>& values, KeyOf key_of)
    {
        // Whoever has so many is no one person, and each more would be looked up among them all.
        constexpr std::size_t most_of_one_key = 200;
        std::unordered_set<std::string> known;
        const auto learn = [&](const std::string& value) {
            const std::string wanted = key_of(value);
            return (wanted.empty() || known.insert("~" + wanted).second) &&
                   known.insert("=" + value).second;
        };
        if (values.empty()) {
            return;
        }
        std::for_each((m_contact.*field).begin(), (m_contact.*field).end(), learn);
        for (const std::string& value : values) {
            if (!learn(value)) {
                continue;
            }
            if ((m_contact.*field).size() < most_of_one_key) {
                add(key, field, value);
            } else {
                m_out.kept.push_back(fmt::format("{}; the card has {}, and {} are the most", key,
                                                 told_shortly(value), most_of_one_key));
            }
        }
    }

    void item(std::string_view key, std::vector<std::string> Contact::*field,
              const std::string& value, KeyOf key_of)
    {
        auto& present = m_contact.*field;
        const std::string wanted = key_of(value);
        const bool there = std::any_of(present.begin(), present.end(), [&](const std::string& one) {
            return one == value || (!wanted.empty() && key_of(one) == wanted);
        });
        if (!there) {
            add(key, field, value);
        }
    }

    void date(const NamedDate& named)
    {
        const auto present =
            std::find_if(m_contact.dates.begin(), m_contact.dates.end(),
                         [&](const NamedDate& one) { return one.name == named.name; });
        const std::string key = "dates." + named.name;
        if (present == m_contact.dates.end()) {
            set(key, named.date.str());
            m_contact.dates.push_back(named);
            return;
        }
        const bool same_day =
            present->date.month == named.date.month && present->date.day == named.date.day;
        const bool adds_year = same_day && !present->date.year && named.date.year;
        if (adds_year ||
            (m_update && !(present->date == named.date) && (named.date.year || !same_day))) {
            set(key, named.date.str());
            present->date = named.date;
        } else if (!same_day) {
            keep(key, present->date.str(), named.date.str());
        }
    }

    /// Only beside a promised_from, or promises would begin years ago, unkept.
    void since(const std::optional<Date>& date)
    {
        if (date && !m_contact.since && m_contact.promised_from) {
            set("since", iso(*date));
            m_contact.since = date;
        }
    }

    void notes(const std::string& value)
    {
        if (value.empty() || m_contact.notes.find(value) != std::string::npos) {
            return;
        }
        if (m_contact.notes.empty() || m_update) {
            m_contact.notes += (m_contact.notes.empty() ? "" : "\n") + value;
            m_out.changes.push_back({Change::Act::set, "notes", m_contact.notes});
            m_out.gained.push_back(fmt::format("notes {}", told_shortly(value)));
        } else {
            m_out.kept.push_back(fmt::format("notes; the card says: {}", told_shortly(value)));
        }
    }

    /// Another spelling of the name is worth keeping: the next import knows it.
    void name(const std::string& value)
    {
        if (m_contact.name.empty() || name_key(m_contact.name) == name_key(value)) {
            return;
        }
        if (m_update) {
            const std::string former = m_contact.name;
            set("name", value);
            m_contact.name = value;
            item("aliases", &Contact::aliases, former, name_key);
        } else {
            item("aliases", &Contact::aliases, value, name_key);
        }
    }

    [[nodiscard]] Enriched done() { return std::move(m_out); }

    void set(std::string_view key, const std::string& value)
    {
        m_out.changes.push_back({Change::Act::set, std::string(key), value});
        m_out.gained.push_back(fmt::format("{} {}", key, told_shortly(value)));
    }

private:
    void add(std::string_view key, std::vector<std::string> Contact::*field,
             const std::string& value)
    {
        m_out.changes.push_back({Change::Act::add, std::string(key), value});
        m_out.gained.push_back(fmt::format("{} {}", key, told_shortly(value)));
        (m_contact.*field).push_back(value);
    }

    void keep(std::string_view key, std::string_view present, std::string_view other)
    {
        m_out.kept.push_back(fmt::format("{} {}; the card says {}", key, told_shortly(present),
                                         told_shortly(other)));
    }

    Contact& m_contact;
    bool m_update;
    Enriched m_out;
};

std::string folded(std::string_view text)
{
    return fold(text);
}

} // namespace

Enriched Enrichment::enrich(Contact& contact) const
{
    Growing growing(contact, m_wish.update);
    growing.name(m_card.name);
    growing.text("org", &Contact::org, m_card.org);
    growing.text("role", &Contact::role, m_card.role);
    growing.text("household", &Contact::household, m_card.household);
    growing.list("email", &Contact::email, m_card.email, email_key);
    growing.list("phone", &Contact::phone, m_card.phone, phone_key);
    growing.list("address", &Contact::address, m_card.address, folded);
    growing.list("url", &Contact::url, m_card.url, folded);
    growing.list("aliases", &Contact::aliases, m_card.aliases, name_key);
    growing.list("tags", &Contact::tags, m_card.tags, folded);
    growing.list("tags", &Contact::tags, m_wish.tags, folded);
    growing.list("interests", &Contact::interests, m_card.interests, folded);
    for (const NamedDate& named : m_card.dates) {
        growing.date(named);
    }
    growing.since(m_card.since);
    growing.notes(m_card.notes);
    if (m_wish.update && m_wish.kind) {
        growing.text("kind", &Contact::kind, *m_wish.kind);
    }
    if (m_wish.update && m_wish.tier) {
        growing.text("tier", &Contact::tier, *m_wish.tier);
    }
    const auto uids = known_uids(contact);
    if (!m_card.uid.empty() && std::none_of(uids.begin(), uids.end(), [&](const std::string& uid) {
            return uid_key(uid) == uid_key(m_card.uid);
        })) {
        growing.item("uid", &Contact::uid, m_card.uid,
                     [](std::string_view) { return std::string(); });
    }
    return growing.done();
}

} // namespace crm
