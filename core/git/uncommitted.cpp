#include "core/git/uncommitted.hpp"

#include "core/base/text.hpp"
#include "core/base/write.hpp"
#include "core/ledger/layout.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace crm {
namespace {

std::string unfinished_file(const std::string& folder)
{
    return folder + "/crm-unfinished";
}

} // namespace

std::vector<std::string> changed_files(const Git& git, const GitState& state, bool ignored)
{
    std::vector<std::string> out;
    const std::string printed = git.ask(
        {"status", "--porcelain", "-z", "--untracked-files=all",
         ignored ? "--ignored=traditional" : "--ignored=no", "--no-renames", "--",
         std::string(layout::settings), std::string(layout::contacts), std::string(layout::journal),
         std::string(layout::git_attributes), std::string(layout::git_ignore)});
    constexpr std::size_t behind_marks = 3;
    for (const std::string& line : split(printed, '\0')) {
        if (line.size() <= behind_marks + state.prefix.size()) {
            continue;
        }
        std::string path = line.substr(behind_marks + state.prefix.size());
        const std::string name = path.substr(path.rfind('/') + 1);
        const bool is_in_subfolder = name.size() != path.size();
        if (!is_in_subfolder || (layout::stem(name) && !name.starts_with("."))) {
            out.push_back(std::move(path));
        }
    }
    return out;
}

std::set<std::string> noted_unfinished(const std::string& folder)
{
    const std::string file = unfinished_file(folder);
    std::error_code failure;
    if (std::filesystem::is_symlink(file, failure)) {
        return {}; // crm made none
    }
    const auto lines = split(read_git_file(file), '\n');
    return {lines.begin(), lines.end()};
}

void keep_unfinished(const std::string& folder, const std::set<std::string>& paths)
{
    const std::string file = unfinished_file(folder);
    if (paths.empty()) {
        ::unlink(file.c_str());
        return;
    }
    std::string text;
    for (const std::string& path : paths) {
        text += path + '\n';
    }
    // Under a new name first: what came along under that one may lead elsewhere.
    const std::string next = file + "-" + random_letters(10);
    const Descriptor out(
        ::open(next.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!out || write_all(out.get(), text) != 0 || ::rename(next.c_str(), file.c_str()) != 0) {
        ::unlink(next.c_str());
    }
}

void note_unfinished(const Folder& folder, const std::vector<WrittenFile>& files)
{
    const auto place = find_repository(folder.path());
    std::error_code failure;
    if (!place || !std::filesystem::exists(place->folder + "/HEAD", failure)) {
        return;
    }
    auto paths = noted_unfinished(place->folder);
    for (const WrittenFile& file : files) {
        paths.insert(file.path);
    }
    keep_unfinished(place->folder, paths);
}

std::vector<std::string> unfinished_writes(const Git& git, const GitState& state)
{
    const auto noted = noted_unfinished(state.folder);
    if (noted.empty()) {
        return {};
    }
    auto changed = changed_files(git, state, true);
    std::erase_if(changed, [&](const std::string& path) { return noted.count(path) == 0; });
    return changed;
}

} // namespace crm
