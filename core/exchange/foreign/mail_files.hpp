#pragma once

// Which files of a folder are mail, and of which mailbox.

#include <cstdint>
#include <string>
#include <vector>

namespace crm {

struct MailFile {
    std::string path;
    std::string folder;      ///< the mailbox's name: "Clients/Ada"; "INBOX" for a Maildir itself
    bool is_single = false;  ///< one message, only its header is read
    std::string passed_over; ///< why it is not read; empty where it is
    std::uint64_t size = 0;
};

/// The file itself, or what a folder holds, by name. Links in a folder are not followed. Throws
/// Error (usage) where `path` is nothing or cannot be listed.
[[nodiscard]] std::vector<MailFile> find_mail_files(const std::string& path);

} // namespace crm
