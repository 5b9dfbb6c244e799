#pragma once

// The identity of a contact outside the ledger: what an address book or a calendar knows it by, so
// that a second export updates and does not duplicate, and an import of an export finds everybody
// again.
//
// It is the contact's first `uid`, which it has from the address book it came from. Without one it
// is `urn:uuid:` and a name-based UUID (RFC 9562, version 5) of the namespace
// 8f0c1d52-6a9e-5b7d-9d36-6a1c2f4e70b3 and the name `contact/` followed by the contact's oldest id:
// the first of `formerly`, else its id. So it survives a rename, nothing has to be stored, and two
// clones agree on it.

#include "core/model/contact.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace crm {

/// The UUID of `name` in the namespace above: 36 characters, lower case.
[[nodiscard]] std::string named_uuid(std::string_view name);

/// The contact's identity outside the ledger, as said above.
[[nodiscard]] std::string stable_uid(const Contact& contact);

/// Every identity that the contact has or may have been exported with: its `uid`, and the named one
/// of its id and of each it formerly had. For finding again whom an import brings; that of a
/// contact that was merged into another one stands for the other.
[[nodiscard]] std::vector<std::string> known_uids(const Contact& contact);

} // namespace crm
