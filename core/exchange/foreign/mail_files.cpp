#include "core/exchange/foreign/mail_files.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/exchange/charset.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

namespace crm {
namespace {

namespace fs = std::filesystem;

constexpr int deepest_mail_folder = 32;

bool ends_in(const std::string& name, std::string_view ending)
{
    return name.size() > ending.size() &&
           name.compare(name.size() - ending.size(), ending.size(), ending) == 0;
}

/// Where mail lies that was thrown away, or never sent.
bool is_no_mailbox(const std::string& folder)
{
    static constexpr std::array<std::string_view, 9> names{
        "trash",       "deleted items", "deleted messages", "spam",  "junk",
        "junk e-mail", "drafts",        "templates",        "outbox"};
    const std::string folded = fold(folder.substr(folder.find_last_of('/') + 1));
    return std::find(names.begin(), names.end(), folded) != names.end();
}

bool begins_as_mbox(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    std::array<char, 5> begin{};
    return file.read(begin.data(), begin.size()) && std::string_view(begin.data(), 5) == "From ";
}

std::string joined(const std::string& folder, const std::string& name)
{
    return folder.empty() ? name : folder + "/" + name;
}

class MailWalk {
public:
    std::vector<MailFile> out;

    void folder(const fs::path& path, const std::string& name, int depth)
    {
        std::error_code failure;
        std::vector<fs::directory_entry> entries;
        for (fs::directory_iterator at(path, failure), end; !failure && at != end;
             at.increment(failure)) {
            entries.push_back(*at);
        }
        if (failure) {
            out.push_back({path.string(), name, true, "cannot be listed: " + failure.message(), 0});
            return;
        }
        std::sort(entries.begin(), entries.end());
        const bool is_maildir =
            fs::is_directory(path / "cur", failure) || fs::is_directory(path / "new", failure);
        for (const fs::directory_entry& entry : entries) {
            const std::string own = entry.path().filename().string();
            const auto status = entry.symlink_status(failure);
            if (fs::is_directory(status) && depth < deepest_mail_folder) {
                if (is_maildir && (own == "cur" || own == "new")) {
                    messages(entry.path(), name.empty() ? "INBOX" : name);
                } else if (!(is_maildir && own == "tmp")) {
                    folder(entry.path(), sub(name, own), depth + 1);
                }
            } else if (fs::is_regular_file(status) && !is_maildir) {
                file(entry, name, own);
            }
        }
    }

private:
    /// `.Clients.Ada` (Maildir++), `Clients.sbd` (Thunderbird), `Clients.mbox` (Apple).
    static std::string sub(const std::string& folder, std::string own)
    {
        if (own.size() > 1 && own.front() == '.') {
            own.erase(0, 1);
            std::replace(own.begin(), own.end(), '.', '/');
        }
        for (const std::string_view ending : {".sbd", ".mbox"}) {
            if (ends_in(own, ending)) {
                own.resize(own.size() - ending.size());
            }
        }
        return joined(folder, one_line(to_utf8(own)));
    }

    void add(const fs::directory_entry& entry, const std::string& folder, bool is_single,
             std::string passed_over = {})
    {
        std::error_code failure;
        const auto size = entry.file_size(failure);
        if (passed_over.empty() && is_no_mailbox(folder)) {
            passed_over = fmt::format("in the folder '{}'", folder);
        }
        out.push_back(
            {entry.path().string(), folder, is_single, std::move(passed_over), failure ? 0 : size});
    }

    void messages(const fs::path& path, const std::string& folder)
    {
        std::error_code failure;
        std::vector<fs::directory_entry> entries;
        for (fs::directory_iterator at(path, failure), end; !failure && at != end;
             at.increment(failure)) {
            entries.push_back(*at);
        }
        std::sort(entries.begin(), entries.end());
        for (const fs::directory_entry& entry : entries) {
            const std::string own = entry.path().filename().string();
            if (own.front() == '.' || !fs::is_regular_file(entry.symlink_status(failure))) {
                continue;
            }
            const std::size_t flags = own.rfind(":2,");
            const auto has = [&](char flag) {
                return flags != std::string::npos && own.find(flag, flags + 3) != std::string::npos;
            };
            add(entry, folder, true, has('T') ? "deleted" : has('D') ? "a draft" : "");
        }
    }

    void file(const fs::directory_entry& entry, const std::string& folder, const std::string& own)
    {
        if (ends_in(own, ".eml") || ends_in(own, ".emlx")) {
            add(entry, folder, true);
        } else if (begins_as_mbox(entry.path())) {
            add(entry, own == "mbox" && !folder.empty() ? folder : sub(folder, own), false);
        }
    }
};

} // namespace

std::vector<MailFile> find_mail_files(const std::string& path)
{
    std::error_code failure;
    const fs::path given(path);
    const auto status = fs::status(given, failure);
    if (fs::is_directory(status)) {
        MailWalk walk;
        std::string name;
        if (!fs::is_directory(given / "cur", failure) &&
            !fs::is_directory(given / "new", failure)) {
            name = {};
        }
        walk.folder(given, name, 0);
        return std::move(walk.out);
    }
    if (!fs::exists(status)) {
        throw Error(Fault::usage, fmt::format("there is no file '{}'", visible(path)));
    }
    if (!fs::is_regular_file(status)) {
        throw Error(Fault::usage,
                    fmt::format("'{}' is neither a file nor a folder", visible(path)));
    }
    std::string name = given.filename().string();
    const bool is_single = ends_in(name, ".eml") || ends_in(name, ".emlx");
    for (const std::string_view ending : {".mbox", ".mbx"}) {
        if (ends_in(name, ending)) {
            name.resize(name.size() - ending.size());
        }
    }
    const auto size = fs::file_size(given, failure);
    return {{path,
             is_single ? std::string{} : one_line(to_utf8(name)),
             is_single && !begins_as_mbox(given),
             {},
             failure ? 0 : size}};
}

} // namespace crm
