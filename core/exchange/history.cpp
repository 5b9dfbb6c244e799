#include "core/exchange/history.hpp"

#include "core/base/text.hpp"
#include "core/exchange/import_rules.hpp"
#include "core/ledger/layout.hpp"
#include "core/yaml/node.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace crm {
namespace {

constexpr std::size_t most_faults = 100;
constexpr std::size_t most_strangers = 200'000; ///< more are counted, but not by name
constexpr std::size_t iso_length = 10;

/// A ref without the address that a later entry of one happening has.
std::string base_of_ref(const std::string& ref)
{
    const std::size_t mark = ref.rfind('#');
    return mark == std::string::npos ? ref : ref.substr(0, mark);
}

/// The conversation in `mail:THREAD/2026-03-10`; nothing for another ref.
std::optional<std::string> thread_of_ref(const std::string& base)
{
    constexpr std::string_view mail = "mail:";
    if (base.compare(0, mail.size(), mail) != 0 || base.size() < mail.size() + iso_length + 1 ||
        base[base.size() - iso_length - 1] != '/' ||
        !parse_iso(std::string_view(base).substr(base.size() - iso_length))) {
        return std::nullopt;
    }
    return base.substr(mail.size(), base.size() - mail.size() - iso_length - 1);
}

std::string mail_day(const std::string& thread, Date date)
{
    return thread + "\n" + iso(date);
}

std::string mail_ref(const std::string& thread, const std::string& own_day)
{
    return "mail:" + thread + "/" + own_day;
}

Counted by_count(std::vector<std::pair<std::string, std::size_t>> counts)
{
    std::sort(counts.begin(), counts.end(), [](const auto& a, const auto& b) {
        return std::tie(b.second, a.first) < std::tie(a.second, b.first);
    });
    return counts;
}

std::string stranger(const Person& person)
{
    return !person.email.empty()   ? fold(person.email)
           : !person.phone.empty() ? person.phone
                                   : person.name;
}

} // namespace

HistoryPlanner::HistoryPlanner(const Ledger& ledger, const HistorySpan& span)
    : m_ledger(ledger), m_span(span)
{
    for (const Contact& contact : ledger.contacts) {
        const Contact* meant = ledger.find(contact.id);
        m_people.add(contact, ledger.index_of(meant == nullptr ? contact : *meant));
    }
    for (const std::string& own : ledger.settings.advisor.emails) {
        m_own.insert(email_key(own));
    }
    know_journal();
}

void HistoryPlanner::know_journal()
{
    for (const Interaction& line : m_ledger.lines) {
        if (!line.id.empty()) {
            m_ids.insert(line.id);
        }
        if (line.ref.empty()) {
            continue;
        }
        Contacts contacts;
        for (const Contact* contact : m_ledger.participants(line)) {
            contacts.insert(m_ledger.index_of(*contact));
        }
        know(line.ref, contacts);
        if (const auto thread = thread_of_ref(base_of_ref(line.ref))) {
            m_mail_days[mail_day(*thread, line.date)].insert(contacts.begin(), contacts.end());
        }
    }
    // What one line says that cannot be used is still what was imported.
    for (const SourceFile& file : m_ledger.files) {
        if (file.path.compare(0, layout::journal.size(), layout::journal) != 0 ||
            file.text.find("ref") == std::string::npos) {
            continue;
        }
        try {
            const yaml::Document document(file.path, file.text);
            if (document.events().empty() || !yaml::Node(document, 0).is_sequence()) {
                continue;
            }
            for (const yaml::Node entry : yaml::Node(document, 0).items()) {
                if (!entry.is_mapping()) {
                    continue;
                }
                for (const yaml::Node::Entry key : entry.entries()) {
                    if (key.key.text() == "ref" && key.value.is_scalar()) {
                        std::string ref(key.value.text());
                        if (m_refs.count(ref) == 0) {
                            m_closed.insert(base_of_ref(ref));
                            m_closed.insert(std::move(ref));
                        }
                    }
                }
            }
        } catch (const Error&) {
            continue; // told by whoever read the ledger; and nothing can be written there
        }
    }
}

void HistoryPlanner::know(const std::string& ref, const Contacts& contacts)
{
    if (ref.empty()) {
        return;
    }
    m_refs[ref].insert(contacts.begin(), contacts.end());
    const std::string base = base_of_ref(ref);
    if (base != ref) {
        m_refs[base].insert(contacts.begin(), contacts.end());
    }
}

