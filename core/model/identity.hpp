#pragma once

// When two ways of writing mean one number, one address, one name, one identity. Case and accents
// are folded, numbers compared by their digits.

#include <string>
#include <string_view>

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

} // namespace crm
