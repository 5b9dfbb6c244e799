#include "core/ledger/merge_contacts.hpp"

#include "core/base/held.hpp"
#include "core/base/text.hpp"
#include "core/ledger/layout.hpp"
#include "core/model/identity.hpp"
#include "core/yaml/edit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

namespace crm {
namespace {

constexpr std::array<std::string_view, 9> joined_lists{
    "email", "phone", "address", "url", "aliases", "tags", "interests", "avoid", "uid"};
constexpr std::array<std::string_view, 3> joined_texts{"org", "role", "household"};
constexpr std::array<std::string_view, 5> own_of_each{"name", "formerly", "merged_into", "notes",
                                                      "was"};

template <typename Names>
bool is_one_of(const Names& names, std::string_view key)
{
    return std::find(names.begin(), names.end(), key) != names.end();
}

/// By which two values of a list are the same one.
std::string sameness(std::string_view key, const std::string& value)
{
    const std::string out = key == "phone"   ? phone_key(value)
                            : key == "email" ? email_key(value)
                            : key == "uid"   ? uid_key(value)
                            : key == "url"   ? value
                                             : fold(value);
    return out.empty() ? value : out;
}

class Joiner {
public:
    Joiner(const yaml::Document& stays, const yaml::Document& goes)
        : m_stays(facts_of(stays)), m_goes(facts_of(goes))
    {
    }

    Joining join(const std::string& id_stays, const std::string& id_goes, const ChangeScope& scope)
    {
        const std::string name = one(m_goes, "name");
        for (const std::string_view key : joined_lists) {
            add_missing(key, name);
        }
        for (const Fact& fact : m_goes) {
            const bool takes =
                is_one_of(joined_texts, fact.key) || fact.key.substr(0, 6) == "dates.";
            if (takes && find_fact(m_stays, fact.key) == nullptr && fact.is_simple &&
                !fact.values.empty()) {
                set(fact.key, fact.values.front());
            }
        }
        beginnings();
        referrer(id_stays, id_goes, scope);
        notes();
        for (const Fact& fact : m_goes) {
            const Fact* own = find_fact(m_stays, fact.key);
            const bool is_taken =
                is_one_of(joined_lists, fact.key) || is_one_of(own_of_each, fact.key) ||
                std::any_of(m_out.changes.begin(), m_out.changes.end(),
                            [&](const Change& change) { return change.key == fact.key; });
            if (!is_taken && !m_settled.count(fact.key) &&
                (own == nullptr || own->values != fact.values)) {
                m_out.left.push_back(
                    {fact.key, own == nullptr ? std::nullopt : std::optional(*own), fact});
            }
        }
        return std::move(m_out);
    }

private:
    static std::string one(const std::vector<Fact>& facts, std::string_view key)
    {
        const Fact* fact = find_fact(facts, key);
        return fact == nullptr || fact->values.empty() ? "" : fact->values.front();
    }

    void set(const std::string& key, std::string value)
    {
        m_out.changes.push_back({Change::Act::set, key, std::move(value)});
    }

    void add_missing(std::string_view key, const std::string& name)
    {
        std::set<std::string> known;
        if (const Fact* own = find_fact(m_stays, key)) {
            for (const std::string& value : own->values) {
                known.insert(sameness(key, value));
            }
        }
        const Fact* other = find_fact(m_goes, key);
        auto values = other == nullptr ? std::vector<std::string>{} : other->values;
        if (key == "aliases") {
            known.insert(sameness(key, one(m_stays, "name")));
            values.insert(values.begin(), name);
        }
        for (const std::string& value : values) {
            if (!value.empty() && known.insert(sameness(key, value)).second) {
                m_out.changes.push_back({Change::Act::add, std::string(key), value});
            }
        }
    }

    /// Days are written so that they sort.
    static std::string earlier(const std::string& a, const std::string& b)
    {
        return a.empty() ? b : b.empty() ? a : std::min(a, b);
    }

    void beginnings()
    {
        const auto begin = [](const std::vector<Fact>& facts) {
            const std::string promised = one(facts, "promised_from");
            return promised.empty() ? one(facts, "since") : promised;
        };
        const std::string since = earlier(one(m_stays, "since"), one(m_goes, "since"));
        const std::string promised = earlier(begin(m_stays), begin(m_goes));
        if (since != one(m_stays, "since")) {
            set("since", since);
        }
        if (one(m_stays, "promised_from").empty() && promised != since) {
            set("promised_from", promised);
        }
        m_settled.insert("since");
    }

