#include "cli/show_parts.hpp"

#include "cli/entry_words.hpp"
#include "cli/phrases.hpp"
#include "cli/table.hpp"
#include "cli/year_text.hpp"
#include "core/base/text.hpp"
#include "core/cadence/agenda.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace crm::cli {
namespace {

constexpr std::size_t indent = 15; ///< of what stands beside a label or a date

/// Where no width is given, as in a pipe, notes are broken at this one to stay readable.
constexpr std::size_t reading_width = 100;

using Contacts = std::vector<const Contact*>;

/// What happened with any of `contacts`, newest first, withdrawn entries too where asked.
std::vector<const Interaction*> entries_of(const Ledger& ledger, const Contacts& contacts,
                                           bool with_withdrawn)
{
    std::vector<const Interaction*> out;
    for (const Contact* contact : contacts) {
        for (const auto& part :
             {ledger.history(*contact),
              with_withdrawn ? ledger.withdrawn(*contact) : std::vector<const Interaction*>{}}) {
            out.insert(out.end(), part.begin(), part.end());
        }
    }
    const auto when = [&](const Interaction* line) {
        return std::tuple(line->date, std::string_view(ledger.files[line->source.file].path),
                          line->source.offset);
    };
    std::sort(out.begin(), out.end(),
              [&](const Interaction* a, const Interaction* b) { return when(b) < when(a); });
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

} // namespace

std::string what_happened(const PageStyle& style, const Interaction& entry,
                          const std::vector<const Contact*>& contacts)
{
    std::string what = visible(entry.touch);
    const Touch* touch = style.ledger.settings.touches.find(entry.touch);
    if (touch != nullptr && touch->touch_class != entry.touch_class &&
        entry.touch_class != TouchClass::none) {
        what += fmt::format(" ({})", class_name(entry.touch_class));
    }
    if (entry.attempt) {
        what += ", no answer";
    }
    if (entry.inbound) {
        what += ", inbound";
    }
    if (entry.minutes) {
        what += fmt::format(", {} min", *entry.minutes);
    }
    if (entry.talk) {
        what += fmt::format(", talked {}%", *entry.talk);
    }
    auto part = style.ledger.participants(entry);
    const auto asked_for = std::stable_partition(part.begin(), part.end(), [&](const Contact* c) {
        return std::find(contacts.begin(), contacts.end(), c) != contacts.end();
    });
    if (contacts.size() == 1) {
        part.erase(part.begin(), asked_for);
    }
    std::vector<std::string> names;
    for (const Contact* contact : part) {
        names.push_back(visible(contact->name));
    }
    constexpr std::size_t most_named = 3;
    if (names.size() > most_named + 1) {
        const std::size_t unnamed = names.size() - most_named;
        names.resize(most_named);
        names.push_back(fmt::format("{} others", unnamed));
    }
    if (!names.empty()) {
        what += " with " + enumerate(names);
    }
    if (entry.is_void) {
        what += ", withdrawn";
    } else if (entry.date > style.today) {
        what += " (in the future: not counted)";
    }
    return what;
}

namespace {

std::string entry_text(const PageStyle& style, const Interaction& entry, const Contacts& contacts)
{
    const std::string id = entry.id.empty() ? "" : "  " + visible(entry.id);
    const Style look = entry.is_void                            ? Style::dim
                       : entry.touch_class == TouchClass::major ? Style::bold
                                                                : Style::plain;
    const auto lines =
        wrap(what_happened(style, entry, contacts), style.width - indent - width(id));
    std::string out;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        out +=
            i == 0 ? fmt::format("  {:>11}  ", short_date(entry.date)) : std::string(indent, ' ');
        out += style.terminal.styled(lines[i], look);
        out += i + 1 == lines.size() ? style.terminal.styled(id, Style::dim) + "\n" : "\n";
    }
    if (!entry.note.empty()) {
        for (const std::string& line : wrap(visible_lines(entry.note), style.width - indent)) {
            out += line.empty() ? "\n" : std::string(indent, ' ') + line + "\n";
        }
    }
    if (!entry.follow_up.empty()) {
        const std::string said = "to do: " + follow_up_words(entry);
        for (const std::string& line : wrap(said, style.width - indent)) {
            out += std::string(indent, ' ') + line + "\n";
        }
    }
    return out;
}

/// The revisions before an entry's own, below it.
std::string revisions_text(const PageStyle& style, const Interaction& entry,
                           const Contacts& contacts)
{
    std::string out;
    for (const Interaction* line : style.ledger.earlier(entry)) {
        const std::string label = std::string("was: ");
        const std::string text =
            fmt::format("{}, {}{}{}", short_date(line->date), what_happened(style, *line, contacts),
                        line->note.empty() ? "" : ": ", visible(line->note));
        const auto lines = wrap(text, style.width - indent - label.size());
        for (std::size_t i = 0; i < lines.size(); ++i) {
            out += std::string(indent, ' ') +
                   style.terminal.styled(
                       (i == 0 ? label : std::string(label.size(), ' ')) + lines[i], Style::dim) +
                   "\n";
        }
    }
    return out;
}

Json entry_json(const Ledger& ledger, const Interaction& entry, bool revisions)
{
    Json out = to_json(ledger, entry);
    if (revisions) {
        out["void"] = entry.is_void;
        out["revisions"] = Json::array();
        for (const Interaction* line : ledger.earlier(entry)) {
            Json earlier = to_json(ledger, *line);
            earlier["void"] = line->is_void;
            out["revisions"].push_back(std::move(earlier));
        }
    }
    return out;
}

} // namespace

