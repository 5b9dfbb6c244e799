#pragma once

// The half of `crm import` that is about contacts: what becomes of the cards, told and written.

#include "cli/context.hpp"
#include "core/exchange/card.hpp"
#include "core/exchange/contact_import.hpp"

#include <string>
#include <vector>

namespace crm::cli {

struct ContactsWish {
    ContactImport import;
    bool dry_run = false;
    bool explain = false; ///< every card, not only the first few
};

/// Plans what becomes of `cards`, prints it, and writes it unless it is a dry run. Returns the exit
/// code.
[[nodiscard]] int import_contacts(Context& context, const Cards& cards, const ContactsWish& wish);

} // namespace crm::cli