    void referrer(const std::string& id_stays, const std::string& id_goes, const ChangeScope& scope)
    {
        const auto meant = [&](const std::vector<Fact>& facts) -> std::string {
            const std::string id = one(facts, "referred_by");
            const Contact* contact = scope.ledger == nullptr ? nullptr : scope.ledger->find(id);
            return contact == nullptr ? id : contact->id;
        };
        const std::string own = meant(m_stays);
        const std::string other = meant(m_goes);
        const bool own_is_other = own == id_goes;
        if (!other.empty() && other != id_stays && (own.empty() || own_is_other) &&
            (scope.ledger == nullptr || scope.ledger->find(other) != nullptr)) {
            set("referred_by", other);
        } else if (own_is_other) { // nobody refers himself
            m_out.changes.push_back({Change::Act::remove, "referred_by", std::nullopt});
        }
        if (own == other || other == id_stays) {
            m_settled.insert("referred_by");
        }
    }

    void notes()
    {
        const std::string own = one(m_stays, "notes");
        const std::string other = one(m_goes, "notes");
        const bool says_nothing = other.find_first_not_of(" \n") == std::string::npos;
        if (!says_nothing && own.find(other) == std::string::npos) {
            const bool ends = own.empty() || own.back() == '\n';
            const bool goes_on = !own.empty() && ends && other.back() != '\n';
            set("notes", own + (ends ? "" : "\n") + other + (goes_on ? "\n" : ""));
        }
    }

    std::vector<Fact> m_stays;
    std::vector<Fact> m_goes;
    std::set<std::string> m_settled; ///< keys of which nothing is left to be told
    Joining m_out;
};

yaml::Document merged_document(const std::string& path, const std::optional<std::string>& present)
{
    if (!present) {
        throw Error(whole_file(path), "is gone", "has another program removed it?");
    }
    return {path, *present};
}

void join_into(Joined& out, const std::optional<std::string>& present, const Folder& folder,
               const std::string& id_stays, const std::string& id_goes, const ChangeScope& scope)
{
    const std::string path = layout::contact(id_goes);
    const auto stays = merged_document(layout::contact(id_stays), present);
    auto plan = joining(stays, merged_document(path, folder.read(path)), id_stays, id_goes, scope);
    out = {*present, changed(stays, plan.changes, scope), std::move(plan.left)};
}

std::string merged_text(const yaml::Document& goes, const std::string& id_stays)
{
    return yaml::with_text(goes, {"merged_into"}, id_stays, root_order(contact_keys()));
}

/// Puts the one that stays back to what it was. False where that cannot be done.
bool taken_back(Lock& lock, const std::string& path, const Joined& joined)
{
    bool taken = true;
    try {
        lock.write(path, [&](const std::optional<std::string>& present) {
            taken = present == joined.after;
            return taken ? joined.before : present.value_or(joined.before);
        });
    } catch (const Error& error) {
        return taken && error.written;
    }
    return taken;
}

} // namespace

Joining joining(const yaml::Document& stays, const yaml::Document& goes,
                const std::string& id_stays, const std::string& id_goes, const ChangeScope& scope)
{
    return Joiner(stays, goes).join(id_stays, id_goes, scope);
}

Joined plan_merge(const Folder& folder, const std::string& id_stays, const std::string& id_goes,
                  const ChangeScope& scope)
{
    Joined out;
    join_into(out, folder.read(layout::contact(id_stays)), folder, id_stays, id_goes, scope);
    const std::string path = layout::contact(id_goes);
    static_cast<void>(merged_text(merged_document(path, folder.read(path)), id_stays));
    return out;
}

Joined merge_contacts(const Folder& folder, Lock& lock, const std::string& id_stays,
                      const std::string& id_goes, const ChangeScope& scope)
{
    // What cannot be done with the second file is found before the first one is written.
    Joined out = plan_merge(folder, id_stays, id_goes, scope);
    const Undisturbed guard;    // no signal ends the program between the two
    std::optional<Error> doubt; // what is written is no reason to stop half-way
    try {
        lock.write(layout::contact(id_stays), [&](const std::optional<std::string>& present) {
            join_into(out, present, folder, id_stays, id_goes, scope);
            return out.after;
        });
    } catch (const Error& error) {
        if (!error.written) {
            throw;
        }
        doubt = error;
    }
    const std::string path = layout::contact(id_goes);
    try {
        lock.write(path, [&](const std::optional<std::string>& present) {
            return merged_text(merged_document(path, present), id_stays);
        });
    } catch (Error& error) {
        if (!error.written && !taken_back(lock, layout::contact(id_stays), out)) {
            error.remedy = fmt::format(
                "{}{}'{}' has taken over what it lacked; merge them again, and the "
                "rest is done",
                error.remedy, error.remedy.empty() ? "" : "; ", layout::contact(id_stays));
        }
        throw;
    }
    if (doubt) {
        throw Error(*doubt);
    }
    return out;
}

} // namespace crm
