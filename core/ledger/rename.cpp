#include "core/ledger/rename.hpp"

#include "core/ledger/keys.hpp"
#include "core/ledger/layout.hpp"
#include "core/yaml/edit.hpp"

namespace crm {

std::set<std::string> taken_ids(const Folder& folder, const Roster& roster)
{
    std::set<std::string> out;
    for (const std::string& name : folder.list(std::string(layout::contacts))) {
        if (const auto stem = layout::stem(name)) {
            out.emplace(*stem);
        }
    }
    for (const Contact& contact : roster.contacts) {
        for (const Reference& old_id : contact.formerly) {
            out.insert(old_id.id);
        }
    }
    return out;
}

void rename_contact(Lock& lock, const std::string& old_id, const std::string& new_id)
{
    const std::string path = layout::contact(old_id);
    lock.rename(path, layout::contact(new_id), [&](const std::optional<std::string>& present) {
        if (!present) {
            throw Error(whole_file(path), "is gone", "has another program removed it?");
        }
        const auto order = root_order(contact_keys());
        const yaml::Document document(path, *present);
        const yaml::Document noted(path, yaml::with_item(document, {"formerly"}, old_id, order));
        return yaml::without_item(noted, {"formerly"}, new_id);
    });
}

} // namespace crm
