#pragma once

// Writing to a ledger: a new contact, a new line of the journal. What is written is read back
// before it replaces anything.

#include "core/base/file.hpp"
#include "core/model/contact.hpp"
#include "core/model/interaction.hpp"
#include "core/yaml/node.hpp"

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace crm {

/// Appends the line of `interaction` to the month of its date. The lines that are there keep every
/// byte. Throws Error (ledger) when the month cannot be read, or does not end in a way that a line
/// can follow.
void append_interaction(Lock& lock, const Interaction& interaction);

/// Appends what `make_line` makes of the journal file `path` as it is now: one entry on one line
/// with its line feed, or an empty text, and then nothing is written. It may be called again when
/// the file changed meanwhile, and may throw. Otherwise as append_interaction().
void append_entry(Lock& lock, const std::string& path,
                  const std::function<std::string(const yaml::Document& present)>& make_line);

/// As append_entry(), for any number of entries, each on one line with its line feed.
void append_entries(Lock& lock, const std::string& path, const std::vector<std::string>& lines);
void append_entries(
    Lock& lock, const std::string& path,
    const std::function<std::vector<std::string>(const yaml::Document& present)>& make_lines);

/// Creates the file of `contact`. Throws Error (usage) when there is one with its id already.
void create_contact(Lock& lock, const Contact& contact);

/// Creates the files of many contacts, in their order; `done` hears how many are there now and
/// then. Throws Error (ledger) where one of them is there already.
void create_contacts(Lock& lock, std::span<const Contact> contacts,
                     const std::function<void(std::size_t)>& done);

/// Makes a new ledger in `folder`: crm.yaml, what git is told, the folders. Files of git that are
/// there already get the lines that are missing. Throws Error (usage) when there is a crm.yaml.
void create_ledger(Lock& lock, const Folder& folder);

} // namespace crm
