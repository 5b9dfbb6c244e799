#pragma once

// The steps that readers of the plain subset share: how far a run of ordinary characters goes, and
// where a quoted or a plain value on one line ends. Everything here works between two pointers and
// reads nothing at or behind `end`.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace crm::yaml::plain {

/// What a byte may be part of in the plain subset.
enum Class : std::uint8_t {
    word = 1,        ///< a key: letters, digits, '_', '-', '.'
    first = 2,       ///< the beginning of a value without quotes
    in_flow = 4,     ///< such a value within brackets, without a look at what follows
    in_block = 8,    ///< such a value outside of them
    in_quotes = 16,  ///< a text in double quotes
    in_comment = 32, ///< a comment, or the line of a literal block
};

constexpr std::array<std::uint8_t, 256> make_classes()
{
    std::array<std::uint8_t, 256> out{};
    for (unsigned c = 0x20; c < 0x7F; ++c) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        const bool digit = c >= '0' && c <= '9';
        std::uint8_t classes = in_comment;
        if (letter || digit || c == '_' || c == '-' || c == '.') {
            classes |= word;
        }
        if (letter || digit || c == '_' || c == '/' || c == '+' || c == '.' || c == '(') {
            classes |= first;
        }
        if (c != ':' && c != '#') {
            classes |= in_block;
            if (c != ',' && c != '[' && c != ']' && c != '{' && c != '}' && c != '?') {
                classes |= in_flow;
            }
        }
        if (c != '"' && c != '\\') {
            classes |= in_quotes;
        }
        out[c] = classes;
    }
    return out;
}

inline constexpr std::array<std::uint8_t, 256> classes = make_classes();

inline bool is(char c, Class wanted)
{
    return (classes[static_cast<unsigned char>(c)] & wanted) != 0;
}

/// Bytes of the character at `at`, which is not ASCII; 0 where it is broken UTF-8 or one that a
/// ledger's file may not have (C1, U+2028, U+2029, U+FEFF, U+FFFE, U+FFFF).
std::size_t sequence_length(const char* at, const char* end);

/// Behind the run of characters of class `wanted` that begins at `at`, characters beyond ASCII
/// included.
template <Class wanted>
const char* run_end(const char* at, const char* end)
{
    for (;;) {
        while (at < end && is(*at, wanted)) {
            ++at;
        }
        if (at == end || static_cast<unsigned char>(*at) < 0x80) {
            return at;
        }
        const std::size_t length = sequence_length(at, end);
        if (length == 0) {
            return at;
        }
        at += length;
    }
}

/// As run_end<in_quotes>, many bytes at a time.
inline const char* quotes_run_end(const char* at, const char* end)
{
#if defined(__SSE2__)
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i backslash = _mm_set1_epi8('\\');
    const __m128i last_control = _mm_set1_epi8(0x1F);
    const __m128i last = _mm_set1_epi8(0x7E);
    while (end - at >= 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at)); // NOLINT
        // Signed, so that bytes beyond ASCII are small too.
        const __m128i ordinary =
            _mm_andnot_si128(_mm_cmpgt_epi8(bytes, last), _mm_cmpgt_epi8(bytes, last_control));
        const __m128i ends =
            _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash));
        const auto others =
            ~static_cast<unsigned>(_mm_movemask_epi8(_mm_andnot_si128(ends, ordinary))) & 0xFFFFU;
        if (others == 0) {
            at += 16;
            continue;
        }
        at += __builtin_ctz(others);
        if (static_cast<unsigned char>(*at) < 0x80) {
            return at;
        }
        const std::size_t length = sequence_length(at, end);
        if (length == 0) {
            return at;
        }
        at += length;
    }
#endif
    return run_end<in_quotes>(at, end);
}

/// Behind the run of characters of class `word` that begins at `at`.
inline const char* word_run_end(const char* at, const char* end)
{
#if defined(__SSE2__)
    if (end - at >= 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at)); // NOLINT
        const auto between = [](__m128i values, char low, char high) {
            return _mm_and_si128(
                _mm_cmpgt_epi8(values, _mm_set1_epi8(static_cast<char>(low - 1))),
                _mm_cmplt_epi8(values, _mm_set1_epi8(static_cast<char>(high + 1))));
        };
        const __m128i letters = between(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), 'a', 'z');
        const __m128i digits = // and '-' and '.', but not the '/' between them
            _mm_andnot_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('/')), between(bytes, '-', '9'));
        const __m128i words =
            _mm_or_si128(_mm_or_si128(letters, digits), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('_')));
        const unsigned others = ~static_cast<unsigned>(_mm_movemask_epi8(words)) & 0xFFFFU;
        if (others != 0) {
            return at + __builtin_ctz(others);
        }
        at += 16;
    }
#endif
    while (at < end && is(*at, word)) {
        ++at;
    }
    return at;
}

/// A value on one line.
struct Value {
    const char* end = nullptr; ///< behind it, its closing quote included; nullptr: not plain
    std::string_view text;     ///< between the quotes
    bool escaped = false;      ///< `text` has escapes that are to be resolved
};

/// The value in double quotes that begins at `at`. Of the escapes only \" \\ \n and \t are plain.
Value double_quoted(const char* at, const char* end);

/// The value in single quotes that begins at `at`. An apostrophe is doubled.
Value single_quoted(const char* at, const char* end);

/// The text of a value with escapes.
void unescape_double(std::string_view text, char*& out);
void unescape_single(std::string_view text, char*& out);

/// The value without quotes that begins at `at`, within brackets. It ends before ',' ']' '}'.
Value flow_plain(const char* at, const char* end);

/// The value without quotes that begins at `at`, outside of brackets. It ends before a comment or
/// the end of the line.
Value block_plain(const char* at, const char* end);

/// Behind the key that begins at `at`, at its colon; nullptr where it is not plain.
inline const char* key_end(const char* at, const char* end)
{
    constexpr std::ptrdiff_t longest = 128;
    const char* const begin = at;
    if (at == end || !is(*at, first) || !is(*at, word)) {
        return nullptr;
    }
    at = word_run_end(at, end);
    return at < end && *at == ':' && at - begin <= longest ? at : nullptr;
}

/// True for the words that mean an empty value.
inline bool is_null(std::string_view word)
{
    if (word.size() != 4) {
        return word == "~";
    }
    return (word[0] == 'n' || word[0] == 'N') &&
           (word == "null" || word == "Null" || word == "NULL");
}

/// Behind the value without quotes that begins at `at`, within brackets, where it has only
/// characters of keys and a comma or a bracket follows; nullptr otherwise. What flow_plain() says
/// of the values of most keys, sooner.
inline const char* flow_word_end(const char* at, const char* end)
{
    const char* const begin = at;
    if (at == end || !is(*at, first)) {
        return nullptr;
    }
    at = word_run_end(at, end);
    const bool ends = at < end && (*at == ',' || *at == '}' || *at == ']');
    return ends && !is_null({begin, static_cast<std::size_t>(at - begin)}) ? at : nullptr;
}

inline const char* skip_spaces(const char* at, const char* end)
{
    while (at < end && *at == ' ') {
        ++at;
    }
    return at;
}

/// Behind the line feed of a line that has nothing more than a comment; nullptr where it has.
const char* line_end(const char* at, const char* end);

} // namespace crm::yaml::plain
