#include "cli/import_contacts.hpp"

#include "cli/key_change.hpp"
#include "cli/phrases.hpp"
#include "cli/progress.hpp"
#include "cli/table.hpp"
#include "core/base/text.hpp"
#include "core/cadence/agenda.hpp"
#include "core/exchange/matching.hpp"
#include "core/ledger/layout.hpp"
#include "core/ledger/record.hpp"
#include "core/ledger/rename.hpp"
#include "core/ledger/settings_file.hpp"
#include "core/ledger/who.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <system_error>

namespace crm::cli {
namespace {

using Act = PlannedCard::Act;

constexpr std::size_t most_shown = 10;

std::string place_of(const Card& card)
{
    return fmt::format("{}:{}", visible(card.place.file), card.place.line);
}

/// What is told of a plan, section by section.
class Telling {
public:
    Telling(const ContactPlan& plan, const Cards& cards, const ContactsWish& wish,
            const Terminal& terminal)
        : m_plan(plan), m_cards(cards), m_most(wish.explain ? SIZE_MAX : most_shown),
          m_terminal(terminal)
    {
    }

    std::string str()
    {
        section("new", Act::add);
        section("changed", Act::change);
        section("unchanged", Act::unchanged);
        section("doubtful", Act::doubtful);
        kept();
        left_out();
        return std::move(m_out);
    }

    [[nodiscard]] std::size_t count(Act act) const
    {
        return static_cast<std::size_t>(
            std::count_if(m_plan.cards.begin(), m_plan.cards.end(),
                          [&](const PlannedCard& one) { return one.act == act; }));
    }

private:
    void section(std::string_view title, Act act)
    {
        const std::size_t all = count(act);
        m_out += fmt::format("{}  {}\n", pad(title, 9), all);
        if (all == 0 || (act == Act::unchanged && m_most == most_shown)) {
            return;
        }
        Table table({{0}, {16}, {10}, {10}});
        std::size_t shown = 0;
        for (const PlannedCard& one : m_plan.cards) {
            if (one.act != act || shown == m_most) {
                continue;
            }
            ++shown;
            if (act == Act::doubtful) {
                table.line(doubt(one));
            } else {
                add_row(table, one);
            }
        }
        m_out += table.str(m_terminal);
        if (all > shown) {
            m_out += fmt::format("  and {} more; --explain shows all\n", all - shown);
        }
    }

    void add_row(Table& table, const PlannedCard& one) const
    {
        const Contact& contact = m_plan.contacts[one.contact];
        std::string more = fmt::format("{}", fmt::join(one.gained, ", "));
        if (one.act == Act::add) {
            more = contact.org;
            for (const auto* list : {&contact.email, &contact.phone}) {
                more += list->empty() ? "" : (more.empty() ? "" : ", ") + list->front();
            }
        }
        table.row({{"", Style::plain},
                   {contact.name, Style::bold},
                   {contact.id, Style::plain},
                   {more, Style::plain}});
    }

    std::string doubt(const PlannedCard& one) const
    {
        const Contact& other = m_plan.contacts[one.contact];
        return fmt::format("  {} ({}) {} as {} ({})", visible(one.card->name), place_of(*one.card),
                           visible(one.doubt), visible(other.name), other.id);
    }

    void kept()
    {
        std::size_t all = 0;
        std::string lines;
        for (const PlannedCard& one : m_plan.cards) {
            for (const std::string& what : one.kept) {
                if (all++ < m_most) {
                    lines += fmt::format("  {}: {}\n", m_plan.contacts[one.contact].id, what);
                }
            }
        }
        if (all > 0) {
            m_out += fmt::format("kept       {}  (--update takes what the file says instead)\n{}",
                                 all, lines);
            m_out += all > m_most
                         ? fmt::format("  and {} more; --explain shows all\n", all - m_most)
                         : "";
        }
    }

