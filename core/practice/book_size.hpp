#pragma once

// Whether a contact book has its right size (crm.yaml, `limits`): more than one can keep up with,
// and all of them get less.

#include "core/ledger/roster.hpp"

#include <cstddef>
#include <vector>

namespace crm {

struct BookSize {
    const BookLimit* limit = nullptr;
    std::size_t count = 0; ///< active contacts who pass its filter

    /// By how many there are too many.
    [[nodiscard]] std::size_t over() const
    {
        const auto most = static_cast<std::size_t>(limit->at_most);
        return count > most ? count - most : 0;
    }
};

/// For each limit, in the order of crm.yaml.
[[nodiscard]] std::vector<BookSize> book_sizes(const Roster& roster);

} // namespace crm
