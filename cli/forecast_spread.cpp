#include "cli/forecast.hpp"
#include "cli/key_change.hpp"
#include "cli/options.hpp"
#include "cli/phrases.hpp"
#include "cli/table.hpp"
#include "core/base/text.hpp"
#include "core/cadence/spreading.hpp"
#include "core/ledger/layout.hpp"
#include "core/ledger/settings_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>

namespace crm::cli {
namespace {

bool is_change(const Beginning& one)
{
    return one.contact->promised_from != one.promised_from;
}

/// Makes the new version of each file before the first is written: a file that cannot be edited
/// stops it all.
class Writing {
public:
    Writing(const Context& context, const Folder& folder)
        : m_folder(folder), m_today(context.today())
    {
    }

    void add(const Beginning& one)
    {
        const Edited edited{layout::contact(one.contact->id), one.contact->id};
        const Change change{Change::Act::set, "promised_from", iso(one.promised_from)};
        static_cast<void>(next(edited, change, m_folder.read(edited.path)));
        m_changes.emplace_back(edited, change);
    }

    void run(Context& context, Lock& lock) const
    {
        for (const auto& [edited, change] : m_changes) {
            lock.write(edited.path, [&, &edited = edited, &change = change](const auto& present) {
                return next(edited, change, present);
            });
            context.written = true;
        }
    }

private:
    [[nodiscard]] std::string next(const Edited& edited, const Change& change,
                                   const std::optional<std::string>& present) const
    {
        if (!present) {
            throw Error(whole_file(edited.path), "is gone", "has another program removed it?");
        }
        std::string out =
            changed({edited.path, *present}, {change}, {contact_keys(), nullptr, m_today});
        if (const auto fault = fault_of(m_folder, edited, out)) {
            throw *fault;
        }
        return out;
    }

