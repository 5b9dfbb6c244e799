#include "core/base/text.hpp"
#include "core/check/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace crm {
namespace {

std::vector<std::string> ids(const Ledger& ledger)
{
    std::vector<std::string> out;
    for (const Contact& contact : ledger.contacts) {
        out.push_back(contact.id);
    }
    return out;
}

/// Ids whose files are there but could not be used: that is said at the file, not at every mention.
std::set<std::string> left_out_ids(const Ledger& ledger)
{
    std::set<std::string> out;
    for (const Finding& finding : ledger.findings) {
        const std::string& file = finding.place.file;
        const std::size_t begin = file.find('/') + 1;
        const std::size_t end = file.rfind('.');
        if (finding.weight == Finding::Weight::left_out && file.rfind("contacts/", 0) == 0 &&
            end != std::string::npos && end > begin) {
            out.insert(file.substr(begin, end - begin));
        }
    }
    return out;
}

} // namespace

Findings check_references(const Ledger& ledger)
{
    Findings out;
    const auto known = ids(ledger);
    const auto left_out = left_out_ids(ledger);
    const auto require = [&](const Reference& reference, std::string_view key) {
        if (ledger.find(reference.id) != nullptr || left_out.count(reference.id) > 0) {
            return;
        }
        const auto guess = nearest(reference.id, known);
        out.push_back({Finding::Weight::remark, ledger.place(reference.source),
                       fmt::format("'{}' in '{}' is no contact", reference.id, key),
                       guess ? fmt::format("did you mean '{}'?", *guess)
                             : "add the contact, or correct the id"});
    };
    for (const Contact& contact : ledger.contacts) {
        if (contact.referred_by) {
            require(*contact.referred_by, "referred_by");
        }
        if (contact.merged_into) {
            require(*contact.merged_into, "merged_into");
            if (ledger.find(contact.id) == &contact &&
                ledger.find(contact.merged_into->id) != nullptr) {
                out.push_back({Finding::Weight::remark, ledger.place(contact.merged_into->source),
                               "contacts are merged in a circle",
                               "remove 'merged_into' from one of them"});
            }
        }
        for (const Reference& old_id : contact.formerly) {
            const Contact* other = ledger.find(old_id.id);
            if (other != nullptr && other != &contact && !contact.merged_into) {
                out.push_back({Finding::Weight::remark, ledger.place(old_id.source),
                               fmt::format("'{}' was formerly this contact's id, but means {} too",
                                           old_id.id, other->id),
                               "remove it here, or rename the other contact"});
            }
        }
    }
    for (const Interaction& line : ledger.lines) {
        if (line.is_void || ledger.superseded(line)) {
            continue;
        }
        for (const Reference& reference : line.with) {
            require(reference, "with");
        }
    }
    return out;
}

} // namespace crm
