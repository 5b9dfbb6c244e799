#include "cli/commands.hpp"
#include "cli/json.hpp"
#include "cli/phrases.hpp"
#include "cli/table.hpp"
#include "core/cadence/agenda.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace crm::cli {
namespace {

struct Options {
    bool json = false;
};

struct Listed {
    const Contact* contact = nullptr;
    std::string state;                 ///< the most urgent state of its promises, else its status
    const Interaction* last = nullptr; ///< newest that reached the contact
};

int urgency(State state)
{
    switch (state) {
    case State::overdue: return 4;
    case State::due: return 3;
    case State::soon: return 2;
    case State::snoozed: return 1;
    case State::ok: break;
    }
    return 0;
}

std::vector<Listed> find_listed(const Ledger& ledger, const Filter& filter, Date today)
{
    std::vector<Listed> out;
    for (const Contact& contact : ledger.contacts) {
        if (contact.merged_into || !filter.matches(contact)) {
            continue;
        }
        const auto items = items_of(ledger, contact, today);
        const bool state_fits = std::any_of(items.begin(), items.end(), [&](const Item& item) {
            return filter.matches_state(state_name(item.state));
        });
        if (filter.has_state() && !state_fits) {
            continue;
        }
        Listed listed{&contact, {}, nullptr};
        if (contact.status != Status::active) {
            listed.state = status_name(contact.status);
        } else if (!items.empty()) {
            const auto most =
                std::max_element(items.begin(), items.end(), [](const Item& a, const Item& b) {
                    return urgency(a.state) < urgency(b.state);
                });
            listed.state = state_name(most->state);
        }
        for (const Interaction* interaction : ledger.history(contact)) {
            const bool reached =
                !interaction->attempt && interaction->touch_class != TouchClass::signal;
            if (reached && interaction->date <= today) {
                listed.last = interaction;
            }
        }
        out.push_back(std::move(listed));
    }
    std::sort(out.begin(), out.end(),
              [](const Listed& a, const Listed& b) { return a.contact->id < b.contact->id; });
    return out;
}

std::string as_json(const Ledger& ledger, const std::vector<Listed>& listed, Date today)
{
    Json out;
    out["schema"] = "crm.list/1";
    out["today"] = iso(today);
    out["contacts"] = Json::array();
    for (const Listed& one : listed) {
        const Contact& c = *one.contact;
        out["contacts"].push_back(
            {{"id", c.id},
             {"name", c.name},
             {"kind", c.kind},
             {"tier", c.tier},
             {"status", status_name(c.status)},
             {"state",
              one.state.empty() || c.status != Status::active ? Json(nullptr) : Json(one.state)},
             {"since", to_json(c.since)},
             {"org", c.org},
             {"role", c.role},
             {"email", c.email},
             {"phone", c.phone},
             {"household", c.household},
             {"tags", c.tags},
             {"last", one.last != nullptr ? Json(iso(one.last->date)) : Json(nullptr)},
             {"last_touch", one.last != nullptr ? Json(one.last->touch) : Json(nullptr)}});
    }
    out["problems"] = problems(ledger);
    return to_text(out);
}

int list(Context& context, const Options& options, const Words& words)
{
    const Date today = context.today();
    const Ledger ledger = read_ledger(context.open_ledger());
    const Filter filter = Filter::parse(join(words), ledger.settings);
    const auto listed = find_listed(ledger, filter, today);
    if (options.json) {
        context.print(as_json(ledger, listed, today));
        return context.finish(ledger, exit_code::done);
    }
    if (listed.empty() && ledger.incomplete()) {
        context.print("Nobody to list.\n");
    } else if (listed.empty()) {
        context.print(filter.empty()
                          ? "Nobody is in this ledger yet; 'crm add-contact NAME' adds somebody.\n"
                          : "Nobody passes the filter.\n");
    } else {
        Table table({{12}, {0}, {0}, {9}, {0}, {12, true}, {0}});
        table.row({{"Name", Style::bold},
                   {"Kind", Style::bold},
                   {"", Style::bold},
                   {"State", Style::bold},
                   {"Last", Style::bold},
                   {"Org", Style::bold},
                   {"Id", Style::bold}});
        for (const Listed& one : listed) {
            const Contact& c = *one.contact;
            const Style style = one.state == "overdue" ? Style::red : Style::plain;
            table.row({{c.name, Style::plain},
                       {c.kind, Style::plain},
                       {c.tier, Style::plain},
                       {one.state, style},
                       {one.last != nullptr ? short_date(one.last->date) : "never", Style::plain},
                       {c.org, Style::plain},
                       {c.id, Style::dim}});
        }
        context.print(table.str(context.terminal));
        context.print(fmt::format("\n{}\n", count_of(listed.size(), "contact")));
    }
    context.print(incomplete_line(ledger));
    return context.finish(ledger, exit_code::done);
}

} // namespace

Action set_up_list(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    app.add_flag("--json", options->json, "For programs");
    return
        [options](Context& context, const Words& words) { return list(context, *options, words); };
}

} // namespace crm::cli
