#include "target.hpp"

#include <fmt/format.h>

#include <array>

namespace crm::fuzz {

void require(bool holds, std::string_view what)
{
    if (!holds) {
        throw Failure{std::string(what)};
    }
}

std::string escaped(std::string_view input)
{
    std::string out;
    for (const char c : input) {
        if (c == '\n') {
            out += "\\n";
        } else if (c == '\\') {
            out += "\\\\";
        } else if (c < ' ' || c > '~') {
            out += fmt::format("\\x{:02X}", static_cast<unsigned char>(c));
        } else {
            out += c;
        }
    }
    return out;
}

std::string unescaped(std::string_view line)
{
    std::string out;
    for (std::size_t at = 0; at < line.size(); ++at) {
        if (line[at] != '\\' || at + 1 == line.size()) {
            out += line[at];
        } else if (line[++at] == 'x' && at + 2 < line.size()) {
            out += static_cast<char>(std::stoi(std::string(line.substr(at + 1, 2)), nullptr, 16));
            at += 2;
        } else {
            out += line[at] == 'n' ? '\n' : line[at];
        }
    }
    return out;
}

std::string listed(const yaml::Document& document)
{
    static constexpr std::array<std::string_view, 6> names{"text", "null", "list",
                                                           "end",  "map",  "end"};
    std::string out;
    for (const yaml::Event& event : document.events()) {
        out += fmt::format("  {} at {}, next {}{}: {}\n",
                           names.at(static_cast<std::size_t>(event.type)), event.offset, event.next,
                           event.plain ? ", plain" : "", escaped(event.value));
    }
    return out;
}

} // namespace crm::fuzz
