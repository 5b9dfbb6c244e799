#include "core/base/leftover.hpp"

#include "core/base/beneath.hpp"
#include "core/base/held.hpp"
#include "core/base/text.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>

namespace crm {

namespace {

constexpr std::string_view new_prefix = ".crm-new-";
constexpr std::string_view swap_prefix = ".crm-swap-";
constexpr std::size_t random_length = 16;

// FNV-1a, and the length. A leftover is held against two contents only, and the question is whether
// a person's edit could be taken for one of them: by chance that is one in 2^63, and two texts of
// one length that differ in a single byte never collide. Somebody who forges a collision gets a
// file removed that he put there himself under a name of crm's.
std::string digest(std::string_view text)
{
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    }
    return fmt::format("{:016x}.{:x}", hash, text.size());
}

struct SwapName {
    std::string_view target;
    std::string_view old_digest;
    std::string_view new_digest;
};

/// Takes the part after the last '-' from `text`; empty where there is none.
std::string_view cut_last(std::string_view& text)
{
    const std::size_t dash = text.rfind('-');
    if (dash == std::string_view::npos) {
        return {};
    }
    const std::string_view part = text.substr(dash + 1);
    text = text.substr(0, dash);
    return part;
}

std::optional<SwapName> parse_swap_name(std::string_view name)
{
    SwapName parts;
    parts.target = name.substr(swap_prefix.size());
    const std::string_view random = cut_last(parts.target);
    parts.new_digest = cut_last(parts.target);
    parts.old_digest = cut_last(parts.target);
    if (random.empty() || parts.new_digest.empty() || parts.old_digest.empty() ||
        parts.target.empty()) {
        return std::nullopt;
    }
    return parts;
}

bool is_new_name(std::string_view name)
{
    constexpr std::string_view random = "abcdefghijklmnopqrstuvwxyz0123456789";
    return name.size() == new_prefix.size() + random_length && name.starts_with(new_prefix) &&
           name.find_first_not_of(random, new_prefix.size()) == name.npos;
}

enum class Owner {
    crm,     ///< nothing is lost when it is removed
    unknown, ///< it may hold somebody's edit
    nobody,  ///< it is not there any more: another crm was just writing
};

/// Whose content a leftover holds.
///
/// A new file was never exchanged, so nobody but crm ever had it under another name. A swap file
/// with the old content is the one that the target has superseded, one with the new content was not
/// put in place or was taken back: crm never leaves the old content there before the new one is in
/// place. Any other content came out of an exchange and is somebody's edit; and while somebody has
/// the file open for writing, it may become one.
Owner owner_of(int dir, const std::string& name)
{
    if (is_new_name(name)) {
        struct stat status {};
        if (::fstatat(dir, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
            return errno == ENOENT ? Owner::nobody : Owner::unknown;
        }
        return S_ISREG(status.st_mode) ? Owner::crm : Owner::unknown;
    }
    if (!name.starts_with(swap_prefix)) {
        return Owner::unknown;
    }
    try {
        const std::optional<Held> held = Held::open(dir, name, name);
        if (!held) {
            return Owner::nobody;
        }
        const std::optional<SwapName> parts = parse_swap_name(name);
        const std::string found = digest(held->text());
        const bool known =
            parts && (found == parts->old_digest || found == parts->new_digest) && !held->wanted();
        return known ? Owner::crm : Owner::unknown;
    } catch (const Error&) {
        return Owner::unknown;
    }
}

using Visit =
    std::function<void(int dir, const std::string& subfolder, const std::vector<std::string>&)>;

/// Leftovers in the ledger's folder and in its subfolders, but for hidden ones (.git).
void for_each_folder(const Folder& folder, const Visit& visit)
{
    const auto look = [&](const std::string& path, std::vector<std::string>* subfolders) {
        const Descriptor dir = open_beneath(folder.fd(), path, path);
        std::vector<std::string> found;
        for_each_entry(dir, path, [&](const dirent& entry) {
            const std::string_view name = entry.d_name;
            if (name.front() == '.') {
                if (name.starts_with(new_prefix) || name.starts_with(swap_prefix)) {
                    found.emplace_back(name);
                }
            } else if (subfolders != nullptr &&
                       (entry.d_type == DT_DIR || entry.d_type == DT_UNKNOWN)) {
                subfolders->emplace_back(name);
            }
        });
        if (!found.empty()) {
            std::sort(found.begin(), found.end());
            const Undisturbed guard;
            visit(dir.get(), path, found);
        }
    };
    std::vector<std::string> subfolders;
    look(".", &subfolders);
    std::sort(subfolders.begin(), subfolders.end());
    for (const std::string& subfolder : subfolders) {
        try {
            look(subfolder, nullptr);
        } catch (const Error&) { // NOLINT: whoever needs that folder will say so
        }
    }
}

} // namespace

std::string new_file_name()
{
    return std::string(new_prefix) + random_letters(random_length);
}

std::string swap_file_name(std::string_view target, std::string_view old_text,
                           std::string_view new_text)
{
    return fmt::format("{}{}-{}-{}-{}", swap_prefix, target, digest(old_text), digest(new_text),
                       random_letters(random_length));
}

void remove_leftovers(const Folder& folder)
{
    for_each_folder(folder, [](int dir, const std::string&, const std::vector<std::string>& names) {
        for (const std::string& name : names) {
            if (owner_of(dir, name) == Owner::crm) {
                ::unlinkat(dir, name.c_str(), 0);
            }
        }
    });
}

std::vector<Leftover> doubtful_leftovers(const Folder& folder)
{
    std::vector<Leftover> doubtful;
    for_each_folder(
        folder, [&](int dir, const std::string& subfolder, const std::vector<std::string>& names) {
            const std::string prefix = subfolder == "." ? "" : subfolder + "/";
            for (const std::string& name : names) {
                if (owner_of(dir, name) != Owner::unknown) {
                    continue;
                }
                Leftover leftover;
                leftover.path = prefix + name;
                if (name.starts_with(swap_prefix)) {
                    if (const std::optional<SwapName> parts = parse_swap_name(name)) {
                        leftover.target = prefix + std::string(parts->target);
                    }
                }
                doubtful.push_back(std::move(leftover));
            }
        });
    return doubtful;
}

} // namespace crm
