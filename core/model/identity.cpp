#include "core/model/identity.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

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

} // namespace crm
