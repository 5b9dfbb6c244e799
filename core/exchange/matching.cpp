#include "core/exchange/matching.hpp"

#include "core/base/text.hpp"
#include "core/exchange/uid.hpp"

#include <algorithm>
#include <cctype>

namespace crm {
namespace {

constexpr std::size_t telling_digits = 9; ///< subscriber and area, wherever the call comes from
constexpr std::size_t fewest_digits = 5;  ///< fewer are an extension of an exchange nobody named

/// Each word of `few` is one of `many`, or its initial; the longest of them is a whole word.
bool words_fit(const std::vector<std::string>& few, std::vector<std::string> many)
{
    bool whole = false;
    for (const std::string& word : few) {
        auto same = std::find(many.begin(), many.end(), word);
        if (same == many.end()) {
            same = std::find_if(many.begin(), many.end(), [&](const std::string& other) {
                return word.front() == other.front() && (word.size() == 1 || other.size() == 1);
            });
        } else {
            whole = whole || word.size() > 1;
        }
        if (same == many.end()) {
            return false;
        }
        many.erase(same);
    }
    return whole;
}

} // namespace

std::string phone_key(std::string_view number)
{
    std::string digits;
    for (const char c : number) {
        if (std::isdigit(static_cast<unsigned char>(c)) != 0) {
            digits += c;
        } else if (std::isalpha(static_cast<unsigned char>(c)) != 0 && !digits.empty()) {
            break; // an extension
        }
    }
    if (digits.size() > telling_digits) {
        digits.erase(0, digits.size() - telling_digits);
    }
    return digits.size() < fewest_digits ? std::string{} : digits;
}

std::string uid_key(std::string_view uid)
{
    constexpr std::string_view prefix = "urn:uuid:";
    return std::string(
        uid.substr(fold(uid.substr(0, prefix.size())) == prefix ? prefix.size() : 0));
}

std::string email_key(std::string_view address)
{
    const std::size_t begin = address.find_first_not_of(" <");
    const std::size_t end = address.find_last_not_of(" >");
    return begin == std::string_view::npos ? std::string{}
                                           : fold(address.substr(begin, end - begin + 1));
}

std::string name_key(std::string_view name)
{
    auto parts = words(name);
    std::sort(parts.begin(), parts.end());
    std::string out;
    for (const std::string& part : parts) {
        out += (out.empty() ? "" : " ") + part;
    }
    return out.empty() ? fold(name) : out;
}

bool is_same_name(std::string_view a, std::string_view b)
{
    if (fold(a) == fold(b)) {
        return true;
    }
    auto few = words(a);
    auto many = words(b);
    if (few.size() > many.size()) {
        few.swap(many);
    }
    return !few.empty() && words_fit(few, many);
}

void PeopleIndex::put(Map& map, std::string key, std::size_t who)
{
    if (key.empty()) {
        return;
    }
    Found& found = map[std::move(key)];
    if (std::find(found.begin(), found.end(), who) == found.end()) {
        found.push_back(who);
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