PageStyle::PageStyle(const Ledger& read, Date day, const Terminal& shown_on, bool with_revisions)
    : ledger(read), today(day), terminal(shown_on), revisions(with_revisions),
      width(std::clamp<std::size_t>(shown_on.columns().value_or(reading_width), 40, reading_width))
{
}

std::string with_id(const Contact& contact)
{
    return fmt::format("{} ({})", visible(contact.name), contact.id);
}

std::string header_text(const PageStyle& style, const Contact& contact)
{
    std::string out = style.terminal.styled(visible(contact.name), Style::bold) +
                      fmt::format("  {}\n", contact.id);
    out += fmt::format("{}, tier {}", visible(contact.kind), visible(contact.tier));
    if (contact.status != Status::active) {
        out += fmt::format(", {}", status_name(contact.status));
    }
    if (contact.snooze && *contact.snooze > style.today) {
        out += fmt::format(", snoozed until {}", long_date(*contact.snooze));
    }
    const Relation relation = relation_of(style.ledger, contact, style.today);
    if (contact.status == Status::active && relation != Relation::snoozed) {
        out += fmt::format(", {}", relation_name(relation));
    }
    const Strength strength = strength_of(style.ledger, contact, style.today);
    return out + fmt::format("; strength {}, {}\n", strength.now, strength.trend());
}

std::vector<std::pair<std::string, std::string>> dates_of(const Contact& contact)
{
    std::vector<std::pair<std::string, std::string>> out;
    for (const NamedDate& named : contact.dates) {
        const std::string day = fmt::format("{} {}", named.date.day, month_name(named.date.month));
        out.emplace_back(visible(named.name),
                         named.date.year ? fmt::format("{} {}", day, *named.date.year) : day);
    }
    return out;
}

std::string fact_text(const PageStyle& style, std::string_view label, const std::string& value)
{
    std::string out;
    if (value.empty()) {
        return out;
    }
    const auto lines = wrap(visible_lines(value), style.width - indent);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        out += i == 0 ? style.terminal.styled(pad(label, indent), Style::dim)
                      : std::string(lines[i].empty() ? 0 : indent, ' ');
        out += lines[i] + "\n";
    }
    return out;
}

std::string heading_text(const PageStyle& style, std::string_view heading)
{
    return "\n" + style.terminal.styled(heading, Style::bold) + "\n";
}

std::string promises_text(const PageStyle& style, const Contact& contact)
{
    const auto items = items_of(style.ledger, contact, style.today);
    if (contact.status != Status::active) {
        return fmt::format("  none while {}\n", status_name(contact.status));
    }
    if (items.empty()) {
        return "  none\n";
    }
    Table table({{0}, {0}, {0}, {0}});
    for (const Item& item : items) {
        const Style look = item.state == State::overdue ? Style::red
                           : item.state == State::due   ? Style::yellow
                                                        : Style::plain;
        const std::string late =
            item.state == State::overdue
                ? fmt::format(", {}", count_of(static_cast<std::size_t>(*item.days_overdue), "day"))
                : "";
        table.row(
            {{"  " + item.promise.requirement, Style::plain},
             {item.promise.cadence.text, Style::plain},
             {item.due ? fmt::format("due {}", long_date(*item.due)) : "no date yet", Style::plain},
             {std::string(state_name(item.state)) + late, look}});
    }
    return table.str(style.terminal);
}

