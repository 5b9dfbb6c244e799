#include "core/ledger/contact_file.hpp"

#include "core/base/text.hpp"
#include "core/ledger/fields.hpp"
#include "core/ledger/keys.hpp"
#include "core/yaml/scalar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

namespace crm {
namespace {

using yaml::Node;

class ContactReader {
public:
    ContactReader(Fields& fields, const Settings& settings, Contact& contact)
        : m_fields(fields), m_settings(settings), m_contact(contact)
    {
    }

    /// False for a key that is not one of a contact.
    bool read(const Node::Entry& entry)
    {
        const auto& table = readers();
        const auto reader =
            std::lower_bound(table.begin(), table.end(), entry.key.text(),
                             [](const auto& one, std::string_view key) { return one.first < key; });
        if (reader == table.end() || reader->first != entry.key.text()) {
            return false;
        }
        (this->*reader->second)(entry);
        return true;
    }

private:
    using Reader = void (ContactReader::*)(const Node::Entry&);

    /// By key, in its order.
    static const std::array<std::pair<std::string_view, Reader>, 27>& readers()
    {
        static constexpr std::array<std::pair<std::string_view, Reader>, 27> table{{
            {"address", &ContactReader::texts<&Contact::address>},
            {"aliases", &ContactReader::texts<&Contact::aliases>},
            {"at_most", &ContactReader::at_most},
            {"avoid", &ContactReader::avoid},
            {"cadence", &ContactReader::cadence},
            {"dates", &ContactReader::dates},
            {"email", &ContactReader::texts<&Contact::email>},
            {"formerly", &ContactReader::formerly},
            {"household", &ContactReader::text<&Contact::household>},
            {"interests", &ContactReader::texts<&Contact::interests>},
            {"kind", &ContactReader::kind},
            {"merged_into", &ContactReader::merged_into},
            {"name", &ContactReader::text<&Contact::name>},
            {"notes", &ContactReader::text<&Contact::notes>},
            {"org", &ContactReader::text<&Contact::org>},
            {"phone", &ContactReader::texts<&Contact::phone>},
            {"promised_from", &ContactReader::date<&Contact::promised_from>},
            {"referred_by", &ContactReader::referred_by},
            {"role", &ContactReader::text<&Contact::role>},
            {"since", &ContactReader::date<&Contact::since>},
            {"snooze", &ContactReader::date<&Contact::snooze>},
            {"status", &ContactReader::status},
            {"tags", &ContactReader::texts<&Contact::tags>},
            {"tier", &ContactReader::tier},
            {"uid", &ContactReader::texts<&Contact::uid>},
            {"url", &ContactReader::texts<&Contact::url>},
            {"was", &ContactReader::was},
        }};
        static_assert(std::is_sorted(table.begin(), table.end(), [](const auto& a, const auto& b) {
            return a.first < b.first;
        }));
        return table;
    }

    template <auto field>
    void text(const Node::Entry& entry)
    {
        m_contact.*field = m_fields.text(entry).value_or("");
    }

    template <auto field>
    void texts(const Node::Entry& entry)
    {
        m_contact.*field = m_fields.strings(entry);
    }

    template <auto field>
    void date(const Node::Entry& entry)
    {
        m_contact.*field = m_fields.date(entry);
    }

    void kind(const Node::Entry& entry)
    {
        const auto& own = m_settings.kinds;
        if (entry.value.is_scalar() &&
            std::find(own.begin(), own.end(), entry.value.text()) != own.end()) {
            m_contact.kind = entry.value.text();
            return;
        }
        auto kinds = own;
        if (std::find(kinds.begin(), kinds.end(), "other") == kinds.end()) {
            kinds.emplace_back("other");
        }
        m_contact.kind = m_fields.word(entry, kinds).value_or("other");
    }

    void tier(const Node::Entry& entry)
    {
        m_contact.tier = m_fields.word(entry, m_settings.tiers).value_or(m_contact.tier);
    }

    void status(const Node::Entry& entry)
    {
        if (const auto word = m_fields.word(entry, status_names())) {
            m_contact.status = parse_status(*word).value_or(Status::active);
        }
    }

    void dates(const Node::Entry& entry)
    {
        if (!entry.value.is_mapping()) {
            if (!entry.value.is_null()) {
                m_fields.refuse(entry.value, "'dates' takes keys and values",
                                "it reads 'dates: {birthday: 12-10}'");
            }
            return;
        }
        for (const Node::Entry named : entry.value.entries()) {
            const auto value = m_fields.text(named);
            const auto date = value ? YearlyDate::parse(*value) : std::nullopt;
            if (date) {
                m_contact.dates.push_back({std::string(named.key.text()), *date});
            } else if (value) {
                m_fields.refuse(named.value,
                                fmt::format("{} '{}' is not a date", named.key.text(), *value),
                                "it reads 12-10 (month and day) or 1984-12-10");
            }
        }
    }

