#pragma once

// What the readers of address books share: putting a Card together from values that are UTF-8
// already, so that it keeps what card.hpp promises.

#include "core/exchange/card.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace crm {

/// The parts of a name as a card or a table has them.
struct CardName {
    std::string prefix;
    std::string given;
    std::string middle;
    std::string family;
    std::string suffix;

    /// "Dr. Ada King Lovelace Jr."
    [[nodiscard]] std::string full() const;
    /// "Ada Lovelace"
    [[nodiscard]] std::string short_form() const;
};

/// The parts of a postal address; each may have several lines.
struct CardAddress {
    std::string box;
    std::string extended;
    std::string street;
    std::string city;
    std::string region;
    std::string code;
    std::string country;

    /// On one line: "Box 5, Flat 2, 12 Mill Lane, Leeds, LS1 4AP, England".
    [[nodiscard]] std::string line() const;
};

/// The lines of a text joined with commas.
[[nodiscard]] std::string lines_with_commas(std::string_view text);

/// text without `unwanted` characters at either end.
[[nodiscard]] std::string_view stripped(std::string_view text, std::string_view unwanted);

/// Texts are made fit for a Card; empty ones and those that are there already are passed over.
/// Linear in what it is given.
class CardBuilder {
public:
    CardBuilder(std::string file, std::size_t line);

    /// The first is the name, the others are aliases.
    void name(std::string_view text);
    void parts(CardName parts); ///< of one line each
    void alias(std::string_view text);
    void org(std::string_view text);
    void role(std::string_view text);
    void email(std::string_view text, int preferred = 0); ///< `mailto:`, `Ada <ada@x.example>` too
    void phone(std::string_view text, int preferred = 0); ///< `tel:` too
    void address(std::string_view text);
    void url(std::string_view text);
    void tag(std::string_view text);
    void interest(std::string_view text);
    void note(std::string_view text);
    /// A birthday or another day; a second one of that name gets a number.
    void date(std::string_view name, const YearlyDate& date);
    void day(std::optional<Date> Card::*field, Date date) { m_card.*field = date; }
    void avoid(std::string_view touch);
    /// What a card has one of: uid, id, kind ...; the first counts.
    void own(std::string Card::*field, std::string_view text);

    /// "a photo"
    void leave_out(std::string_view what);
    /// "nickname 'Joe'", the value cut where it is long; nothing where it is empty.
    void leave_out(std::string_view what, std::string_view value, std::string_view label = {});

    /// The card, or nothing where it has no name and nothing that could stand for one.
    [[nodiscard]] bool finish(Card& card);

private:
    struct Ranked {
        std::string text;
        int preferred = 0;
    };

    static void one_of(std::vector<std::string>& list, std::string text);
    void settle_name();

    Card m_card;
    CardName m_parts;
    std::vector<Ranked> m_emails;
    std::vector<Ranked> m_phones;
    std::unordered_map<std::string, std::size_t> m_date_names; ///< and the number given last
    std::size_t m_left_out = 0;
};

} // namespace crm
