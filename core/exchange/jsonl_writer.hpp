#pragma once

// A whole ledger as JSON Lines, for programs and for those who outgrow one machine: one object a
// line, `type` first. The first line is the ledger's own, then come the contacts by id, the
// interactions that hold, oldest first, and the promises as computed on the day, most urgent first.
// Every line of one type has the same keys in the same order, dates are ISO strings, what is not
// there is null or an empty list; crm-export(1) lists them.

#include "core/exchange/selection.hpp"

#include <string_view>

namespace crm {

/// How a file begins that write_jsonl() wrote.
inline constexpr std::string_view jsonl_beginning =
    R"({"type": "ledger", "schema": "crm.export/1",)";

void write_jsonl(const Ledger& ledger, const Selection& selection, const Sink& sink);

} // namespace crm
