#include "cli/import_history.hpp"

#include "cli/foreign.hpp"
#include "cli/key_change.hpp"
#include "cli/phrases.hpp"
#include "cli/progress.hpp"
#include "cli/table.hpp"
#include "core/base/text.hpp"
#include "core/exchange/history.hpp"
#include "core/exchange/history_table.hpp"
#include "core/ledger/journal_file.hpp"
#include "core/ledger/layout.hpp"
#include "core/ledger/ledger.hpp"
#include "core/ledger/record.hpp"
#include "core/ledger/settings_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <map>
#include <utility>

namespace crm::cli {
namespace {

constexpr std::size_t few = 5;
constexpr int usual_years = 5; ///< what a calendar that nobody limits is read back

std::string place_of(const RecordPlace& place)
{
    return place.line == 0 ? visible(place.file)
                           : fmt::format("{}:{}", visible(place.file), place.line);
}

class HistoryReading {
public:
    HistoryReading(Context& context, const HistoryImport& wish, const Ledger& ledger)
        : m_context(context), m_wish(wish), m_ledger(ledger),
          m_planner(ledger, {wish.since, context.today()})
    {
    }

    HistoryPlan run()
    {
        for (const ImportFile& file : m_wish.files) {
            if (file.kind == SourceKind::calendar) {
                calendar(file.path);
            } else if (file.kind == SourceKind::mail) {
                mail(file.path);
            } else {
                table(file);
            }
        }
        return m_planner.finish();
    }

private:
    void take(Happenings&& all, const std::string& path)
    {
        for (Happening& one : all.happenings) {
            if (one.folder.empty()) {
                one.folder = path.substr(path.find_last_of('/') + 1);
            }
            m_planner.take(std::move(one));
        }
        for (PassedOver& one : all.skipped) {
            m_planner.pass_over(std::move(one));
        }
    }

    void calendar(const std::string& path)
    {
        const Date today = m_context.today();
        CalendarSpan span{m_wish.since.value_or(add_months(today, -12 * usual_years)), today,
                          std::nullopt, m_ledger.settings.advisor.emails};
        if (m_context.is_today_by_clock()) {
            span.now = static_cast<std::int64_t>(std::time(nullptr));
        }
        take(foreign(m_context).read_calendar(read_import_file(path), path, span), path);
    }

    void mail(const std::string& path)
    {
        Progress progress("reading mail, MB", 0);
        const MailSink sink{[this](Happening&& one) { m_planner.take(std::move(one)); },
                            [this](PassedOver&& one) { m_planner.pass_over(std::move(one)); },
                            [&](std::uint64_t done, std::uint64_t) {
                                progress.at(static_cast<std::size_t>(done >> 20));
                            }};
        if (path == "-") {
            foreign(m_context).read_mail_text(read_import_file(path), path, "", sink);
        } else {
            foreign(m_context).read_mail(path, sink);
        }
    }

    void table(const ImportFile& file)
    {
        const std::string bytes = read_import_file(file.path);
        take(file.kind == SourceKind::calls ? read_calls(bytes, file.path)
                                            : read_interactions(bytes, file.path),
             file.path);
    }

    Context& m_context;
    const HistoryImport& m_wish;
    const Ledger& m_ledger;
    HistoryPlanner m_planner;
};

class HistoryTelling {
public:
    HistoryTelling(const Context& context, const HistoryImport& wish, const Ledger& ledger,
                   const HistoryPlan& plan)
        : m_context(context), m_ledger(ledger), m_plan(plan), m_most(wish.explain ? SIZE_MAX : few)
    {
    }

    std::string str()
    {
        row("new", m_plan.entries.size());
        entries();
        row("unchanged", m_plan.unchanged);
        std::size_t skipped = 0;
        for (const auto& [reason, count] : m_plan.skipped) {
            skipped += count;
        }
        row("skipped", skipped);
        counted(m_plan.skipped, SIZE_MAX);
        if (m_plan.joined > 0) {
            m_out += fmt::format("{}  {}  (with another of the same conversation and day)\n",
                                 pad("joined", 9), m_plan.joined);
        }
        if (!m_plan.doubtful.empty()) {
            row("doubtful", m_plan.doubtful.size());
            counted(m_plan.doubtful, m_most);
        }
        strangers();
        return std::move(m_out);
    }

private:
    void row(std::string_view title, std::size_t count)
    {
        m_out += fmt::format("{}  {}\n", pad(title, 9), count);
    }

