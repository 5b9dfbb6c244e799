#include "cli/commands.hpp"
#include "cli/json.hpp"
#include "cli/options.hpp"
#include "cli/phrases.hpp"
#include "cli/show_parts.hpp"
#include "cli/year_text.hpp"
#include "core/base/text.hpp"
#include "core/cadence/agenda.hpp"
#include "core/ledger/who.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>

namespace crm::cli {
namespace {

struct Options {
    bool json = false;
    bool revisions = false;
};

class Page {
public:
    Page(const PageStyle& style, const Contact& contact)
        : m_style(style), m_ledger(style.ledger), m_contact(contact), m_today(style.today)
    {
    }

    std::string str()
    {
        m_out += header_text(m_style, m_contact) + "\n";
        facts();
        notes();
        m_out += heading_text(m_style, "Promises") + promises_text(m_style, m_contact);
        m_out += year_text(m_style, m_contact);
        m_out += history_text(m_style, {&m_contact});
        return std::move(m_out);
    }

private:
    void fact(std::string_view label, const std::string& value)
    {
        m_out += fact_text(m_style, label, value);
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
        for (const std::string& place : m_contact.address) {
            fact("address", place);
        }
        fact("web", m_contact.url);
        fact("also called", m_contact.aliases);
        household();
        fact("since", m_contact.since ? fmt::format("{}{}", long_date(*m_contact.since),
                                                    *m_contact.since <= m_today
                                                        ? ", " + age(*m_contact.since, m_today)
                                                        : "")
                                      : "");
        fact("promised from", m_contact.promised_from ? long_date(*m_contact.promised_from) : "");
        for (const auto& [name, day] : dates_of(m_contact)) {
            fact(name, day);
        }
        fact("tags", m_contact.tags);
        fact("interests", m_contact.interests);
        fact("avoid", m_contact.avoid);
        for (const Ceiling& ceiling : m_contact.at_most) {
            fact("at most", fmt::format("{} {}", ceiling.of, ceiling.cadence.text));
        }
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

    void notes()
    {
        if (m_contact.notes.find_first_not_of(" \n") == std::string::npos) {
            return;
        }
        m_out += heading_text(m_style, "Notes");
        std::string text = visible_lines(m_contact.notes);
        while (!text.empty() && text.back() == '\n') {
            text.pop_back();
        }
        for (const std::string& line : wrap(text, m_style.width - 2)) {
            m_out += line.empty() ? "\n" : "  " + line + "\n";
        }
    }

    const PageStyle& m_style;
    const Ledger& m_ledger;
    const Contact& m_contact;
    Date m_today;
    std::string m_out;
};

std::string as_json(const Ledger& ledger, const Contact& contact, Date today, bool revisions)
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
    c["address"] = contact.address;
    c["url"] = contact.url;
    c["aliases"] = contact.aliases;
    c["household"] = contact.household;
    c["tags"] = contact.tags;
    c["interests"] = contact.interests;
    c["dates"] = Json::object();
    for (const NamedDate& named : contact.dates) {
        c["dates"][named.name] = named.date.str();
    }
    c["referred_by"] = contact.referred_by ? Json(contact.referred_by->id) : Json(nullptr);
    c["avoid"] = contact.avoid;
    c["uid"] = contact.uid;
    c["notes"] = contact.notes;
    const Strength strength = strength_of(ledger, contact, today);
    out["relation"] = relation_name(relation_of(ledger, contact, today));
    out["strength"] = strength.now;
    out["strength_change"] = strength.change();
    out["trend"] = strength.trend();
    out["promises"] = Json::array();
    for (const Item& item : items_of(ledger, contact, today)) {
        out["promises"].push_back(to_json(item));
    }
    add_year_json(out, ledger, contact, today);
    out["history"] = history_json(ledger, {&contact}, revisions);
    out["problems"] = problems(ledger);
    return to_text(out);
}

int show(Context& context, const Options& options, const Words& words)
{
    if (words.empty()) {
        throw Error(Fault::usage, "WHO is missing", "usage: crm show WHO, such as: crm show ada");
    }
    const Date today = context.today();
    const Ledger& ledger = keep(read_ledger(context.open_ledger(), context.today()));
    const PageStyle style(ledger, today, context.terminal, options.revisions);
    std::string page;
    if (names_group(words.front())) {
        const Group group = find_group(ledger, words.front());
        page = options.json ? to_text(group_json(ledger, group, today, options.revisions))
                            : group_text(style, group);
    } else {
        const Contact& contact = *find_who(ledger, words.front(), Guess::allowed).contact;
        page = options.json ? as_json(ledger, contact, today, options.revisions)
                            : Page(style, contact).str();
    }
    context.print(page);
    if (!options.json) {
        context.wants_pager = true;
        context.print(incomplete_line(ledger));
    }
    return context.finish(ledger, exit_code::done);
}

} // namespace

Action set_up_show(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    add_flag(app, "--revisions", options->revisions,
             "Also what entries said before, and those that were withdrawn");
    add_flag(app, "--json", options->json, "For programs");
    return
        [options](Context& context, const Words& words) { return show(context, *options, words); };
}

} // namespace crm::cli
