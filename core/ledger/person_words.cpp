#include "core/ledger/person_words.hpp"

#include "core/base/text.hpp"
#include "core/base/utf8.hpp"
#include "core/model/identity.hpp"

#include <algorithm>
#include <utility>

namespace crm {
namespace {

constexpr std::size_t shortest_single = 3; ///< letters of a word that may mean somebody
constexpr std::size_t fewest_digits = 7;   ///< of a number that is looked for

bool is_ascii_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_of_id(char c)
{
    return (c >= 'a' && c <= 'z') || is_digit(c) || c == '.' || c == '_' || c == '-';
}

/// Bytes of a letter or digit at `at`, or of an accent on the one before; 0 for anything else.
std::size_t letter_length(std::string_view text, std::size_t at)
{
    if (at >= text.size() || is_ascii_alnum(text[at])) {
        return at < text.size() ? 1 : 0;
    }
    if (static_cast<unsigned char>(text[at]) < 0x80) {
        return 0;
    }
    std::size_t behind = at;
    const char32_t code_point = next_code_point(text, behind);
    const bool is_accent = code_point >= 0x300 && code_point < 0x370;
    return is_accent || !words(text.substr(at, behind - at)).empty() ? behind - at : 0;
}

/// Bytes of an apostrophe within a word; 0 where there is none, and before the s of "Lovelace's".
std::size_t apostrophe_length(std::string_view text, std::size_t at)
{
    constexpr std::string_view typographic = "\u2019";
    const std::size_t length = text[at] == '\''                                     ? 1
                               : text.substr(at, typographic.size()) == typographic ? 3
                                                                                    : 0;
    const std::size_t next = at + length;
    if (length == 0 || letter_length(text, next) == 0) {
        return 0;
    }
    const bool is_genitive =
        (text[next] == 's' || text[next] == 'S') && letter_length(text, next + 1) == 0;
    return is_genitive ? 0 : length;
}

/// What may stand between the words of one name.
bool is_gap(std::string_view gap)
{
    constexpr std::size_t longest_gap = 40; // a line's end with the next one's indentation
    const bool breaks = gap.find('\n') != std::string_view::npos;
    return gap.size() <= longest_gap &&
           gap.find_first_not_of(" \t\r\n,._-+@/;") == std::string_view::npos &&
           std::count(gap.begin(), gap.end(), '\n') <= 1 &&
           (!breaks || gap.find('-') == std::string_view::npos);
}

} // namespace

void PersonWords::add_name(std::string_view name)
{
    auto all = words(name);
    for (const std::string& word : all) {
        if (word.size() >= shortest_single) {
            m_single.insert(word);
            m_words.insert(word);
        }
    }
    if (all.size() > 1) {
        m_words.insert(all.begin(), all.end());
        m_longest = std::max(m_longest, all.size());
        std::sort(all.begin(), all.end());
        m_names.insert(std::move(all));
    }
}

void PersonWords::add_exact(std::string_view text)
{
    auto all = words(text);
    if (all.size() == 1 && all.front().size() >= shortest_single) {
        m_single.insert(all.front());
        m_words.insert(all.front());
    } else if (all.size() > 1) {
        m_words.insert(all.begin(), all.end());
        m_longest = std::max(m_longest, all.size());
        m_exact.insert(std::move(all));
    }
}

void PersonWords::add_phone(std::string_view number)
{
    std::string key = phone_key(number);
    if (key.size() >= fewest_digits) {
        m_phones.insert(std::move(key));
    }
}

std::vector<PersonWords::Token> PersonWords::known_words_in(std::string_view text) const
{
    std::vector<Token> out;
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == '\\') {
            at += 2; // an escape, whose letter belongs to no word
            continue;
        }
        std::size_t end = at;
        while (end < text.size()) {
            std::size_t length = letter_length(text, end);
            if (length == 0 && end > at) {
                length = apostrophe_length(text, end);
            }
            if (length == 0) {
                break;
            }
            end += length;
        }
        if (end == at) {
            static_cast<void>(next_code_point(text, at));
            continue;
        }
        std::string word;
        for (const std::string& part : words(text.substr(at, end - at))) {
            word += part;
        }
        // Other words stay too, as a word that is none of them: they part what stands around them.
        const bool is_known = m_words.contains(word);
        out.push_back({is_known ? std::move(word) : std::string{}, at, end});
        at = end;
    }
    return out;
}

