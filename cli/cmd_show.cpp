#include "cli/commands.hpp"
#include "cli/json.hpp"
#include "cli/phrases.hpp"
#include "cli/table.hpp"
#include "core/base/text.hpp"
#include "core/cadence/agenda.hpp"
#include "core/ledger/who.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>

namespace crm::cli {
namespace {

struct Options {
    bool json = false;
};

/// Where no width is given, as in a pipe, notes are broken at this one to stay readable.
constexpr std::size_t reading_width = 100;

std::string with_id(const Contact& contact)
{
    return fmt::format("{} ({})", visible(contact.name), contact.id);
}

class Page {
public:
    Page(const Ledger& ledger, const Contact& contact, Date today, const Terminal& terminal)
        : m_ledger(ledger), m_contact(contact), m_today(today), m_terminal(terminal),
          m_width(std::clamp<std::size_t>(terminal.columns().value_or(reading_width), 40,
                                          reading_width))
    {
    }

    std::string str()
    {
        header();
        facts();
        notes();
        promises();
        history();
        return std::move(m_out);
    }

private:
    void header()
    {
        m_out += m_terminal.styled(visible(m_contact.name), Style::bold) +
                 fmt::format("  {}\n", m_contact.id);
        std::string line =
            fmt::format("{}, tier {}", visible(m_contact.kind), visible(m_contact.tier));
        if (m_contact.status != Status::active) {
            line += fmt::format(", {}", status_name(m_contact.status));
        }
        if (m_contact.snooze && *m_contact.snooze > m_today) {
            line += fmt::format(", snoozed until {}", long_date(*m_contact.snooze));
        }
        m_out += line + "\n\n";
    }

    void fact(std::string_view label, const std::string& value)
    {
        if (value.empty()) {
            return;
        }
        constexpr std::size_t indent = 15;
        const auto lines = wrap(visible_lines(value), m_width - indent);
        for (std::size_t i = 0; i < lines.size(); ++i) {
            m_out += i == 0 ? m_terminal.styled(pad(label, indent), Style::dim)
                            : std::string(lines[i].empty() ? 0 : indent, ' ');
            m_out += lines[i] + "\n";
        }
    }

    void fact(std::string_view label, const std::vector<std::string>& values)
    {
        fact(label, fmt::format("{}", fmt::join(values, ", ")));
    }

    void facts()
    {
        fact("org", m_contact.org);
        fact("role", m_contact.role);
        fact("email", m_contact.email);
        fact("phone", m_contact.phone);
        fact("also called", m_contact.aliases);
        household();
        fact("since", m_contact.since ? fmt::format("{}{}", long_date(*m_contact.since),
                                                    *m_contact.since <= m_today
                                                        ? ", " + age(*m_contact.since, m_today)
                                                        : "")
                                      : "");
        fact("promised from", m_contact.promised_from ? long_date(*m_contact.promised_from) : "");
        for (const NamedDate& named : m_contact.dates) {
            const std::string day =
                fmt::format("{} {}", named.date.day, month_name(named.date.month));
            fact(visible(named.name),
                 named.date.year ? fmt::format("{} {}", day, *named.date.year) : day);
        }
        fact("tags", m_contact.tags);
        fact("interests", m_contact.interests);
        if (m_contact.referred_by) {
            const Contact* by = m_ledger.find(m_contact.referred_by->id);
            fact("referred by", by != nullptr ? with_id(*by) : m_contact.referred_by->id);
        }
        std::vector<std::string> referred;
        for (const Contact& other : m_ledger.contacts) {
            if (other.referred_by && m_ledger.find(other.referred_by->id) == &m_contact &&
                !other.merged_into) {
                referred.push_back(with_id(other));
            }
        }
        fact("referred", referred);
        std::vector<std::string> former;
        for (const Reference& old_id : m_contact.formerly) {
            former.push_back(old_id.id);
        }
        for (const Contact& other : m_ledger.contacts) {
            if (&other != &m_contact && other.merged_into &&
                m_ledger.find(other.id) == &m_contact) {
                former.push_back(other.id);
            }
        }
        fact("formerly", former);
        for (const auto& [key, value] : m_contact.others) {
            fact(visible(key), value);
        }
    }

    void household()
    {
        if (m_contact.household.empty()) {
            return;
        }
        std::vector<std::string> others;
        for (const Contact& other : m_ledger.contacts) {
            if (&other != &m_contact && !other.merged_into &&
                other.household == m_contact.household) {
                others.push_back(with_id(other));
            }
        }
        fact("household", others.empty()
                              ? m_contact.household
                              : fmt::format("{}, with {}", m_contact.household, enumerate(others)));
    }

    void heading(std::string_view text)
    {
        m_out += "\n" + m_terminal.styled(text, Style::bold) + "\n";
    }

    void notes()
    {
        if (m_contact.notes.find_first_not_of(" \n") == std::string::npos) {
            return;
        }
        heading("Notes");
        std::string text = visible_lines(m_contact.notes);
        while (!text.empty() && text.back() == '\n') {
            text.pop_back();
        }
        for (const std::string& line : wrap(text, m_width - 2)) {
            m_out += line.empty() ? "\n" : "  " + line + "\n";
        }
    }

