#pragma once

// Who of a ledger a record of another program means: by its identity in an address book, by mail
// address, by telephone number, by name. Case and accents are folded, numbers compared by their
// digits.

#include "core/model/contact.hpp"
#include "core/model/identity.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace crm {

/// Contacts by what identifies them. Several may share an address or a name.
class PeopleIndex {
public:
    using Found = std::vector<std::size_t>; ///< as they were given to add(), each once

    /// Whatever `contact` is known by stands for `who` from now on. May be called again when more
    /// is known of it.
    void add(const Contact& contact, std::size_t who);

    [[nodiscard]] const Found& by_uid(std::string_view uid) const;
    [[nodiscard]] const Found& by_email(std::string_view address) const;
    [[nodiscard]] const Found& by_phone(std::string_view number) const;
    [[nodiscard]] const Found& by_name(std::string_view name) const;

private:
    using Map = std::unordered_map<std::string, Found>;

    static void put(Map& map, std::string key, std::size_t who);
    [[nodiscard]] static const Found& find(const Map& map, const std::string& key);

    Map m_uid;
    Map m_email;
    Map m_phone;
    Map m_name;
};

} // namespace crm
