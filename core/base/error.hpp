#pragma once

// The one exception of the program. Whatever stops a command is a crm::Error: what is wrong in one
// line, where it stands (a place in a file of the ledger, where there is one) and what the user can
// do about it. It is caught once, in cli/main.cpp, which prints it and takes the exit code from it.

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

/// Whose fault it is; decides the exit code (crm(1), "Exit codes").
enum class Fault {
    usage,  ///< the command line is wrong: exit code 2
    ledger, ///< the ledger or one of its files is at fault, or could not be read or written: 3
};

/// A place in a file. `excerpt` is the user's own line made safe to show (control characters
/// escaped, a long line cut around the place); `caret` is how many terminal columns of it stand
/// before the place.
struct Place {
    std::string file;       ///< path relative to the ledger's folder
    std::size_t line = 0;   ///< from 1; 0: the file as a whole
    std::size_t column = 0; ///< from 1, in characters
    std::string excerpt;
    std::size_t caret = 0;

    /// `file:line:column`, with control characters in the file's name escaped; `file` alone where
    /// the place is the whole file.
    [[nodiscard]] std::string str() const;

    friend bool operator==(const Place&, const Place&) = default;
};

/// The place that stands for a file as a whole.
[[nodiscard]] Place whole_file(std::string_view file);

/// Where the lines of one text begin; found at the first question. It is always the same text.
class LineIndex {
public:
    /// The line, from 1, in which byte `offset` of `text` stands.
    [[nodiscard]] std::size_t line_of(std::string_view text, std::size_t offset);

    /// Where a line, counted from 1, begins, and the byte of its line feed or the text's end.
    [[nodiscard]] std::size_t begin_of(std::size_t line) const;
    [[nodiscard]] std::size_t end_of(std::string_view text, std::size_t line) const;

    /// Characters of `text` from `begin`, that of a line, to `offset`. Going on in one line costs
    /// only what lies between: a line can have megabytes, and a fault every few bytes.
    [[nodiscard]] std::size_t characters(std::string_view text, std::size_t begin,
                                         std::size_t offset);

private:
    std::vector<std::size_t> m_ends; ///< of each line feed
    bool m_known = false;
    std::size_t m_begin = 0; ///< what characters() counted last
    std::size_t m_offset = 0;
    std::size_t m_characters = 0;
};

/// The place of byte `offset` in `text`, the content of `file`. Lines end at LF (a CR before it is
/// not shown). An offset past the end stands for the end.
[[nodiscard]] Place place_at(std::string_view file, std::string_view text, std::size_t offset,
                             LineIndex& lines);
[[nodiscard]] Place place_at(std::string_view file, std::string_view text, std::size_t offset);

class Error : public std::exception {
public:
    Error(Fault fault, std::string text, std::string remedy = {});
    Error(Place place, std::string text, std::string remedy = {});

    Fault fault = Fault::usage;
    std::optional<Place> place;
    std::string text;     ///< no capital, no full stop; names in single quotes; 2,000 bytes at most
    std::string remedy;   ///< what to do next; may be empty
    bool written = false; ///< what was to be written is in its place all the same

    [[nodiscard]] const char* what() const noexcept override { return text.c_str(); }

    /// The whole message as it is shown, each line ended by LF:
    ///
    ///     crm: contacts/ada-lovelace.yaml:3:7: tier 'AA' is not one of A, B, C
    ///       tier: AA
    ///             ^
    ///       did you mean 'A'?
    [[nodiscard]] std::string message() const;
};

} // namespace crm
