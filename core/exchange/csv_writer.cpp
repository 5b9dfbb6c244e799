#include "core/exchange/csv_writer.hpp"

#include "core/exchange/csv.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace crm {
namespace {

CsvCell texts_cell(const std::vector<std::string>& texts)
{
    return csv_text(fmt::format("{}", fmt::join(texts, "; ")));
}

CsvCell date_cell(const std::optional<Date>& date)
{
    return csv_value(date ? iso(*date) : "");
}

CsvCell number_cell(const std::optional<int>& number)
{
    return csv_value(number ? fmt::format("{}", *number) : "");
}

std::string without_end(const std::string& text)
{
    return text.substr(0, text.find_last_not_of('\n') + 1);
}

/// The names that stand behind the dot of `dates.*` and its like.
struct KeyNames {
    std::vector<std::string> dates{"birthday"};
    std::vector<std::string> cadence;
    std::vector<std::string> at_most;
};

void note(std::vector<std::string>& names, const std::string& name)
{
    if (std::find(names.begin(), names.end(), name) == names.end()) {
        names.push_back(name);
    }
}

KeyNames names_in(const Selection& selection)
{
    KeyNames out;
    for (const Contact* contact : selection.contacts) {
        for (const NamedDate& named : contact->dates) {
            note(out.dates, named.name);
        }
        for (const Promise& promise : contact->cadence) {
            note(out.cadence, promise.requirement);
        }
        for (const Ceiling& ceiling : contact->at_most) {
            note(out.at_most, ceiling.of);
        }
        if (contact->promises_nothing) {
            note(out.cadence, "");
        }
    }
    std::sort(out.dates.begin() + 1, out.dates.end());
    std::sort(out.cadence.begin(), out.cadence.end());
    std::sort(out.at_most.begin(), out.at_most.end());
    return out;
}

std::string contacts_header(const KeyNames& names)
{
    std::vector<CsvCell> cells;
    const auto add = [&](std::initializer_list<std::string_view> keys) {
        for (const std::string_view key : keys) {
            cells.push_back(csv_value(key));
        }
    };
    const auto add_names = [&](std::string_view key, const std::vector<std::string>& all) {
        for (const std::string& name : all) {
            cells.push_back(name.empty() ? csv_value(key)
                                         : csv_text(fmt::format("{}.{}", key, name)));
        }
    };
    add({"id", "name", "kind", "tier", "since", "promised_from", "org", "role", "email", "phone",
         "address", "url", "aliases", "household", "tags", "interests"});
    add_names("dates", names.dates);
    add({"referred_by"});
    add_names("cadence", names.cadence);
    add_names("at_most", names.at_most);
    add({"avoid", "status", "snooze", "uid", "formerly", "notes"});
    return csv_record(cells);
}

CsvCell named_date_cell(const Contact& contact, const std::string& name)
{
    for (const NamedDate& named : contact.dates) {
        if (named.name == name) {
            return csv_value(named.date.str());
        }
    }
    return csv_value("");
}

CsvCell promise_cell(const Contact& contact, const std::string& name)
{
    if (name.empty()) {
        return csv_value(contact.promises_nothing ? "none" : "");
    }
    for (const Promise& promise : contact.cadence) {
        if (promise.requirement == name) {
            return csv_text(promise.cadence.text);
        }
    }
    return csv_value("");
}

CsvCell ceiling_cell(const Contact& contact, const std::string& name)
{
    for (const Ceiling& ceiling : contact.at_most) {
        if (ceiling.of == name) {
            return csv_text(ceiling.cadence.text);
        }
    }
    return csv_value("");
}

std::string contact_record(const Contact& contact, const Roster& roster, const KeyNames& names)
{
    std::vector<CsvCell> cells{
        csv_text(contact.id),         csv_text(contact.name),      csv_text(contact.kind),
        csv_text(contact.tier),       date_cell(contact.since),    date_cell(contact.promised_from),
        csv_text(contact.org),        csv_text(contact.role),      texts_cell(contact.email),
        texts_cell(contact.phone),    texts_cell(contact.address), texts_cell(contact.url),
        texts_cell(contact.aliases),  csv_text(contact.household), texts_cell(contact.tags),
        texts_cell(contact.interests)};
    for (const std::string& name : names.dates) {
        cells.push_back(named_date_cell(contact, name));
    }
    cells.push_back(
        csv_text(contact.referred_by ? current_id(roster, *contact.referred_by) : std::string()));
    for (const std::string& name : names.cadence) {
        cells.push_back(promise_cell(contact, name));
    }
    for (const std::string& name : names.at_most) {
        cells.push_back(ceiling_cell(contact, name));
    }
    std::vector<std::string> formerly;
    for (const Reference& former : contact.formerly) {
        formerly.push_back(former.id);
    }
    cells.push_back(texts_cell(contact.avoid));
    cells.push_back(csv_value(status_name(contact.status)));
    cells.push_back(date_cell(contact.snooze));
    cells.push_back(texts_cell(contact.uid));
    cells.push_back(texts_cell(formerly));
    cells.push_back(csv_text(without_end(contact.notes)));
    return csv_record(cells);
}

std::string interaction_record(const Interaction& entry, const Ledger& ledger)
{
    std::vector<std::string> names;
    for (const Contact* contact : ledger.participants(entry)) {
        names.push_back(contact->name);
    }
    return csv_record(
        {csv_value(iso(entry.date)), texts_cell(current_ids(ledger, entry.with)), texts_cell(names),
         csv_text(entry.touch), csv_value(class_name(entry.touch_class)),
         csv_value(entry.attempt ? "attempt" : ""), csv_value(entry.inbound ? "in" : ""),
         number_cell(entry.minutes), number_cell(entry.talk), csv_text(without_end(entry.note)),
         csv_text(entry.ref), csv_text(entry.follow_up), date_cell(entry.by), date_cell(entry.done),
         csv_text(entry.id), number_cell(entry.rev)});
}

} // namespace

void write_contacts_csv(const Selection& selection, const Sink& sink)
{
    const KeyNames names = names_in(selection);
    sink(contacts_header(names));
    for (const Contact* contact : selection.contacts) {
        sink(contact_record(*contact, selection.roster, names));
    }
}

void write_interactions_csv(const Ledger& ledger, const Selection& selection, const Sink& sink)
{
    sink(
        "date,with,names,touch,class,outcome,dir,minutes,talk,note,ref,follow_up,by,done,id,rev\n");
    for_each_interaction(ledger, selection, [&](const Interaction& entry) {
        sink(interaction_record(entry, ledger));
    });
}

} // namespace crm
