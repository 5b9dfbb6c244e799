#pragma once

// Ledgers in memory for the tests of the cadence: contacts by id, a journal in one line of text.

#include "core/ledger/ledger.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace build {

inline crm::Date day(std::string_view text)
{
    const auto date = crm::parse_iso(text);
    if (!date) {
        throw std::invalid_argument(fmt::format("'{}' is not a date", text));
    }
    return *date;
}

inline crm::Cadence cadence(std::string_view text)
{
    const auto parsed = crm::Cadence::parse(text);
    if (!parsed) {
        throw std::invalid_argument(fmt::format("'{}' is not a cadence", text));
    }
    return *parsed;
}

inline crm::TouchClass class_of(const crm::Settings& settings, std::string_view touch)
{
    const crm::Touch* found = settings.touches.find(touch);
    if (found == nullptr) {
        throw std::invalid_argument(fmt::format("'{}' is not a touch", touch));
    }
    return found->touch_class;
}

/// The pieces of `text` between `separator`s; none of an empty text.
inline std::vector<std::string> pieces(std::string_view text, std::string_view separator)
{
    std::vector<std::string> out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(separator, at), text.size());
        out.emplace_back(text.substr(at, end - at));
        at = end + separator.size();
    }
    return out;
}

/// What a journal's text says: `2026-01-05 call, 2026-01-06 dinner class minor, 2026-01-07 call
/// attempt, 2026-01-08 lunch with bob eve`. Without `with` it was with `contact`.
inline std::vector<crm::Interaction> journal(std::string_view text, const std::string& contact,
                                             const crm::Settings& settings)
{
    std::vector<crm::Interaction> out;
    for (const std::string& entry : pieces(text, ", ")) {
        std::istringstream said(entry);
        std::string word;
        crm::Interaction interaction;
        said >> word >> interaction.touch;
        interaction.date = day(word);
        interaction.touch_class = class_of(settings, interaction.touch);
        while (said >> word) {
            if (word == "attempt") {
                interaction.attempt = true;
            } else if (word == "class" && said >> word && crm::parse_class(word)) {
                interaction.touch_class = *crm::parse_class(word);
                interaction.class_given = true;
            } else if (word == "with") {
                while (said >> word) {
                    interaction.with.push_back({word, {}});
                }
            } else {
                throw std::invalid_argument(fmt::format("'{}' in the journal", word));
            }
        }
        if (interaction.with.empty()) {
            interaction.with.push_back({contact, {}});
        }
        out.push_back(std::move(interaction));
    }
    return out;
}

class Book {
public:
    crm::Settings settings = crm::Settings::defaults();

    /// The contact of that id, made where there is none yet.
    crm::Contact& contact(const std::string& id)
    {
        crm::Contact& contact = m_contacts[id];
        if (contact.id.empty()) {
            contact.id = contact.name = id;
            contact.tier = settings.tiers.back();
        }
        return contact;
    }

    /// A promise of the contact's own; `none` is one too.
    void promise(const std::string& id, std::string_view requirement, std::string_view how_often)
    {
        contact(id).cadence.push_back({std::string(requirement), cadence(how_often), id});
    }

    /// A rule of crm.yaml; the rules are asked in the order in which they are made.
    void rule(std::string_view applies_to,
              std::initializer_list<std::pair<std::string_view, std::string_view>> promises)
    {
        crm::Rule rule;
        rule.applies_to = crm::Filter::parse(applies_to, settings, crm::Filter::Use::in_rule);
        rule.text = applies_to;
        for (const auto& [requirement, how_often] : promises) {
            rule.promises.push_back({std::string(requirement), cadence(how_often),
                                     fmt::format("rule {}", settings.rules.size() + 1)});
        }
        settings.rules.push_back(std::move(rule));
    }

    void happened(const std::string& id, std::string_view text)
    {
        for (crm::Interaction& interaction : journal(text, id, settings)) {
            add(std::move(interaction));
        }
    }

    void add(crm::Interaction interaction)
    {
        const std::string line = fmt::format("- {{number: {}}}", m_lines.size());
        interaction.source = {0, m_text.size(), line.size()};
        m_text += line + "\n";
        m_lines.push_back(std::move(interaction));
    }

    [[nodiscard]] crm::Ledger ledger() const
    {
        crm::Ledger out;
        out.settings = settings;
        out.files.push_back({"journal/2026-01.yaml", m_text});
        for (const auto& [id, contact] : m_contacts) {
            out.contacts.push_back(contact);
        }
        out.lines = m_lines;
        out.resolve();
        return out;
    }

private:
    std::map<std::string, crm::Contact> m_contacts;
    std::vector<crm::Interaction> m_lines;
    std::string m_text;
};

} // namespace build
