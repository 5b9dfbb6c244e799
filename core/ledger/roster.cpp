#include "core/ledger/roster.hpp"

#include "core/base/parallel.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crm {

const Contact* Roster::find(std::string_view id) const
{
    const auto found = m_by_id.find(std::string(id));
    return found == m_by_id.end() ? nullptr : &contacts[found->second];
}

std::vector<const Contact*> Roster::participants(const Interaction& interaction) const
{
    std::vector<const Contact*> out;
    for (const Reference& reference : interaction.with) {
        const Contact* contact = find(reference.id);
        if (contact != nullptr && std::find(out.begin(), out.end(), contact) == out.end()) {
            out.push_back(contact);
        }
    }
    return out;
}

std::span<const Moment> Roster::moments(const Contact& contact) const
{
    const std::size_t index = index_of(contact);
    if (m_first.empty()) {
        return {};
    }
    return std::span(m_moments).subspan(m_first[index], m_first[index + 1] - m_first[index]);
}

std::string_view Roster::touch_name(const Moment& moment) const
{
    const auto& declared = settings.touches.declared;
    return moment.touch < declared.size() ? std::string_view(declared[moment.touch].name) : "";
}

Place Roster::place(const Source& source) const
{
    return files.at(source.file).place(source.offset);
}

bool Roster::incomplete() const
{
    return std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
        return finding.weight == Finding::Weight::left_out;
    });
}

void Roster::set_day(Date day)
{
    for (Contact& contact : contacts) {
        if (!contact.was.empty()) {
            static_cast<Labels&>(contact) = labels_on(contact, day);
        }
    }
}

void Roster::resolve_names()
{
    std::unordered_map<std::string, std::size_t> own;
    own.reserve(contacts.size());
    for (std::size_t i = 0; i < contacts.size(); ++i) {
        own[contacts[i].id] = i;
    }
    for (std::size_t i = 0; i < contacts.size(); ++i) {
        for (const Reference& old_id : contacts[i].formerly) {
            own.emplace(old_id.id, i); // a file of that name goes before
        }
    }
    // A merge that leads nowhere or round in a circle leaves the contact one of its own: nobody may
    // disappear from a list.
    std::vector<Contact*> unmerged;
    for (Contact& contact : contacts) {
        const std::string fault = contact.merged_into ? merge_fault(own, contact) : "";
        if (!fault.empty()) {
            findings.push_back({Finding::Weight::left_out, place(contact.merged_into->source),
                                fault, "correct 'merged_into', or remove it"});
            unmerged.push_back(&contact);
        }
    }
    for (Contact* contact : unmerged) {
        contact->merged_into.reset();
    }
    std::vector<std::pair<std::string_view, std::size_t>> merged;
    for (const auto& [id, index] : own) {
        std::size_t meant = index;
        while (contacts[meant].merged_into) {
            meant = own.at(contacts[meant].merged_into->id);
        }
        if (meant != index) {
            merged.emplace_back(id, meant);
        }
    }
    m_by_id = std::move(own);
    for (const auto& [id, meant] : merged) {
        m_by_id.find(std::string(id))->second = meant;
    }
}

std::string Roster::merge_fault(const std::unordered_map<std::string, std::size_t>& own,
                                const Contact& start) const
{
    const Contact* at = &start;
    for (std::size_t steps = 0; at->merged_into; ++steps) {
        const auto next = own.find(at->merged_into->id);
        if (next == own.end()) {
            return fmt::format("merged into '{}', which is no contact that could be read",
                               at->merged_into->id);
        }
        if (steps > contacts.size()) {
            return "contacts are merged in a circle";
        }
        at = &contacts[next->second];
    }
    return {};
}

void Roster::arrange(const std::vector<std::span<const Participation>>& parts)
{
    // Each worker fills the moments of its own share of the contacts.
    std::size_t count = 0;
    m_first.assign(contacts.size() + 1, 0);
    for (const auto& part : parts) {
        for (const Participation& one : part) {
            if (one.contact != Participation::nobody) {
                ++m_first[one.contact + 1];
                ++count;
            }
        }
    }
    for (std::size_t i = 1; i < m_first.size(); ++i) {
        m_first[i] += m_first[i - 1];
    }
    m_moments.resize(count);
    constexpr std::size_t least_for_a_worker = 20'000;
    const std::size_t workers =
        std::min(workers_for(count, least_for_a_worker), std::max<std::size_t>(contacts.size(), 1));
    for_each_of(workers, workers, [&](std::size_t, std::size_t share) {
        const std::size_t begin = contacts.size() * share / workers;
        const std::size_t end = contacts.size() * (share + 1) / workers;
        std::vector<std::uint32_t> next(m_first.begin() + static_cast<std::ptrdiff_t>(begin),
                                        m_first.begin() + static_cast<std::ptrdiff_t>(end));
        for (const auto& part : parts) {
            for (const Participation& one : part) {
                if (one.contact - begin < next.size()) {
                    m_moments[next[one.contact - begin]++] = one.moment;
                }
            }
        }
        for (std::size_t i = begin; i < end; ++i) {
            const auto first = m_moments.begin() + m_first[i];
            const auto last = m_moments.begin() + m_first[i + 1];
            if (!std::is_sorted(first, last)) {
                std::sort(first, last);
            }
        }
    });
}

} // namespace crm
