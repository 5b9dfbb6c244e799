#include "core/exchange/contact_import.hpp"

#include "core/base/text.hpp"
#include "core/exchange/enrichment.hpp"
#include "core/exchange/matching.hpp"
#include "core/ledger/new_id.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace crm {
namespace {

using Indices = PeopleIndex::Found;

bool shares_address(const Contact& contact, const Card& card)
{
    return std::any_of(card.email.begin(), card.email.end(), [&](const std::string& email) {
        return std::any_of(contact.email.begin(), contact.email.end(), [&](const std::string& own) {
            return email_key(own) == email_key(email);
        });
    });
}

bool can_be_called(const Contact& contact, const std::string& name)
{
    return is_same_name(contact.name, name) ||
           std::any_of(contact.aliases.begin(), contact.aliases.end(),
                       [&](const std::string& alias) { return is_same_name(alias, name); });
}

class ContactPlanner {
public:
    ContactPlanner(const Roster& roster, std::set<std::string> taken, const ContactImport& wish)
        : m_settings(roster.settings), m_wish(wish), m_taken(std::move(taken))
    {
        m_plan.contacts = roster.contacts;
        m_plan.present = roster.contacts.size();
        for (std::size_t i = 0; i < roster.contacts.size(); ++i) {
            const Contact& contact = roster.contacts[i];
            const Contact* means = roster.find(contact.id);
            const std::size_t who = means == nullptr ? i : roster.index_of(*means);
            m_people.add(contact, who);
            if (who != i) {
                m_merged[who].push_back(i);
            }
        }
    }

    void plan(const Card& card)
    {
        Match match = find(card);
        if (!match.doubt.empty() && !m_wish.separate) {
            m_plan.cards.push_back({PlannedCard::Act::doubtful,
                                    &card,
                                    match.who.front(),
                                    {},
                                    {},
                                    std::move(match.doubt)});
        } else if (match.who.empty() || !match.doubt.empty()) {
            add(card);
        } else {
            change(card, match.who.front());
        }
    }

    ContactPlan done()
    {
        resolve_references();
        return std::move(m_plan);
    }

private:
    struct Match {
        Indices who;
        std::string doubt; ///< empty where `who` is nobody or exactly the one
    };

    [[nodiscard]] const Contact& contact(std::size_t who) const { return m_plan.contacts[who]; }

    Match find(const Card& card) const
    {
        if (!card.uid.empty()) {
            const Indices& same = m_people.by_uid(card.uid);
            if (same.size() == 1) {
                return {same, {}};
            }
        }
        for (const auto& [values, key, what] :
             {std::tuple(&card.email, &PeopleIndex::by_email, "mail address"),
              std::tuple(&card.phone, &PeopleIndex::by_phone, "phone number")}) {
            Indices all;
            std::string shared;
            for (const std::string& value : *values) {
                for (const std::size_t who : (m_people.*key)(value)) {
                    if (std::find(all.begin(), all.end(), who) == all.end()) {
                        all.push_back(who);
                        shared = shared.empty() ? value : shared;
                    }
                }
            }
            if (!all.empty()) {
                return decide(card, all, fmt::format("has the same {}, {},", what, shared));
            }
        }
        return by_name(card);
    }

    /// By its own name, or by that of a contact that was merged into it.
    [[nodiscard]] bool can_be(std::size_t who, const std::string& name) const
    {
        const auto merged = m_merged.find(who);
        return can_be_called(contact(who), name) ||
               (merged != m_merged.end() &&
                std::any_of(merged->second.begin(), merged->second.end(), [&](std::size_t other) {
                    return can_be_called(contact(other), name);
                }));
    }

    /// Of those who share something, the one who can be called so.
    Match decide(const Card& card, const Indices& all, const std::string& doubt) const
    {
        Indices named;
        std::copy_if(all.begin(), all.end(), std::back_inserter(named),
                     [&](std::size_t who) { return can_be(who, card.name); });
        if (named.size() > 1) {
            Indices exactly;
            std::copy_if(named.begin(), named.end(), std::back_inserter(exactly),
                         [&](std::size_t who) {
                             return name_key(contact(who).name) == name_key(card.name) &&
                                    fold(contact(who).org) == fold(card.org);
                         });
            named = exactly.size() == 1 ? exactly : named;
        }
        return named.size() == 1 ? Match{named, {}} : Match{named.empty() ? all : named, doubt};
    }

