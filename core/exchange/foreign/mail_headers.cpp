#include "core/exchange/foreign/mail_headers.hpp"

#include "core/base/text.hpp"
#include "core/exchange/charset.hpp"
#include "core/exchange/fingerprint.hpp"
#include "core/exchange/local_day.hpp"

#include <fmt/format.h>
#include <gmime/gmime.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <utility>

namespace crm {
namespace {

constexpr std::size_t longest_value = std::size_t{256} << 10;
constexpr std::size_t longest_shown = 500;
constexpr std::size_t longest_id = 200;
constexpr std::size_t most_recipients = 20; ///< to more it is no letter
constexpr std::size_t most_remembered = 20'000;
constexpr int deepest_group = 8;

constexpr std::array<std::string_view, MailHeader::fields> field_names{"from",
                                                                       "to",
                                                                       "cc",
                                                                       "bcc",
                                                                       "date",
                                                                       "subject",
                                                                       "message-id",
                                                                       "in-reply-to",
                                                                       "references",
                                                                       "received",
                                                                       "list-id",
                                                                       "precedence",
                                                                       "auto-submitted",
                                                                       "x-mozilla-status",
                                                                       "x-gmail-labels",
                                                                       "sender"};

char small(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool is_name(std::string_view text, std::string_view name)
{
    return text.size() == name.size() && std::equal(text.begin(), text.end(), name.begin(),
                                                    [](char a, char b) { return small(a) == b; });
}

std::string_view trimmed(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(" \t");
    return begin == std::string_view::npos
               ? std::string_view{}
               : text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool is_ascii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c > 0 && c != 127; });
}

/// What GMime hands over, freed.
std::string taken(char* text)
{
    std::string out = text == nullptr ? std::string{} : std::string(text);
    g_free(text);
    return out;
}

std::string shown(const std::string& text)
{
    return cut(one_line(to_utf8(text)), longest_shown);
}

/// `Ada Lovelace <ada@engines.example>` and `ada@engines.example`, which most are; nothing where a
/// letter needs a second look.
std::optional<Person> plain_person(std::string_view text)
{
    const auto is_atom = [](std::string_view part, std::string_view more) {
        return !part.empty() && std::all_of(part.begin(), part.end(), [&](char c) {
            return (c >= '0' && c <= '9') || (small(c) >= 'a' && small(c) <= 'z') ||
                   more.find(c) != std::string_view::npos;
        });
    };
    std::string_view name;
    std::string_view address = trimmed(text);
    const std::size_t open = address.find('<');
    if (open != std::string_view::npos) {
        if (address.back() != '>') {
            return std::nullopt;
        }
        name = trimmed(address.substr(0, open));
        address = address.substr(open + 1, address.size() - open - 2);
        if (name.size() >= 2 && name.front() == '"' && name.back() == '"') {
            name = name.substr(1, name.size() - 2);
            if (!is_atom(name, " -_.,'&+/")) {
                return std::nullopt;
            }
        } else if (!name.empty() && !is_atom(name, " -_'")) {
            return std::nullopt;
        }
    }
    const std::size_t sign = address.find('@');
    if (sign == std::string_view::npos || !is_atom(address.substr(0, sign), ".-_+=") ||
        !is_atom(address.substr(sign + 1), ".-")) {
        return std::nullopt;
    }
    return Person{std::string(trimmed(name)), std::string(address), {}};
}

/// `a:b:c:...`, groups within groups: GMime goes down by itself for each, to the end of the stack.
bool nests_deeply(std::string_view value)
{
    constexpr std::size_t deepest = 200;
    std::size_t depth = 0;
    for (const char c : value) {
        depth = c == ':' ? depth + 1 : c == ';' ? 0 : depth;
        if (depth > deepest) {
            return true;
        }
    }
    return false;
}

void add_people(InternetAddressList* list, int depth, std::vector<Person>& out)
{
    const int count = internet_address_list_length(list);
    for (int i = 0; i < count; ++i) {
        InternetAddress* one = internet_address_list_get_address(list, i);
        if (INTERNET_ADDRESS_IS_GROUP(one)) {
            InternetAddressList* members =
                internet_address_group_get_members(INTERNET_ADDRESS_GROUP(one));
            if (members != nullptr && depth < deepest_group) {
                add_people(members, depth + 1, out);
            }
            continue;
        }
        if (!INTERNET_ADDRESS_IS_MAILBOX(one)) {
            continue;
        }
        const char* name = internet_address_get_name(one);
        const char* address = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one));
        Person person{
            name == nullptr ? "" : shown(name), address == nullptr ? "" : shown(address), {}};
        if (!person.email.empty()) {
            out.push_back(std::move(person));
        }
    }
}

