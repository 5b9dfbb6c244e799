#include "core/yaml/plain_text.hpp"

namespace crm::yaml::plain {

std::size_t sequence_length(const char* at, const char* end)
{
    const auto byte = [at](std::ptrdiff_t i) { return static_cast<unsigned char>(at[i]); };
    const auto follows = [&](std::ptrdiff_t i) {
        return i < end - at && (byte(i) & 0xC0U) == 0x80U;
    };
    const unsigned char lead = byte(0);
    if (lead < 0xC2 || lead > 0xF4 || !follows(1)) {
        return 0;
    }
    if (lead < 0xE0) {
        return lead == 0xC2 && byte(1) < 0xA0 ? 0 : 2; // C1
    }
    if (!follows(2)) {
        return 0;
    }
    if (lead < 0xF0) {
        const bool overlong = lead == 0xE0 && byte(1) < 0xA0;
        const bool surrogate = lead == 0xED && byte(1) >= 0xA0;
        const bool line_end =
            lead == 0xE2 && byte(1) == 0x80 && (byte(2) == 0xA8 || byte(2) == 0xA9);
        const bool mark = lead == 0xEF && byte(1) == 0xBB && byte(2) == 0xBF;
        const bool no_character = lead == 0xEF && byte(1) == 0xBF && byte(2) >= 0xBE;
        return overlong || surrogate || line_end || mark || no_character ? 0 : 3;
    }
    const bool overlong = lead == 0xF0 && byte(1) < 0x90;
    const bool beyond = lead == 0xF4 && byte(1) >= 0x90;
    return !follows(3) || overlong || beyond ? 0 : 4;
}

Value double_quoted(const char* at, const char* end)
{
    const char* const begin = ++at;
    bool escaped = false;
    for (;;) {
        at = quotes_run_end(at, end);
        if (end - at < 2 || (*at != '"' && *at != '\\')) {
            return {};
        }
        if (*at == '"') {
            return {at + 1, {begin, static_cast<std::size_t>(at - begin)}, escaped};
        }
        if (at[1] != '"' && at[1] != '\\' && at[1] != 'n' && at[1] != 't') {
            return {};
        }
        escaped = true;
        at += 2;
    }
}

Value single_quoted(const char* at, const char* end)
{
    const char* const begin = ++at;
    bool escaped = false;
    for (;;) {
        while (at < end && *at != '\'' && is(*at, in_comment)) {
            ++at;
        }
        if (at == end) {
            return {};
        }
        if (static_cast<unsigned char>(*at) >= 0x80) {
            const std::size_t length = sequence_length(at, end);
            if (length == 0) {
                return {};
            }
            at += length;
        } else if (*at != '\'' || end - at < 2) {
            return {};
        } else if (at[1] == '\'') {
            escaped = true;
            at += 2;
        } else {
            return {at + 1, {begin, static_cast<std::size_t>(at - begin)}, escaped};
        }
    }
}

void unescape_double(std::string_view text, char*& out)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '\\') {
            c = text[++i];
            c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
        }
        *out++ = c;
    }
}

void unescape_single(std::string_view text, char*& out)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        *out++ = text[i];
        i += text[i] == '\'' ? 1 : 0;
    }
}

namespace {

Value trimmed(const char* begin, const char* end)
{
    const char* last = end;
    while (last > begin && last[-1] == ' ') {
        --last;
    }
    const std::string_view text(begin, static_cast<std::size_t>(last - begin));
    return is_null(text) ? Value{} : Value{last, text, false};
}

bool begins(const char* at, const char* end)
{
    return at < end && (is(*at, first) ||
                        (static_cast<unsigned char>(*at) >= 0x80 && sequence_length(at, end)));
}

} // namespace

Value flow_plain(const char* at, const char* end)
{
    const char* const begin = at;
    if (!begins(at, end)) {
        return {};
    }
    for (;;) {
        at = run_end<in_flow>(at, end);
        if (end - at < 2) {
            return {};
        }
        if (*at == ',' || *at == ']' || *at == '}') {
            return trimmed(begin, at);
        }
        const bool colon_within = *at == ':' && is(at[1], first);
        const bool hash_within = *at == '#' && at[-1] != ' ';
        if (!colon_within && !hash_within) {
            return {};
        }
        ++at;
    }
}

Value block_plain(const char* at, const char* end)
{
    const char* const begin = at;
    if (!begins(at, end)) {
        return {};
    }
    for (;;) {
        at = run_end<in_block>(at, end);
        if (at == end) {
            return {};
        }
        if (*at == '\n' || (*at == '#' && at[-1] == ' ')) {
            return trimmed(begin, at);
        }
        if (end - at < 2 || (*at != ':' && *at != '#') || at[1] == ' ' || at[1] == '\n') {
            // "C# " is fine in YAML, and rare.
            return {};
        }
        ++at;
    }
}

const char* line_end(const char* at, const char* end)
{
    const char* const begin = at;
    at = skip_spaces(at, end);
    if (at < end && *at == '#' && at > begin) {
        at = run_end<in_comment>(at, end);
    }
    return at < end && *at == '\n' ? at + 1 : nullptr;
}

} // namespace crm::yaml::plain
