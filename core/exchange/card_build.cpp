#include "core/exchange/card_build.hpp"

#include "core/base/text.hpp"
#include "core/exchange/charset.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace crm {
namespace {

constexpr std::size_t most_left_out = 20;    // a card with more is hostile, and nobody reads them
constexpr std::size_t most_of_one_key = 200; // likewise: mail addresses, dates

void append_part(std::string& out, std::string_view between, std::string_view part)
{
    if (!part.empty()) {
        out += out.empty() ? "" : between;
        out += part;
    }
}

std::string joined_parts(std::initializer_list<std::string_view> parts, std::string_view between)
{
    std::string out;
    for (const std::string_view part : parts) {
        append_part(out, between, part);
    }
    return out;
}

bool starts_with_word(std::string_view text, std::string_view small)
{
    return text.size() >= small.size() &&
           std::equal(small.begin(), small.end(), text.begin(), [](char a, char b) {
               return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b - 'A' + 'a') : b);
           });
}

std::string percent_decoded(std::string_view text)
{
    const auto digit = [](char c) {
        const std::size_t found =
            std::string_view("0123456789abcdef")
                .find(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
        return found == std::string_view::npos ? -1 : static_cast<int>(found);
    };
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int high = text[i] == '%' && i + 2 < text.size() ? digit(text[i + 1]) : -1;
        const int low = high >= 0 ? digit(text[i + 2]) : -1;
        out += low >= 0 ? static_cast<char>(high * 16 + low) : text[i];
        i += low >= 0 ? 2 : 0;
    }
    return to_utf8(out);
}

/// Each text once, in the order in which they come.
void keep_first_of_equals(std::vector<std::string>& list, bool fold_case)
{
    if (list.size() < 2) {
        return;
    }
    std::unordered_set<std::string> seen;
    std::vector<std::string> kept;
    for (std::string& text : list) {
        std::string key = text;
        if (fold_case) {
            std::transform(key.begin(), key.end(), key.begin(), [](char c) {
                return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
            });
        }
        if (seen.insert(std::move(key)).second) {
            kept.push_back(std::move(text));
        }
    }
    list = std::move(kept);
}

/// True where each word of `part` is one of `whole`.
bool has_words_of(std::string_view whole, std::string_view part)
{
    constexpr std::size_t longest = 1000; // what is longer is no name
    if (whole == part || whole.size() > longest || part.size() > longest) {
        return whole == part;
    }
    const std::vector<std::string> all = words(whole);
    const std::set<std::string> known(all.begin(), all.end());
    const std::vector<std::string> asked = words(part);
    return std::all_of(asked.begin(), asked.end(),
                       [&](const std::string& word) { return known.contains(word); });
}

} // namespace

std::string CardName::full() const
{
    return joined_parts({prefix, given, middle, family, suffix}, " ");
}

std::string CardName::short_form() const
{
    return joined_parts({given, family}, " ");
}

std::string_view stripped(std::string_view text, std::string_view unwanted)
{
    const std::size_t first = text.find_first_not_of(unwanted);
    return first == std::string_view::npos
               ? std::string_view()
               : text.substr(first, text.find_last_not_of(unwanted) - first + 1);
}

