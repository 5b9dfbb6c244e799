#include "cli/phrases.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crm::cli {

std::string count_of(std::size_t count, std::string_view one, std::string_view many)
{
    if (count == 1) {
        return fmt::format("1 {}", one);
    }
    return many.empty() ? fmt::format("{} {}s", count, one) : fmt::format("{} {}", count, many);
}

namespace {

/// The length of time in the unit that suits it: "12 days", "7 months", "3 years".
std::string length(Date then, Date today)
{
    constexpr int most_days = 120;
    if (const int days = days_between(then, today); days <= most_days) {
        return count_of(static_cast<std::size_t>(days), "day");
    }
    int months = (year_of(today) - year_of(then)) * 12 + static_cast<int>(month_of(today)) -
                 static_cast<int>(month_of(then));
    if (add_months(then, months) > today) {
        --months;
    }
    return months < 24 ? fmt::format("{} months", months) : fmt::format("{} years", months / 12);
}

} // namespace

std::string names_of(const std::vector<const Contact*>& contacts)
{
    std::vector<std::string> out;
    for (const Contact* contact : contacts) {
        out.push_back(contact->name);
    }
    return enumerate(out);
}

std::string age(Date then, Date today)
{
    const int days = days_between(then, today);
    if (days == 0) {
        return "today";
    }
    if (days == 1) {
        return "yesterday";
    }
    if (days < 0) {
        return fmt::format("in {}", count_of(static_cast<std::size_t>(-days), "day"));
    }
    return length(then, today) + " ago";
}

std::string promise_state(const Item& item)
{
    const std::string& what = item.promise.requirement;
    if (!item.due) {
        return fmt::format("{}: no date yet", what);
    }
    if (*item.days_overdue > 0) {
        return fmt::format("{} overdue since {}", what, long_date(*item.due));
    }
    if (*item.days_overdue == 0) {
        return fmt::format("{} due today, {}", what, long_date(*item.due));
    }
    return fmt::format("{} due {}", what, long_date(*item.due));
}

std::string last_time(const Roster& roster, const Item& item, Date today)
{
    const std::size_t tries = attempts_since(roster, item, today);
    std::string out = "never";
    if (item.last) {
        const int days = days_between(item.last->date, today);
        out = fmt::format("{} {}", item.last_touch,
                          days <= 1 ? age(item.last->date, today) : length(item.last->date, today));
    }
    return tries == 0 ? out : fmt::format("{}, {}", out, count_of(tries, "try", "tries"));
}

namespace {

/// What somebody may have meant who gave a word as a part of a name.
std::string meant_by(const Settings& settings, const std::string& word)
{
    for (const std::string& singular :
         {word, word.back() == 's' ? word.substr(0, word.size() - 1) : word}) {
        for (const std::string_view key : {"state", "kind", "tier", "status"}) {
            for (const std::string& value : filter_values(key, settings)) {
                if (fold(value) == singular) {
                    return fmt::format(" Did you mean '{}:{}'?", key, value);
                }
            }
        }
    }
    if (word.size() > 4 && word.substr(word.size() - 4) == ".csv") {
        return fmt::format(" To save a file: crm list --csv > {}", word);
    }
    for (const std::string_view span :
         {"today", "tomorrow", "week", "month", "quarter", "year", "next", "last", "this"}) {
        if (word == span) {
            return " A span is an option: 'crm due --within 2w', 'crm report --year last'.";
        }
    }
    return {};
}

} // namespace

bool is_anybody(const Roster& roster, const Filter& filter)
{
    return std::any_of(roster.contacts.begin(), roster.contacts.end(), [&](const Contact& contact) {
        return !contact.merged_into && filter.matches(contact);
    });
}

std::string nobody(const Roster& roster, const Filter& filter)
{
    if (roster.incomplete()) {
        return "Nobody to list.\n";
    }
    // A filter is not to blame where there is nobody to pass it.
    if (filter.empty() || roster.contacts.empty()) {
        return "Nobody is in this ledger yet; 'crm add-contact NAME' adds somebody.\n";
    }
    for (const std::string& part : filter.name_parts()) {
        const Filter alone = Filter::parse("name:" + part, roster.settings);
        if (std::none_of(roster.contacts.begin(), roster.contacts.end(),
                         [&](const Contact& contact) { return alone.matches(contact); })) {
            return fmt::format("Nobody's name has '{}' in it.{}\n", visible(part),
                               meant_by(roster.settings, part));
        }
    }
    return "Nobody passes the filter.\n";
}

namespace {

/// The escapes of visible() as the shell knows them; it takes \x85 for a byte, not for a character.
std::string escapes(std::string_view text)
{
    std::string out = visible(text);
    for (std::size_t at = out.find("\\x"); at != std::string::npos; at = out.find("\\x", at + 2)) {
        if (out[at + 2] >= '8' && !invalid_utf8(text)) {
            out.replace(at, 2, "\\u00");
        }
    }
    return out;
}

/// `word` in $'...'.
std::string escaped_word(std::string_view word)
{
    std::string out = "$'";
    for (std::size_t begin = 0; begin < word.size();) {
        const std::size_t at = std::min(word.find_first_of("\\'", begin), word.size());
        out += escapes(word.substr(begin, at - begin));
        if (at < word.size()) {
            out += fmt::format("\\{}", word[at]);
        }
        begin = at + 1;
    }
    return out + "'";
}

} // namespace

std::string shell_word(std::string_view word)
{
    constexpr std::string_view fine = "-_./@:+,=%";
    const bool plain = !word.empty() && std::all_of(word.begin(), word.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               fine.find(c) != std::string_view::npos;
    });
    if (plain) {
        return std::string(word);
    }
    if (visible(word) != word) {
        return escaped_word(word);
    }
    std::string out = "'";
    for (const char c : word) {
        out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    }
    return out + "'";
}

std::string take_back(std::string_view command)
{
    return fmt::format("  to take this back: {}\n", visible(command));
}

} // namespace crm::cli
