#include "core/base/parallel.hpp"
#include "core/base/text.hpp"
#include "core/ledger/clock.hpp"
#include "core/ledger/contact_file.hpp"
#include "core/ledger/files.hpp"
#include "core/ledger/journal_file.hpp"
#include "core/ledger/layout.hpp"
#include "core/ledger/ledger.hpp"
#include "core/ledger/settings_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

namespace crm {
namespace {

/// What was read of one file.
template <typename Content>
struct Read {
    SourceFile file;
    bool is_yaml = false;
    Content content;
    Findings findings;
};

/// Reads the files of a subfolder, several at a time. `parse` makes the content of a document, and
/// numbers the file of what it reads as if all files that are listed could be read, from `first`.
template <typename Content, typename Parse>
std::vector<Read<Content>> read_files(const Folder& folder, std::string_view name,
                                      std::vector<ListedFile> (*list)(const Subfolder&, Findings&),
                                      Findings& findings, const Parse& parse)
{
    std::vector<Read<Content>> out;
    try {
        const Subfolder subfolder(folder, std::string(name));
        const auto files = list(subfolder, findings);
        out.resize(files.size());
        for_each_of(files.size(), workers_for(files.size(), 8), [&](std::size_t, std::size_t i) {
            Read<Content>& read = out[i];
            try {
                std::string text;
                if (!subfolder.read(files[i].name, text)) {
                    return; // removed since the folder was listed
                }
                yaml::Document document(files[i].path, std::move(text));
                read.is_yaml = true;
                parse(document, files[i].stem, read);
                read.file.path = files[i].path;
                read.file.text = std::move(document).take_text();
            } catch (const Error& error) {
                read.findings.push_back(left_out(error));
            }
        });
    } catch (const Error& error) {
        findings.push_back(left_out(error));
    }
    return out;
}

void number(Contact& contact, std::size_t file)
{
    contact.source.file = file;
    for (std::optional<Reference>* reference : {&contact.referred_by, &contact.merged_into}) {
        if (*reference) {
            (*reference)->source.file = file;
        }
    }
    for (Reference& reference : contact.formerly) {
        reference.source.file = file;
    }
}

void number(Interaction& line, std::size_t file)
{
    line.source.file = file;
    for (Reference& reference : line.with) {
        reference.source.file = file;
    }
}

/// Moves what was read of one file into the ledger.
template <typename Content>
void take(Read<Content>& read, Roster& roster, std::vector<typename Content::value_type>& to)
{
    roster.findings.insert(roster.findings.end(), std::make_move_iterator(read.findings.begin()),
                           std::make_move_iterator(read.findings.end()));
    if (!read.is_yaml) {
        return;
    }
    roster.files.push_back(std::move(read.file));
    for (auto& one : read.content) {
        number(one, roster.files.size() - 1);
        to.push_back(std::move(one));
    }
}

void read_contacts(const Folder& folder, Roster& roster)
{
    using Contacts = std::vector<Contact>; // one, or none
    auto files = read_files<Contacts>(
        folder, layout::contacts, &contacts_in, roster.findings,
        [&](const yaml::Document& document, const std::string& id, Read<Contacts>& read) {
            if (auto contact = read_contact(document, id, 0, roster.settings, read.findings)) {
                read.content.push_back(std::move(*contact));
            }
        });
    roster.files.reserve(roster.files.size() + files.size());
    roster.contacts.reserve(files.size());
    for (auto& read : files) {
        take(read, roster, roster.contacts);
    }
    const auto by_id = [](const Contact& a, const Contact& b) { return a.id < b.id; };
    if (!std::is_sorted(roster.contacts.begin(), roster.contacts.end(), by_id)) {
        std::sort(roster.contacts.begin(), roster.contacts.end(), by_id);
    }
}

void read_lines(const Folder& folder, Ledger& ledger)
{
    using Lines = std::vector<Interaction>;
    auto files = read_files<Lines>(
        folder, layout::journal, &months_in, ledger.findings,
        [&](const yaml::Document& document, const std::string&, Read<Lines>& read) {
            read.content = read_journal(document, 0, ledger.settings.touches, read.findings);
        });
    std::size_t count = 0;
    for (const auto& read : files) {
        count += read.content.size();
    }
    ledger.lines.reserve(count);
    for (auto& read : files) {
        take(read, ledger, ledger.lines);
    }
}

/// Reports what is no YAML.
void read_nothing(const Folder& folder, Roster& roster)
{
    using Nothing = std::vector<Contact>;
    for (const auto& [name, list] :
         {std::pair(layout::contacts, &contacts_in), std::pair(layout::journal, &months_in)}) {
        for (auto& read : read_files<Nothing>(
                 folder, name, list, roster.findings,
                 [](const yaml::Document&, const std::string&, Read<Nothing>&) {})) {
            take(read, roster, roster.contacts);
        }
    }
}

std::string settings_text(const Folder& folder)
{
    auto text = folder.read(std::string(layout::settings));
    if (!text) {
        throw Error(Fault::ledger,
                    fmt::format("'{}' is no ledger: it has no crm.yaml", folder.path()),
                    "make one with 'crm init', or name one with --ledger DIR or CRM_LEDGER");
    }
    return std::move(*text);
}

/// False where crm.yaml cannot be used; the findings say why.
bool read_settings_into(const yaml::Document& document, Roster& roster)
{
    roster.files.push_back({document.file(), document.text()});
    auto settings = read_settings(document, roster.findings);
    if (settings) {
        roster.settings = std::move(*settings);
    }
    return settings.has_value();
}

void require_settings(const Folder& folder, Roster& roster)
{
    const yaml::Document document(std::string(layout::settings), settings_text(folder));
    if (!read_settings_into(document, roster)) {
        const auto first = std::find_if(
            roster.findings.begin(), roster.findings.end(),
            [](const Finding& finding) { return finding.weight == Finding::Weight::left_out; });
        throw first->error();
    }
}

/// True where a contact's file may say `merged_into`: what was with that contact counts for
/// another.
bool anybody_merged(const Folder& folder)
{
    const Subfolder subfolder(folder, std::string(layout::contacts));
    Findings ignored;
    const auto files = contacts_in(subfolder, ignored);
    const std::size_t workers = workers_for(files.size());
    std::vector<std::string> texts(workers);
    std::atomic<bool> found = false;
    for_each_of(files.size(), workers, [&](std::size_t worker, std::size_t i) {
        std::string& text = texts[worker];
        try {
            if (subfolder.read(files[i].name, text) &&
                (text.find("merged_into") != std::string::npos ||
                 text.find('\\') != std::string::npos)) { // an escape can hide the word
                found = true;
            }
        } catch (const Error&) {
            return; // what cannot be read says nothing
        }
    });
    return found;
}

void read_rest(const Folder& folder, Date day, Ledger& ledger)
{
    read_contacts(folder, ledger);
    ledger.set_day(day);
    read_lines(folder, ledger);
    ledger.resolve();
}

} // namespace

Ledger read_ledger_leniently(const Folder& folder, Date day, bool& settings_usable)
{
    Ledger ledger;
    std::string text = settings_text(folder);
    std::optional<yaml::Document> settings;
    try {
        settings.emplace(std::string(layout::settings), std::move(text));
    } catch (const Error& error) {
        ledger.findings.push_back(left_out(error));
    }
    settings_usable = settings && read_settings_into(*settings, ledger);
    if (settings_usable) {
        read_rest(folder, day, ledger);
    } else {
        // Without its words nothing can be said about the rest but whether it is YAML.
        read_nothing(folder, ledger);
    }
    return ledger;
}

Ledger read_ledger(const Folder& folder, Date day)
{
    Ledger ledger;
    require_settings(folder, ledger);
    read_rest(folder, day, ledger);
    return ledger;
}

Roster read_people(const Folder& folder, Date day)
{
    Roster roster;
    require_settings(folder, roster);
    read_contacts(folder, roster);
    roster.set_day(day);
    roster.resolve_names();
    return roster;
}

Roster read_roster(const Folder& folder, Date day)
{
    Roster roster = read_people(folder, day);
    read_clock(folder, roster);
    return roster;
}

std::optional<Roster> read_people_of(const Folder& folder, const std::vector<std::string>& ids,
                                     Date day)
{
    Roster roster;
    require_settings(folder, roster);
    try {
        const Subfolder subfolder(folder, std::string(layout::contacts));
        for (const std::string& id : std::set<std::string>(ids.begin(), ids.end())) {
            std::string text;
            if (!is_slug(id) || !subfolder.read(id + ".yaml", text)) {
                return std::nullopt;
            }
            yaml::Document document(layout::contact(id), std::move(text));
            auto contact =
                read_contact(document, id, roster.files.size(), roster.settings, roster.findings);
            if (!contact || contact->merged_into) {
                return std::nullopt;
            }
            roster.contacts.push_back(std::move(*contact));
            roster.files.push_back({document.file(), std::move(document).take_text()});
        }
    } catch (const Error&) {
        return std::nullopt; // the whole ledger says it with its place among the others
    }
    roster.set_day(day);
    roster.resolve_names();
    return roster;
}

std::optional<Roster> read_roster_of(const Folder& folder, const std::vector<std::string>& ids,
                                     Date day)
{
    auto roster = read_people_of(folder, ids, day);
    if (!roster) {
        return std::nullopt;
    }
    if (anybody_merged(folder)) {
        return std::nullopt;
    }
    read_clock(folder, *roster);
    return roster;
}

} // namespace crm