    /// What is of one sort, "fax number '555 0199'", is told once, with the first of them.
    void left_out()
    {
        std::map<std::string, std::vector<std::string>> sorts;
        const auto add = [&](const std::string& what) {
            sorts[what.substr(0, what.find(" '"))].push_back(what);
        };
        std::for_each(m_cards.left_out.begin(), m_cards.left_out.end(), add);
        for (const Card& card : m_cards.cards) {
            std::for_each(card.left_out.begin(), card.left_out.end(), add);
        }
        if (sorts.empty()) {
            return;
        }
        std::size_t all = 0;
        std::vector<std::string> lines;
        for (const auto& [sort, told] : sorts) {
            all += told.size();
            if (told.size() == 1 || m_most != most_shown) {
                lines.insert(lines.end(), told.begin(), told.end());
            } else {
                const std::string& first = told.front();
                lines.push_back(first == sort
                                    ? fmt::format("{} ({} times)", sort, told.size())
                                    : fmt::format("{} ({} times, as in{})", sort, told.size(),
                                                  first.substr(sort.size())));
            }
        }
        m_out += fmt::format("left out   {}  (a ledger has no place for it)\n", all);
        for (std::size_t i = 0; i < std::min(lines.size(), m_most); ++i) {
            m_out += fmt::format("  {}\n", visible(lines[i]));
        }
        m_out += lines.size() > m_most
                     ? fmt::format("  and {} more; --explain shows all\n", lines.size() - m_most)
                     : "";
    }

    const ContactPlan& m_plan;
    const Cards& m_cards;
    std::size_t m_most;
    const Terminal& m_terminal;
    std::string m_out;
};

/// Makes the new version of each file before the first is written: a file that cannot be edited
/// stops it all.
class ContactWriting {
public:
    ContactWriting(const Folder& folder, Date today) : m_folder(folder), m_today(today) {}

    void prepare(const ContactPlan& plan)
    {
        for (const auto& [who, changes] : plan.changes) {
            const Contact& contact = plan.contacts[who];
            const Edited edited{layout::contact(contact.id), contact.id};
            static_cast<void>(next(edited, changes, m_folder.read(edited.path)));
        }
    }

    void write(Context& context, Lock& lock, const ContactPlan& plan) const
    {
        const std::size_t added = plan.contacts.size() - plan.present;
        Progress progress("writing contacts", added + plan.changes.size());
        create_contacts(lock, std::span(plan.contacts).subspan(plan.present),
                        [&](std::size_t created) {
                            context.written = true;
                            progress.at(created);
                        });
        std::size_t done = added;
        for (const auto& [who, changes] : plan.changes) {
            const Contact& contact = plan.contacts[who];
            const Edited edited{layout::contact(contact.id), contact.id};
            lock.write(edited.path, [&, &changes = changes](const auto& present) {
                return next(edited, changes, present);
            });
            context.written = true;
            progress.at(++done);
        }
    }

private:
    [[nodiscard]] std::string next(const Edited& edited, const std::vector<Change>& changes,
                                   const std::optional<std::string>& present) const
    {
        if (!present) {
            throw Error(whole_file(edited.path), "is gone", "has another program removed it?");
        }
        std::string out =
            changed({edited.path, *present}, changes, {contact_keys(), nullptr, m_today});
        if (const auto fault = fault_of(m_folder, edited, out)) {
            throw *fault;
        }
        return out;
    }

