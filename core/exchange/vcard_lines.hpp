#pragma once

// The lines of a vCard file, before their meaning: RFC 6350 and 2426, and vCard 2.1 as phones and
// mail programs write it. Lines are unfolded as bytes, because folds cut characters; values are
// undone of their encoding but not of their charset, backslashes or lists.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

struct VcardLine {
    std::size_t line = 0; ///< from 1, where it begins
    std::string group;    ///< "ITEM1" of `item1.TEL`
    std::string name;     ///< "TEL"; capitals as all of the words below
    std::string charset;  ///< as written
    std::string kind;     ///< the parameter VALUE: "URI", "TEXT"
    std::vector<std::string> types;
    int preferred = 101;   ///< 1 is first, 100 last, 101 not at all
    std::string omit_year; ///< Apple's X-APPLE-OMIT-YEAR
    bool base64 = false;   ///< the value is no text and has been left out
    bool has_value = false;
    std::string value;

    [[nodiscard]] bool has_type(std::string_view type) const;
};

/// Reads one line after the other. Lines without a name and a colon are no lines of a vCard: their
/// name is empty, and their value is what stands there.
class VcardLines {
public:
    /// `text` outlives the reader. Its lines end in LF or CR LF, or in CR where it has no LF.
    explicit VcardLines(std::string_view text);

    /// False at the end. Empty lines are passed over.
    bool next(VcardLine& line);

private:
    struct Physical {
        std::string_view text;
        std::size_t next = 0;
    };

    [[nodiscard]] Physical physical(std::size_t at) const;
    [[nodiscard]] bool at_fold() const;
    std::string_view take_fold();
    void read_value(VcardLine& line, std::string_view first);
    void read_quoted_printable(VcardLine& line, std::string_view first);
    void read_base64(VcardLine& line, std::string_view first);

    std::string_view m_text;
    char m_end = '\n';
    std::size_t m_at = 0;
    std::size_t m_line = 0; ///< of m_at
    std::string m_unfolded; ///< of the line being read, where it is folded
};

} // namespace crm
