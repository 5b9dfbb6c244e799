#pragma once

// A contact as an address book knows it: what every reader of address books (vCard, CSV) makes of
// its records, before anything is known of the ledger.

#include "core/model/contact.hpp"

#include <cstddef>
#include <optional>
#include <string>
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

/// What a file held, in its order.
struct Cards {
    std::vector<Card> cards;
    std::vector<BadRecord> bad;
    std::vector<std::string> left_out; ///< of the file as a whole: "the column 'Gender'"
};

} // namespace crm
