#pragma once

// The words by which a person is known, and where a text has them: for sure a whole name, an id, an
// address or a number, perhaps a single word of a name.

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

struct Mention {
    std::size_t begin = 0; ///< bytes in the text
    std::size_t end = 0;
    bool sure = false;
};

class PersonWords {
public:
    /// A name or an alias, whose words may stand in any order. One that is a single word is never
    /// sure: it can be anybody's.
    void add_name(std::string_view name);

    /// An id, an e-mail or a postal address: its words, in this order.
    void add_exact(std::string_view text);

    void add_phone(std::string_view number);

    /// Ids for which this holds are somebody else's: what stands in them is no mention.
    std::function<bool(std::string_view id)> is_others;

    /// The mentions in a text, from first to last, none within another. The text may be YAML: what
    /// an escape in it hides is not found.
    [[nodiscard]] std::vector<Mention> find(std::string_view text) const;

    [[nodiscard]] bool has_sure(std::string_view text) const;

    /// The text with `in_place` for each sure mention.
    [[nodiscard]] std::string replaced(std::string_view text, std::string_view in_place) const;

private:
    struct Token {
        std::string word; ///< folded
        std::size_t begin = 0;
        std::size_t end = 0;
    };

    [[nodiscard]] std::vector<Token> known_words_in(std::string_view text) const;
    [[nodiscard]] bool is_mention(std::string_view text, const std::vector<Token>& tokens,
                                  std::size_t first, std::size_t count) const;
    /// `may_be_whole`: a word that is all of such an id counts, too.
    [[nodiscard]] bool is_in_id_of_others(std::string_view text, const Token& token,
                                          bool may_be_whole) const;
    void find_phones(std::string_view text, std::vector<Mention>& out) const;

    std::set<std::vector<std::string>> m_names; ///< words, sorted
    std::set<std::vector<std::string>> m_exact; ///< words in their order
    std::set<std::string> m_phones;             ///< the last digits
    std::set<std::string, std::less<>> m_words; ///< all that stand in these
    std::set<std::string> m_single;             ///< words of names that may mean the person
    std::size_t m_longest = 0;                  ///< words of the longest
};

} // namespace crm
