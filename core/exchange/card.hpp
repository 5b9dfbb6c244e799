#pragma once

// A contact as an address book knows it: what every reader of address books (vCard, CSV) makes of
// its records, before anything is known of the ledger.

#include "core/model/contact.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace crm {

/// Where a record begins in the file it came from.
struct RecordPlace {
    std::string file;     ///< as it was named on the command line
    std::size_t line = 0; ///< from 1
};

/// Texts are valid UTF-8 without control characters but LF in notes, without space at either end,
/// and never empty within a list.
struct Card {
    RecordPlace place;
    std::string uid; ///< the source's own identity of the record; empty where it has none
    std::string name;
    std::string org;
    std::string role;
    std::vector<std::string> email;
    std::vector<std::string> phone;
    std::vector<std::string> address; ///< postal, each in one line
    std::vector<std::string> url;
    std::vector<std::string> aliases;
    std::vector<std::string> tags;
    std::vector<NamedDate> dates;
    std::optional<Date> since; ///< LinkedIn's "Connected On"
    std::string notes;
    std::vector<std::string> left_out; ///< what a ledger has no place for: "a photo"
    // Only what crm wrote has these; as they stand there.
    std::string id;
    std::string kind;
    std::string tier;
    std::string status;
    std::string household;
    std::vector<std::string> interests;
    std::vector<std::string> avoid;
    std::optional<Date> promised_from;
    std::string referred_by;
};

/// A record that could not be used, and why: "has no name".
struct BadRecord {
    RecordPlace place;
    std::string text;
};

/// No address book of somebody's own has so many. What comes behind them in a file is not read.
inline constexpr std::size_t most_cards = 100'000;

/// What a file held, in its order.
struct Cards {
    std::vector<Card> cards;
    std::vector<BadRecord> bad; ///< the first hundred, and what concerns the rest of the file
    std::size_t more_bad = 0;   ///< besides them
    std::vector<std::string> left_out; ///< of the file as a whole: "the column 'Gender'"

    /// Adds to `bad`, or to `more_bad`.
    void add_bad(BadRecord&& one)
    {
        constexpr std::size_t most_told = 100;
        if (bad.size() < most_told) {
            bad.push_back(std::move(one));
        } else {
            ++more_bad;
        }
    }

    /// True, and says so in `bad`, where no more is to be read of the file; its next record begins
    /// at `place`.
    [[nodiscard]] bool is_full(const RecordPlace& place)
    {
        if (cards.size() < most_cards) {
            return false;
        }
        bad.push_back({place, "comes after 100000 others, and no more are taken from one file; put "
                              "the rest into a file of its own"});
        return true;
    }
};

} // namespace crm
