#include "cli/manual.hpp"

#include <algorithm>
#include <cstddef>

namespace crm::cli {
namespace {

/// The bytes of the character at `at`, in valid UTF-8.
std::string_view character(std::string_view text, std::size_t at)
{
    std::size_t length = 1;
    while (at + length < text.size() &&
           (static_cast<unsigned char>(text[at + length]) & 0xC0U) == 0x80U) {
        ++length;
    }
    return text.substr(at, length);
}

struct Struck {
    std::string_view letter;
    Style style = Style::plain;
    std::size_t length = 0; ///< bytes with the overstrikes
};

/// The letter at `at`. An underscore over itself can be either; it goes on as the one before.
Struck read_letter(std::string_view text, std::size_t at, Style before)
{
    Struck out{character(text, at), Style::plain, 0};
    out.length = out.letter.size();
    while (at + out.length < text.size() && text[at + out.length] == '\b') {
        const std::string_view over = character(text, at + out.length + 1);
        if (out.letter == "_" && (over != "_" || before == Style::underline)) {
            out.style = Style::underline;
        } else if (out.style == Style::plain) {
            out.style = Style::bold;
        }
        out.letter = over;
        out.length += 1 + over.size();
    }
    return out;
}

} // namespace

std::string with_styles(std::string_view overstruck, const Terminal& terminal)
{
    std::string out;
    std::string run;
    Style style = Style::plain;
    const auto end_run = [&](Style next) {
        out += terminal.styled(run, style);
        run.clear();
        style = next;
    };
    for (std::size_t at = 0; at < overstruck.size();) {
        const Struck struck = read_letter(overstruck, at, style);
        if (struck.style != style) {
            end_run(struck.style);
        }
        run += struck.letter;
        at += struck.length;
    }
    end_run(Style::plain);
    return out;
}

} // namespace crm::cli
