#include "core/base/text.hpp"
#include "core/check/check.hpp"
#include "core/ledger/who.hpp"

#include <fmt/format.h>

#include <algorithm>
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

} // namespace

Findings check_references(const Ledger& ledger)
{
    Findings out;
    const auto known = ids(ledger);
    // That a file could not be used is said at the file, not at every mention.
    const auto unusable = unusable_contacts(ledger);
    const auto require = [&](const Reference& reference, std::string_view key) {
        if (ledger.find(reference.id) != nullptr ||
            std::find(unusable.begin(), unusable.end(), reference.id) != unusable.end()) {
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
        for (const Reference& old_id : contact.formerly) {
            const Contact* other = ledger.find(old_id.id);
            if (other != nullptr && other != &contact && !contact.merged_into) {
                out.push_back(
                    {Finding::Weight::remark, ledger.place(old_id.source),
                     fmt::format(
                         "'{}' was formerly this contact's id, but is another contact's too",
                         old_id.id),
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
    for (const auto& [index, reference] : ledger.strangers) {
        const Interaction& line = ledger.lines[index];
        if (!line.is_void && !ledger.superseded(line)) {
            out.push_back({Finding::Weight::remark, ledger.place(reference.source),
                           fmt::format("'{}' in 'with' is no contact", reference.id),
                           fmt::format("correct the id; a person who was erased is taken out again "
                                       "with 'crm erase {}'",
                                       reference.id)});
        }
    }
    return out;
}

} // namespace crm
