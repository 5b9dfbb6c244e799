#pragma once

// What is found to be wrong with a ledger while it is read or checked: plain values, all of them,
// never only the first.

#include "core/base/error.hpp"

#include <string>
#include <vector>

namespace crm {

struct Finding {
    enum class Weight {
        left_out, ///< something could not be used: the answer of a command is incomplete
        remark,   ///< everything was used; only `check` tells
    };

    Weight weight = Weight::remark;
    Place place;
    std::string text;
    std::string remedy;
    std::string entry = {}; ///< id of the journal's entry that it is about, where it has one
    int rev = 0;            ///< its revision; a newer one makes the finding moot

    [[nodiscard]] Error error() const { return {place, text, remedy}; }
};

using Findings = std::vector<Finding>;

} // namespace crm
