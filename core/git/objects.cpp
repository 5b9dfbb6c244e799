#include "core/git/objects.hpp"

#include "core/base/beneath.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <set>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace crm {
namespace {

/// Beyond so many paths all of the ledger is asked for.
constexpr std::size_t most_paths = 500;

/// "[TAG] MODE [TYPE] NAME [STAGE]\tPATH", as ls-tree and ls-files print them.
void take_entry(const std::string& line, const GitState& state, bool is_tree,
                const std::set<std::string>& wanted, std::map<std::string, GitEntry>& out)
{
    const std::size_t tab = line.find('\t');
    auto fields = split(std::string_view(line).substr(0, tab), ' ');
    const bool is_hidden = !is_tree && !fields.empty() && fields.front() == "S";
    if (!is_tree && !fields.empty()) {
        fields.erase(fields.begin());
    }
    if (tab == std::string::npos || fields.size() < 3 ||
        line.compare(tab + 1, state.prefix.size(), state.prefix) != 0) {
        return;
    }
    const std::string path = line.substr(tab + 1 + state.prefix.size());
    if (wanted.count(path) != 0) {
        out[path] = {fields[0], fields[is_tree ? 2 : 1], is_hidden};
    }
}

constexpr std::string_view index_name = "crm-index-";

/// Of those whose program cannot be at work any more. A copy has the age of what it was copied
/// from; when it was made stands in its time of access.
void remove_old_indexes(const std::string& folder)
{
    constexpr std::time_t long_enough = 3600; // seconds
    const std::time_t now = std::time(nullptr);
    std::error_code failure;
    for (auto one = std::filesystem::directory_iterator(folder, failure);
         !failure && one != std::filesystem::directory_iterator(); one.increment(failure)) {
        struct stat status {};
        if (one->path().filename().string().starts_with(index_name) &&
            ::lstat(one->path().c_str(), &status) == 0 &&
            std::max(status.st_atime, status.st_mtime) < now - long_enough) {
            ::unlink(one->path().c_str());
        }
    }
}

} // namespace

bool is_file(const GitEntry& entry)
{
    return entry.mode.compare(0, 3, "100") == 0;
}

bool is_in_folder(const GitState& state, const std::string& path, std::string_view folder)
{
    return path.compare(0, state.prefix.size(), state.prefix) == 0 &&
           path.compare(state.prefix.size(), folder.size(), folder) == 0 &&
           path[state.prefix.size() + folder.size()] == '/';
}

std::map<std::string, GitEntry> entries_of_head(const Git& git, const GitState& state,
                                                const std::vector<std::string>& paths,
                                                const std::string& commit)
{
    std::map<std::string, GitEntry> out;
    const std::string& tree = commit.empty() ? state.head : commit;
    if (tree.empty()) {
        return out;
    }
    std::vector<std::string> words{"ls-tree", "-z", "-r", "--full-tree", tree, "--"};
    if (paths.size() <= most_paths) {
        for (const std::string& path : paths) {
            words.push_back(state.prefix + path);
        }
    } else if (!state.prefix.empty()) {
        words.push_back(state.prefix);
    }
    const std::set<std::string> wanted(paths.begin(), paths.end());
    for (const std::string& line : split(git.ask(words), '\0')) {
        take_entry(line, state, true, wanted, out);
    }
    return out;
}

std::map<std::string, GitEntry> entries_of_index(const Git& git, const GitState& state,
                                                 const std::vector<std::string>& paths)
{
    std::map<std::string, GitEntry> out;
    std::vector<std::string> words{"ls-files", "-z", "-s", "-t", "--full-name", "--"};
    if (paths.size() <= most_paths) {
        words.insert(words.end(), paths.begin(), paths.end());
    }
    const std::set<std::string> wanted(paths.begin(), paths.end());
    for (const std::string& line : split(git.ask(words), '\0')) {
        take_entry(line, state, false, wanted, out);
    }
    return out;
}

std::map<std::string, std::string> blobs_of(const Git& git, const std::vector<std::string>& names)
{
    std::map<std::string, std::string> out;
    std::string input;
    for (const std::string& name : names) {
        input += name + "\n";
    }
    if (input.empty()) {
        return out;
    }
    const ChildResult result = git.run({"cat-file", "--batch"}, input);
    std::string_view text = result.out;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const auto fields = split(text.substr(0, end), ' ');
        const std::size_t size =
            fields.size() == 3 ? std::strtoull(fields[2].c_str(), nullptr, 10) : text.size();
        if (end == std::string_view::npos || fields.size() != 3 || fields[1] != "blob" ||
            text.size() < end + 1 + size) {
            throw Error(Fault::ledger, "git cannot read what it holds of this ledger",
                        "'git fsck' tells more");
        }
        out[fields[0]] = std::string(text.substr(end + 1, size));
        text.remove_prefix(std::min(end + 1 + size + 1, text.size()));
    }
    return out;
}

std::vector<std::string> blobs_of_texts(const Git& git, const std::vector<std::string>& texts)
{
    if (texts.empty()) {
        return {};
    }
    std::string input;
    for (std::size_t i = 1; i <= texts.size(); ++i) {
        const std::string& text = texts[i - 1];
        input += fmt::format("blob\nmark :{}\ndata {}\n", i, text.size()) + text +
                 fmt::format("\nget-mark :{}\n", i);
    }
    auto out = split(git.ask({"fast-import", "--quiet"}, input), '\n');
    if (out.size() != texts.size()) {
        throw Error(Fault::ledger, "git cannot keep what it was given");
    }
    return out;
}

std::string index_line(const GitState& state, const std::string& path, const GitEntry& entry)
{
    return entry.blob.empty() ? fmt::format("0 {}\t{}", state.zero, path) + '\0'
                              : fmt::format("{} {}\t{}", entry.mode, entry.blob, path) + '\0';
}

OwnIndex::OwnIndex(const GitState& state)
    : m_path(fmt::format("{}/{}{}", state.folder, index_name, random_letters(10)))
{
    remove_old_indexes(state.folder);
}

OwnIndex::~OwnIndex()
{
    ::unlink(m_path.c_str());
    ::unlink((m_path + ".lock").c_str());
}

void OwnIndex::copy_from(const std::string& index) const
{
    std::error_code failure;
    std::filesystem::copy_file(index, m_path, failure);
    struct stat status {};
    if (failure || ::stat(index.c_str(), &status) != 0) {
        throw Error(Fault::ledger, fmt::format("git's index cannot be read: {}",
                                               reason(failure ? failure.value() : errno)));
    }
    // git compares it with the times of the files.
    const std::array<timespec, 2> times{timespec{0, UTIME_NOW}, status.st_mtim};
    ::utimensat(AT_FDCWD, m_path.c_str(), times.data(), 0);
}

} // namespace crm
