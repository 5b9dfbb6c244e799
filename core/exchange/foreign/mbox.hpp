#pragma once

// Where messages begin in an mbox, and their header lines, while its bytes go by: nothing of a body
// is kept.
//
// A message begins with the line `From ADDRESS DAY` at the start; and with such a line further
// down, whether or not one line before is empty, where what stands behind `From ` reads as programs
// write it (an address, a time and a year) and a header field follows in the next line, for bodies
// hold lines that begin with `From ` too.

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace crm {

/// What is told of an mbox, in its order.
struct MboxEvents {
    /// A message begins at line `line`; `envelope` is what stands behind `From `.
    std::function<void(std::size_t line, std::string_view envelope)> begin;
    /// A line of its header, without its line end; cut where it is longer than a header can be.
    std::function<void(std::string_view line)> header;
    /// Its header is complete.
    std::function<void()> end_of_header;
};

class MboxScanner {
public:
    explicit MboxScanner(MboxEvents events) : m_events(std::move(events)) {}

    /// The next bytes, cut anywhere.
    void feed(std::string_view bytes);
    void finish();

private:
    enum class State { start, header, body, candidate };

    void take(std::string_view line);
    std::size_t skip_body(std::string_view bytes, std::size_t at);

    MboxEvents m_events;
    State m_state = State::start;
    std::size_t m_line = 0; ///< the one that take() looks at
    std::size_t m_candidate_line = 0;
    std::string m_envelope;
    std::string m_partial; ///< the beginning of a line whose end is still to come
    bool m_has_partial = false;
};

/// True for what programs write behind `From `: a word, and a day with a time and a year.
[[nodiscard]] bool is_envelope(std::string_view text);

} // namespace crm
