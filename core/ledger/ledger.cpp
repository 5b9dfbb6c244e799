#include "core/ledger/ledger.hpp"

#include "core/ledger/who.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

namespace crm {

std::vector<const Interaction*> Ledger::history(const Contact& contact) const
{
    std::vector<const Interaction*> out;
    for (const std::size_t line :
         m_histories.at(static_cast<std::size_t>(&contact - contacts.data()))) {
        out.push_back(&lines[line]);
    }
    return out;
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

Claim Ledger::claim(const Interaction& line) const
{
    return {line.id,
            line.ref,
            line.rev,
            raw(line),
            line.is_void,
            line.date,
            files.at(line.source.file).path,
            line.source.offset};
}

void Ledger::resolve()
{
    resolve_names();
    set_erased_aside();
    resolve_lines();
    drop_moot(findings, [this](const std::string& id) {
        const auto highest = m_highest_rev.find(id);
        return highest == m_highest_rev.end() ? 0 : highest->second;
    });
    resolve_histories();
}

void drop_moot(Findings& findings, const std::function<int(const std::string& id)>& highest)
{
    findings.erase(std::remove_if(findings.begin(), findings.end(),
                                  [&](const Finding& finding) {
                                      return !finding.entry.empty() &&
                                             finding.rev < highest(finding.entry);
                                  }),
                   findings.end());
}

/// What was erased is neither shown nor counted, whatever stands in the files again: of an entry of
/// which something was erased the earlier revisions, and everywhere whoever is in no file.
void Ledger::set_erased_aside()
{
    const auto erased_before = erased_revisions(lines);
    if (erased_before.empty()) {
        return;
    }
    std::erase_if(lines, [&](const Interaction& line) {
        const auto found = erased_before.find(line.id);
        const bool goes = !line.erased && found != erased_before.end() && line.rev < found->second;
        if (goes) {
            returned.push_back(line);
        }
        return goes;
    });
    const auto left_out = unusable_contacts(*this);
    const auto is_gone = [&](const Reference& reference) {
        return find(reference.id) == nullptr &&
               std::find(left_out.begin(), left_out.end(), reference.id) == left_out.end();
    };
    for (std::size_t i = 0; i < lines.size(); ++i) {
        Interaction& line = lines[i];
        if (std::none_of(line.with.begin(), line.with.end(), is_gone)) {
            continue;
        }
        if (!line.erased && erased_before.contains(line.id)) {
            returned.push_back(line);
        } else {
            for (const Reference& reference : line.with) {
                if (is_gone(reference)) {
                    strangers.emplace_back(i, reference);
                }
            }
        }
        std::erase_if(line.with, is_gone);
    }
}

std::unordered_map<std::string, int> erased_revisions(const std::vector<Interaction>& lines)
{
    std::unordered_map<std::string, int> out;
    for (const Interaction& line : lines) {
        if (line.erased) {
            int& rev = out[line.id];
            rev = std::max(rev, line.rev);
        }
    }
    return out;
}

void Ledger::resolve_lines()
{
    Resolution found =
        ::crm::resolve(lines.size(), [this](std::size_t i) { return claim(lines[i]); });
    holding = std::move(found.holding);
    conflicts = std::move(found.conflicts);
    m_withdrawn = std::move(found.withdrawn);
    m_highest_rev.reserve(found.highest_rev.size());
    for (const auto& [id, rev] : found.highest_rev) {
        m_highest_rev.emplace(id, rev);
    }
}

void Ledger::resolve_histories()
{
    m_histories.assign(contacts.size(), {});
    std::vector<Participation> parts;
    const auto& declared = settings.touches.declared;
    for (const std::size_t index : holding) {
        const Interaction& line = lines[index];
        const Touch* touch = settings.touches.find(line.touch);
        const Moment moment{line.date,
                            touch == nullptr ? Moment::no_touch
                                             : static_cast<std::uint16_t>(touch - declared.data()),
                            line.touch_class, line.attempt};
        Gathering company{moment, {}};
        for (const Contact* contact : participants(line)) {
            const std::size_t i = index_of(*contact);
            m_histories[i].push_back(index);
            parts.push_back({static_cast<std::uint32_t>(i), moment});
            company.contacts.push_back(static_cast<std::uint32_t>(i));
        }
        if (!settings.goals.empty() && company.contacts.size() > 1) {
            gatherings.push_back(std::move(company));
        }
        if (!line.follow_up.empty()) {
            follow_ups.push_back(line);
        }
    }
    arrange({parts});
}

} // namespace crm
