#include "core/ledger/record.hpp"

#include "core/base/retry.hpp"
#include "core/ledger/contact_file.hpp"
#include "core/ledger/journal_file.hpp"
#include "core/ledger/layout.hpp"
#include "core/ledger/settings_file.hpp"
#include "core/yaml/node.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string_view>
#include <sys/stat.h>
#include <utility>
#include <vector>

namespace crm {
namespace {

bool same(const yaml::Event& a, const yaml::Event& b)
{
    return a.type == b.type && a.offset == b.offset && a.value == b.value && a.plain == b.plain;
}

std::size_t entries_in(const yaml::Document& document)
{
    if (document.events().empty() || !yaml::Node(document, 0).is_sequence()) {
        return 0;
    }
    std::size_t count = 0;
    for (const yaml::Node entry : yaml::Node(document, 0).items()) {
        static_cast<void>(entry);
        ++count;
    }
    return count;
}

/// True when `after` reads as `before` with `count` more entries at the end.
bool adds_entries(const yaml::Document& before, const std::string& path, const std::string& after,
                  std::size_t count)
{
    try {
        const yaml::Document document(path, after);
        if (entries_in(document) != entries_in(before) + count) {
            return false;
        }
        const auto& old_events = before.events();
        const bool was_empty = old_events.size() < 2;
        // All but the end of the list stands where it stood.
        return was_empty || std::equal(old_events.begin(), old_events.end() - 1,
                                       document.events().begin(), same);
    } catch (const Error&) {
        return false;
    }
}

/// The spaces before the dashes of a list that somebody indented.
std::string indentation(const yaml::Document& document)
{
    if (document.events().empty()) {
        return {};
    }
    const std::size_t dash = document.events().front().offset;
    const std::string_view before = std::string_view(document.text()).substr(0, dash);
    const std::size_t line_feed = before.rfind('\n');
    const std::string_view line =
        before.substr(line_feed == std::string_view::npos ? 0 : line_feed + 1);
    return line.find_first_not_of(' ') == std::string_view::npos ? std::string(line)
                                                                 : std::string{};
}

std::string with_missing_lines(const std::optional<std::string>& present, std::string_view wanted)
{
    std::string out = present.value_or("");
    for (std::size_t begin = 0; begin < wanted.size();) {
        const std::size_t end = std::min(wanted.find('\n', begin), wanted.size());
        const std::string line(wanted.substr(begin, end - begin));
        begin = end + 1;
        if (!present ||
            fmt::format("\n{}\n", out).find(fmt::format("\n{}\n", line)) == std::string::npos) {
            out = append_line(out, line + "\n");
        }
    }
    return out;
}

void make_folder(const Folder& folder, std::string_view name)
{
    const std::string path(name);
    if (retried([&] { return mkdirat(folder.fd(), path.c_str(), 0700); }) == 0) {
        return;
    }
    if (errno != EEXIST) {
        throw Error(whole_file(name),
                    fmt::format("cannot be made: {}",
                                std::strerror(errno)), // NOLINT(concurrency-mt-unsafe)
                    "may you write to the ledger's folder?");
    }
    static_cast<void>(folder.list(path)); // throws where it is no folder
}

/// Appends what `make_lines` makes of the journal file as it is now.
void append_lines(
    Lock& lock, const std::string& path,
    const std::function<std::vector<std::string>(const yaml::Document& present)>& make_lines)
{
    lock.write(path, [&](const std::optional<std::string>& present) {
        const std::string before = present.value_or("");
        const yaml::Document document(path, before);
        if (!document.events().empty() && !yaml::Node(document, 0).is_sequence() &&
            !yaml::Node(document, 0).is_null()) {
            throw not_a_journal(yaml::Node(document, 0));
        }
        const std::vector<std::string> lines = make_lines(document);
        if (lines.empty()) {
            return before;
        }
        for (const std::string& line : lines) {
            if (line.size() > yaml::longest_line) {
                throw Error(
                    Fault::usage,
                    fmt::format("an entry cannot be longer than {} MiB", yaml::longest_line >> 20),
                    "shorten its note");
            }
        }
        for (const std::string& indent : {std::string{}, indentation(document)}) {
            std::string added;
            for (const std::string& line : lines) {
                added += indent;
                added += line;
            }
            std::string after = append_line(before, added);
            if (adds_entries(document, path, after, lines.size())) {
                return after;
            }
        }
        const std::size_t last_line = before.rfind('\n', before.find_last_not_of("\n "));
        throw Error(document.place(last_line == std::string::npos ? 0 : last_line + 1),
                    "a line cannot be added behind this",
                    "a month of the journal is a list with one '- {date: ...}' a line, and nothing "
                    "behind it");
    });
}

} // namespace

void append_interaction(Lock& lock, const Interaction& interaction)
{
    append_entry(lock, layout::month(interaction.date),
                 [&](const yaml::Document&) { return format_interaction(interaction); });
}

void append_entry(Lock& lock, const std::string& path,
                  const std::function<std::string(const yaml::Document& present)>& make_line)
{
    append_lines(lock, path, [&](const yaml::Document& present) {
        const std::string line = make_line(present);
        return line.empty() ? std::vector<std::string>{} : std::vector<std::string>{line};
    });
}

void append_entries(Lock& lock, const std::string& path, const std::vector<std::string>& lines)
{
    append_lines(lock, path, [&](const yaml::Document&) { return lines; });
}

void append_entries(
    Lock& lock, const std::string& path,
    const std::function<std::vector<std::string>(const yaml::Document& present)>& make_lines)
{
    append_lines(lock, path, make_lines);
}

void create_contact(Lock& lock, const Contact& contact)
{
    const std::string path = layout::contact(contact.id);
    lock.write(path, [&](const std::optional<std::string>& present) {
        if (present) {
            throw Error(Fault::usage, fmt::format("there is a contact '{}' already", contact.id),
                        "choose another --id");
        }
        return format_contact(contact);
    });
}

void create_contacts(Lock& lock, std::span<const Contact> contacts,
                     const std::function<void(std::size_t)>& done)
{
    std::vector<NewFile> files;
    files.reserve(contacts.size());
    for (const Contact& contact : contacts) {
        const std::string path = layout::contact(contact.id);
        files.push_back({path.substr(path.rfind('/') + 1), format_contact(contact)});
    }
    lock.create(std::string(layout::contacts), files, done);
}

void create_ledger(Lock& lock, const Folder& folder)
{
    const auto refuse = [&] {
        return Error(Fault::usage, fmt::format("'{}' is a ledger already", folder.path()),
                     "'crm add-contact NAME' adds somebody to it");
    };
    if (folder.read(std::string(layout::settings))) {
        throw refuse();
    }
    make_folder(folder, layout::contacts);
    make_folder(folder, layout::journal);
    std::optional<Error> doubt; // what is written is no reason to stop half-way
    const auto write = [&](std::string_view path, const Lock::Edit& edit) {
        try {
            lock.write(std::string(path), edit);
        } catch (const Error& error) {
            if (!error.written) {
                throw;
            }
            doubt = doubt ? doubt : error;
        }
    };
    for (const auto& [path, text] : {std::pair(layout::git_attributes, git_attributes_text()),
                                     std::pair(layout::git_ignore, git_ignore_text())}) {
        write(path, [&, wanted = text](const std::optional<std::string>& present) {
            return with_missing_lines(present, wanted);
        });
    }
    // crm.yaml comes last: it is what makes the folder a ledger.
    write(layout::settings, [&](const std::optional<std::string>& present) {
        if (present) {
            throw refuse();
        }
        return std::string(initial_settings());
    });
    if (doubt) {
        throw Error(*doubt);
    }
}

} // namespace crm
