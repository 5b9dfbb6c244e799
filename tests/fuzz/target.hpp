#pragma once

// What the fuzzer and the plain run over the corpus call, and what each target is.

#include "core/yaml/events.hpp"

#include <string>
#include <string_view>

namespace crm::fuzz {

/// What a target throws where the program does not keep what it promises.
struct Failure {
    std::string what;
};

/// The target: takes any bytes. Each of the targets' files (CMakeLists.txt) defines it.
void run(std::string_view input);

/// Throws Failure unless `holds`.
void require(bool holds, std::string_view what);

/// The input as the corpus has it: ASCII on one line, everything else and the backslash escaped.
[[nodiscard]] std::string escaped(std::string_view input);
[[nodiscard]] std::string unescaped(std::string_view line);

/// Events one a line with their places, for a failure's message.
[[nodiscard]] std::string listed(const yaml::Document& document);

} // namespace crm::fuzz
