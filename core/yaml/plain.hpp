#pragma once

// The fast reader: a scanner for the plain subset of YAML, the one that crm itself writes and that
// people write who follow its examples (crm-ledger(5), "The plain subset"). Maps and lists in block
// style, whose values stand on one line: without quotes, in single or double quotes, in brackets;
// literal blocks; comments. It yields what the reader for any YAML would yield, and where that is
// not certain it takes nothing at all.

#include "core/yaml/events.hpp"

#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace crm::yaml {

/// Reads `text` into `events` (and `values`, what their values point to where it is not the text).
/// False where it is not wholly in the plain subset; the two are empty then.
[[nodiscard]] bool read_plain(std::string_view text, std::vector<Event>& events,
                              std::deque<std::string>& values);

} // namespace crm::yaml
