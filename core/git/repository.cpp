#include "core/git/repository.hpp"

#include "core/base/environment.hpp"
#include "core/base/text.hpp"
#include "core/git/trust.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <system_error>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace crm {
namespace {

bool is_among_files(const std::string& path)
{
    std::error_code failure;
    return std::filesystem::exists(std::filesystem::symlink_status(path, failure));
}

/// Empty where none is checked out.
std::string branch_of(const Git& git, const std::string& folder)
{
    // As nearly every git keeps it, so that no process is needed.
    const std::string line = first_line(folder + "/HEAD");
    constexpr std::string_view mark = "ref: ";
    const std::string name = line.starts_with(mark) ? line.substr(mark.size()) : "";
    constexpr std::string_view kept_elsewhere = "refs/heads/.invalid";
    if (name.starts_with("refs/heads/") && name != kept_elsewhere &&
        name.find_first_of(" \t\r") == std::string::npos) {
        return name;
    }
    return git.find({"symbolic-ref", "-q", "HEAD"}).value_or("");
}

std::string busy_with(const std::string& folder)
{
    for (const auto& [file, what] :
         {std::pair("MERGE_HEAD", "merge"), std::pair("rebase-merge", "rebase"),
          std::pair("rebase-apply", "rebase"), std::pair("CHERRY_PICK_HEAD", "cherry-pick"),
          std::pair("REVERT_HEAD", "revert"), std::pair("BISECT_LOG", "bisect")}) {
        if (is_among_files(folder + "/" + file)) {
            return what;
        }
    }
    return {};
}

std::string real_path(const std::filesystem::path& path)
{
    std::error_code failure;
    const auto out = std::filesystem::canonical(path, failure);
    return failure ? std::string() : out.string();
}

/// Where a file that stands for `.git` leads: "gitdir: ../.git/worktrees/laptop".
std::string led_to(const std::filesystem::path& file)
{
    const std::string line = first_line(file);
    constexpr std::string_view mark = "gitdir: ";
    return line.starts_with(mark) ? real_path(file.parent_path() / line.substr(mark.size())) : "";
}

/// What git reads of a repository and its folder before it knows whether it may. Where one of them
/// is a pipe it would wait for ever.
void refuse_pipes(const RepositoryPlace& place, const std::string& ledger)
{
    std::vector<std::string> files;
    const auto common = common_folder(place.folder).string();
    for (const char* name : {"HEAD", "config.worktree", "commondir", "gitdir", "index", "shallow",
                             "info/sparse-checkout"}) {
        files.push_back(place.folder + "/" + name);
    }
    for (const char* name : {"HEAD", "config", "packed-refs", "shallow", "info/attributes",
                             "info/exclude", "info/grafts", "objects/info/alternates"}) {
        files.push_back(common + "/" + name);
    }
    const std::string head = first_line(place.folder + "/HEAD");
    constexpr std::string_view mark = "ref: ";
    if (head.starts_with(mark)) {
        files.push_back(common + "/" + head.substr(mark.size()));
    }
    for (const std::string& folder : {place.top, ledger}) {
        files.push_back(folder + "/.gitattributes");
        files.push_back(folder + "/.gitignore");
    }
    for (const std::string& file : files) {
        std::error_code failure;
        if (std::filesystem::is_fifo(file, failure)) {
            throw Error(Fault::ledger, fmt::format("'{}' is a pipe, not a file", visible(file)),
                        "remove it: git and crm would wait for it for ever");
        }
    }
}

/// Whether a repository that `.git` in `top` only leads to belongs to `top`: it is a worktree of
/// it, or says itself that it keeps it.
bool belongs_to(const Git& git, const std::string& folder, const std::string& top)
{
    const std::filesystem::path place(folder);
    const std::string back = first_line(place / "gitdir");
    const auto kept = git.setting("core.worktree");
    return (!back.empty() && real_path(place / back) == real_path(top + "/.git")) ||
           (kept && real_path(place / *kept) == top);
}

} // namespace