    const Folder& m_folder;
    Date m_today;
    std::vector<std::pair<Edited, Change>> m_changes;
};

std::string list_of(const std::vector<Beginning>& all, const Terminal& terminal)
{
    Table table({{0}, {14}, {0}, {0}, {12}, {0}});
    table.line("");
    table.row({{"first due", Style::dim},
               {"", Style::dim},
               {"", Style::dim},
               {"until now", Style::dim},
               {"id", Style::dim},
               {"promised_from", Style::dim}});
    std::optional<Date> day;
    for (const Beginning& one : all) {
        const auto& was = one.contact->promised_from;
        table.row({{day == one.first_due ? "" : short_day(one.first_due), Style::plain},
                   {one.contact->name, Style::bold},
                   {one.contact->tier, Style::plain},
                   {one.due_before ? short_date(*one.due_before) : "none", Style::plain},
                   {one.contact->id, Style::plain},
                   {iso(one.promised_from) + (!was                        ? ""
                                              : *was == one.promised_from ? ", as it is"
                                                                          : ", was " + iso(*was)),
                    Style::plain}});
        day = one.first_due;
    }
    return table.str(terminal);
}

/// "1 a day", "4 or 5 a day": of the days that have any.
std::string how_many_a_day(const std::vector<Beginning>& all)
{
    std::map<Date, std::size_t> by_day;
    for (const Beginning& one : all) {
        ++by_day[one.first_due];
    }
    std::size_t least = all.size();
    std::size_t most = 0;
    for (const auto& [day, count] : by_day) {
        least = std::min(least, count);
        most = std::max(most, count);
    }
    return least == most ? fmt::format("{} a day", most)
                         : fmt::format("{} to {} a day", least, most);
}

std::string as_json(const Roster& roster, const std::vector<Beginning>& all, Date today,
                    bool written)
{
    Json out;
    out["schema"] = "crm.spread/1";
    out["today"] = iso(today);
    out["written"] = written;
    out["contacts"] = Json::array();
    for (const Beginning& one : all) {
        out["contacts"].push_back({{"contact", one.contact->id},
                                   {"name", one.contact->name},
                                   {"tier", one.contact->tier},
                                   {"first_due", iso(one.first_due)},
                                   {"due_before", to_json(one.due_before)},
                                   {"promised_from", iso(one.promised_from)},
                                   {"was", to_json(one.contact->promised_from)}});
    }
    out["problems"] = problems(roster);
    return to_text(out);
}

std::string as_csv(const std::vector<Beginning>& all)
{
    std::vector<CsvCell> cells;
    for (const char* const name :
         {"contact", "name", "tier", "first_due", "due_before", "promised_from", "was"}) {
        cells.push_back(csv_value(name));
    }
    std::string out = csv_record(cells);
    for (const Beginning& one : all) {
        const auto& was = one.contact->promised_from;
        out += csv_record({csv_text(one.contact->id), csv_text(one.contact->name),
                           csv_text(one.contact->tier), csv_value(iso(one.first_due)),
                           csv_value(one.due_before ? iso(*one.due_before) : ""),
                           csv_value(iso(one.promised_from)), csv_value(was ? iso(*was) : "")});
    }
    return out;
}

/// How all of it is taken back, as far as a command can say it.
std::string way_back(const Context& context, const Folder& folder,
                     const std::vector<Beginning>& changes)
{
    if (changes.size() == 1) {
        const auto& was = changes.front().contact->promised_from;
        return take_back(
            fmt::format("{} edit {} {}", context.program(), changes.front().contact->id,
                        was ? "--set promised_from=" + iso(*was) : "--remove promised_from"));
    }
    return commits_writes(folder)
               ? take_back(fmt::format("{} undo", context.program()))
               : fmt::format("  to take one back: {} edit ID --remove promised_from\n",
                             context.program());
}

std::string text_of(const Context& context, const SpreadWish& wish, const Folder& folder,
                    const std::vector<Beginning>& all, const std::vector<Beginning>& changes)
{
    const Terminal& terminal = context.terminal;
    const Date first = all.front().first_due;
    const Date last = all.back().first_due;
    const std::string headline =
        fmt::format("{} with nothing in the journal: first due {}", count_of(all.size(), "contact"),
                    first == last ? "on " + long_date(first)
                                  : fmt::format("from {} to {}, {}", day_and_month(first),
                                                long_date(last), how_many_a_day(all)));
    std::string out;
    for (const std::string& line : wrap(headline, terminal.columns().value_or(100))) {
        out += terminal.styled(line, Style::bold) + "\n";
    }
    out += list_of(all, terminal) + "\n";
    if (changes.empty()) {
        return out + "All of it is so already.\n";
    }
    if (!wish.write) {
        return out + paragraph(fmt::format("Nothing is written yet. To write it: {} forecast{} "
                                           "--spread {} --write",
                                           context.program(), shell_words(wish.filter),
                                           shell_word(wish.period)),
                               terminal);
    }
    return out + fmt::format("Written: promised_from in {}\n", count_of(changes.size(), "file")) +
           way_back(context, folder, changes);
}

} // namespace

int spread_forecast(Context& context, const SpreadWish& wish)
{
    const auto period = Period::parse(wish.period);
    if (!period) {
        throw Error(Fault::usage, fmt::format("--spread '{}' is not a length of time", wish.period),
                    "it reads 30d, 6w or, in quotes, '3 months'");
    }
    const Date today = context.today();
    const Folder folder = context.open_ledger();
    std::optional<Lock> lock;
    if (wish.write) {
        lock.emplace(folder); // before reading: what is decided holds while it is written
    }
    const Roster& roster = keep(read_roster(folder, context.today()));
    const Filter filter = Filter::parse(join(wish.filter), roster.settings);
    const std::vector<Beginning> all = spread(roster, filter, today, *period);
    std::vector<Beginning> changes;
    std::copy_if(all.begin(), all.end(), std::back_inserter(changes), is_change);
    if (wish.write && roster.incomplete()) {
        throw Error(
            Fault::ledger,
            "not all of the ledger can be read, so who has nothing in the journal is not certain",
            "put right what 'crm check' names, then try again");
    }
    if (wish.write) {
        Writing writing(context, folder);
        for (const Beginning& one : changes) {
            writing.add(one);
        }
        writing.run(context, *lock);
    }
    if (wish.json) {
        context.print(as_json(roster, all, today, wish.write));
    } else if (wish.csv) {
        context.print(as_csv(all));
    } else if (all.empty()) {
        context.print(is_anybody(roster, filter)
                          ? "Nobody to spread: who is active and promised something was reached "
                            "before.\n"
                          : nobody(roster, filter));
    } else {
        context.wants_pager = !wish.write;
        context.print(text_of(context, wish, folder, all, changes));
    }
    if (!wish.json && !wish.csv) {
        context.print(incomplete_line(roster));
    }
    return context.finish(roster, exit_code::done);
}

} // namespace crm::cli
