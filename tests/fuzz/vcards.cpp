// Whatever bytes are given for an address book in vCard, the cards are sound, and the same with
// the other line ends.

#include "cards.hpp"
#include "target.hpp"

#include "core/exchange/charset.hpp"
#include "core/exchange/vcard.hpp"

#include <algorithm>
#include <memory>

namespace crm::fuzz {

void run(std::string_view input)
{
    // In a block of just its size, so that the sanitizer sees a step beyond its end.
    const auto block = std::make_unique<char[]>(input.size()); // NOLINT(modernize-avoid-c-arrays)
    std::copy(input.begin(), input.end(), block.get());
    const Cards cards = read_vcards({block.get(), input.size()}, "a.vcf");
    require_sound(cards, input);
    if (input.find('\r') != std::string_view::npos || looks_like_utf16(input)) {
        return;
    }
    std::string other;
    for (const char c : input) {
        other += c == '\n' ? "\r\n" : std::string(1, c);
    }
    if (!looks_like_utf16(other)) {
        require_equal(cards, read_vcards(other, "a.vcf"));
    }
}

} // namespace crm::fuzz
