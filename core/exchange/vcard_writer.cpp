#include "core/exchange/vcard_writer.hpp"

#include "core/base/text.hpp"
#include "core/exchange/content_line.hpp"
#include "core/exchange/uid.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace crm {
namespace {

constexpr std::array<std::string_view, 18> name_suffixes{"jr", "sr",  "ii",  "iii", "iv",  "phd",
                                                         "md", "dds", "dvm", "jd",  "esq", "cpa",
                                                         "ea", "cfp", "cfa", "mba", "rn",  "llm"};

bool is_name_suffix(std::string_view word)
{
    std::string letters;
    for (const char c : word) {
        if (c != '.' && c != ',') {
            letters += c;
        }
    }
    const std::string folded = fold(letters);
    return std::find(name_suffixes.begin(), name_suffixes.end(), folded) != name_suffixes.end();
}

struct NameParts {
    std::string given;
    std::string family;
    std::string suffix;
};

void append_word(std::string& to, std::string_view word)
{
    to += to.empty() ? "" : " ";
    to += word;
}

NameParts split_name(const std::string& name)
{
    std::vector<std::string> parts;
    for (std::size_t at = 0; at < name.size();) {
        const std::size_t begin = name.find_first_not_of(' ', at);
        if (begin == std::string::npos) {
            break;
        }
        at = std::min(name.find(' ', begin), name.size());
        parts.push_back(name.substr(begin, at - begin));
    }
    std::size_t count = parts.size();
    while (count > 2 && is_name_suffix(parts[count - 1])) {
        --count;
    }
    NameParts out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const bool is_family = count > 1 && i + 1 == count;
        append_word(i >= count ? out.suffix : is_family ? out.family : out.given, parts[i]);
    }
    if (!out.suffix.empty() && out.family.back() == ',') { // "Ada Lovelace, PhD"
        out.family.pop_back();
    }
    return out;
}

class CardText {
public:
    explicit CardText(CardVersion version) : m_version(version), m_out(card_beginning(version)) {}

    /// Nothing where there is no value.
    void add(std::string_view name, const std::string& value)
    {
        if (!value.empty()) {
            m_out += content_line(name, value);
        }
    }

    void add_each(std::string_view name, const std::vector<std::string>& texts)
    {
        for (const std::string& text : texts) {
            add(name, line_value(text));
        }
    }

    void add(std::string_view name, const std::optional<Date>& date)
    {
        add(name, date ? iso(*date) : "");
    }

    void add(std::string_view name, const YearlyDate& date)
    {
        if (m_version == CardVersion::v4) {
            add(name, date.year ? fmt::format("{:04}{:02}{:02}", *date.year, date.month, date.day)
                                : fmt::format("--{:02}{:02}", date.month, date.day));
        } else if (date.year) {
            add(name, date.str());
        } else {
            add(fmt::format("{};X-APPLE-OMIT-YEAR=1604", name),
                fmt::format("1604-{:02}-{:02}", date.month, date.day));
        }
    }

    void add_dates(const std::vector<NamedDate>& dates)
    {
        int item = 0;
        for (const NamedDate& named : dates) {
            if (named.name == "birthday") {
                add("BDAY", named.date);
            } else if (named.name == "anniversary") {
                add(m_version == CardVersion::v4 ? "ANNIVERSARY" : "X-ANNIVERSARY", named.date);
            } else {
                ++item;
                add(fmt::format("item{}.X-ABDATE", item), named.date);
                add(fmt::format("item{}.X-ABLABEL", item), line_value(named.name));
            }
        }
    }

    std::string end() { return std::move(m_out) + "END:VCARD\r\n"; }

private:
    CardVersion m_version;
    std::string m_out;
};

} // namespace

std::string_view card_beginning(CardVersion version)
{
    return version == CardVersion::v4 ? "BEGIN:VCARD\r\nVERSION:4.0\r\nPRODID:-//crm//EN\r\n"
                                      : "BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//crm//EN\r\n";
}

std::string vcard(const Contact& contact, const Roster& roster, CardVersion version)
{
    CardText card(version);
    const std::string uid = stable_uid(contact);
    const bool is_text = version == CardVersion::v4 && uid.compare(0, 4, "urn:") != 0;
    card.add(is_text ? "UID;VALUE=text" : "UID", line_value(uid));
    // A card has a name, even of somebody whose own has nothing that can be shown.
    const std::string shown = harmless_line(contact.name);
    card.add("FN", line_value(shown.empty() ? contact.id : shown));
    const NameParts name = split_name(shown.empty() ? contact.id : shown);
    card.add("N", fmt::format("{};{};;;{}", line_value(name.family), line_value(name.given),
                              line_value(name.suffix)));
    card.add("NICKNAME", list_value(contact.aliases));
    card.add("ORG", line_value(contact.org));
    card.add("TITLE", line_value(contact.role));
    card.add_each("EMAIL", contact.email);
    card.add_each("TEL", contact.phone);
    for (const std::string& address : contact.address) {
        card.add("ADR", fmt::format(";;{};;;;", line_value(address)));
    }
    for (const std::string& url : contact.url) {
        card.add("URL", uri_value(url));
    }
    card.add_dates(contact.dates);
    card.add("CATEGORIES", list_value(contact.tags));
    card.add("NOTE", lines_value(contact.notes));
    card.add("X-CRM-ID", contact.id);
    card.add("X-CRM-KIND", line_value(contact.kind));
    card.add("X-CRM-TIER", line_value(contact.tier));
    if (contact.status != Status::active) {
        card.add("X-CRM-STATUS", std::string(status_name(contact.status)));
    }
    card.add("X-CRM-HOUSEHOLD", line_value(contact.household));
    card.add_each("X-CRM-INTEREST", contact.interests);
    card.add("X-CRM-SINCE", contact.since);
    card.add("X-CRM-PROMISED-FROM", contact.promised_from);
    if (contact.referred_by) {
        card.add("X-CRM-REFERRED-BY", line_value(current_id(roster, *contact.referred_by)));
    }
    card.add_each("X-CRM-AVOID", contact.avoid);
    return card.end();
}

void write_vcards(const Selection& selection, CardVersion version, const Sink& sink)
{
    for (const Contact* contact : selection.contacts) {
        sink(vcard(*contact, selection.roster, version));
    }
}

} // namespace crm
