#include "core/exchange/jsonl_writer.hpp"

#include "core/base/text.hpp"
#include "core/base/utf8.hpp"
#include "core/exchange/uid.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>

namespace crm {
namespace {

/// A string with its quotes; what a terminal obeys is escaped, as JSON allows for any character.
void append_json(std::string& out, std::string_view text)
{
    out += '"';
    for (std::size_t at = 0; at < text.size();) {
        const auto lead = static_cast<unsigned char>(text[at]);
        if (lead >= 0x20 && lead < 0x7F) {
            out += lead == '"' || lead == '\\' ? "\\" : "";
            out += text[at];
            ++at;
            continue;
        }
        const std::size_t begin = at;
        const char32_t c = next_code_point(text, at);
        if (c == '\n') {
            out += "\\n";
        } else if (is_harmful(c)) { // none is beyond four digits
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<std::uint32_t>(c));
        } else {
            out.append(text, begin, at - begin);
        }
    }
    out += '"';
}

/// One object on one line.
class JsonLine {
public:
    explicit JsonLine(std::string_view type) { add("type", type); }

    JsonLine& add(std::string_view key, std::string_view text)
    {
        begin(key);
        append_json(m_out, text);
        return *this;
    }
    JsonLine& add_date(std::string_view key, const std::optional<Date>& date)
    {
        return date ? add(key, iso(*date)) : add_raw(key, "null");
    }
    JsonLine& add_number(std::string_view key, const std::optional<int>& number)
    {
        return add_raw(key, number ? fmt::format("{}", *number) : "null");
    }
    JsonLine& add_truth(std::string_view key, bool is_so)
    {
        return add_raw(key, is_so ? "true" : "false");
    }
    JsonLine& add_list(std::string_view key, const std::vector<std::string>& texts)
    {
        begin(key);
        m_out += '[';
        for (const std::string& text : texts) {
            m_out += &text == &texts.front() ? "" : ", ";
            append_json(m_out, text);
        }
        m_out += ']';
        return *this;
    }
    /// An object; `pair_of` gives the key and the value of each of `all`.
    template <typename T, typename PairOf>
    JsonLine& add_pairs(std::string_view key, const std::vector<T>& all, PairOf pair_of)
    {
        begin(key);
        m_out += '{';
        for (const T& one : all) {
            m_out += &one == &all.front() ? "" : ", ";
            const auto [name, value] = pair_of(one);
            append_json(m_out, name);
            m_out += ": ";
            append_json(m_out, value);
        }
        m_out += '}';
        return *this;
    }
    JsonLine& add_raw(std::string_view key, std::string_view json)
    {
        begin(key);
        m_out += json;
        return *this;
    }
    [[nodiscard]] std::string end() { return std::move(m_out) + "}\n"; }

private:
    void begin(std::string_view key)
    {
        m_out += m_out.empty() ? "{" : ", ";
        append_json(m_out, key);
        m_out += ": ";
    }

    std::string m_out;
};

using TextPair = std::pair<std::string, std::string>;

std::string ledger_line(const Selection& selection)
{
    const Settings& settings = selection.roster.settings;
    return JsonLine("ledger")
        .add("schema", "crm.export/1")
        .add_date("today", selection.today)
        .add_truth("everyone", selection.everyone)
        .add("advisor", settings.advisor.name)
        .add("email", settings.advisor.email)
        .add("firm", settings.advisor.firm)
        .add_list("tiers", settings.tiers)
        .add_list("kinds", settings.kinds)
        .end();
}

std::string contact_line(const Contact& contact, const Roster& roster)
{
    JsonLine line("contact");
    line.add("id", contact.id)
        .add("name", contact.name)
        .add("kind", contact.kind)
        .add("tier", contact.tier)
        .add("status", status_name(contact.status))
        .add_date("since", contact.since)
        .add_date("promised_from", contact.promised_from)
        .add("org", contact.org)
        .add("role", contact.role)
        .add_list("email", contact.email)
        .add_list("phone", contact.phone)
        .add_list("address", contact.address)
        .add_list("url", contact.url)
        .add_list("aliases", contact.aliases)
        .add("household", contact.household)
        .add_list("tags", contact.tags)
        .add_list("interests", contact.interests)
        .add_pairs("dates", contact.dates,
                   [](const NamedDate& named) { return TextPair(named.name, named.date.str()); });
    if (contact.referred_by) {
        line.add("referred_by", current_id(roster, *contact.referred_by));
    } else {
        line.add_raw("referred_by", "null");
    }
    if (contact.promises_nothing) {
        line.add("cadence", "none");
    } else {
        line.add_pairs("cadence", contact.cadence, [](const Promise& promise) {
            return TextPair(promise.requirement, promise.cadence.text);
        });
    }
    std::vector<std::string> formerly;
    for (const Reference& former : contact.formerly) {
        formerly.push_back(former.id);
    }
    return line
        .add_pairs(
            "at_most", contact.at_most,
            [](const Ceiling& ceiling) { return TextPair(ceiling.of, ceiling.cadence.text); })
        .add_list("avoid", contact.avoid)
        .add_date("snooze", contact.snooze)
        .add("notes", contact.notes)
        .add("uid", stable_uid(contact))
        .add_list("uids", contact.uid)
        .add_list("formerly", formerly)
        .add_pairs("others", contact.others, [](const TextPair& other) { return other; })
        .end();
}

std::string interaction_line(const Interaction& entry, const Ledger& ledger)
{
    return JsonLine("interaction")
        .add("id", entry.id)
        .add_number("rev", entry.rev)
        .add_date("date", entry.date)
        .add_list("with", current_ids(ledger, entry.with))
        .add("touch", entry.touch)
        .add("class", class_name(entry.touch_class))
        .add_truth("attempt", entry.attempt)
        .add_truth("inbound", entry.inbound)
        .add_number("minutes", entry.minutes)
        .add_number("talk", entry.talk)
        .add("note", entry.note)
        .add("ref", entry.ref)
        .add("follow_up", entry.follow_up)
        .add_date("by", entry.by)
        .add_date("done", entry.done)
        .end();
}

std::string promise_line(const Item& item)
{
    JsonLine line("promise");
    line.add("contact", item.contact->id)
        .add("name", item.contact->name)
        .add("kind", item.contact->kind)
        .add("tier", item.contact->tier)
        .add("requirement", item.promise.requirement)
        .add("cadence", item.promise.cadence.text)
        .add("rule", item.promise.rule)
        .add("state", state_name(item.state))
        .add_date("start", item.start)
        .add_date("due", item.due)
        .add_number("days_overdue", item.days_overdue)
        .add_truth("before_next_workday", item.before_next_workday);
    if (item.last) {
        line.add_date("last", item.last->date).add("last_touch", item.last_touch);
    } else {
        line.add_raw("last", "null").add_raw("last_touch", "null");
    }
    return line.add_raw("covered_by", item.covered_by_major ? "\"major\"" : "null").end();
}

} // namespace

void write_jsonl(const Ledger& ledger, const Selection& selection, const Sink& sink)
{
    sink(ledger_line(selection));
    for (const Contact* contact : selection.contacts) {
        sink(contact_line(*contact, selection.roster));
    }
    for_each_interaction(ledger, selection,
                         [&](const Interaction& entry) { sink(interaction_line(entry, ledger)); });
    for (const Item& item : selection.items) {
        sink(promise_line(item));
    }
}

} // namespace crm