void HistoryPlanner::skip(const std::string& reason, std::size_t count)
{
    m_skipped[reason] += count;
}

void HistoryPlanner::fault(PassedOver&& one)
{
    m_plan.all_faults += one.count;
    if (m_plan.faults.size() < most_faults) {
        m_plan.faults.push_back(std::move(one));
    }
}

void HistoryPlanner::pass_over(PassedOver&& one)
{
    if (one.is_fault) {
        fault(std::move(one));
    } else {
        skip(one.reason, one.count);
    }
}

bool HistoryPlanner::is_own(const Person& person) const
{
    return !person.email.empty() && m_own.count(email_key(person.email)) != 0;
}

std::optional<std::size_t> HistoryPlanner::match(const Person& person, HistoryKind kind)
{
    PeopleIndex::Found found;
    const auto look = [&](const PeopleIndex::Found& more) {
        if (found.empty()) {
            found = more;
        }
    };
    if (!person.email.empty()) {
        look(m_people.by_email(person.email));
    }
    if (!person.phone.empty()) {
        look(m_people.by_phone(person.phone));
    }
    if (!person.name.empty() && (kind == HistoryKind::calls || kind == HistoryKind::table)) {
        if (const Contact* contact = m_ledger.find(person.name)) {
            return m_ledger.index_of(*contact);
        }
        look(m_people.by_name(person.name));
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    if (found.size() > 1 && !person.name.empty()) {
        PeopleIndex::Found named;
        for (const std::size_t one : found) {
            if (name_key(m_ledger.contacts[one].name) == name_key(person.name)) {
                named.push_back(one);
            }
        }
        found = named.size() == 1 ? named : found;
    }
    if (found.size() > 1) {
        std::vector<std::string> ids;
        for (const std::size_t one : found) {
            ids.push_back(m_ledger.contacts[one].id);
        }
        ++m_doubtful[fmt::format("{} is {}", visible(stranger(person)), enumerate(ids, "or"))];
        return std::nullopt;
    }
    if (found.empty()) {
        const std::string key = stranger(person);
        if (!key.empty() && (m_unknown.size() < most_strangers || m_unknown.count(key) != 0)) {
            ++m_unknown[key];
        }
        return std::nullopt;
    }
    return found.front();
}

/// Whom it was with; says in `inbound` whether they began it. Empty, and counted, for nobody.
HistoryPlanner::Contacts HistoryPlanner::contacts_of(Happening& happening)
{
    Contacts out;
    bool has_others = false;
    const auto add_person = [&](const Person& person) {
        if (is_own(person)) {
            return;
        }
        has_others = true;
        if (const auto contact = match(person, happening.kind)) {
            out.insert(*contact);
        }
    };
    const bool is_mail = happening.kind == HistoryKind::mail;
    const bool is_mine = is_own(happening.from);
    if (is_mail && !is_mine) {
        add_person(happening.from); // whom they wrote to besides is their affair
        happening.inbound = true;
    } else {
        for (const Person& person : happening.with) {
            add_person(person);
        }
    }
    if (happening.kind == HistoryKind::calendar && !is_mine && !happening.from.email.empty()) {
        const auto& inviting = m_people.by_email(happening.from.email);
        if (inviting.size() == 1 && out.count(inviting.front()) != 0) {
            happening.inbound = true;
        }
    }
    if (out.empty()) {
        m_plan.unknown_happenings += has_others ? 1 : 0;
        skip(!has_others ? (happening.kind == HistoryKind::calendar ? "names nobody but you"
                                                                    : "with nobody but you")
                         : "with nobody who is a contact");
    }
    return out;
}

void HistoryPlanner::take(Happening&& happening)
{
    if (happening.date > m_span.today) {
        skip("still to come");
        return;
    }
    if (m_span.since && happening.date < *m_span.since) {
        skip(fmt::format("before {}", iso(*m_span.since)));
        return;
    }
    const ImportedAs as = imported_as(happening, m_ledger.settings);
    if (as.skip) {
        skip("by a rule of yours");
        return;
    }
    Contacts contacts = contacts_of(happening);
    if (contacts.empty()) {
        return;
    }
    if (!as.fault.empty()) {
        fault({happening.place, as.fault, true});
        return;
    }
    ++m_plan.read;
    if (happening.kind != HistoryKind::mail) {
        const std::string base = happening.ref;
        add(happening, base, std::move(contacts), nullptr);
        return;
    }
    MailGroup& group = m_groups[{happening.thread, iso(happening.date)}];
    group.own_days.insert(happening.own_day);
    m_plan.joined += group.contacts.empty() ? 0 : 1;
    const bool is_first = group.contacts.empty() || std::tie(happening.at, happening.ref) <
                                                        std::tie(group.first.at, group.first.ref);
    group.contacts.insert(contacts.begin(), contacts.end());
    if (is_first) {
        group.first = std::move(happening);
        group.first.with = {};
    }
}

HistoryPlanner::Contacts HistoryPlanner::covered(const std::string& ref) const
{
    const auto known = m_refs.find(ref);
    return known == m_refs.end() ? Contacts{} : known->second;
}

void HistoryPlanner::add(const Happening& happening, const std::string& base, Contacts contacts,
                         const Contacts* covered_besides)
{
    if (m_closed.count(base) != 0 || (!happening.id.empty() && m_ids.count(happening.id) != 0)) {
        ++m_plan.unchanged;
        return;
    }
    const bool is_known = m_refs.count(base) != 0;
    Contacts there = covered(base);
    if (covered_besides != nullptr) {
        there.insert(covered_besides->begin(), covered_besides->end());
    }
    for (const std::size_t one : there) {
        contacts.erase(one);
    }
    if (contacts.empty()) {
        ++m_plan.unchanged;
        return;
    }
    Interaction out;
    out.date = happening.date;
    for (const std::size_t one : contacts) {
        out.with.push_back({m_ledger.contacts[one].id, {}});
    }
    const ImportedAs as = imported_as(happening, m_ledger.settings);
    out.touch = as.touch;
    out.touch_class = as.touch_class;
    out.class_given = as.class_given;
    out.attempt = happening.attempt;
    out.inbound = happening.inbound.value_or(false);
    out.minutes = happening.minutes;
    out.talk = happening.talk;
    out.note = happening.note;
    out.ref = base;
    if (is_known) {
        const Contact& first = m_ledger.contacts[*contacts.begin()];
        out.ref += "#" + (first.email.empty() ? first.id : fold(first.email.front()));
    }
    out.id = happening.id.empty() ? random_id() : happening.id;
    m_ids.insert(out.id);
    know(out.ref, contacts);
    m_plan.entries.push_back(std::move(out));
}

HistoryPlan HistoryPlanner::finish()
{
    for (auto& [key, group] : m_groups) {
        const std::string& thread = key.first;
        Contacts there;
        bool is_closed = false;
        for (const std::string& day : group.own_days) {
            const Contacts more = covered(mail_ref(thread, day));
            there.insert(more.begin(), more.end());
            is_closed = is_closed || m_closed.count(mail_ref(thread, day)) != 0;
        }
        const auto same_day = m_mail_days.find(mail_day(thread, group.first.date));
        if (same_day != m_mail_days.end()) {
            there.insert(same_day->second.begin(), same_day->second.end());
        }
        if (is_closed) {
            ++m_plan.unchanged;
            continue;
        }
        add(group.first, mail_ref(thread, *group.own_days.begin()), std::move(group.contacts),
            &there);
    }
    m_groups.clear();
    std::stable_sort(m_plan.entries.begin(), m_plan.entries.end(),
                     [](const Interaction& a, const Interaction& b) {
                         return std::tie(a.date, a.ref) < std::tie(b.date, b.ref);
                     });
    keep_beginnings();
    m_plan.skipped = by_count({m_skipped.begin(), m_skipped.end()});
    m_plan.unknown = by_count({m_unknown.begin(), m_unknown.end()});
    m_plan.doubtful = by_count({m_doubtful.begin(), m_doubtful.end()});
    return std::move(m_plan);
}

/// Where neither `since` nor `promised_from` says when promises began, the first interaction does:
/// what is older must not make somebody overdue.
void HistoryPlanner::keep_beginnings()
{
    for (const Interaction& entry : m_plan.entries) {
        if (entry.attempt) {
            continue;
        }
        for (const Reference& reference : entry.with) {
            const Contact* contact = m_ledger.find(reference.id);
            if (contact == nullptr || contact->since || contact->promised_from) {
                continue;
            }
            std::optional<Date> began;
            for (const Interaction* one : m_ledger.history(*contact)) {
                if (!one->attempt && one->touch_class != TouchClass::none &&
                    one->date <= m_span.today) {
                    began = one->date;
                    break;
                }
            }
            if (!began || entry.date < *began) {
                m_plan.promised_from.emplace(m_ledger.index_of(*contact),
                                             began.value_or(m_span.today));
            }
        }
    }
}

} // namespace crm
