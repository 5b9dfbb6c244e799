#include "core/ledger/ledger.hpp"

#include "core/ledger/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

namespace crm {

const Contact* Ledger::find(std::string_view id) const
{
    const auto found = m_by_id.find(std::string(id));
    return found == m_by_id.end() ? nullptr : &contacts[found->second];
}

std::vector<const Interaction*> Ledger::history(const Contact& contact) const
{
    std::vector<const Interaction*> out;
    for (const std::size_t line :
         m_histories.at(static_cast<std::size_t>(&contact - contacts.data()))) {
        out.push_back(&lines[line]);
    }
    return out;
}

std::vector<const Contact*> Ledger::participants(const Interaction& interaction) const
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

Place Ledger::place(const Source& source) const
{
    return files.at(source.file).place(source.offset);
}

std::string_view Ledger::raw(const Interaction& interaction) const
{
    const Source& source = interaction.source;
    return std::string_view(files.at(source.file).text).substr(source.offset, source.length);
}

bool Ledger::superseded(const Interaction& line) const
{
    const auto highest = m_highest_rev.find(line.id);
    return highest != m_highest_rev.end() && line.rev < highest->second;
}

std::vector<const Interaction*> Ledger::rivals(const Interaction& interaction) const
{
    std::vector<const Interaction*> out;
    for (const Conflict& conflict : conflicts) {
        if (&lines[conflict.chosen] == &interaction) {
            out.push_back(&lines[conflict.other]);
        }
    }
    return out;
}

std::vector<const Interaction*> Ledger::earlier(const Interaction& interaction) const
{
    std::vector<const Interaction*> out;
    for (const Interaction& line : lines) {
        if (!line.id.empty() && line.id == interaction.id && line.rev < interaction.rev) {
            out.push_back(&line);
        }
    }
    const auto order = [&](const Interaction* line) { return std::tuple(line->rev, raw(*line)); };
    std::sort(out.begin(), out.end(),
              [&](const Interaction* a, const Interaction* b) { return order(b) < order(a); });
    const auto same = [&](const Interaction* a, const Interaction* b) {
        return order(a) == order(b);
    };
    out.erase(std::unique(out.begin(), out.end(), same), out.end());
    return out;
}

std::vector<const Interaction*> Ledger::withdrawn(const Contact& contact) const
{
    std::vector<const Interaction*> out;
    for (const std::size_t index : m_withdrawn) {
        if (lines[index].date == Date{}) {
            continue; // it withdraws a line without a date that could be used
        }
        const auto with = participants(lines[index]);
        if (std::find(with.begin(), with.end(), &contact) != with.end()) {
            out.push_back(&lines[index]);
        }
    }
    return out;
}

bool Ledger::incomplete() const
{
    return std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
        return finding.weight == Finding::Weight::left_out;
    });
}

void Ledger::resolve()
{
    resolve_names();
    resolve_lines();
    drop_moot_findings();
    resolve_histories();
}

void Ledger::drop_moot_findings()
{
    findings.erase(std::remove_if(findings.begin(), findings.end(),
                                  [this](const Finding& finding) {
                                      const auto highest = m_highest_rev.find(finding.entry);
                                      return highest != m_highest_rev.end() &&
                                             finding.rev < highest->second;
                                  }),
                   findings.end());
}

void Ledger::resolve_names()
{
    std::unordered_map<std::string, std::size_t> own;
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
        const std::string fault = merge_fault(own, contact);
        if (!fault.empty()) {
            findings.push_back({Finding::Weight::left_out, place(contact.merged_into->source),
                                fault, "correct 'merged_into', or remove it"});
            unmerged.push_back(&contact);
        }
    }
    for (Contact* contact : unmerged) {
        contact->merged_into.reset();
    }
    for (const auto& [id, index] : own) {
        std::size_t meant = index;
        while (contacts[meant].merged_into) {
            meant = own.at(contacts[meant].merged_into->id);
        }
        m_by_id[id] = meant;
    }
}

std::string Ledger::merge_fault(const std::unordered_map<std::string, std::size_t>& own,
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

void Ledger::resolve_lines()
{
    std::vector<std::size_t> winners;
    std::unordered_map<std::string_view, std::vector<std::size_t>> by_id;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].id.empty()) {
            winners.push_back(i);
        } else {
            by_id[lines[i].id].push_back(i);
        }
    }
    const auto order = [this](std::size_t index) { return standing(lines[index]); };
    for (auto& [id, group] : by_id) {
        std::sort(group.begin(), group.end(), [&](std::size_t a, std::size_t b) {
            return std::tuple(order(a), a) < std::tuple(order(b), b);
        });
        // Of equal lines the first speaks for all.
        const auto last_of_others = std::find_if(group.rbegin(), group.rend(), [&](std::size_t i) {
            return order(i) != order(group.back());
        });
        const std::size_t chosen = *last_of_others.base();
        m_highest_rev[std::string(id)] = lines[chosen].rev;
        for (auto i = group.begin(); i != last_of_others.base(); ++i) {
            const bool repeats = i != group.begin() && order(*i) == order(*(i - 1));
            if (!repeats && lines[*i].rev == lines[chosen].rev) {
                conflicts.push_back({chosen, *i});
            }
        }
        winners.push_back(chosen);
    }
    // Two clones that imported one source gave it two ids: the newest revision speaks for both.
    std::unordered_map<std::string_view, std::size_t> by_ref;
    for (const std::size_t winner : winners) {
        if (lines[winner].ref.empty()) {
            holding.push_back(winner);
            continue;
        }
        const auto [known, is_new] = by_ref.emplace(lines[winner].ref, winner);
        if (!is_new && order(known->second) < order(winner)) {
            known->second = winner;
        }
    }
    for (const auto& [ref, winner] : by_ref) {
        holding.push_back(winner);
    }
    const auto when = [this](std::size_t i) {
        const Interaction& line = lines[i];
        return std::tuple(line.date, std::string_view(files[line.source.file].path),
                          line.source.offset);
    };
    std::sort(holding.begin(), holding.end(),
              [&](std::size_t a, std::size_t b) { return when(a) < when(b); });
    const auto first_void = std::stable_partition(
        holding.begin(), holding.end(), [this](std::size_t i) { return !lines[i].is_void; });
    m_withdrawn.assign(first_void, holding.end());
    holding.erase(first_void, holding.end());
    std::sort(conflicts.begin(), conflicts.end(), [](const Conflict& a, const Conflict& b) {
        return std::tuple(a.chosen, a.other) < std::tuple(b.chosen, b.other);
    });
}

void Ledger::resolve_histories()
{
    m_histories.assign(contacts.size(), {});
    for (const std::size_t index : holding) {
        for (const Contact* contact : participants(lines[index])) {
            m_histories[static_cast<std::size_t>(contact - contacts.data())].push_back(index);
        }
    }
}

} // namespace crm
