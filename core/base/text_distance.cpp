#include "core/base/text.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace crm {
namespace {

std::size_t distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> above(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) {
        above[j] = j;
    }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = std::min(row[j], before[j - 2] + 1);
            }
        }
        std::swap(before, above);
        std::swap(above, row);
    }
    return above[b.size()];
}

} // namespace

std::optional<std::string> nearest(std::string_view word,
                                   const std::vector<std::string>& candidates)
{
    const std::string folded = fold(word.substr(0, 64));
    std::optional<std::string> best;
    std::size_t best_distance = folded.size() < 4 ? 2 : 1 + folded.size() / 3;
    for (const std::string& candidate : candidates) {
        const std::size_t d = distance(folded, fold(candidate));
        const bool contained = folded.find(fold(candidate)) != std::string::npos;
        if (d < best_distance && (d < candidate.size() || contained)) {
            best = candidate;
            best_distance = d;
        }
    }
    return best;
}

bool is_slip(std::string_view a, std::string_view b)
{
    return distance(fold(a.substr(0, 64)), fold(b.substr(0, 64))) == 1;
}

} // namespace crm