    void cadence(const Node::Entry& entry)
    {
        m_contact.cadence =
            m_fields.promises(entry, m_settings.touches, m_contact.promises_nothing);
    }

    /// An entry that is wrong is left out alone: the contact of today is known all the same.
    void was(const Node::Entry& entry)
    {
        if (entry.value.is_null()) {
            return;
        }
        if (!entry.value.is_sequence()) {
            m_fields.part().refuse(entry.value, "'was' takes a list", std::string(was_form));
            return;
        }
        for (const Node item : entry.value.items()) {
            Fields fields = m_fields.part();
            FormerLabels former = former_labels(fields, item);
            if (fields.good()) {
                m_contact.was.push_back(std::move(former));
            }
        }
    }

    FormerLabels former_labels(Fields& fields, const Node& item)
    {
        FormerLabels out;
        out.source = {m_contact.source.file, item.offset(), 0};
        if (!item.is_mapping()) {
            fields.refuse(item, "an entry of 'was' has keys and values", std::string(was_form));
            return out;
        }
        std::optional<Date> until;
        for (const Node::Entry entry : item.entries()) {
            const std::string_view key = entry.key.text();
            if (key == "until") {
                until = fields.date(entry);
                if (!until && fields.good()) {
                    fields.refuse(entry.value, "'until' has no date", std::string(was_form));
                }
            } else if (key == "kind" || key == "tier") {
                (key == "kind" ? out.kind : out.tier) = stated(fields, entry);
            } else if (key == "org" || key == "household") {
                (key == "org" ? out.org : out.household) = stated(fields, entry, true);
            } else if (key == "status") {
                if (stated(fields, entry)) {
                    const auto word = fields.word(entry, status_names());
                    out.status = word ? parse_status(*word) : std::nullopt;
                }
            } else if (key == "tags") {
                out.tags = fields.strings(entry);
            } else if (key == "cadence") {
                if (entry.value.is_null()) {
                    fields.refuse(entry.value, "'cadence' is empty",
                                  "'cadence: {}' says that there was none of its own");
                }
                out.cadence = fields.promises(entry, m_settings.touches, out.promises_nothing);
            } else {
                fields.remark_unknown_key(entry.key, {"until", "kind", "tier", "status", "tags",
                                                      "org", "household", "cadence"});
            }
        }
        if (!until && fields.good()) {
            fields.refuse(item, "'until' is missing", std::string(was_form));
        }
        out.until = until.value_or(Date{});
        return out;
    }

    /// The text of a label that stands there; an empty one only where it can be `""`.
    static std::optional<std::string> stated(Fields& fields, const Node::Entry& entry,
                                             bool can_be_none = false)
    {
        auto text = fields.text(entry);
        if (fields.good() && (!text || (text->empty() && !can_be_none))) {
            fields.refuse(entry.value, fmt::format("'{}' is empty", entry.key.text()),
                          can_be_none
                              ? fmt::format("'{}: \"\"' says that there was none", entry.key.text())
                              : "remove it where it is not known");
        }
        return text;
    }

    void at_most(const Node::Entry& entry)
    {
        m_contact.at_most = m_fields.ceilings(entry, m_settings.touches);
    }

    void avoid(const Node::Entry& entry)
    {
        m_contact.avoid = m_fields.touches(entry, m_settings.touches);
    }

    std::optional<Reference> reference(const Node& node)
    {
        if (!is_slug(node.text())) {
            m_fields.refuse(node, fmt::format("'{}' is not an id", node.text()), id_form);
            return std::nullopt;
        }
        return Reference{std::string(node.text()), {m_contact.source.file, node.offset(), 0}};
    }

    std::optional<Reference> one_reference(const Node::Entry& entry)
    {
        return m_fields.text(entry) ? reference(entry.value) : std::nullopt;
    }

    void referred_by(const Node::Entry& entry) { m_contact.referred_by = one_reference(entry); }
    void merged_into(const Node::Entry& entry) { m_contact.merged_into = one_reference(entry); }

    void formerly(const Node::Entry& entry)
    {
        for (const Node& node : m_fields.texts(entry)) {
            if (auto id = reference(node)) {
                m_contact.formerly.push_back(std::move(*id));
            }
        }
    }