/// "History (5; 1 corrected, 1 withdrawn: --revisions shows them)".
std::string history_heading(const PageStyle& style, const Contacts& contacts, std::size_t shown)
{
    std::size_t withdrawn = 0;
    std::size_t corrected = 0;
    for (const Interaction* entry : entries_of(style.ledger, contacts, true)) {
        withdrawn += entry->is_void ? 1 : 0;
        corrected += !entry->is_void && entry->rev > 1 ? 1 : 0;
    }
    std::vector<std::string> more;
    if (corrected > 0) {
        more.push_back(fmt::format("{} corrected", corrected));
    }
    if (withdrawn > 0) {
        more.push_back(fmt::format("{} withdrawn", withdrawn));
    }
    if (more.empty()) {
        return fmt::format("History ({})", shown);
    }
    return fmt::format("History ({}; {}{})", shown - (style.revisions ? withdrawn : 0),
                       enumerate(more),
                       style.revisions                                ? ""
                       : more.size() > 1 || corrected + withdrawn > 1 ? ": --revisions shows them"
                                                                      : ": --revisions shows it");
}

std::string history_text(const PageStyle& style, const Contacts& contacts)
{
    const auto entries = entries_of(style.ledger, contacts, style.revisions);
    std::string out = heading_text(style, history_heading(style, contacts, entries.size()));
    if (entries.empty()) {
        out += "  nothing yet\n";
    }
    for (const Interaction* entry : entries) {
        out += entry_text(style, *entry, contacts);
        for (const Interaction* rival : style.ledger.rivals(*entry)) {
            out += std::string(indent, ' ') +
                   "in conflict with another line, which does not count ('crm check'):\n";
            out += entry_text(style, *rival, contacts);
        }
        out += style.revisions ? revisions_text(style, *entry, contacts) : "";
    }
    return out;
}

Json history_json(const Ledger& ledger, const Contacts& contacts, bool revisions)
{
    Json out = Json::array();
    for (const Interaction* entry : entries_of(ledger, contacts, revisions)) {
        out.push_back(entry_json(ledger, *entry, revisions));
    }
    return out;
}

std::string group_text(const PageStyle& style, const Group& group)
{
    std::string out =
        style.terminal.styled(group.handle, Style::bold) +
        fmt::format("  {} of {}: {}\n", group.kind, group.members.size(), visible(group.name));
    for (const Contact* member : group.members) {
        out += "\n" + header_text(style, *member);
        for (const auto& [name, day] : dates_of(*member)) {
            out += "  " + fact_text(style, name, day);
        }
        out += promises_text(style, *member);
    }
    return out + years_text(style, group.members) + history_text(style, group.members);
}

Json group_json(const Ledger& ledger, const Group& group, Date today, bool revisions)
{
    Json out;
    out["schema"] = "crm.show-group/1";
    out["today"] = iso(today);
    out["group"] = {{"name", group.name}, {"kind", group.kind}};
    out["members"] = Json::array();
    for (const Contact* member : group.members) {
        Json& shown = out["members"].emplace_back();
        shown["id"] = member->id;
        shown["name"] = member->name;
        shown["kind"] = member->kind;
        shown["tier"] = member->tier;
        shown["status"] = status_name(member->status);
        shown["relation"] = relation_name(relation_of(ledger, *member, today));
        shown["strength"] = strength_of(ledger, *member, today).now;
        shown["dates"] = Json::object();
        for (const NamedDate& named : member->dates) {
            shown["dates"][named.name] = named.date.str();
        }
        shown["promises"] = Json::array();
        for (const Item& item : items_of(ledger, *member, today)) {
            shown["promises"].push_back(to_json(item));
        }
        add_year_json(shown, ledger, *member, today);
    }
    out["history"] = history_json(ledger, group.members, revisions);
    out["problems"] = problems(ledger);
    return out;
}

} // namespace crm::cli
