#include "core/exchange/vcard.hpp"

#include "core/base/text.hpp"
#include "core/exchange/card_build.hpp"
#include "core/exchange/card_dates.hpp"
#include "core/exchange/charset.hpp"
#include "core/exchange/vcard_lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>
#include <utility>

namespace crm {
namespace {

/// The value as UTF-8; backslashes are still in it.
std::string vcard_text(const VcardLine& line)
{
    const bool ascii = std::all_of(line.value.begin(), line.value.end(),
                                   [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    return ascii ? line.value : to_utf8(line.value, line.charset);
}

/// Undoes the backslashes.
std::string vcard_unescaped(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char next = text[i] == '\\' && i + 1 < text.size() ? text[i + 1] : '\0';
        if (next == 'n' || next == 'N') {
            out += '\n';
            ++i;
        } else if (next != '\0' &&
                   std::string_view("\\,;:\"").find(next) != std::string_view::npos) {
            out += next;
            ++i;
        } else {
            out += text[i];
        }
    }
    return out;
}

/// Splits where `separator` stands without a backslash; what comes after `most` parts is left out.
std::vector<std::string_view> vcard_split(std::string_view text, char separator, std::size_t most)
{
    std::vector<std::string_view> parts;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < text.size() && parts.size() < most; ++i) {
        if (text[i] == '\\') {
            ++i;
        } else if (text[i] == separator) {
            parts.push_back(text.substr(begin, i - begin));
            begin = i + 1;
        }
    }
    if (parts.size() < most) {
        parts.push_back(text.substr(begin));
    }
    return parts;
}

std::vector<std::string> vcard_parts(std::string_view text, char separator, std::size_t most)
{
    std::vector<std::string> parts;
    for (const std::string_view part : vcard_split(text, separator, most)) {
        parts.push_back(vcard_unescaped(part));
    }
    return parts;
}

constexpr std::size_t most_in_line = 1000; ///< values of one line
constexpr std::size_t most_nested = 16;

/// A card that has begun and not ended.
class OpenVcard {
public:
    OpenVcard(const std::string& file, std::size_t line) : m_line(line), m_builder(file, line) {}

    void take(const VcardLine& line);
    void cut_off() { m_builder.leave_out("its end, which is missing"); }
    void close(Cards& cards, const std::string& file);
    [[nodiscard]] std::size_t line() const { return m_line; }

    /// The line before was AGENT: a card that begins now is the agent's.
    [[nodiscard]] bool next_is_agent() const { return m_next_is_agent; }
    /// It was `AGENT:BEGIN:VCARD`.
    [[nodiscard]] bool agent_begins() const { return m_agent_begins; }
    /// Cards that were written within a value, with the line of it.
    [[nodiscard]] const std::vector<std::pair<std::size_t, std::string>>& agents() const
    {
        return m_agents;
    }

private:
    using Reader = void (OpenVcard::*)(const VcardLine& line);

    static Reader reader_of(std::string_view name);

    void nothing(const VcardLine& /*line*/) {}
    void address(const VcardLine& line);
    void address_label(const VcardLine& line);
    void agent(const VcardLine& line);
    void anniversary(const VcardLine& line) { day("anniversary", line); }
    void birthday(const VcardLine& line);
    void categories(const VcardLine& line);
    void email(const VcardLine& line);
    void formatted_name(const VcardLine& line);
    void group_label(const VcardLine& line);
    void interest(const VcardLine& line) { m_builder.interest(text(line)); }
    void kind(const VcardLine& line);
    void name(const VcardLine& line);
    void nickname(const VcardLine& line);
    void note(const VcardLine& line) { m_builder.note(text(line)); }
    void org(const VcardLine& line);
    void grouped(const VcardLine& line);
    void picture(const VcardLine& line);
    void phone(const VcardLine& line);
    void role(const VcardLine& line) { m_role = m_role.empty() ? text(line) : m_role; }
    void avoid(const VcardLine& line) { m_builder.avoid(text(line)); }
    void title(const VcardLine& line) { m_builder.role(text(line)); }
    void url(const VcardLine& line) { m_builder.url(text(line)); }
    void whole_alias(const VcardLine& line) { m_builder.alias(text(line)); }
    template <std::string Card::*field>
    void own(const VcardLine& line)
    {
        m_builder.own(field, text(line));
    }

