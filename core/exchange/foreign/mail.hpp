#pragma once

// Mail, headers only: an mbox, a Maildir with its folders, single messages and folders of them
// (.eml, .emlx, Thunderbird's folders). What is read is handed on mail by mail, so that a box of
// any size takes little memory.
//
// The `ref` of a mail is `mail:` and its Message-ID; without one `mail:hash-` and the fingerprint
// of its From, To, Date and Subject; an id that is longer than 200 bytes or has anything but ASCII
// likewise, of the id. `thread` is the id of the mail that began the conversation: the first of
// References, else In-Reply-To, else its own, so that it depends on nothing but this mail.
//
// What is no letter from one person to others is passed over: to more than 20 people, from a list,
// bulk, automatic, deleted, drafts, spam and trash.

#include "core/exchange/happening.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

struct MailSink {
    std::function<void(Happening&& mail)> take;
    std::function<void(PassedOver&& mail)> pass_over;
    /// How many bytes of how many are read, from time to time; may be empty.
    std::function<void(std::uint64_t done, std::uint64_t of)> progress;
};

/// Reads the file or folder `path`. Throws Error (usage) where there is none or it cannot be read;
/// a file in a folder that cannot be read is passed over, with the reason.
void read_mail(const std::string& path, const MailSink& sink);

/// The same of bytes: an mbox or a single message.
void read_mail_text(std::string_view bytes, const std::string& file, const std::string& folder,
                    const MailSink& sink);

} // namespace crm