    void promises()
    {
        heading("Promises");
        const auto items = items_of(m_ledger, m_contact, m_today);
        if (m_contact.status != Status::active) {
            m_out += fmt::format("  none while {}\n", status_name(m_contact.status));
            return;
        }
        if (items.empty()) {
            m_out += "  none\n";
            return;
        }
        Table table({{0}, {0}, {0}, {0}});
        for (const Item& item : items) {
            const Style style = item.state == State::overdue ? Style::red
                                : item.state == State::due   ? Style::yellow
                                                             : Style::plain;
            const std::string late =
                item.state == State::overdue
                    ? fmt::format(", {}",
                                  count_of(static_cast<std::size_t>(*item.days_overdue), "day"))
                    : "";
            table.row({{"  " + item.promise.requirement, Style::plain},
                       {item.promise.cadence.text, Style::plain},
                       {item.due ? fmt::format("due {}", long_date(*item.due)) : "no date yet",
                        Style::plain},
                       {std::string(state_name(item.state)) + late, style}});
        }
        m_out += table.str(m_terminal);
    }

    void history()
    {
        const auto history = m_ledger.history(m_contact);
        heading(fmt::format("History ({})", history.size()));
        if (history.empty()) {
            m_out += "  nothing yet\n";
        }
        for (auto entry = history.rbegin(); entry != history.rend(); ++entry) {
            add(**entry);
            for (const Interaction* rival : m_ledger.rivals(**entry)) {
                m_out += std::string(15, ' ') +
                         "in conflict with another line, which does not count ('crm check'):\n";
                add(*rival);
            }
        }
    }

    void add(const Interaction& entry)
    {
        std::string what = visible(entry.touch);
        const Touch* touch = m_ledger.settings.touches.find(entry.touch);
        if (touch != nullptr && touch->touch_class != entry.touch_class) {
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
        std::vector<std::string> others;
        for (const Contact* other : m_ledger.participants(entry)) {
            if (other != &m_contact) {
                others.push_back(visible(other->name));
            }
        }
        constexpr std::size_t most_named = 3;
        if (others.size() > most_named + 1) {
            const std::size_t unnamed = others.size() - most_named;
            others.resize(most_named);
            others.push_back(fmt::format("{} others", unnamed));
        }
        if (!others.empty()) {
            what += " with " + enumerate(others);
        }
        if (entry.date > m_today) {
            what += " (in the future: not counted)";
        }
        constexpr std::size_t indent = 15;
        const std::string id = entry.id.empty() ? "" : "  " + visible(entry.id);
        const Style style = entry.touch_class == TouchClass::major ? Style::bold : Style::plain;
        const auto lines = wrap(what, m_width - indent - width(id));
        for (std::size_t i = 0; i < lines.size(); ++i) {
            m_out += i == 0 ? fmt::format("  {:>11}  ", short_date(entry.date))
                            : std::string(indent, ' ');
            m_out += m_terminal.styled(lines[i], style);
            m_out += i + 1 == lines.size() ? m_terminal.styled(id, Style::dim) + "\n" : "\n";
        }
        if (!entry.note.empty()) {
            for (const std::string& line : wrap(visible_lines(entry.note), m_width - indent)) {
                m_out += line.empty() ? "\n" : std::string(indent, ' ') + line + "\n";
            }
        }
    }

    const Ledger& m_ledger;
    const Contact& m_contact;
    Date m_today;
    const Terminal& m_terminal;
    std::size_t m_width;
    std::string m_out;
};

std::string as_json(const Ledger& ledger, const Contact& contact, Date today)
{
    Json out;
    out["schema"] = "crm.show/1";
    out["today"] = iso(today);
    Json& c = out["contact"];
    c["id"] = contact.id;
    c["name"] = contact.name;
    c["kind"] = contact.kind;
    c["tier"] = contact.tier;
    c["status"] = status_name(contact.status);
    c["since"] = to_json(contact.since);
    c["promised_from"] = to_json(contact.promised_from);
    c["snooze"] = to_json(contact.snooze);
    c["org"] = contact.org;
    c["role"] = contact.role;
    c["email"] = contact.email;
    c["phone"] = contact.phone;
    c["aliases"] = contact.aliases;
    c["household"] = contact.household;
    c["tags"] = contact.tags;
    c["interests"] = contact.interests;
    c["dates"] = Json::object();
    for (const NamedDate& named : contact.dates) {
        c["dates"][named.name] = named.date.str();
    }
    c["referred_by"] = contact.referred_by ? Json(contact.referred_by->id) : Json(nullptr);
    c["notes"] = contact.notes;
    out["promises"] = Json::array();
    for (const Item& item : items_of(ledger, contact, today)) {
        out["promises"].push_back(to_json(item));
    }
    out["history"] = Json::array();
    const auto history = ledger.history(contact);
    for (auto entry = history.rbegin(); entry != history.rend(); ++entry) {
        out["history"].push_back(to_json(ledger, **entry));
    }
    out["problems"] = problems(ledger);
    return to_text(out);
}

int show(Context& context, const Options& options, const Words& words)
{
    if (words.empty()) {
        throw Error(Fault::usage, "WHO is missing", "usage: crm show WHO, such as: crm show ada");
    }
    const Date today = context.today();
    const Ledger ledger = read_ledger(context.open_ledger());
    const Contact& contact = *find_who(ledger, words.front(), Guess::allowed).contact;
    if (options.json) {
        context.print(as_json(ledger, contact, today));
    } else {
        context.wants_pager = true;
        context.print(Page(ledger, contact, today, context.terminal).str());
        context.print(incomplete_line(ledger));
    }
    return context.finish(ledger, exit_code::done);
}

} // namespace

Action set_up_show(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    app.add_flag("--json", options->json, "For programs");
    return
        [options](Context& context, const Words& words) { return show(context, *options, words); };
}

} // namespace crm::cli