struct MailInstant {
    std::int64_t seconds = 0;
    int offset = 0; ///< of the sender's clock
};

std::optional<MailInstant> parse_instant(std::string_view text)
{
    if (text.find_first_of("0123456789") == std::string_view::npos) {
        return std::nullopt;
    }
    GDateTime* parsed = g_mime_utils_header_decode_date(std::string(text).c_str());
    if (parsed == nullptr) {
        return std::nullopt;
    }
    constexpr gint64 second = 1'000'000;
    const MailInstant out{g_date_time_to_unix(parsed),
                          static_cast<int>(g_date_time_get_utc_offset(parsed) / second)};
    g_date_time_unref(parsed);
    constexpr std::int64_t first_mail = -365 * 86400; // 1969: RFC 2822 has examples from then
    return out.seconds < first_mail ? std::nullopt : std::optional(out);
}

std::optional<MailInstant> instant_of(const MailHeader& header, std::string_view envelope)
{
    if (const auto out = parse_instant(header[MailHeader::date])) {
        return out;
    }
    const std::string& received = header[MailHeader::received];
    const std::size_t semicolon = received.rfind(';');
    if (semicolon != std::string::npos) {
        if (const auto out = parse_instant(std::string_view(received).substr(semicolon + 1))) {
            return out;
        }
    }
    const std::size_t space = envelope.find(' ');
    if (space == std::string_view::npos) {
        return std::nullopt;
    }
    return parse_instant(envelope.substr(space + 1));
}

/// An id as a ref can hold it.
std::string id_for_ref(const std::string& id)
{
    const bool is_plain =
        !id.empty() && id.size() <= longest_id &&
        std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c < 127 && c != '#'; });
    return is_plain || id.empty() ? id : "hash-" + fingerprint(id);
}

/// The first `<...>` in a text; nothing where there is none.
std::string_view first_id(std::string_view text)
{
    const std::size_t open = text.find('<');
    const std::size_t close = text.find('>', open == std::string_view::npos ? 0 : open);
    if (open == std::string_view::npos || close == std::string_view::npos || close == open + 1) {
        return {};
    }
    return text.substr(open + 1, close - open - 1);
}

std::string decoded_id(const std::string& value)
{
    const std::string_view id = first_id(value);
    if (!id.empty() && id.find_first_of(" \t(\"<") == std::string_view::npos) {
        return std::string(id);
    }
    return taken(g_mime_utils_decode_message_id(value.c_str()));
}

std::string thread_of(const MailHeader& header, const std::string& own)
{
    for (const auto field : {MailHeader::references, MailHeader::in_reply_to}) {
        const std::string_view id = first_id(header[field]);
        if (!id.empty()) {
            return id_for_ref(decoded_id("<" + std::string(id) + ">"));
        }
    }
    return own;
}

bool has_label(const std::vector<std::string>& labels, std::string_view label)
{
    return std::any_of(labels.begin(), labels.end(),
                       [&](const std::string& one) { return fold(one) == label; });
}

/// Why it is no letter from one person to another; empty where it is one.
std::string why_no_letter(const MailHeader& header, const Happening& mail)
{
    const auto says = [&](MailHeader::Field field, std::string_view word) {
        return fold(header[field].substr(0, header[field].find_first_of(" ;"))) == word;
    };
    constexpr unsigned long deleted = 8;
    if ((std::strtoul(header[MailHeader::mozilla_status].c_str(), nullptr, 16) & deleted) != 0) {
        return "deleted";
    }
    if (has_label(mail.categories, "spam") || has_label(mail.categories, "trash")) {
        return "in spam or trash";
    }
    if (has_label(mail.categories, "drafts") || has_label(mail.categories, "draft")) {
        return "a draft";
    }
    if (!header[MailHeader::list_id].empty()) {
        return "from a mailing list";
    }
    if (says(MailHeader::precedence, "bulk") || says(MailHeader::precedence, "list") ||
        says(MailHeader::precedence, "junk")) {
        return "bulk mail";
    }
    if (!header[MailHeader::auto_submitted].empty() && !says(MailHeader::auto_submitted, "no")) {
        return "sent automatically";
    }
    if (mail.with.size() > most_recipients) {
        return fmt::format("to more than {} people", most_recipients);
    }
    return {};
}

} // namespace

void MailHeader::clear()
{
    for (std::string& value : m_values) {
        value.clear();
    }
    m_open = nullptr;
    m_has_any = false;
}

