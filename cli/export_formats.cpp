#include "cli/export.hpp"
#include "cli/foreign.hpp"
#include "cli/items_csv.hpp"
#include "cli/phrases.hpp"
#include "cli/schemas.hpp"
#include "core/base/text.hpp"
#include "core/exchange/csv_writer.hpp"
#include "core/exchange/foreign/sqlite.hpp"
#include "core/exchange/icalendar_writer.hpp"
#include "core/exchange/jsonl_writer.hpp"
#include "core/exchange/vcard_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <string>
#include <system_error>

namespace crm::cli {
namespace {

/// Those who are asked for; says so where there are none.
Selection chosen(Context& context, const Roster& roster, const Words& words)
{
    const Filter filter = Filter::parse(join(words), roster.settings);
    Selection out = select(roster, filter, context.today());
    if (out.contacts.empty() && !filter.empty()) {
        context.complaints += nobody(roster, filter);
    }
    return out;
}

OutputFile::Mark card_mark()
{
    return {{card_beginning(CardVersion::v3), card_beginning(CardVersion::v4)}, "vCard file"};
}

std::string contacts_in(const Selection& selection)
{
    return count_of(selection.contacts.size(), "contact");
}

bool is_folder(const std::string& path)
{
    std::error_code failure;
    return (!path.empty() && path.back() == '/') || std::filesystem::is_directory(path, failure);
}

/// Cards in the folder that are not among those written; of who was renamed, or is not asked for.
std::size_t other_cards(const std::string& folder, const std::set<std::string>& written)
{
    std::error_code failure;
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder, failure)) {
        const std::string name = entry.path().filename().string();
        count += entry.path().extension() == ".vcf" && written.count(name) == 0 ? 1 : 0;
    }
    return count;
}

void write_folder(Context& context, const ExportOptions& options, const Folder& ledger,
                  const Selection& selection, CardVersion version)
{
    const std::filesystem::path folder(*options.output);
    make_folders((folder / "").parent_path().string());
    std::set<std::string> written;
    for (const Contact* contact : selection.contacts) {
        const std::string name = contact->id + ".vcf";
        OutputFile file((folder / name).string(), card_mark(), options.force, ledger);
        file.write(vcard(*contact, selection.roster, version));
        file.commit();
        written.insert(name);
    }
    context.print(fmt::format("{}: {}\n", visible(*options.output),
                              count_of(selection.contacts.size(), "card")));
    if (const std::size_t others = other_cards(*options.output, written)) {
        context.print(fmt::format("{} already there {} not among them; remove what is not wanted\n",
                                  count_of(others, "card"), others == 1 ? "is" : "are"));
    }
}

template <CardVersion version>
int export_vcard(Context& context, const ExportOptions& options, const Words& words)
{
    const Folder& ledger = keep(context.open_ledger());
    const Roster& roster = keep(read_roster(ledger, context.today()));
    const Selection selection = chosen(context, roster, words);
    if (options.output && is_folder(*options.output)) {
        write_folder(context, options, ledger, selection, version);
    } else {
        export_text(context, options, card_mark(), ledger, [&](const Sink& sink) {
            write_vcards(selection, version, sink);
            return contacts_in(selection);
        });
    }
    return context.finish(roster, exit_code::done);
}

int export_ics(Context& context, const ExportOptions& options, const Words& words)
{
    const std::string within = options.within.value_or("90d");
    const auto period = Period::parse(within);
    if (!period) {
        throw Error(Fault::usage, fmt::format("--within '{}' is not a length of time", within),
                    "it reads 30d, 6w or, in quotes, '3 months'");
    }
    const Folder& ledger = keep(context.open_ledger());
    const Roster& roster = keep(read_roster(ledger, context.today()));
    const Selection selection = chosen(context, roster, words);
    export_text(
        context, options, {{icalendar_beginning}, "calendar"}, ledger, [&](const Sink& sink) {
            const CalendarCount count =
                write_icalendar(selection, {add(selection.today, *period), options.tasks}, sink);
            return fmt::format("{}, {} and {}", count_of(count.promises, "promise"),
                               count_of(count.follow_ups, "follow-up"),
                               count_of(count.dates, "yearly date"));
        });
    return context.finish(roster, exit_code::done);
}

int export_contacts(Context& context, const ExportOptions& options, const Words& words)
{
    const Folder& ledger = keep(context.open_ledger());
    const Roster& roster = keep(read_roster(ledger, context.today()));
    const Selection selection = chosen(context, roster, words);
    export_text(context, options, {{contacts_csv_beginning}, "CSV file of contacts"}, ledger,
                [&](const Sink& sink) {
                    write_contacts_csv(selection, sink);
                    return contacts_in(selection);
                });
    return context.finish(roster, exit_code::done);
}

int export_interactions(Context& context, const ExportOptions& options, const Words& words)
{
    const Folder& folder = keep(context.open_ledger());
    const Ledger& ledger = keep(read_ledger(folder, context.today()));
    const Selection selection = chosen(context, ledger, words);
    export_text(context, options, {{interactions_csv_beginning}, "CSV file of interactions"},
                folder, [&](const Sink& sink) {
                    std::size_t count = 0;
                    write_interactions_csv(ledger, selection, [&](std::string_view record) {
                        sink(record);
                        ++count;
                    });
                    return count_of(count - 1, "interaction");
                });
    return context.finish(ledger, exit_code::done);
}

