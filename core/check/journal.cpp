#include "core/base/text.hpp"
#include "core/check/check.hpp"
#include "core/ledger/layout.hpp"

#include <fmt/format.h>

#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace crm {
namespace {

/// The date by which an entry's month is chosen: that of its lowest revision.
std::map<std::string_view, const Interaction*> lowest_revisions(const Ledger& ledger)
{
    std::map<std::string_view, const Interaction*> out;
    for (const Interaction& line : ledger.lines) {
        if (line.id.empty()) {
            continue;
        }
        const auto [known, is_new] = out.emplace(line.id, &line);
        if (!is_new && line.rev < known->second->rev) {
            known->second = &line;
        }
    }
    return out;
}

} // namespace

Findings check_journal(const Ledger& ledger, Date today)
{
    Findings out;
    const auto remark = [&](const Interaction& line, std::string text, std::string remedy) {
        out.push_back({Finding::Weight::remark, ledger.place(line.source), std::move(text),
                       std::move(remedy)});
    };
    const auto lowest = lowest_revisions(ledger);
    std::set<std::pair<std::string_view, std::string_view>> seen;
    for (const Interaction& line : ledger.lines) {
        if (ledger.superseded(line) || line.is_void) {
            continue;
        }
        const Interaction& first = line.id.empty() ? line : *lowest.at(line.id);
        const std::string path = layout::month(first.date);
        if (ledger.files.at(line.source.file).path != path) {
            remark(line, fmt::format("this entry of {} belongs in {}", iso(first.date), path),
                   "it counts all the same; move the line if you like order");
        }
        if (line.date > today) {
            remark(line, fmt::format("{} lies in the future", iso(line.date)),
                   "it does not count before that day; correct the date if it is wrong");
        }
        if (line.follow_up.empty() && (line.by || line.done)) {
            remark(line, fmt::format("'{}' without 'follow_up'", line.by ? "by" : "done"),
                   "'follow_up' says what is to be done");
        }
        const std::pair key(std::string_view(line.id), ledger.raw(line));
        const bool repeated = !seen.insert(key).second;
        if (repeated && line.id.empty() && line.ref.empty()) {
            remark(line, "the same line stands twice, without an id: it counts twice",
                   "remove one, or give each an 'id'");
        } else if (repeated) {
            remark(line,
                   line.id.empty() ? std::string("the same line stands twice")
                                   : fmt::format("the same line of '{}' stands twice", line.id),
                   "it counts once; one of the two can go");
        }
    }
    for (const Interaction& line : ledger.returned) {
        remark(line, fmt::format("'{}' holds what was erased: a merge brought it again", line.id),
               "'crm erase', without a name, takes out again what came back");
    }
    const Interaction* told = nullptr;
    for (const Conflict& conflict : ledger.conflicts) {
        const Interaction& chosen = ledger.lines[conflict.chosen];
        const Interaction& other = ledger.lines[conflict.other];
        const std::string remedy =
            is_slug(chosen.id)
                ? fmt::format("'crm amend {}' settles it; its options say what is right", chosen.id)
                : std::string("its id is none that crm makes; give the two lines ids of their own");
        if (told != &chosen) {
            remark(chosen,
                   fmt::format("revision {} of '{}' stands here and elsewhere with other words; "
                               "this one counts",
                               chosen.rev, chosen.id),
                   remedy);
            told = &chosen;
        }
        remark(other,
               fmt::format("revision {} of '{}' differs from the one at {}, which counts",
                           other.rev, other.id, ledger.place(chosen.source).str()),
               remedy);
    }
    return out;
}

} // namespace crm