bool PersonWords::is_in_id_of_others(std::string_view text, const Token& token,
                                     bool may_be_whole) const
{
    std::size_t begin = token.begin;
    while (begin > 0 && is_of_id(text[begin - 1])) {
        --begin;
    }
    std::size_t end = token.end;
    while (end < text.size() && is_of_id(text[end])) {
        ++end;
    }
    const std::string_view with_dots = text.substr(begin, end - begin);
    const std::string_view id = with_dots.substr(0, with_dots.find_last_not_of("._-") + 1);
    const auto is_id = [&](std::string_view one) {
        return (may_be_whole || one.size() > token.end - token.begin) && is_others(one);
    };
    return is_others && (is_id(with_dots) || is_id(id));
}

bool PersonWords::is_mention(std::string_view text, const std::vector<Token>& tokens,
                             std::size_t first, std::size_t count) const
{
    std::vector<std::string> all;
    bool is_list = false;
    for (std::size_t i = first; i < first + count; ++i) {
        const std::size_t before = i > first ? tokens[i - 1].end : tokens[i].begin;
        const std::string_view gap = text.substr(before, tokens[i].begin - before);
        if (tokens[i].word.empty() || !is_gap(gap)) {
            return false;
        }
        is_list = is_list || gap.find_first_of(",\n") != std::string_view::npos;
        all.push_back(tokens[i].word);
    }
    bool found = m_exact.contains(all);
    if (!found) {
        std::sort(all.begin(), all.end());
        found = m_names.contains(all);
    }
    for (std::size_t i = first; found && i < first + count; ++i) {
        found = !is_in_id_of_others(text, tokens[i], is_list);
    }
    return found;
}

void PersonWords::find_phones(std::string_view text, std::vector<Mention>& out) const
{
    if (m_phones.empty()) {
        return;
    }
    for (std::size_t at = 0; at < text.size();) {
        if (!is_digit(text[at])) {
            ++at;
            continue;
        }
        std::string digits;
        std::vector<std::size_t> places;
        std::size_t end = at;
        while (end < text.size() && (is_digit(text[end]) || std::string_view(" +().-/").find(
                                                                text[end]) != std::string::npos)) {
            if (is_digit(text[end])) {
                digits += text[end];
                places.push_back(end);
            }
            ++end;
        }
        for (const std::string& phone : m_phones) {
            const std::size_t found = digits.find(phone);
            constexpr std::size_t longest_code = 5; // of a country, or the zero in its place
            if (found != std::string::npos && found <= longest_code &&
                found + phone.size() == digits.size()) {
                const bool has_plus = places.front() > 0 && text[places.front() - 1] == '+';
                out.push_back({places.front() - (has_plus ? 1 : 0), places.back() + 1, true});
                break;
            }
        }
        at = end;
    }
}

std::vector<Mention> PersonWords::find(std::string_view text) const
{
    std::vector<Mention> out;
    const auto tokens = known_words_in(text);
    for (std::size_t i = 0; i < tokens.size();) {
        std::size_t count = std::min(m_longest, tokens.size() - i);
        while (count > 1 && !is_mention(text, tokens, i, count)) {
            --count;
        }
        if (count > 1) {
            out.push_back({tokens[i].begin, tokens[i + count - 1].end, true});
        } else if (m_single.contains(tokens[i].word) &&
                   !is_in_id_of_others(text, tokens[i], true)) {
            out.push_back({tokens[i].begin, tokens[i].end, false});
        }
        i += std::max<std::size_t>(count, 1);
    }
    find_phones(text, out);
    std::sort(out.begin(), out.end(),
              [](const Mention& a, const Mention& b) { return a.begin < b.begin; });
    std::vector<Mention> apart;
    for (const Mention& one : out) {
        if (!apart.empty() && one.begin < apart.back().end) {
            apart.back().end = std::max(apart.back().end, one.end);
            apart.back().sure = apart.back().sure || one.sure;
        } else {
            apart.push_back(one);
        }
    }
    return apart;
}

bool PersonWords::has_sure(std::string_view text) const
{
    const auto found = find(text);
    return std::any_of(found.begin(), found.end(), [](const Mention& one) { return one.sure; });
}

std::string PersonWords::replaced(std::string_view text, std::string_view in_place) const
{
    std::string out;
    std::size_t at = 0;
    for (const Mention& one : find(text)) {
        if (one.sure) {
            out += text.substr(at, one.begin - at);
            out += in_place;
            at = one.end;
        }
    }
    out += text.substr(at);
    return out;
}

} // namespace crm
