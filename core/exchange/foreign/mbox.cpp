#include "core/exchange/foreign/mbox.hpp"

#include <algorithm>
#include <cstring>

namespace crm {
namespace {

/// More of one line is not kept: no header is so long.
constexpr std::size_t longest_mail_line = std::size_t{256} << 10;
constexpr std::string_view from_mark = "From ";

bool is_digit_at(std::string_view text, std::size_t at)
{
    return at < text.size() && text[at] >= '0' && text[at] <= '9';
}

bool is_header_field(std::string_view line)
{
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) {
        return line.substr(0, 6) == ">From "; // some programs put one behind the other
    }
    return std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon),
                       [](char c) { return c > ' ' && c < 127; });
}

bool begins_message(std::string_view line)
{
    return line.substr(0, from_mark.size()) == from_mark &&
           is_envelope(line.substr(from_mark.size()));
}

std::string_view without_cr(std::string_view line)
{
    return !line.empty() && line.back() == '\r' ? line.substr(0, line.size() - 1) : line;
}

} // namespace

bool is_envelope(std::string_view text)
{
    const std::size_t space = text.find(' ');
    if (space == std::string_view::npos) {
        return text.find('@') != std::string_view::npos || text == "-";
    }
    bool has_time = false;
    bool has_year = false;
    for (std::size_t at = space; at < text.size(); ++at) {
        if (text[at] == ':' && is_digit_at(text, at - 1) && is_digit_at(text, at + 1)) {
            has_time = true;
        }
        if (text[at] == ' ' && is_digit_at(text, at + 1) && is_digit_at(text, at + 2) &&
            is_digit_at(text, at + 3) && is_digit_at(text, at + 4) && !is_digit_at(text, at + 5)) {
            has_year = true;
        }
    }
    return has_time && has_year;
}

void MboxScanner::feed(std::string_view bytes)
{
    std::size_t at = 0;
    while (at < bytes.size()) {
        if (m_state == State::body && !m_has_partial) {
            at = skip_body(bytes, at);
            if (at >= bytes.size()) {
                return;
            }
        }
        const auto* end =
            static_cast<const char*>(std::memchr(bytes.data() + at, '\n', bytes.size() - at));
        const std::size_t to =
            end == nullptr ? bytes.size() : static_cast<std::size_t>(end - bytes.data());
        const std::string_view piece = bytes.substr(at, to - at);
        at = to + 1;
        if (m_has_partial || end == nullptr) {
            const std::size_t room =
                longest_mail_line - std::min(longest_mail_line, m_partial.size());
            m_partial += piece.substr(0, room);
            m_has_partial = true;
        }
        if (end == nullptr) {
            return;
        }
        if (m_has_partial) {
            m_has_partial = false;
            std::string line;
            line.swap(m_partial);
            take(line);
        } else {
            take(piece.substr(0, longest_mail_line));
        }
    }
}

/// Goes over lines of a body that begin no message; returns where the first that may does, or the
/// first whose end is still to come.
std::size_t MboxScanner::skip_body(std::string_view bytes, std::size_t at)
{
    const char* const begin = bytes.data();
    const char* const stop = begin + bytes.size();
    const char* line = begin + at;
    std::size_t count = 0;
    while (line < stop) {
        const auto* end = static_cast<const char*>(
            std::memchr(line, '\n', static_cast<std::size_t>(stop - line)));
        if (end == nullptr ||
            (*line == 'F' && end - line > 5 && std::memcmp(line, "From ", 5) == 0)) {
            break;
        }
        ++count;
        line = end + 1;
    }
    m_line += count;
    return static_cast<std::size_t>(line - begin);
}

void MboxScanner::finish()
{
    if (m_has_partial) {
        m_has_partial = false;
        std::string line;
        line.swap(m_partial);
        take(line);
    }
    if (m_state == State::header) {
        m_events.end_of_header();
    }
    m_state = State::body;
}

void MboxScanner::take(std::string_view raw)
{
    const std::string_view line = without_cr(raw);
    ++m_line;
    if (m_state == State::candidate) {
        if (is_header_field(line)) {
            m_events.begin(m_candidate_line, m_envelope);
            m_state = State::header;
        } else {
            m_state = State::body;
        }
    }
    switch (m_state) {
    case State::start:
        // Without any such line it is a single message.
        if (line.substr(0, from_mark.size()) == from_mark) {
            m_events.begin(m_line, line.substr(from_mark.size()));
            m_state = State::header;
        } else if (!line.empty() && line != "\xEF\xBB\xBF") {
            m_events.begin(m_line, {});
            m_state = State::header;
            m_events.header(line);
        }
        return;
    case State::header:
        if (line.empty()) {
            m_events.end_of_header();
            m_state = State::body;
            return;
        }
        if (!begins_message(line)) {
            m_events.header(line);
            return;
        }
        m_events.end_of_header(); // a message without a body
        break;
    case State::body:
    case State::candidate: break;
    }
    if (begins_message(line)) {
        m_envelope = line.substr(from_mark.size());
        m_candidate_line = m_line;
        m_state = State::candidate;
    }
}

} // namespace crm