std::string lines_with_commas(std::string_view text)
{
    std::string out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        append_part(out, ", ", stripped(text.substr(0, end), " \t\r,"));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

std::string CardAddress::line() const
{
    std::string out;
    for (const std::string& part :
         {box, extended, street, city, joined_parts({region, code}, " "), country}) {
        append_part(out, ", ", lines_with_commas(part));
    }
    return out;
}

CardBuilder::CardBuilder(std::string file, std::size_t line)
{
    m_card.place = {std::move(file), line};
}

void CardBuilder::one_of(std::vector<std::string>& list, std::string text)
{
    if (!text.empty()) {
        list.push_back(std::move(text));
    }
}

void CardBuilder::name(std::string_view text)
{
    std::string line = one_line(text);
    if (m_card.name.empty()) {
        m_card.name = std::move(line);
    } else if (line != m_card.name) {
        one_of(m_card.aliases, std::move(line));
    }
}

void CardBuilder::parts(CardName parts)
{
    if (m_parts.full().empty()) {
        m_parts = std::move(parts);
    }
}

void CardBuilder::alias(std::string_view text)
{
    one_of(m_card.aliases, one_line(text));
}

void CardBuilder::org(std::string_view text)
{
    std::string line = one_line(text);
    if (m_card.org.empty()) {
        m_card.org = std::move(line);
    } else if (line != m_card.org) {
        leave_out("another firm", line);
    }
}

void CardBuilder::role(std::string_view text)
{
    std::string line = one_line(text);
    if (m_card.role.empty()) {
        m_card.role = std::move(line);
    } else if (line != m_card.role) {
        leave_out("another role", line);
    }
}

void CardBuilder::email(std::string_view text, int preferred)
{
    std::string line = one_line(text);
    if (starts_with_word(line, "mailto:")) {
        line = one_line(percent_decoded(std::string_view(line).substr(7, line.find('?') - 7)));
    }
    const std::size_t open = line.rfind('<');
    if (open != std::string::npos && line.ends_with('>')) {
        line = one_line(std::string_view(line).substr(open + 1, line.size() - open - 2));
    }
    if (line.find('@') == std::string::npos) {
        leave_out("mail address", line);
    } else {
        m_emails.push_back({std::move(line), preferred});
    }
}

void CardBuilder::phone(std::string_view text, int preferred)
{
    std::string line = one_line(text);
    if (starts_with_word(line, "tel:")) {
        const std::string_view uri = std::string_view(line).substr(4);
        const std::size_t extension = uri.find(";ext=");
        std::string number = percent_decoded(uri.substr(0, uri.find(';')));
        if (extension != std::string_view::npos) {
            const std::string_view rest = uri.substr(extension + 5);
            number += " ext. " + percent_decoded(rest.substr(0, rest.find(';')));
        }
        line = one_line(number);
    }
    if (!line.empty()) {
        m_phones.push_back({std::move(line), preferred});
    }
}

void CardBuilder::address(std::string_view text)
{
    one_of(m_card.address, one_line(lines_with_commas(text)));
}

void CardBuilder::url(std::string_view text)
{
    one_of(m_card.url, one_line(text));
}

void CardBuilder::tag(std::string_view text)
{
    std::string line = one_line(text);
    if (line.starts_with("* ")) { // Google marks its own groups
        line.erase(0, 2);
    }
    std::string folded = fold(line);
    std::erase(folded, ' ');
    if (folded != "mycontacts") {
        one_of(m_card.tags, one_line(line));
    }
}

void CardBuilder::interest(std::string_view text)
{
    one_of(m_card.interests, one_line(text));
}

void CardBuilder::avoid(std::string_view touch)
{
    one_of(m_card.avoid, one_line(touch));
}

void CardBuilder::note(std::string_view text)
{
    const std::string lines = note_lines(text);
    if (!lines.empty() && lines != m_card.notes) {
        append_part(m_card.notes, "\n", lines);
    }
}

void CardBuilder::date(std::string_view name, const YearlyDate& date)
{
    if (m_card.dates.size() == most_of_one_key) {
        leave_out(name, date.str());
        return;
    }
    std::string label = one_line(name);
    const std::string folded = fold(label);
    if (label.empty()) {
        label = "date";
    } else if (folded == "birthday" || folded == "anniversary") {
        label = folded;
    }
    const auto [known, is_new] = m_date_names.try_emplace(label, 1);
    if (!is_new) {
        const auto same = [&](const NamedDate& one) {
            return one.name == label && one.date == date;
        };
        if (std::any_of(m_card.dates.begin(),
                        m_card.dates.begin() +
                            std::min<std::ptrdiff_t>(8, std::ssize(m_card.dates)),
                        same)) {
            return;
        }
        std::size_t& number = known->second; // stays where it is when more are added
        std::string numbered;
        do {
            numbered = fmt::format("{} {}", label, ++number);
        } while (m_date_names.contains(numbered));
        m_date_names.emplace(numbered, 1);
        label = std::move(numbered);
    }
    m_card.dates.push_back({std::move(label), date});
}

void CardBuilder::own(std::string Card::*field, std::string_view text)
{
    if ((m_card.*field).empty()) {
        m_card.*field = one_line(text);
    }
}

void CardBuilder::leave_out(std::string_view what)
{
    auto& list = m_card.left_out;
    if (std::find(list.begin(), list.end(), what) != list.end()) {
        return;
    }
    if (list.size() < most_left_out) {
        list.emplace_back(what);
    } else {
        ++m_left_out;
    }
}

void CardBuilder::leave_out(std::string_view what, std::string_view value, std::string_view label)
{
    const std::string line = one_line(value);
    if (!line.empty()) {
        const std::string of = one_line(label);
        leave_out(fmt::format("{} '{}'{}", what, cut(line, 60),
                              of.empty() ? "" : fmt::format(" ({})", cut(of, 30))));
    }
}

void CardBuilder::settle_name()
{
    const std::string full = m_parts.full();
    const std::string short_form = m_parts.short_form();
    if (m_card.name.empty()) {
        m_card.name = full;
    } else if (!short_form.empty() && !has_words_of(m_card.name, short_form)) {
        if (has_words_of(short_form, m_card.name)) {
            m_card.name = full; // the name was but a part of it
        } else {
            m_card.aliases.insert(m_card.aliases.begin(), short_form);
        }
    }
    const auto stand_in = [&](const std::vector<std::string>& list) {
        if (m_card.name.empty() && !list.empty()) {
            m_card.name = list.front();
        }
    };
    stand_in(m_card.aliases);
    if (m_card.name.empty()) {
        m_card.name = m_card.org;
    }
    stand_in(m_card.email);
    stand_in(m_card.phone);
}

bool CardBuilder::finish(Card& card)
{
    const auto by_preference = [](std::vector<Ranked>& ranked, std::vector<std::string>& list) {
        std::stable_sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) {
            return a.preferred < b.preferred;
        });
        for (Ranked& one : ranked) {
            list.push_back(std::move(one.text));
        }
    };
    by_preference(m_emails, m_card.email);
    by_preference(m_phones, m_card.phone);
    settle_name();
    for (std::vector<std::string>* list :
         {&m_card.email, &m_card.phone, &m_card.address, &m_card.url, &m_card.aliases, &m_card.tags,
          &m_card.interests, &m_card.avoid}) {
        keep_first_of_equals(*list, list == &m_card.email);
        if (list->size() > most_of_one_key) {
            m_left_out += list->size() - most_of_one_key;
            list->resize(most_of_one_key);
        }
    }
    std::erase(m_card.aliases, m_card.name);
    if (m_left_out > 0) {
        m_card.left_out.push_back(fmt::format("{} more", m_left_out));
    }
    card = std::move(m_card);
    return !card.name.empty();
}

} // namespace crm