    template <std::optional<Date> Card::*field>
    void own_day(const VcardLine& line)
    {
        if (const auto date = parse_card_day(text(line))) {
            m_builder.day(field, *date);
        } else {
            m_builder.leave_out(line.name, text(line));
        }
    }

    void day(std::string_view name, const VcardLine& line);
    void labelled(const VcardLine& line, std::string_view label);
    [[nodiscard]] std::string text(const VcardLine& line);

    std::size_t m_line;
    CardBuilder m_builder;
    std::unordered_map<std::string, std::string> m_labels; ///< of groups
    std::vector<VcardLine> m_grouped;                      ///< wait for their labels
    std::string m_role;
    std::string m_address_label;
    bool m_has_address = false;
    bool m_has_birthday = false;
    bool m_is_group = false;
    bool m_next_is_agent = false;
    bool m_agent_begins = false;
    std::vector<std::pair<std::size_t, std::string>> m_agents;
};

OpenVcard::Reader OpenVcard::reader_of(std::string_view name)
{
    static constexpr std::array<std::pair<std::string_view, Reader>, 68> table{{
        {"ADR", &OpenVcard::address},
        {"AGENT", &OpenVcard::agent},
        {"ANNIVERSARY", &OpenVcard::anniversary},
        {"BDAY", &OpenVcard::birthday},
        {"CALADRURI", &OpenVcard::nothing},
        {"CALURI", &OpenVcard::nothing},
        {"CATEGORIES", &OpenVcard::categories},
        {"CLASS", &OpenVcard::nothing},
        {"CLIENTPIDMAP", &OpenVcard::nothing},
        {"EMAIL", &OpenVcard::email},
        {"FBURL", &OpenVcard::nothing},
        {"FN", &OpenVcard::formatted_name},
        {"GEO", &OpenVcard::nothing},
        {"KEY", &OpenVcard::picture},
        {"KIND", &OpenVcard::kind},
        {"LABEL", &OpenVcard::address_label},
        {"LANG", &OpenVcard::nothing},
        {"LOGO", &OpenVcard::picture},
        {"MAILER", &OpenVcard::nothing},
        {"MEMBER", &OpenVcard::nothing},
        {"N", &OpenVcard::name},
        {"NAME", &OpenVcard::nothing},
        {"NICKNAME", &OpenVcard::nickname},
        {"NOTE", &OpenVcard::note},
        {"ORG", &OpenVcard::org},
        {"PHOTO", &OpenVcard::picture},
        {"PRODID", &OpenVcard::nothing},
        {"PROFILE", &OpenVcard::nothing},
        {"RELATED", &OpenVcard::grouped},
        {"REV", &OpenVcard::nothing},
        {"ROLE", &OpenVcard::role},
        {"SORT-STRING", &OpenVcard::nothing},
        {"SOUND", &OpenVcard::picture},
        {"SOURCE", &OpenVcard::nothing},
        {"TEL", &OpenVcard::phone},
        {"TITLE", &OpenVcard::title},
        {"TZ", &OpenVcard::nothing},
        {"UID", &OpenVcard::own<&Card::uid>},
        {"URL", &OpenVcard::url},
        {"VERSION", &OpenVcard::nothing},
        {"X-ABADR", &OpenVcard::nothing},
        {"X-ABDATE", &OpenVcard::grouped},
        {"X-ABLABEL", &OpenVcard::group_label},
        {"X-ABRELATEDNAMES", &OpenVcard::grouped},
        {"X-ABSHOWAS", &OpenVcard::nothing},
        {"X-ABUID", &OpenVcard::nothing},
        {"X-ADDRESSBOOKSERVER-KIND", &OpenVcard::kind},
        {"X-ADDRESSBOOKSERVER-MEMBER", &OpenVcard::nothing},
        {"X-ANNIVERSARY", &OpenVcard::anniversary},
        {"X-CRM-ALIAS", &OpenVcard::whole_alias},
        {"X-CRM-AVOID", &OpenVcard::avoid},
        {"X-CRM-HOUSEHOLD", &OpenVcard::own<&Card::household>},
        {"X-CRM-ID", &OpenVcard::own<&Card::id>},
        {"X-CRM-INTEREST", &OpenVcard::interest},
        {"X-CRM-KIND", &OpenVcard::own<&Card::kind>},
        {"X-CRM-PROMISED-FROM", &OpenVcard::own_day<&Card::promised_from>},
        {"X-CRM-REFERRED-BY", &OpenVcard::own<&Card::referred_by>},
        {"X-CRM-SINCE", &OpenVcard::own_day<&Card::since>},
        {"X-CRM-STATUS", &OpenVcard::own<&Card::status>},
        {"X-CRM-TIER", &OpenVcard::own<&Card::tier>},
        {"X-EVOLUTION-ANNIVERSARY", &OpenVcard::anniversary},
        {"X-EVOLUTION-FILE-AS", &OpenVcard::nothing},
        {"X-KADDRESSBOOK-X-ANNIVERSARY", &OpenVcard::anniversary},
        {"X-MS-ANNIVERSARY", &OpenVcard::anniversary},
        {"X-PHONETIC-FIRST-NAME", &OpenVcard::nothing},
        {"X-PHONETIC-LAST-NAME", &OpenVcard::nothing},
        {"X-PHONETIC-MIDDLE-NAME", &OpenVcard::nothing},
        {"XML", &OpenVcard::nothing},
    }};
    static_assert(std::is_sorted(table.begin(), table.end(),
                                 [](const auto& a, const auto& b) { return a.first < b.first; }));
    const auto found =
        std::lower_bound(table.begin(), table.end(), name,
                         [](const auto& one, std::string_view key) { return one.first < key; });
    return found != table.end() && found->first == name ? found->second : nullptr;
}

std::string OpenVcard::text(const VcardLine& line)
{
    return vcard_unescaped(vcard_text(line));
}

void OpenVcard::take(const VcardLine& line)
{
    m_next_is_agent = false;
    m_agent_begins = false;
    if (line.name.empty()) {
        m_builder.leave_out(fmt::format("line {}", line.line), vcard_text(line));
    } else if (const Reader reader = reader_of(line.name)) {
        if (line.has_value || line.name == "AGENT") {
            (this->*reader)(line);
        }
        if (!line.charset.empty() && !knows_charset(line.charset) && line.has_value) {
            m_builder.leave_out("its charset, which is not known:", to_utf8(line.charset));
        }
    } else if (line.base64) {
        m_builder.leave_out(line.name);
    } else if (line.has_value) {
        grouped(line);
    }
}

void OpenVcard::address(const VcardLine& line)
{
    std::vector<std::string> parts = vcard_parts(vcard_text(line), ';', 8);
    parts.resize(7);
    const CardAddress address{parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], parts[6]};
    const std::string in_a_line = address.line();
    m_has_address = m_has_address || !in_a_line.empty();
    m_builder.address(in_a_line);
}

void OpenVcard::address_label(const VcardLine& line)
{
    m_address_label = m_address_label.empty() ? text(line) : m_address_label;
}

void OpenVcard::agent(const VcardLine& line)
{
    std::string value = text(line);
    const bool is_card = fold(stripped(value.substr(0, 16), " \n")).starts_with("begin:vcard");
    if (!is_card) {
        m_next_is_agent = !line.has_value;
        m_builder.leave_out("agent", value);
    } else if (value.find('\n') == std::string::npos) {
        m_agent_begins = true;
    } else {
        m_agents.push_back({line.line, std::move(value)});
    }
}

void OpenVcard::birthday(const VcardLine& line)
{
    if (m_has_birthday) {
        m_builder.leave_out("another birthday", text(line));
        return;
    }
    m_has_birthday = true;
    day("birthday", line);
}

void OpenVcard::day(std::string_view name, const VcardLine& line)
{
    const std::string written = text(line);
    auto date = parse_card_date(written);
    if (!date) {
        m_builder.leave_out(one_line(name), written);
        return;
    }
    if (date->year && line.omit_year == fmt::format("{:04}", *date->year)) {
        date->year.reset();
    }
    m_builder.date(name, *date);
}

void OpenVcard::categories(const VcardLine& line)
{
    for (const std::string& tag : vcard_parts(vcard_text(line), ',', most_in_line)) {
        m_builder.tag(tag);
    }
}

void OpenVcard::email(const VcardLine& line)
{
    m_builder.email(text(line), line.preferred);
}

void OpenVcard::formatted_name(const VcardLine& line)
{
    m_builder.name(text(line));
}

void OpenVcard::group_label(const VcardLine& line)
{
    std::string label = one_line(text(line));
    if (label.starts_with("_$!<") && label.ends_with(">!$_")) { // Apple's own words
        label = fold(label.substr(4, label.size() - 8));
    }
    if (!line.group.empty() && m_labels.size() < most_in_line) {
        m_labels.try_emplace(line.group, std::move(label));
    }
}

void OpenVcard::kind(const VcardLine& line)
{
    m_is_group = m_is_group || fold(one_line(text(line))) == "group";
}

void OpenVcard::name(const VcardLine& line)
{
    const std::string value = vcard_text(line);
    std::vector<std::string_view> parts = vcard_split(value, ';', 6);
    parts.resize(5);
    const auto listed = [](std::string_view list, std::string_view between) {
        std::string out;
        for (const std::string& one : vcard_parts(list, ',', most_in_line)) {
            const std::string word = one_line(one);
            out += out.empty() || word.empty() ? "" : between;
            out += word;
        }
        return out;
    };
    m_builder.parts({listed(parts[3], " "), listed(parts[1], " "), listed(parts[2], " "),
                     listed(parts[0], " "), listed(parts[4], ", ")});
}

void OpenVcard::nickname(const VcardLine& line)
{
    for (const std::string& alias : vcard_parts(vcard_text(line), ',', most_in_line)) {
        m_builder.alias(alias);
    }
}

void OpenVcard::org(const VcardLine& line)
{
    bool first = true;
    for (const std::string& unit : vcard_parts(vcard_text(line), ';', 8)) {
        if (one_line(unit).empty()) {
            continue;
        }
        if (first) {
            m_builder.org(unit);
        } else {
            m_builder.leave_out("department", unit);
        }
        first = false;
    }
}

void OpenVcard::picture(const VcardLine& line)
{
    std::string what = "a key";
    if (line.name != "KEY") {
        what = line.name == "PHOTO" ? "a photo" : line.name == "LOGO" ? "a logo" : "a sound";
    }
    m_builder.leave_out(what);
}

void OpenVcard::phone(const VcardLine& line)
{
    const bool talks = line.has_type("VOICE") || line.has_type("CELL");
    if (!talks && (line.has_type("FAX") || line.has_type("PAGER"))) {
        m_builder.leave_out(line.has_type("FAX") ? "fax number" : "pager", text(line));
        return;
    }
    m_builder.phone(text(line), line.preferred);
}

void OpenVcard::grouped(const VcardLine& line)
{
    if (!line.group.empty() && m_grouped.size() < most_in_line) {
        m_grouped.push_back(line); // its label can come later
    } else {
        labelled(line, {});
    }
}

void OpenVcard::labelled(const VcardLine& line, std::string_view label)
{
    if (line.name == "X-ABDATE") {
        day(label.empty() ? "date" : label, line);
    } else {
        const bool is_relation = line.name == "RELATED" || line.name == "X-ABRELATEDNAMES";
        m_builder.leave_out(is_relation ? "relation" : line.name, text(line), label);
    }
}

void OpenVcard::close(Cards& cards, const std::string& file)
{
    for (const VcardLine& line : m_grouped) {
        const auto label = m_labels.find(line.group);
        labelled(line, label == m_labels.end() ? std::string_view() : label->second);
    }
    m_builder.role(m_role);
    if (!m_has_address) {
        m_builder.address(m_address_label);
    }
    Card card;
    const bool has_name = m_builder.finish(card);
    if (m_is_group) {
        cards.add_bad({{file, m_line},
                       has_name
                           ? fmt::format("is the group '{}', not a contact", cut(card.name, 60))
                           : std::string("is a group, not a contact")});
    } else if (!has_name) {
        cards.add_bad({{file, m_line}, "has no name"});
    } else {
        cards.cards.push_back(std::move(card));
    }
}

class VcardReader {
public:
    VcardReader(std::string_view text, const std::string& file) : m_lines(text), m_file(file) {}