    static constexpr std::string_view was_form = "it reads '- {until: 2026-11-22, tier: B}'";
    static constexpr const char* id_form =
        "an id is the name of a file in contacts/ without '.yaml'";

    Fields& m_fields;
    const Settings& m_settings;
    Contact& m_contact;
};

void line(std::string& out, std::string_view key, const std::string& value)
{
    if (!value.empty()) {
        out += fmt::format("{}:{}", key, yaml::block_value(value));
    }
}

void line(std::string& out, std::string_view key, const std::vector<std::string>& values)
{
    if (!values.empty()) {
        out += fmt::format("{}: {}\n", key, yaml::flow_list(values));
    }
}

void line(std::string& out, std::string_view key, const std::optional<Date>& date)
{
    if (date) {
        out += fmt::format("{}: {}\n", key, iso(*date));
    }
}

/// One more of the keys and values within braces.
void pair(std::string& pairs, std::string_view key, std::string_view value)
{
    pairs += fmt::format("{}{}: {}", pairs.empty() ? "" : ", ", yaml::scalar(key), value);
}

void braces(std::string& out, std::string_view key, const std::string& pairs)
{
    if (!pairs.empty()) {
        out += fmt::format("{}: {{{}}}\n", key, pairs);
    }
}

} // namespace

std::optional<Contact> read_contact(const yaml::Document& document, const std::string& id,
                                    std::size_t file, const Settings& settings, Findings& findings)
{
    Fields fields(document, findings);
    if (document.events().empty() || !Node(document, 0).is_mapping()) {
        fields.refuse(whole_file(document.file()), "is no contact: 'name' is missing",
                      "a contact's file has at least a line such as 'name: Ada Lovelace'");
        return std::nullopt;
    }
    Contact contact;
    contact.id = id;
    contact.tier = settings.tiers.back();
    contact.source = {file, 0, document.text().size()};
    ContactReader reader(fields, settings, contact);
    for (const Node::Entry entry : Node(document, 0).entries()) {
        if (!reader.read(entry)) {
            const auto known = root_order(contact_keys());
            fields.remark_unknown_key(entry.key, {known.begin(), known.end()});
            contact.others.emplace_back(
                entry.key.text(), entry.value.is_scalar() ? entry.value.text() : "(see the file)");
        }
    }
    if (contact.name.find_first_not_of(" \t\n") == std::string::npos && fields.good()) {
        fields.refuse(whole_file(document.file()), "is no contact: 'name' is missing",
                      "a contact's file has at least a line such as 'name: Ada Lovelace'");
    }
    return fields.good() ? std::optional(std::move(contact)) : std::nullopt;
}

std::string format_contact(const Contact& contact)
{
    std::string out;
    line(out, "name", contact.name);
    line(out, "kind", contact.kind);
    line(out, "tier", contact.tier);
    line(out, "since", contact.since);
    line(out, "promised_from", contact.promised_from);
    line(out, "org", contact.org);
    line(out, "role", contact.role);
    line(out, "email", contact.email);
    line(out, "phone", contact.phone);
    line(out, "address", contact.address);
    line(out, "url", contact.url);
    line(out, "aliases", contact.aliases);
    line(out, "household", contact.household);
    line(out, "tags", contact.tags);
    line(out, "interests", contact.interests);
    std::string dates;
    for (const NamedDate& named : contact.dates) {
        pair(dates, named.name, named.date.str());
    }
    braces(out, "dates", dates);
    if (contact.referred_by) {
        line(out, "referred_by", contact.referred_by->id);
    }
    std::string promises;
    for (const Promise& promise : contact.cadence) {
        pair(promises, promise.requirement, yaml::scalar(promise.cadence.text));
    }
    braces(out, "cadence", promises);
    std::string ceilings;
    for (const Ceiling& ceiling : contact.at_most) {
        pair(ceilings, ceiling.of, yaml::scalar(ceiling.cadence.text));
    }
    braces(out, "at_most", ceilings);
    line(out, "avoid", contact.avoid);
    if (contact.status != Status::active) {
        out += fmt::format("status: {}\n", status_name(contact.status));
    }
    line(out, "snooze", contact.snooze);
    line(out, "uid", contact.uid);
    std::vector<std::string> formerly;
    for (const Reference& id : contact.formerly) {
        formerly.push_back(id.id);
    }
    line(out, "formerly", formerly);
    line(out, "merged_into", contact.merged_into ? contact.merged_into->id : "");
    line(out, "notes", contact.notes);
    return out;
}

} // namespace crm