    void entries()
    {
        Table table({{0}, {0}, {16}, {0}, {20}});
        std::size_t shown = 0;
        for (const Interaction& one : m_plan.entries) {
            if (shown++ == m_most) {
                break;
            }
            table.row(
                {{"", Style::plain},
                 {iso(one.date), Style::plain},
                 {names_of(m_ledger.participants(one)), Style::bold},
                 {one.touch + (one.attempt ? " (attempt)" : "") +
                      (one.class_given ? fmt::format(" ({})", class_name(one.touch_class)) : ""),
                  Style::plain},
                 {one.note, Style::dim}});
        }
        m_out += table.str(m_context.terminal);
        rest(m_plan.entries.size(), m_most);
    }

    void rest(std::size_t all, std::size_t shown)
    {
        if (all > shown) {
            m_out += fmt::format("  and {} more; --explain shows all\n", all - shown);
        }
    }

    void counted(const Counted& counts, std::size_t most)
    {
        std::size_t widest = 0;
        for (std::size_t i = 0; i < std::min(counts.size(), most); ++i) {
            widest = std::max(widest, std::to_string(counts[i].second).size());
        }
        for (std::size_t i = 0; i < std::min(counts.size(), most); ++i) {
            m_out +=
                fmt::format("  {:>{}}  {}\n", counts[i].second, widest, visible(counts[i].first));
        }
        rest(counts.size(), most);
    }

    void strangers()
    {
        if (m_plan.unknown.empty()) {
            return;
        }
        m_out += fmt::format("\n{} not among your contacts:\n",
                             m_plan.unknown.size() == 1
                                 ? std::string("One who took part is")
                                 : fmt::format("{} who took part are", m_plan.unknown.size()));
        counted(m_plan.unknown, m_most);
        const std::string& who = m_plan.unknown.front().first;
        const bool is_address = who.find('@') != std::string::npos;
        m_out += fmt::format("Add whom you want to keep in touch with, then import again:\n"
                             "  {} add-contact {}\n",
                             m_context.program(),
                             is_address ? "NAME --email " + shell_word(who) : shell_word(who));
    }

    const Context& m_context;
    const Ledger& m_ledger;
    const HistoryPlan& m_plan;
    std::size_t m_most;
    std::string m_out;
};

/// The beginnings of promises first: they change nothing by themselves. Then month by month, so
/// that what was interrupted is taken up by importing again.
class HistoryWriting {
public:
    HistoryWriting(Context& context, const Folder& folder, const Ledger& ledger,
                   const HistoryPlan& plan)
        : m_context(context), m_folder(folder), m_ledger(ledger), m_plan(plan)
    {
    }

    void run(Lock& lock)
    {
        for (const auto& [who, from] : m_plan.promised_from) {
            begin_promises(lock, m_ledger.contacts[who].id, from);
        }
        std::map<std::string, std::vector<std::string>> months;
        for (const Interaction& entry : m_plan.entries) {
            months[layout::month(entry.date)].push_back(format_interaction(entry));
        }
        Progress progress("writing entries", m_plan.entries.size());
        std::size_t done = 0;
        for (const auto& [path, lines] : months) {
            append_entries(lock, path, lines);
            m_context.written = true;
            progress.at(done += lines.size());
        }
    }

private:
    void begin_promises(Lock& lock, const std::string& id, Date from)
    {
        const Edited edited{layout::contact(id), id};
        const Change change{Change::Act::set, "promised_from", iso(from)};
        lock.write(edited.path, [&](const std::optional<std::string>& present) {
            if (!present) {
                throw Error(whole_file(edited.path), "is gone", "has another program removed it?");
            }
            std::string out = changed({edited.path, *present}, {change},
                                      {contact_keys(), nullptr, m_context.today()});
            if (const auto fault = fault_of(m_folder, edited, out)) {
                throw *fault;
            }
            return out;
        });
        m_context.written = true;
    }