void MailHeader::take(std::string_view line)
{
    if (!line.empty() && (line.front() == ' ' || line.front() == '\t')) {
        if (m_open != nullptr && m_open->size() < longest_value) {
            *m_open += ' ';
            *m_open += trimmed(line);
        }
        return;
    }
    m_open = nullptr;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) {
        return;
    }
    m_has_any = true;
    const std::string_view name = trimmed(line.substr(0, colon));
    for (std::size_t field = 0; field < fields; ++field) {
        if (!is_name(name, field_names[field])) {
            continue;
        }
        std::string& value = m_values[field];
        const bool is_list = field == to || field == cc || field == bcc;
        if (!value.empty() && !is_list) {
            return; // the first holds
        }
        if (value.size() < longest_value) {
            value += value.empty() ? "" : ", ";
            value += trimmed(line.substr(colon + 1));
            m_open = &value;
        }
        return;
    }
}

struct MailReader::Options {
    GMimeParserOptions* gmime = nullptr;
};

MailReader::MailReader() : m_options(std::make_unique<Options>())
{
    g_mime_init();
    m_options->gmime = g_mime_parser_options_new();
}

MailReader::~MailReader()
{
    g_mime_parser_options_free(m_options->gmime);
}

const std::vector<Person>& MailReader::people(const std::string& value)
{
    const auto known = m_people.find(value);
    if (known != m_people.end()) {
        return known->second;
    }
    if (m_people.size() >= most_remembered) {
        m_people.clear();
    }
    std::vector<Person>& out = m_people[value];
    if (const auto one = plain_person(value)) {
        out.push_back(*one);
        return out;
    }
    if (nests_deeply(value)) {
        return out;
    }
    const std::string text = is_ascii(value) ? value : to_utf8(value);
    InternetAddressList* list = internet_address_list_parse(m_options->gmime, text.c_str());
    if (list != nullptr) {
        add_people(list, 0, out);
        g_object_unref(list);
    }
    return out;
}

bool MailReader::read(const MailHeader& header, std::string_view envelope, Happening& out,
                      std::string& reason, bool& is_fault)
{
    is_fault = false;
    const auto decoded = [&](const std::string& value) {
        const bool is_plain = is_ascii(value) && value.find("=?") == std::string::npos;
        return shown(is_plain ? value
                              : taken(g_mime_utils_header_decode_text(m_options->gmime,
                                                                      to_utf8(value).c_str())));
    };
    out.kind = HistoryKind::mail;
    if (!header[MailHeader::gmail_labels].empty()) {
        const std::string labels = decoded(header[MailHeader::gmail_labels]);
        for (std::size_t begin = 0; begin <= labels.size();) {
            const std::size_t end = std::min(labels.find(',', begin), labels.size());
            out.categories.push_back(one_line(labels.substr(begin, end - begin)));
            begin = end + 1;
        }
    }
    const auto& senders = people(header[MailHeader::from].empty() ? header[MailHeader::sender]
                                                                  : header[MailHeader::from]);
    if (senders.empty()) {
        reason = header.has_any() ? "no sender" : "no mail";
        is_fault = true;
        return false;
    }
    out.from = senders.front();
    for (const auto field : {MailHeader::to, MailHeader::cc, MailHeader::bcc}) {
        if (!header[field].empty()) {
            const auto& some = people(header[field]);
            out.with.insert(out.with.end(), some.begin(), some.end());
        }
    }
    reason = why_no_letter(header, out);
    if (!reason.empty()) {
        return false;
    }
    const auto instant = instant_of(header, envelope);
    const auto day = instant ? local_day(instant->seconds) : std::nullopt;
    const auto own_day = instant ? day_at_offset(instant->seconds, instant->offset) : std::nullopt;
    if (!day || !own_day) {
        reason = "no date that can be read";
        is_fault = true;
        return false;
    }
    out.date = *day;
    out.own_day = iso(*own_day);
    out.at = instant->seconds;
    out.title = decoded(header[MailHeader::subject]);
    out.note = out.title;
    std::string id = id_for_ref(decoded_id(header[MailHeader::message_id]));
    if (id.empty()) {
        id = "hash-" + fingerprint(fmt::format("{}\n{}\n{}\n{}", header[MailHeader::from],
                                               header[MailHeader::to], header[MailHeader::date],
                                               header[MailHeader::subject]));
    }
    out.ref = "mail:" + id;
    out.thread = thread_of(header, id);
    return true;
}

} // namespace crm
