#include "core/exchange/matching.hpp"

#include "core/exchange/uid.hpp"

#include <algorithm>
#include <utility>

namespace crm {

void PeopleIndex::put(Map& map, std::string key, std::size_t who)
{
    if (key.empty()) {
        return;
    }
    Found& found = map[std::move(key)];
    const auto at = std::lower_bound(found.begin(), found.end(), who);
    if (at == found.end() || *at != who) {
        found.insert(at, who);
    }
}

const PeopleIndex::Found& PeopleIndex::find(const Map& map, const std::string& key)
{
    static const Found nobody;
    const auto found = map.find(key);
    return key.empty() || found == map.end() ? nobody : found->second;
}

void PeopleIndex::add(const Contact& contact, std::size_t who)
{
    for (const std::string& uid : known_uids(contact)) {
        put(m_uid, uid_key(uid), who);
    }
    for (const std::string& address : contact.email) {
        put(m_email, email_key(address), who);
    }
    for (const std::string& number : contact.phone) {
        put(m_phone, phone_key(number), who);
    }
    put(m_name, name_key(contact.name), who);
    for (const std::string& alias : contact.aliases) {
        put(m_name, name_key(alias), who);
    }
}

const PeopleIndex::Found& PeopleIndex::by_uid(std::string_view uid) const
{
    return find(m_uid, uid_key(uid));
}

const PeopleIndex::Found& PeopleIndex::by_email(std::string_view address) const
{
    return find(m_email, email_key(address));
}

const PeopleIndex::Found& PeopleIndex::by_phone(std::string_view number) const
{
    return find(m_phone, phone_key(number));
}

const PeopleIndex::Found& PeopleIndex::by_name(std::string_view name) const
{
    return find(m_name, name_key(name));
}

} // namespace crm
