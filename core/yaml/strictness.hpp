#pragma once

// What is refused beyond what a YAML parser refuses by itself: before it reads, by the bytes; after
// it has read, by the events beside the text they come from. The second part exists because
// yaml-cpp 0.7 accepts much that other readers refuse or read otherwise (each case was found by
// comparing it with libyaml and PyYAML on mutated ledgers).

#include "core/yaml/events.hpp"

namespace crm::yaml {

/// Throws Error (ledger) where a line is longer than `longest_line`.
void refuse_long_lines(const Document& document);

/// Throws Error (ledger) for encodings other than UTF-8, control characters and the line ends that
/// only YAML 1.1 knows, conflict markers of git, directives. `begin` is where the text begins
/// behind a byte order mark.
void refuse_text(const Document& document, std::size_t begin);

/// Throws Error (ledger) where the events of `document` are not what every reader makes of its
/// text.
void refuse_lax_readings(const Document& document);

} // namespace crm::yaml