int export_promises(Context& context, const ExportOptions& options, const Words& words)
{
    const Folder& ledger = keep(context.open_ledger());
    const Roster& roster = keep(read_roster(ledger, context.today()));
    Selection selection = chosen(context, roster, words);
    const Morning morning{
        roster, selection.today, std::move(selection.items), std::move(selection.follow_ups), {},
        {},     std::nullopt};
    export_text(context, options, {{"contact,name,kind,tier,requirement,"}, "CSV file of promises"},
                ledger, [&](const Sink& sink) {
                    sink(items_csv(morning, false));
                    return count_of(morning.items.size(), "promise");
                });
    return context.finish(roster, exit_code::done);
}

int export_csv(Context& context, const ExportOptions& options, const Words& words)
{
    if (!words.empty()) {
        const Words rest(words.begin() + 1, words.end());
        if (words.front() == "contacts") {
            return export_contacts(context, options, rest);
        }
        if (words.front() == "interactions") {
            return export_interactions(context, options, rest);
        }
        if (words.front() == "promises") {
            return export_promises(context, options, rest);
        }
    }
    return export_contacts(context, options, words);
}

int export_jsonl(Context& context, const ExportOptions& options, const Words& words)
{
    const Folder& folder = keep(context.open_ledger());
    const Ledger& ledger = keep(read_ledger(folder, context.today()));
    const Selection selection = chosen(context, ledger, words);
    export_text(context, options, {{jsonl_beginning}, "JSON Lines file"}, folder,
                [&](const Sink& sink) {
                    std::size_t count = 0;
                    write_jsonl(ledger, selection, [&](std::string_view line) {
                        sink(line);
                        ++count;
                    });
                    return count_of(count, "line");
                });
    return context.finish(ledger, exit_code::done);
}

int export_sqlite(Context& context, const ExportOptions& options, const Words& words)
{
    if (!options.output) {
        throw Error(Fault::usage, "a database needs a file",
                    "name it with -o: crm export sqlite -o crm.sqlite");
    }
    const Foreign& companion = foreign(context);
    const Folder& folder = keep(context.open_ledger());
    const Ledger& ledger = keep(read_ledger(folder, context.today()));
    const Selection selection = chosen(context, ledger, words);
    OutputFile file(*options.output, {{sqlite_mark}, "SQLite file", sqlite_mark_at}, options.force,
                    folder);
    companion.write_sqlite(ledger, selection, file.temporary());
    file.commit();
    context.print(fmt::format("{}: {}\n", visible(*options.output), contacts_in(selection)));
    return context.finish(ledger, exit_code::done);
}

const Schema& schema_named(const std::string& name)
{
    std::vector<std::string> names;
    for (const Schema& schema : schemas()) {
        if (schema.name == name) {
            return schema;
        }
        names.emplace_back(schema.name);
    }
    throw Error(Fault::usage, fmt::format("there is no schema '{}'", name),
                fmt::format("there are {}", enumerate(names)));
}

/// Needs no ledger.
int export_schema(Context& context, const ExportOptions& options, const Words& words)
{
    if (words.size() > 1 || (words.empty() && !options.output)) {
        throw Error(Fault::usage, "which schema?",
                    "it reads 'crm export schema contact', or all of them into a folder: crm "
                    "export schema -o DIR");
    }
    if (!options.output) {
        context.print(schema_named(words.front()).text);
        return exit_code::done;
    }
    constexpr std::string_view beginning =
        R"({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": ")";
    const std::filesystem::path folder(*options.output);
    make_folders((folder / "").parent_path().string());
    const Folder outside(folder.string());
    for (const Schema& schema : schemas()) {
        if (words.empty() || schema.name == schema_named(words.front()).name) {
            const auto path = folder / fmt::format("{}.schema.json", schema.name);
            OutputFile file(path.string(), {{beginning}, "schema"}, options.force, outside);
            file.write(schema.text);
            file.commit();
            context.print(fmt::format("{}\n", visible(path.string())));
        }
    }
    return exit_code::done;
}

constexpr auto formats = std::to_array<ExportFormat>({
    {"vcard", "contacts for phones and address books (vCard 3.0)", export_vcard<CardVersion::v3>},
    {"vcard4", "the same as vCard 4.0", export_vcard<CardVersion::v4>},
    {"ics", "what is due, follow-ups and yearly dates for calendars (iCalendar)", export_ics},
    {"csv", "contacts, interactions or promises for spreadsheets", export_csv},
    {"jsonl", "everything for programs (JSON Lines)", export_jsonl},
    {"sqlite", "everything as a database (SQLite)", export_sqlite},
    {"schema", "JSON Schemas of the ledger's files, for editors", export_schema},
});

} // namespace

std::span<const ExportFormat> export_formats()
{
    return formats;
}

} // namespace crm::cli
