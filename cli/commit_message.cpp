#include "cli/commit_message.hpp"

#include "cli/phrases.hpp"
#include "core/base/text.hpp"
#include "core/ledger/facts.hpp"
#include "core/ledger/journal_file.hpp"
#include "core/ledger/layout.hpp"
#include "core/ledger/settings_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

namespace crm::cli {
namespace {

constexpr std::size_t widest_subject = 100;

bool is_in(const std::string& path, std::string_view folder)
{
    return path.size() > folder.size() && path.compare(0, folder.size(), folder) == 0 &&
           path[folder.size()] == '/';
}

std::string id_of(const std::string& path)
{
    const std::string name = path.substr(path.rfind('/') + 1);
    return std::string(layout::stem(name).value_or(name));
}

std::vector<Fact> facts_in(const std::string& path, const std::optional<std::string>& text)
{
    try {
        return text ? facts_of({path, *text}) : std::vector<Fact>{};
    } catch (const Error&) {
        return {};
    }
}

std::string value_in(const std::vector<Fact>& facts, std::string_view key)
{
    const Fact* fact = find_fact(facts, key);
    return fact == nullptr || fact->values.empty() ? "" : fact->values.front();
}

std::string name_in(const std::string& path, const std::optional<std::string>& text)
{
    const std::string name = value_in(facts_in(path, text), "name");
    return name.empty() ? id_of(path) : name;
}

std::string name_of(const Folder& folder, const std::string& id)
{
    const std::string path = layout::contact(id);
    try {
        return is_slug(id) ? name_in(path, folder.read(path)) : id;
    } catch (const Error&) {
        return id;
    }
}

/// The entries that were added to a month.
std::vector<Interaction> entries_added(const Folder& folder, const WrittenFile& file)
{
    Settings settings = Settings::defaults();
    Findings findings;
    try {
        const std::string path(layout::settings);
        if (const auto text = folder.read(path)) {
            settings = read_settings({path, *text}, findings).value_or(std::move(settings));
        }
        const std::size_t old = file.before ? file.before->size() : 0;
        std::string added = file.after.value_or("");
        if (added.compare(0, old, file.before.value_or("")) == 0) {
            added.erase(0, old);
        }
        const std::size_t line = added.find_first_not_of('\n');
        return line == std::string::npos
                   ? std::vector<Interaction>{}
                   : read_journal({file.path, added.substr(line)}, 0, settings.touches, findings);
    } catch (const Error&) {
        return {};
    }
}

std::string entry_told(const Folder& folder, const Interaction& entry)
{
    std::vector<std::string> names;
    for (const Reference& reference : entry.with) {
        names.push_back(name_of(folder, reference.id));
    }
    return fmt::format("{}{} with {}, {}", entry.is_void ? "withdrawn: " : "", entry.touch,
                       names.size() > 3 ? count_of(names.size(), "contact") : enumerate(names),
                       short_date(entry.date));
}

/// "tier B, tags".
std::string keys_told(const WrittenFile& file)
{
    std::vector<std::string> out;
    try {
        for (const Difference& difference : differences({file.path, file.before.value_or("")},
                                                        {file.path, file.after.value_or("")})) {
            const auto& after = difference.after;
            const bool short_value = after && after->is_simple && !after->is_list &&
                                     after->values.size() == 1 &&
                                     after->values.front().size() <= 30 &&
                                     after->values.front().find('\n') == std::string::npos;
            out.push_back(short_value ? fmt::format("{} {}", difference.key, after->values.front())
                          : after     ? difference.key
                                      : fmt::format("no {}", difference.key));
        }
    } catch (const Error&) {
        return "again readable";
    }
    return out.empty() ? "how it is written" : fmt::format("{}", fmt::join(out, ", "));
}

std::string contact_told(const WrittenFile& file)
{
    const std::string name = name_in(file.path, file.after ? file.after : file.before);
    return !file.before  ? name
           : !file.after ? fmt::format("{} removed", name)
                         : fmt::format("{}: {}", name, keys_told(file));
}

std::string told(const Folder& folder, const std::vector<WrittenFile>& files)
{
    std::vector<const WrittenFile*> months;
    std::vector<const WrittenFile*> contacts;
    bool settings = false;
    for (const WrittenFile& file : files) {
        settings = settings || file.path == layout::settings;
        if (is_in(file.path, layout::journal)) {
            months.push_back(&file);
        } else if (is_in(file.path, layout::contacts)) {
            contacts.push_back(&file);
        }
    }
    if (settings && files.size() > 1) {
        return "a new ledger";
    }
    if (settings) {
        return "crm.yaml: " + keys_told(files.front());
    }
    std::vector<Interaction> entries;
    for (const WrittenFile* month : months) {
        for (Interaction& entry : entries_added(folder, *month)) {
            entries.push_back(std::move(entry));
        }
    }
    if (contacts.size() == 2 && months.empty()) {
        for (const WrittenFile* file : contacts) {
            const auto facts = facts_in(file->path, file->after);
            const std::string into = value_in(facts, "merged_into");
            if (!into.empty() &&
                value_in(facts_in(file->path, file->before), "merged_into") != into) {
                return fmt::format("{} into {} ({})", id_of(file->path), name_of(folder, into),
                                   into);
            }
        }
        const bool first_goes = !contacts[0]->after;
        const WrittenFile& old = first_goes ? *contacts[0] : *contacts[1];
        const WrittenFile& now = first_goes ? *contacts[1] : *contacts[0];
        if (!old.after && !now.before) {
            return fmt::format("{} to {}: {}", id_of(old.path), id_of(now.path),
                               name_in(now.path, now.after));
        }
    }
    std::vector<std::string> out;
    if (entries.size() == 1) {
        out.push_back(entry_told(folder, entries.front()));
    } else if (!months.empty()) {
        out.push_back(count_of(entries.size(), "entry", "entries"));
    }
    if (contacts.size() == 1) {
        out.push_back(contact_told(*contacts.front()));
    } else if (!contacts.empty()) {
        out.push_back(count_of(contacts.size(), "contact"));
    }
    return out.empty() ? count_of(files.size(), "file") : fmt::format("{}", fmt::join(out, "; "));
}

} // namespace

std::string commit_subject(const Folder& folder, std::string_view command,
                           const std::vector<WrittenFile>& files)
{
    // Who was erased is not to stand in the history.
    const std::string what = command == "erase" ? "a contact" : told(folder, files);
    return cut(visible(fmt::format("{}: {}", command, what)), widest_subject);
}

} // namespace crm::cli
