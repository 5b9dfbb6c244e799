#pragma once

// Who of a ledger a record of another program means: by its identity in an address book, by mail
// address, by telephone number, by name. Case and accents are folded, numbers compared by their
// digits.

#include "core/model/contact.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace crm {

/// What two ways of writing one telephone number have in common: the last nine digits, so that a
/// country's code or the zero in its place do not count; all digits of a shorter one, and nothing
/// where there are fewer than five. An extension ("ext. 12", "x12") is not part of it.
[[nodiscard]] std::string phone_key(std::string_view number);

/// An identity without `urn:uuid:` before it, which some programs leave away.
[[nodiscard]] std::string uid_key(std::string_view uid);

/// A mail address as two of them are compared.
[[nodiscard]] std::string email_key(std::string_view address);

/// The folded words of a name in the order of their letters.
[[nodiscard]] std::string name_key(std::string_view name);

/// True where two names can be one person's: the words of one are among the words of the other, or
/// are their initials.
[[nodiscard]] bool is_same_name(std::string_view a, std::string_view b);

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