    Match by_name(const Card& card) const
    {
        const Indices& all = m_people.by_name(card.name);
        if (all.empty()) {
            return {};
        }
        Indices same;
        std::copy_if(all.begin(), all.end(), std::back_inserter(same),
                     [&](std::size_t who) { return fits_by_name(contact(who), card); });
        return same.size() == 1 ? Match{same, {}}
                                : Match{same.empty() ? all : same, "has the same name"};
    }

    static bool fits_by_name(const Contact& contact, const Card& card)
    {
        if (!contact.org.empty() && !card.org.empty()) {
            return fold(contact.org) == fold(card.org);
        }
        return contact.email.empty() || card.email.empty() || shares_address(contact, card);
    }

    void add(const Card& card)
    {
        Contact made;
        made.name = card.name;
        const auto& kinds = m_settings.kinds;
        const auto& tiers = m_settings.tiers;
        const bool has_kind = std::find(kinds.begin(), kinds.end(), card.kind) != kinds.end();
        const bool has_tier = std::find(tiers.begin(), tiers.end(), card.tier) != tiers.end();
        made.kind = m_wish.kind.value_or(has_kind ? card.kind : "other");
        made.tier = m_wish.tier.value_or(has_tier ? card.tier : tiers.back());
        made.status = parse_status(card.status).value_or(Status::active);
        made.since = card.since;
        made.promised_from = card.promised_from.value_or(m_wish.today);
        for (const std::string& touch : card.avoid) {
            if (const Touch* known = m_settings.touches.find(touch)) {
                made.avoid.push_back(known->name);
            }
        }
        const bool own_id = is_slug(card.id) && m_taken.count(card.id) == 0;
        made.id = own_id ? card.id : free_id(card.name, m_taken);
        m_taken.insert(made.id);
        const Enrichment enrichment(card, m_wish);
        static_cast<void>(enrichment.enrich(made));
        const std::size_t who = m_plan.contacts.size();
        m_people.add(made, who);
        m_plan.contacts.push_back(std::move(made));
        m_plan.cards.push_back({PlannedCard::Act::add, &card, who, {}, {}, {}});
        remember_reference(card, who);
    }

    void change(const Card& card, std::size_t who)
    {
        const Enrichment enrichment(card, m_wish);
        Contact& whom = m_plan.contacts[who];
        Enriched done = enrichment.enrich(whom);
        const bool same = done.changes.empty();
        if (who < m_plan.present && !same) {
            auto& changes = m_plan.changes[who];
            changes.insert(changes.end(), done.changes.begin(), done.changes.end());
        }
        m_people.add(whom, who);
        m_plan.cards.push_back({same ? PlannedCard::Act::unchanged : PlannedCard::Act::change,
                                &card,
                                who,
                                std::move(done.gained),
                                std::move(done.kept),
                                {}});
        remember_reference(card, who);
    }

    void remember_reference(const Card& card, std::size_t who)
    {
        if (!card.referred_by.empty() && who >= m_plan.present) {
            m_references.emplace_back(who, card.referred_by);
        }
    }

    /// Once everybody is there: a reference may be to a card further down.
    void resolve_references()
    {
        for (auto& [who, id] : m_references) {
            if (m_taken.count(id) > 0) {
                m_plan.contacts[who].referred_by = Reference{id, {}};
            }
        }
    }

    const Settings& m_settings;
    const ContactImport& m_wish;
    std::set<std::string> m_taken;
    ContactPlan m_plan;
    PeopleIndex m_people;
    std::map<std::size_t, std::vector<std::size_t>> m_merged; ///< who was merged into whom
    std::vector<std::pair<std::size_t, std::string>> m_references;
};

} // namespace

ContactPlan plan_contacts(const Roster& roster, const std::set<std::string>& taken,
                          const std::vector<Card>& cards, const ContactImport& wish)
{
    ContactPlanner planner(roster, taken, wish);
    for (const Card& card : cards) {
        planner.plan(card);
    }
    return planner.done();
}

} // namespace crm
