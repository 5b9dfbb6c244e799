#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/phrases.hpp"
#include "core/base/text.hpp"
#include "core/git/sync.hpp"
#include "core/ledger/layout.hpp"
#include "core/ledger/record.hpp"
#include "core/ledger/settings_file.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <system_error>

#include <unistd.h>

namespace crm::cli {
namespace {

/// A ledger within a ledger would be read as a part of it, and found instead of it.
void refuse_inside_ledger(const std::filesystem::path& path)
{
    std::error_code failure;
    const auto whole = std::filesystem::absolute(path, failure).lexically_normal();
    for (auto above = (whole / "x").parent_path().parent_path(); !above.empty();
         above = above.parent_path()) {
        if (std::filesystem::exists(above / layout::settings, failure)) {
            throw Error(Fault::usage,
                        fmt::format("'{}' lies in the ledger '{}'", path.string(), above.string()),
                        "make a ledger in a folder that is in none");
        }
        if (above == above.root_path()) {
            break;
        }
    }
}

/// The folder with the repository in which `path` lies; empty where there is none.
std::filesystem::path repository_around(const std::filesystem::path& path)
{
    std::error_code failure;
    auto above = std::filesystem::absolute(path, failure).lexically_normal();
    for (;; above = above.parent_path()) {
        if (std::filesystem::exists(above / ".git", failure)) {
            return above;
        }
        if (above == above.root_path() || above.empty()) {
            return {};
        }
    }
}

/// The first settings with the remark taken away that says how they are turned on.
std::string with_git(std::string text)
{
    constexpr std::string_view remark = "# git: {commit: true}";
    const std::size_t found = text.find(remark);
    return found == std::string::npos ? text : text.erase(found, 2);
}

/// What the last part of an address suggests for a name: "crm" for jo@server.example:crm.git.
std::string folder_name(const std::string& address)
{
    std::string out = address.substr(0, address.find_last_not_of('/') + 1);
    out.erase(0, out.find_last_of("/:") + 1);
    constexpr std::string_view end = ".git";
    if (out.size() > end.size() && out.compare(out.size() - end.size(), end.size(), end) == 0) {
        out.resize(out.size() - end.size());
    }
    return out.empty() || out == "." || out == ".." ? "crm" : out;
}

int init_from(Context& context, const std::string& word, const Words& words)
{
    const std::string address = checked_address(word);
    const std::string path =
        !words.empty() ? words.front() : context.ledger_option.value_or(folder_name(address));
    refuse_inside_ledger(path);
    copy_ledger(address, path, ::isatty(STDIN_FILENO) != 0 && ::isatty(STDERR_FILENO) != 0);
    context.written = true;
    std::string whole = std::filesystem::absolute(path).lexically_normal().string();
    if (whole.size() > 1 && whole.back() == '/') {
        whole.pop_back();
    }
    context.print(fmt::format("made a copy of the ledger in {}\n\n"
                              "Next:\n"
                              "  cd {}\n"
                              "  crm due\n"
                              "  crm sync           when something was entered, here or there\n",
                              visible(whole), shell_word(whole)));
    if (!commits_writes(Folder(path))) {
        context.print("\nSo that each command keeps what it writes, and 'crm undo' takes it back:\n"
                      "  crm edit --set git.commit=true\n");
    }
    return exit_code::done;
}

int init(Context& context, bool git, const Words& words)
{
    const std::string path = !words.empty() ? words.front() : context.ledger_option.value_or(".");
    refuse_inside_ledger(path);
    make_folders(path);
    const Folder folder(path);
    const auto repository = repository_around(path);
    {
        Lock lock(folder);
        if (git && repository.empty()) {
            Git(folder).ask({"init", "-q", "-b", "main"});
        }
        create_ledger(lock, folder);
        if (git) {
            lock.write(std::string(layout::settings),
                       [](const auto& present) { return with_git(present.value_or("")); });
        }
        context.written = true;
    }
    std::string whole = std::filesystem::absolute(path).lexically_normal().string();
    if (whole.size() > 1 && whole.back() == '/') {
        whole.pop_back();
    }
    std::error_code failure;
    const bool is_here = std::filesystem::equivalent(path, ".", failure);
    const std::string typed = shell_word(whole);
    context.print(fmt::format("made a ledger in {}\n\n"
                              "Next:\n"
                              "{}"
                              "  crm edit           opens crm.yaml: what you promise to whom\n"
                              "  crm add-contact \"Ada Lovelace\" --kind client --tier A\n"
                              "  crm log ada call asked about the audit\n\n"
                              "Each morning:\n"
                              "  cd {}\n"
                              "  crm due\n",
                              visible(whole), is_here ? "" : fmt::format("  cd {}\n", typed),
                              typed));
    if (git) {
        context.print(
            "\nEach command commits what it writes; 'crm undo' takes the last one back.\n");
    } else if (!repository.empty()) {
        context.print("\nThis folder is in git. So that each command commits what it writes:\n"
                      "  crm edit --set git.commit=true\n");
    }
    if (folder.mode() & 077U) {
        context.print(fmt::format("\nOthers on this computer can read the folder; this keeps it to "
                                  "yourself:\n  chmod 700 {}\n",
                                  typed));
    }
    return exit_code::done;
}

} // namespace

Action set_up_init(CLI::App& app)
{
    auto git = std::make_shared<bool>(false);
    add_flag(app, "--git", *git, "Keep it in git: each command commits what it writes");
    auto from = std::make_shared<std::optional<std::string>>();
    add_value(app, "--from", *from, "ADDRESS", "A copy of the ledger at that place, to sync with");
    return [git, from](Context& context, const Words& words) {
        return *from ? init_from(context, **from, words) : init(context, *git, words);
    };
}

} // namespace crm::cli
