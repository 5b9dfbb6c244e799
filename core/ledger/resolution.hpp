#pragma once

// Which lines of the journal hold (crm-ledger(5), "Corrections"): of several lines of one entry one
// counts, of several entries from one source too, and what is withdrawn does not hold. Decided
// here, once, whatever form the lines have.

#include "core/calendar/date.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace crm {

/// What a line says that bears upon whether it holds.
struct Claim {
    std::string_view id;  ///< empty: the line stands for itself
    std::string_view ref; ///< empty: from no other source
    int rev = 1;
    std::string_view raw; ///< its bytes
    bool is_void = false;
    Date date;
    std::string_view path; ///< of its file
    std::size_t offset = 0;

    /// Of several lines of one entry the one with the greatest standing counts: the highest
    /// revision, and among equal ones the last by bytes.
    [[nodiscard]] std::pair<int, std::string_view> standing() const { return {rev, raw}; }
};

/// Lines of one id that differ, although both have its highest revision.
struct Conflict {
    std::size_t chosen = 0; ///< the line that counts, last by bytes
    std::size_t other = 0;
};

/// Lines are named by their numbers.
struct Resolution {
    std::vector<std::size_t> holding;   ///< by date, then place
    std::vector<std::size_t> withdrawn; ///< what holds and is void, in the same order
    std::vector<Conflict> conflicts;    ///< by number
    std::unordered_map<std::string_view, int> highest_rev; ///< by id
};

/// Decides about lines 0 to count - 1; `claim_of` says what each claims, and what its views point
/// to outlives the result.
[[nodiscard]] Resolution resolve(std::size_t count,
                                 const std::function<Claim(std::size_t)>& claim_of);

} // namespace crm
