#include "core/base/text.hpp"
#include "core/yaml/strictness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace crm::yaml {
namespace {

void refuse_other_encodings(const Document& document)
{
    const std::string_view text = document.text();
    const auto starts = [&](std::string_view bytes) {
        return text.substr(0, bytes.size()) == bytes;
    };
    const bool every_other_zero = text.size() > 3 && (text[0] == '\0') != (text[1] == '\0') &&
                                  (text[2] == '\0') != (text[3] == '\0');
    const bool three_zeros =
        text.size() > 3 && std::count(text.begin(), text.begin() + 4, '\0') == 3;
    if (starts("\xFF\xFE") || starts("\xFE\xFF") || starts(std::string_view("\0\0\xFE\xFF", 4)) ||
        every_other_zero || three_zeros) {
        throw Error(whole_file(document.file()), "is not UTF-8 but UTF-16 or UTF-32",
                    "save it again as UTF-8");
    }
}

void refuse_bytes(const Document& document)
{
    const std::string_view text = document.text();
    if (const auto at = invalid_utf8(text)) {
        throw Error(
            document.place(*at),
            fmt::format("byte 0x{:02X} is not valid UTF-8", static_cast<unsigned char>(text[*at])),
            "save the file again as UTF-8");
    }
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto c = static_cast<unsigned char>(text[at]);
        const bool c0 = c < 0x20 && c != '\t' && c != '\n' &&
                        !(c == '\r' && at + 1 < text.size() && text[at + 1] == '\n');
        // U+2028, U+2029 and U+FEFF are E2 80 A8, E2 80 A9 and EF BB BF.
        const auto follows = [&](unsigned char second, unsigned char third) {
            return static_cast<unsigned char>(text[at + 1]) == second &&
                   static_cast<unsigned char>(text[at + 2]) == third;
        };
        const bool breaks_line = c == 0xE2 && (follows(0x80, 0xA8) || follows(0x80, 0xA9));
        const bool second_mark = c == 0xEF && follows(0xBB, 0xBF) && at > 0;
        // C1 is U+0080 to U+009F: C2 80 to C2 9F; U+FFFE and U+FFFF are EF BF BE and EF BF BF.
        const bool c1 = c == 0xC2 && static_cast<unsigned char>(text[at + 1]) < 0xA0;
        const bool no_character = c == 0xEF && static_cast<unsigned char>(text[at + 1]) == 0xBF &&
                                  static_cast<unsigned char>(text[at + 2]) >= 0xBE;
        if (c0 || c1 || no_character || breaks_line || second_mark || c == 0x7F) {
            const std::size_t length = c1 ? 2 : c >= 0xE0 ? 3 : 1;
            throw Error(document.place(at),
                        fmt::format("control character {}", visible(text.substr(at, length))),
                        "remove it, or write it as an escape within double quotes");
        }
    }
}

void refuse_lines(const Document& document, std::size_t begin)
{
    const std::string_view text = document.text();
    for (std::size_t next = 0; begin < text.size(); begin = next) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        next = end + 1;
        std::string_view line = text.substr(begin, end - begin);
        if (line.empty() || std::string_view("<|=>%").find(line[0]) == std::string_view::npos) {
            continue;
        }
        if (line.back() == '\r') {
            line.remove_suffix(1);
        }
        static constexpr std::array<std::string_view, 4> markers{"<<<<<<<", "|||||||",
                                                                 "=======", ">>>>>>>"};
        for (const std::string_view marker : markers) {
            if (line.substr(0, 7) == marker && (line.size() == 7 || line[7] == ' ')) {
                throw Error(document.place(begin), "git left a merge conflict here",
                            document.file().substr(0, 8) == "journal/"
                                ? "keep the lines of both sides and delete the marker lines"
                                : "keep the lines that are right and delete the marker lines");
            }
        }
        if (line.substr(0, 1) == "%") {
            throw Error(document.place(begin), "a line may not begin with '%'",
                        "YAML directives are not used in a ledger; quote the text if it is one");
        }
    }
}

} // namespace

std::optional<std::size_t> long_line(std::string_view text)
{
    for (std::size_t begin = 0; text.size() - begin > longest_line;) {
        const std::size_t line_feed = text.rfind('\n', begin + longest_line);
        if (line_feed == std::string_view::npos || line_feed < begin) {
            return begin;
        }
        begin = line_feed + 1;
    }
    return std::nullopt;
}

void refuse_long_lines(const Document& document)
{
    if (const auto begin = long_line(document.text())) {
        throw Error(document.place(*begin),
                    fmt::format("a line longer than {} MiB", longest_line >> 20),
                    "shorten it; notes of several lines stand below 'notes: |'");
    }
}

void refuse_text(const Document& document, std::size_t begin)
{
    refuse_other_encodings(document);
    refuse_bytes(document);
    refuse_lines(document, begin);
}

} // namespace crm::yaml
