#include "core/base/three_way.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace crm {
namespace {

using TextLines = std::vector<std::string_view>;

constexpr std::size_t unmatched = static_cast<std::size_t>(-1);

/// Beyond so many pairs of lines, what lies between the equal ends is one change.
constexpr std::size_t most_pairs = 4'000'000;

TextLines text_lines(std::string_view text)
{
    TextLines out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
        out.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return out;
}

/// For each line of `base` the line of `other` that it became; a longest common sequence.
std::vector<std::size_t> line_matches(const TextLines& base, const TextLines& other)
{
    std::vector<std::size_t> out(base.size(), unmatched);
    const std::size_t most = std::min(base.size(), other.size());
    std::size_t begin = 0;
    for (; begin < most && base[begin] == other[begin]; ++begin) {
        out[begin] = begin;
    }
    std::size_t behind = 0;
    for (; behind < most - begin &&
           base[base.size() - 1 - behind] == other[other.size() - 1 - behind];
         ++behind) {
        out[base.size() - 1 - behind] = other.size() - 1 - behind;
    }
    const std::size_t rows = base.size() - behind - begin;
    const std::size_t columns = other.size() - behind - begin;
    if (rows == 0 || columns == 0 || rows > most_pairs / columns) {
        return out;
    }
    // The length of the longest common sequence from each pair on.
    std::vector<std::uint32_t> length((rows + 1) * (columns + 1), 0);
    const auto at = [&](std::size_t row, std::size_t column) -> std::uint32_t& {
        return length[row * (columns + 1) + column];
    };
    for (std::size_t row = rows; row-- > 0;) {
        for (std::size_t column = columns; column-- > 0;) {
            at(row, column) = base[begin + row] == other[begin + column]
                                  ? at(row + 1, column + 1) + 1
                                  : std::max(at(row + 1, column), at(row, column + 1));
        }
    }
    for (std::size_t row = 0, column = 0; row < rows && column < columns;) {
        if (base[begin + row] == other[begin + column]) {
            out[begin + row] = begin + column;
            ++row;
            ++column;
        } else if (at(row + 1, column) >= at(row, column + 1)) {
            ++row;
        } else {
            ++column;
        }
    }
    return out;
}

} // namespace

std::optional<std::string> three_way(std::string_view base, std::string_view one,
                                     std::string_view other, Prefer prefer)
{
    const TextLines lines = text_lines(base);
    const TextLines first = text_lines(one);
    const TextLines second = text_lines(other);
    const auto in_first = line_matches(lines, first);
    const auto in_second = line_matches(lines, second);
    std::string out;
    std::size_t i = 0;
    std::size_t a = 0;
    std::size_t b = 0;
    for (;;) {
        // The next line that both still have ends what one of them, or both, changed.
        std::size_t k = i;
        while (k < lines.size() && (in_first[k] == unmatched || in_second[k] == unmatched)) {
            ++k;
        }
        const std::size_t a_end = k < lines.size() ? in_first[k] : first.size();
        const std::size_t b_end = k < lines.size() ? in_second[k] : second.size();
        const auto part = [](const TextLines& from, std::size_t begin, std::size_t end) {
            return TextLines(from.begin() + static_cast<std::ptrdiff_t>(begin),
                             from.begin() + static_cast<std::ptrdiff_t>(end));
        };
        const TextLines was = part(lines, i, k);
        const TextLines left = part(first, a, a_end);
        const TextLines right = part(second, b, b_end);
        const bool is_conflict = left != was && right != was && left != right;
        if (is_conflict && prefer == Prefer::neither) {
            return std::nullopt;
        }
        const bool takes_right = is_conflict ? prefer == Prefer::other : left == was;
        for (const std::string_view line : takes_right ? right : left) {
            out += line;
        }
        if (k == lines.size()) {
            return out;
        }
        out += lines[k];
        i = k + 1;
        a = a_end + 1;
        b = b_end + 1;
    }
}

} // namespace crm