    Context& m_context;
    const Folder& m_folder;
    const Ledger& m_ledger;
    const HistoryPlan& m_plan;
};

/// Without it nobody can tell which mails the advisor wrote.
void require_own_address(const Context& context, const HistoryImport& wish, const Ledger& ledger)
{
    const bool has_mail =
        std::any_of(wish.files.begin(), wish.files.end(),
                    [](const ImportFile& file) { return file.kind == SourceKind::mail; });
    if (has_mail && ledger.settings.advisor.emails.empty()) {
        throw Error(Fault::usage, "crm.yaml does not say what your own mail address is",
                    fmt::format("say it: {} edit --set advisor.email=jo@park.example; --add takes "
                                "a second one",
                                context.program()));
    }
}

std::string promises_line(const Ledger& ledger, const HistoryPlan& plan)
{
    if (plan.promised_from.empty()) {
        return "";
    }
    std::vector<std::string> names;
    for (const auto& [who, from] : plan.promised_from) {
        if (names.size() == few) {
            names.push_back(fmt::format("{} more", plan.promised_from.size() - few));
            break;
        }
        names.push_back(ledger.contacts[who].id);
    }
    return fmt::format("Promises to {} begin when they did before (promised_from), so that what is "
                       "older makes nobody overdue.\n",
                       enumerate(names));
}

void complain(Context& context, const HistoryPlan& plan)
{
    for (const PassedOver& one : plan.faults) {
        context.complaints +=
            fmt::format("crm: {}: {}\n", place_of(one.place), visible(one.reason));
    }
    if (plan.all_faults > plan.faults.size()) {
        context.complaints +=
            fmt::format("crm: and {} more like these\n", plan.all_faults - plan.faults.size());
    }
}

} // namespace

bool is_history(SourceKind kind)
{
    return kind == SourceKind::calendar || kind == SourceKind::mail || kind == SourceKind::calls ||
           kind == SourceKind::interactions;
}

int import_history(Context& context, const HistoryImport& wish)
{
    const bool needs_libraries =
        std::any_of(wish.files.begin(), wish.files.end(), [](const ImportFile& file) {
            return file.kind == SourceKind::mail || file.kind == SourceKind::calendar;
        });
    if (needs_libraries) {
        static_cast<void>(foreign(context));
    }
    const Folder folder = context.open_ledger();
    std::optional<Lock> lock;
    if (!wish.dry_run) {
        lock.emplace(folder);
    }
    const Ledger& ledger = keep(read_ledger(folder, context.today()));
    require_own_address(context, wish, ledger);
    const HistoryPlan& plan = keep(HistoryReading(context, wish, ledger).run());
    context.print(HistoryTelling(context, wish, ledger, plan).str());
    complain(context, plan);
    const std::string what = count_of(plan.entries.size(), "entry", "entries");
    if (wish.dry_run) {
        context.print(
            plan.entries.empty()
                ? "\nThere is nothing to write.\n"
                : fmt::format("\nNothing is written; without --dry-run it would be {}.\n", what));
    } else {
        HistoryWriting(context, folder, ledger, plan).run(*lock);
        context.print(fmt::format("\nWritten: {}.\n", plan.entries.empty() ? "nothing" : what));
    }
    context.print(promises_line(ledger, plan));
    if (!wish.dry_run && plan.entries.size() == 1) {
        context.print(take_back(
            fmt::format("{} amend {} --void", context.program(), plan.entries.front().id)));
    } else if (!wish.dry_run && !plan.entries.empty()) {
        context.print(
            commits_writes(folder)
                ? take_back(context.program() + " undo")
                : fmt::format(
                      "  to be able to take back the next one: {} edit --set git.commit=true\n",
                      context.program()));
    }
    const int code = context.finish(ledger, exit_code::done);
    return plan.all_faults == 0 ? code : exit_code::ledger;
}

} // namespace crm::cli