std::string read_git_file(const std::filesystem::path& file)
{
    const Descriptor in(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    struct stat status {};
    constexpr std::size_t most = 1U << 20U;
    std::string out;
    if (in && ::fstat(in.get(), &status) == 0 && S_ISREG(status.st_mode)) {
        out.resize(most);
        const ssize_t count = ::read(in.get(), out.data(), out.size());
        out.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    }
    return out;
}

std::string first_line(const std::filesystem::path& file)
{
    const std::string text = read_git_file(file);
    return text.substr(0, text.find('\n'));
}

std::filesystem::path common_folder(const std::filesystem::path& folder)
{
    const std::string shared = first_line(folder / "commondir");
    return shared.empty() ? folder : folder / shared;
}

std::optional<RepositoryPlace> find_repository(const std::string& folder)
{
    for (std::filesystem::path top = real_path(folder); !top.empty(); top = top.parent_path()) {
        const auto inside = top / ".git";
        if (is_among_files(inside.string())) {
            std::error_code failure;
            return RepositoryPlace{top.string(), std::filesystem::is_directory(inside, failure)
                                                     ? real_path(inside)
                                                     : led_to(inside)};
        }
        if (top == top.root_path()) {
            break;
        }
    }
    return std::nullopt;
}

std::optional<RepositoryPlace> pin_repository(Git& git)
{
    auto place = find_repository(git.folder());
    if (!place) {
        return std::nullopt;
    }
    refuse_pipes(*place, git.folder());
    // Once git looks for it by itself, for then it refuses what belongs to another user.
    const ChildResult where = git.run({"-C", place->top, "rev-parse", "--absolute-git-dir"});
    if (where.code != 0 && where.err.find("not a git repository") != std::string::npos) {
        return std::nullopt;
    }
    if (where.code != 0) {
        const bool is_anothers = where.err.find("dubious ownership") != std::string::npos;
        throw Error(Fault::ledger, fmt::format("git does not work here: {}", git_says(where)),
                    is_anothers
                        ? "the folder belongs to another user of this computer; a copy that "
                          "you make of it belongs to you"
                        : "");
    }
    const std::string found = where.out.substr(0, where.out.size() - 1);
    if (place->folder.empty() || real_path(found) != place->folder) {
        throw Error(Fault::ledger,
                    fmt::format("'{}/.git' is no repository of git", visible(place->top)),
                    "take it away, if you do not know what it is for");
    }
    git.pin(place->folder, place->top);
    std::error_code failure;
    if (!std::filesystem::is_directory(place->top + "/.git", failure) &&
        !belongs_to(git, place->folder, place->top)) {
        throw Error(Fault::ledger,
                    fmt::format("'{}/.git' leads to the repository of another folder, '{}'",
                                visible(place->top), visible(place->folder)),
                    "take it away, if you do not know what it is for");
    }
    turn_off_untrusted_filters(git, place->folder);
    return place;
}

std::optional<GitState> git_state(Git& git)
{
    const auto place = pin_repository(git);
    if (!place) {
        return std::nullopt;
    }
    GitState out;
    out.folder = place->folder;
    out.common = common_folder(place->folder).lexically_normal().string();
    out.top = place->top;
    out.index = place->folder + "/index";
    const std::string here = real_path(git.folder());
    out.prefix = here == out.top ? "" : here.substr(out.top == "/" ? 1 : out.top.size() + 1) + "/";
    out.branch = branch_of(git, place->folder);
    out.head = git.find({"rev-parse", "-q", "--verify", "HEAD^{commit}"}).value_or("");
    out.busy = busy_with(out.folder);
    constexpr std::size_t sha1 = 40;
    constexpr std::size_t sha256 = 64;
    out.zero.assign(git.setting("extensions.objectformat") == "sha256" ? sha256 : sha1, '0');
    return out;
}

void require_quiet(const GitState& state)
{
    if (!state.busy.empty()) {
        throw Error(Fault::ledger, fmt::format("a {} is under way in git", state.busy),
                    fmt::format("whoever began it finishes it, or gives it up with 'git {}'; then "
                                "the next command of crm commits this too",
                                state.busy == "bisect" ? "bisect reset" : state.busy + " --abort"));
    }
    if (state.branch.empty()) {
        throw Error(Fault::ledger, "git has no branch checked out",
                    "'git switch main' goes back to the branch main");
    }
    constexpr int tries = 60;
    for (int i = 0; is_among_files(state.index + ".lock"); ++i) {
        if (i == tries) {
            throw Error(Fault::ledger, "another git is at work here",
                        fmt::format("wait until it is done; if there is none, remove '{}.lock'",
                                    visible(state.index)));
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

void require_identity(Git& git, const std::string& name, const std::string& email)
{
    if ((environment("GIT_AUTHOR_EMAIL") && environment("GIT_COMMITTER_EMAIL")) ||
        environment("EMAIL") || !git.setting("user.email").value_or("").empty()) {
        return;
    }
    const std::string login = environment("LOGNAME").value_or(environment("USER").value_or("crm"));
    git.sign_as(name.empty() ? login : name,
                email.empty() ? fmt::format("{}@{}", login, computer_name()) : email);
}

std::string computer_name()
{
    std::array<char, 256> room{};
    if (::gethostname(room.data(), room.size() - 1) != 0 || room[0] == '\0') {
        return "localhost";
    }
    return visible(room.data());
}

} // namespace crm