    const Folder& m_folder;
    Date m_today;
};

void require_whole(const Roster& people)
{
    if (!unusable_contacts(people).empty()) {
        throw Error(Fault::ledger,
                    "not all contacts can be read, so who is there already is not certain",
                    "put right what 'crm check' names, then import again");
    }
}

/// When promises to who is new begin; where none are made, what to do about it.
std::string promises_begin(const Context& context, const Roster& people, const ContactPlan& plan)
{
    const std::size_t added = plan.contacts.size() - plan.present;
    const auto is_promised = [&](const Contact& contact) {
        return !promises_to(contact, people.settings, context.today()).empty();
    };
    const auto first = plan.contacts.begin() + static_cast<std::ptrdiff_t>(plan.present);
    if (added == 0) {
        return "";
    }
    if (std::any_of(first, plan.contacts.end(), is_promised)) {
        return fmt::format("Promises to who is new begin today, {}, so nobody starts overdue.\n",
                           long_date(context.today()));
    }
    return fmt::format(
        "Nothing is promised to who is new: say what they are to you, here with --kind "
        "client, later with\n  {} edit {} --set kind=client\n",
        context.program(), first->id);
}

/// What the contact has to have so that the card is known to be its.
std::string what_tells(const Card& card, const Contact& contact)
{
    if (!is_same_name(contact.name, card.name)) {
        return "--add aliases=" + shell_word(card.name);
    }
    if (!card.uid.empty()) {
        return "--add uid=" + shell_word(card.uid);
    }
    if (!card.email.empty()) {
        return "--add email=" + shell_word(card.email.front());
    }
    return !card.phone.empty() ? "--add phone=" + shell_word(card.phone.front())
                               : "--set org=" + shell_word(card.org);
}

/// How those who are doubtful are decided.
std::string doubts_resolved(const Context& context, const ContactPlan& plan)
{
    const auto first = std::find_if(plan.cards.begin(), plan.cards.end(),
                                    [](const auto& one) { return one.act == Act::doubtful; });
    if (first == plan.cards.end()) {
        return "";
    }
    return fmt::format("Nothing is done with who is doubtful. The same person? Say so, then import "
                       "again:\n  {} edit {} {}\nSomebody else? Import again with --separate.\n",
                       context.program(), plan.contacts[first->contact].id,
                       what_tells(*first->card, plan.contacts[first->contact]));
}

std::string way_back(const Context& context, const Folder& folder, const ContactPlan& plan)
{
    const std::size_t added = plan.contacts.size() - plan.present;
    if (added == 1 && plan.changes.empty() && !commits_writes(folder)) {
        std::error_code failure;
        const auto whole = std::filesystem::absolute(folder.path(), failure) /
                           layout::contact(plan.contacts.back().id);
        return fmt::format("  to take this back, while nothing is logged: rm {}\n",
                           shell_word(whole.lexically_normal().string()));
    }
    return commits_writes(folder)
               ? take_back(context.program() + " undo")
               : fmt::format(
                     "  to be able to take back the next one: {} edit --set git.commit=true\n",
                     context.program());
}

} // namespace

int import_contacts(Context& context, const Cards& cards, const ContactsWish& wish)
{
    const Folder folder = context.open_ledger();
    std::optional<Lock> lock;
    if (!wish.dry_run) {
        lock.emplace(folder);
    }
    const Roster& people = keep(read_people(folder, context.today()));
    require_whole(people);
    const ContactPlan& plan =
        keep(plan_contacts(people, taken_ids(folder, people), cards.cards, wish.import));
    ContactWriting writing(folder, context.today());
    writing.prepare(plan);

    Telling telling(plan, cards, wish, context.terminal);
    context.print(telling.str());
    for (const BadRecord& bad : cards.bad) {
        context.complaints +=
            fmt::format("crm: {}:{}: what begins here {}\n", visible(bad.place.file),
                        bad.place.line, visible(bad.text));
    }
    if (cards.more_bad > 0) {
        context.complaints += fmt::format("crm: and {} more like these\n", cards.more_bad);
    }
    const std::size_t added = plan.contacts.size() - plan.present;
    const std::size_t changed = plan.changes.size();
    const std::string what =
        added + changed == 0 ? "nothing"
        : changed == 0       ? count_of(added, "contact")
        : added == 0         ? fmt::format("changes to {}", count_of(changed, "contact"))
                     : fmt::format("{} and changes to {}", count_of(added, "contact"), changed);
    if (wish.dry_run) {
        context.print(
            added + changed == 0
                ? "\nThere is nothing to write.\n"
                : fmt::format("\nNothing is written; without --dry-run it would be {}.\n", what));
    } else {
        writing.write(context, *lock, plan);
        context.print(fmt::format("\nWritten: {}.\n", what));
    }
    context.print(promises_begin(context, people, plan));
    context.print(doubts_resolved(context, plan));
    if (added > most_shown) {
        context.print(fmt::format("  so that their first dates do not fall together: {} forecast "
                                  "--spread 6w\n",
                                  context.program()));
    }
    if (!wish.dry_run && added + changed > 0) {
        context.print(way_back(context, folder, plan));
    }
    const int code = context.finish(people, exit_code::done);
    return cards.bad.empty() ? code : exit_code::ledger;
}

} // namespace crm::cli
