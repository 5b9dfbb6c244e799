#include "core/ledger/ledger.hpp"

#include "core/ledger/layout.hpp"

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
    for (const auto& [id, index] : own) {
        std::size_t meant = index;
        // A chain of merges is followed to its end; one that bites its tail stays where it is.
        for (std::size_t steps = 0; contacts[meant].merged_into && steps <= contacts.size();
             ++steps) {
            const auto next = own.find(contacts[meant].merged_into->id);
            if (next == own.end()) {
                break;
            }
            meant = next->second;
        }
        m_by_id[id] = contacts[meant].merged_into ? index : meant;
    }
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
    const auto order = [this](std::size_t index) {
        return std::tuple(lines[index].rev, raw(lines[index]));
    };
    for (auto& [id, group] : by_id) {
        std::sort(group.begin(), group.end(),
                  [&](std::size_t a, std::size_t b) { return order(a) < order(b); });
        const std::size_t chosen = group.back();
        m_highest_rev[std::string(id)] = lines[chosen].rev;
        for (std::size_t i = 0; i + 1 < group.size(); ++i) {
            const bool rival = lines[group[i]].rev == lines[chosen].rev &&
                               raw(lines[group[i]]) != raw(lines[group[i + 1]]);
            if (rival) {
                conflicts.push_back({chosen, group[i]});
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
    holding.erase(std::remove_if(holding.begin(), holding.end(),
                                 [this](std::size_t i) { return lines[i].is_void; }),
                  holding.end());
    const auto when = [this](std::size_t i) {
        const Interaction& line = lines[i];
        return std::tuple(line.date, std::string_view(line.id),
                          std::string_view(files[line.source.file].path), line.source.offset);
    };
    std::sort(holding.begin(), holding.end(),
              [&](std::size_t a, std::size_t b) { return when(a) < when(b); });
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
