#include "core/check/place.hpp"

#include "core/yaml/node.hpp"

namespace crm {

Place place_of_key(const Ledger& ledger, const Contact& contact, std::string_view key)
{
    const SourceFile& file = ledger.files.at(contact.source.file);
    const yaml::Document document(file.path, file.text);
    for (const yaml::Node::Entry entry : yaml::Node(document, 0).entries()) {
        if (entry.key.text() == key) {
            return entry.value.place();
        }
    }
    return whole_file(file.path);
}

} // namespace crm
