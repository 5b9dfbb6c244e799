#pragma once

// The header of one mail: its lines gathered, and what they say, by GMime.

#include "core/exchange/happening.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace crm {

/// Takes header lines one by one, and keeps those that are of use.
class MailHeader {
public:
    enum Field : std::size_t {
        from,
        to,
        cc,
        bcc,
        date,
        subject,
        message_id,
        in_reply_to,
        references,
        received,
        list_id,
        precedence,
        auto_submitted,
        mozilla_status,
        gmail_labels,
        sender,
        fields
    };

    void clear();
    void take(std::string_view line);

    /// Unfolded and without space at either end; empty where there is none.
    [[nodiscard]] const std::string& operator[](Field field) const { return m_values[field]; }

    /// Whether there was any header field, known or not.
    [[nodiscard]] bool has_any() const { return m_has_any; }

private:
    std::array<std::string, fields> m_values;
    std::string* m_open = nullptr; ///< what a folded line belongs to
    bool m_has_any = false;
};

/// Reads headers; remembers addresses that it has seen, of which a mailbox has few.
class MailReader {
public:
    MailReader();
    MailReader(const MailReader&) = delete;
    MailReader& operator=(const MailReader&) = delete;
    ~MailReader();

    /// What the header says, or, in `reason`, why it is passed over. `envelope` is what an mbox has
    /// behind `From `. Takes any bytes.
    [[nodiscard]] bool read(const MailHeader& header, std::string_view envelope, Happening& out,
                            std::string& reason, bool& is_fault);

private:
    const std::vector<Person>& people(const std::string& value);

    struct Options;
    std::unique_ptr<Options> m_options;
    std::unordered_map<std::string, std::vector<Person>> m_people;
};

} // namespace crm