    Cards read();

private:
    void begin(std::size_t line);
    void end(const VcardLine& line);
    void outside(const VcardLine& line);
    void close(bool complete);
    [[nodiscard]] bool is_damaged();
    [[nodiscard]] bool is_full(std::size_t line);

    VcardLines m_lines;
    const std::string& m_file;
    std::vector<OpenVcard> m_open; ///< the innermost last
    Cards m_cards;
    bool m_nested = false;
    bool m_outside_told = false;
    std::size_t m_without_end = 0;       ///< cards in a row that have neither a name nor an end
    std::size_t m_first_without_end = 0; ///< the line of the first
    std::size_t m_more_before = 0;       ///< Cards::more_bad before it
};

void VcardReader::begin(std::size_t line)
{
    m_outside_told = false;
    const bool nests = !m_open.empty() &&
                       (m_open.back().next_is_agent() || m_open.back().agent_begins()) &&
                       m_open.size() < most_nested;
    while (!nests && !m_open.empty()) {
        close(false);
    }
    m_nested = m_nested || nests;
    m_open.emplace_back(m_file, line);
}

void VcardReader::close(bool complete)
{
    if (!complete) {
        m_open.back().cut_off();
    }
    OpenVcard card = std::move(m_open.back());
    m_open.pop_back();
    const std::size_t before = m_cards.cards.size();
    const std::size_t more_bad = m_cards.more_bad;
    card.close(m_cards, m_file);
    const bool is_nothing = !complete && m_cards.cards.size() == before;
    if (m_without_end == 0) {
        m_first_without_end = card.line();
        m_more_before = more_bad;
    }
    m_without_end = is_nothing ? m_without_end + 1 : 0;
    for (const auto& [line, text] : card.agents()) {
        for (Card& agent : VcardReader(text, m_file).read().cards) {
            agent.place.line = line;
            m_cards.cards.push_back(std::move(agent));
        }
    }
}

void VcardReader::outside(const VcardLine& line)
{
    if (!m_outside_told) {
        m_cards.add_bad({{m_file, line.line}, "stands outside of a card"});
        m_outside_told = true;
    }
}

/// True, and said so, where the card that begins in `line` is one too many.
bool VcardReader::is_full(std::size_t line)
{
    if (m_cards.cards.size() + m_open.size() < most_cards) {
        return false;
    }
    while (!m_open.empty()) {
        close(false);
    }
    return m_cards.is_full({m_file, line});
}

/// True, and said in one sentence, where cards begin and none ends.
bool VcardReader::is_damaged()
{
    constexpr std::size_t most_without_end = 1000;
    if (m_without_end < most_without_end) {
        return false;
    }
    std::erase_if(m_cards.bad,
                  [&](const BadRecord& one) { return one.place.line >= m_first_without_end; });
    m_cards.more_bad = m_more_before;
    m_cards.bad.push_back({{m_file, m_first_without_end},
                           "is no card, nor are the 999 behind it: they begin and none ends; the "
                           "file is damaged, and nothing more of it was read"});
    return true;
}

Cards VcardReader::read()
{
    for (VcardLine line; m_lines.next(line);) {
        if (is_damaged()) {
            m_open.clear();
            break;
        }
        const bool is_mark = line.name == "BEGIN" || line.name == "END";
        const std::string what = is_mark ? fold(stripped(line.value.substr(0, 16), " \t")) : "";
        if (what == "vcard" && line.name == "BEGIN") {
            if (is_full(line.line)) {
                break;
            }
            begin(line.line);
        } else if (what == "vcard" && !m_open.empty()) {
            close(true);
        } else if (m_open.empty()) {
            outside(line);
        } else {
            m_open.back().take(line);
            if (m_open.back().agent_begins()) {
                begin(line.line);
            }
        }
    }
    while (!m_open.empty()) {
        close(false);
    }
    if (m_nested) {
        const auto before = [](const auto& a, const auto& b) {
            return a.place.line < b.place.line;
        };
        std::stable_sort(m_cards.cards.begin(), m_cards.cards.end(), before);
        std::stable_sort(m_cards.bad.begin(), m_cards.bad.end(), before);
    }
    return std::move(m_cards);
}

} // namespace

Cards read_vcards(std::string_view bytes, const std::string& file)
{
    if (looks_like_utf16(bytes)) {
        const std::string text = to_utf8(bytes);
        return VcardReader(text, file).read();
    }
    return VcardReader(bytes, file).read();
}

} // namespace crm
