#pragma once

// What a shell offers for a word that is being typed. Commands come from the table of commands,
// options from what each command declares, and what a word or a value can be from the name that it
// has there: WHO, TOUCH, DATE. Never an error: where nothing can be found, nothing is offered.

#include "cli/candidates.hpp"
#include "cli/commands.hpp"

#include <cstddef>

namespace crm::cli {

/// Completes the word `index` (from 0) of `typed`, the words behind `crm`, those before it as the
/// shell will give them. The ledger and the day are taken from these words too.
[[nodiscard]] Completion complete(Context context, const Words& typed, std::size_t index);

} // namespace crm::cli
