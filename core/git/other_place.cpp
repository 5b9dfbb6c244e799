#include "core/git/other_place.hpp"

#include "core/base/beneath.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

namespace crm {
namespace {

constexpr std::string_view two_examples =
    "name it: 'crm sync /media/jo/STICK/crm' for a memory stick or another folder, 'crm sync "
    "jo@server.example:crm.git' for a server";

constexpr std::array<std::string_view, 5> known_schemes{"ssh", "https", "http", "git", "file"};

std::string scheme_of(std::string_view address)
{
    const std::size_t end = address.find("://");
    return end == std::string_view::npos ? "" : std::string(address.substr(0, end));
}

/// A colon before the first slash: a server's name stands before it.
bool is_server_path(std::string_view address)
{
    const std::size_t colon = address.find(':');
    return colon != std::string_view::npos && colon < address.find('/');
}

std::string branch_name(const std::string& ref)
{
    constexpr std::string_view heads = "refs/heads/";
    return ref.substr(0, heads.size()) == heads ? ref.substr(heads.size()) : ref;
}

std::vector<std::string> lines_said(std::string_view text)
{
    std::vector<std::string> out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
        if (end > 0) {
            out.emplace_back(text.substr(0, end));
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

bool says(const ChildResult& result, std::string_view words)
{
    return result.err.find(words) != std::string::npos;
}

std::string folder_of(const std::string& address)
{
    constexpr std::string_view file = "file://";
    return address.compare(0, file.size(), file) == 0 ? address.substr(file.size()) : address;
}

/// What makes a place on a server, for an address that a shell takes as it is.
std::string making_command(const std::string& address)
{
    const std::string ssh = "ssh://";
    std::string host;
    std::string path;
    if (address.compare(0, ssh.size(), ssh) == 0) {
        const std::size_t slash = std::min(address.find('/', ssh.size()), address.size());
        host = address.substr(ssh.size(), slash - ssh.size());
        path = address.substr(slash);
    } else if (is_server_path(address)) {
        host = address.substr(0, address.find(':'));
        path = address.substr(host.size() + 1);
    }
    constexpr std::string_view plain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@._-/~";
    return host.empty() || path.empty() || host.front() == '-' ||
                   (host + path).find_first_not_of(plain) != std::string::npos
               ? ""
               : fmt::format("ssh {} git init --bare -b main {}", host, path);
}

std::string reason_of(const std::error_code& failure)
{
    return reason(failure.value());
}

/// What is known without the command line; nothing where there is no remote at all.
std::optional<OtherPlace> known_place(Git& git, const GitState& state)
{
    OtherPlace out;
    const std::string branch = branch_name(state.branch);
    const auto value = [&](const std::string& key) { return git.setting(key).value_or(""); };
    const std::string remote = value(fmt::format("branch.{}.remote", branch));
    const std::string there = value(fmt::format("branch.{}.merge", branch));
    const auto names = lines_said(git.ask({"remote"}));
    const auto is_name = [&](const std::string& name) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    out.branch = branch;
    if (!remote.empty() && remote != "." && !there.empty()) {
        out.branch = branch_name(there);
        out.is_followed = true;
        out.name = is_name(remote) ? remote : "";
        out.address = remote;
    } else if (names.size() == 1 || is_name("origin")) {
        out.name = names.size() == 1 ? names.front() : "origin";
    } else if (names.empty()) {
        return std::nullopt;
    } else {
        throw Error(
            Fault::usage,
            fmt::format("there are several places to sync with: {}", visible(enumerate(names))),
            "choose one, as in 'crm sync NAME'; it is remembered");
    }
    if (!out.name.empty()) {
        out.address = git.find({"remote", "get-url", "--push", "--", out.name}).value_or("");
    }
    return out;
}

} // namespace

std::string OtherPlace::shown() const
{
    return visible(name.empty() || is_new ? without_password(address) : name);
}

std::vector<std::string> OtherPlace::guarded(const std::string& verb) const
{
    std::vector<std::string> out{verb, "-q"};
    if (is_folder_address(address)) {
        // Whoever owns the folder. What it names for receiving has been asked about by trust.cpp.
        out.emplace_back(
            verb == "push" ? "--receive-pack=git -c safe.directory='*' -c gc.autoDetach=false "
                             "receive-pack"
                           : "--upload-pack=git -c safe.directory='*' -c core.hooksPath=/dev/null "
                             "-c core.alternateRefsCommand=: upload-pack");
    }
    return out;
}

bool is_folder_address(const std::string& address)
{
    const std::string scheme = scheme_of(address);
    return scheme.empty() ? !is_server_path(address) : scheme == "file";
}

std::string without_password(const std::string& address)
{
    const std::size_t begin = address.find("://");
    if (begin == std::string::npos) {
        return address;
    }
    const std::size_t at = address.substr(0, address.find('/', begin + 3)).rfind('@');
    const std::size_t colon = address.find(':', begin + 3);
    if (at == std::string::npos || colon == std::string::npos || colon > at) {
        return address;
    }
    return address.substr(0, colon) + address.substr(at);
}

std::string checked_address(const std::string& word)
{
    const auto refused = [&](std::string_view why) {
        return Error(Fault::usage, fmt::format("'{}' {}", visible(word), why),
                     std::string(two_examples));
    };
    if (word.empty() || word.find_first_not_of(" \t\n") == std::string::npos) {
        throw Error(Fault::usage, "the address is empty", std::string(two_examples));
    }
    if (word.front() == '-') {
        throw refused("is no address");
    }
    const std::size_t colons = word.find("::");
    if (colons != std::string::npos && colons < word.find('/')) {
        throw refused("names a program, not a place");
    }
    const std::string scheme = scheme_of(word);
    if (!scheme.empty() &&
        std::find(known_schemes.begin(), known_schemes.end(), scheme) == known_schemes.end()) {
        throw refused("is no address that crm knows");
    }
    if (!scheme.empty() || is_server_path(word)) {
        return word;
    }
    std::error_code failure;
    if (word.find('/') == std::string::npos && !std::filesystem::exists(word, failure)) {
        throw refused("is no address");
    }
    std::string whole = std::filesystem::absolute(word, failure).lexically_normal().string();
    while (whole.size() > 1 && whole.back() == '/') {
        whole.pop_back();
    }
    return whole;
}

void prepare_folder(const std::string& address)
{
    namespace fs = std::filesystem;
    const fs::path path(folder_of(address));
    const std::string shown = visible(path.string());
    std::error_code failure;
    if (fs::exists(path / ".git", failure)) {
        throw Error(
            Fault::usage,
            fmt::format("'{}' is a folder in which somebody works, not a place between two", shown),
            "name a folder that is new or empty; crm prepares it");
    }
    const bool is_there = fs::exists(path, failure);
    if (is_there && !fs::is_directory(path, failure)) {
        throw Error(Fault::usage, fmt::format("'{}' is a file, not a folder", shown),
                    "name a folder that is new or empty; crm prepares it");
    }
    if (is_there && !fs::is_empty(path, failure)) {
        if (failure) {
            throw Error(Fault::ledger,
                        fmt::format("'{}' cannot be read: {}", shown, reason_of(failure)));
        }
        if (!fs::exists(path / "HEAD", failure) || !fs::exists(path / "objects", failure)) {
            throw Error(Fault::usage, fmt::format("'{}' holds other things already", shown),
                        "name a folder that is new or empty; crm prepares it");
        }
        return;
    }
    if (!fs::is_directory(path.parent_path(), failure)) {
        throw Error(Fault::usage,
                    fmt::format("'{}' does not exist", visible(path.parent_path().string())),
                    "is the stick plugged in, the folder connected? crm makes the last part of an "
                    "address, not what lies before it");
    }
    // Under another name until it is whole.
    const fs::path aside =
        path.parent_path() / fmt::format("{}.{}", path.filename().string(), random_letters(8));
    try {
        make_folders(aside.string());
        Git(Folder(aside.string())).ask({"init", "-q", "--bare", "--template=", "-b", "main"});
        fs::rename(aside, path, failure);
        if (failure) {
            throw Error(Fault::ledger,
                        fmt::format("'{}' cannot be made: {}", shown, reason_of(failure)));
        }
    } catch (const Error&) {
        fs::remove_all(aside, failure);
        throw;
    }
}

OtherPlace find_other_place(Git& git, const GitState& state, const std::optional<std::string>& word,
                            bool instead)
{
    if (!word) {
        if (instead) {
            throw Error(Fault::usage, "--instead needs the address of the other place",
                        std::string(two_examples));
        }
        auto known = known_place(git, state);
        if (!known) {
            throw Error(Fault::usage, "there is no other place to sync with yet",
                        std::string(two_examples));
        }
        return *known;
    }
    const auto names = lines_said(git.ask({"remote"}));
    if (std::find(names.begin(), names.end(), *word) != names.end()) {
        OtherPlace out{*word, git.find({"remote", "get-url", "--push", "--", *word}).value_or(""),
                       branch_name(state.branch)};
        return out;
    }
    const std::string address = checked_address(*word);
    std::optional<OtherPlace> known;
    if (!instead) {
        known = known_place(git, state);
    }
    if (known && known->address == address) {
        return *known;
    }
    if (known) {
        throw Error(Fault::usage,
                    fmt::format("this ledger is synced with another place: {}",
                                visible(without_password(known->address))),
                    "'crm sync' alone goes there; 'crm sync ADDRESS --instead' changes over to "
                    "the other one for good");
    }
    if (is_folder_address(address)) {
        std::error_code failure;
        const std::string whole =
            std::filesystem::weakly_canonical(folder_of(address), failure).string() + "/";
        const std::string top = state.top + "/";
        if (whole.compare(0, top.size(), top) == 0) {
            throw Error(Fault::usage,
                        fmt::format("'{}' lies in the ledger itself", visible(address)),
                        std::string(two_examples));
        }
        prepare_folder(address);
    }
    OtherPlace out{"origin", address, branch_name(state.branch)};
    out.is_new = true;
    return out;
}

void remember_place(const Git& git, const GitState& state, OtherPlace& place)
{
    const std::string branch = branch_name(state.branch);
    if (place.is_new) {
        if (git.find({"config", "--get", fmt::format("remote.{}.url", place.name)})) {
            git.ask({"remote", "set-url", "--", place.name, place.address});
            // What was there is nothing to compare with.
            static_cast<void>(git.run(
                {"update-ref", "-d", fmt::format("refs/remotes/{}/{}", place.name, place.branch)}));
        } else {
            git.ask({"remote", "add", "--", place.name, place.address});
        }
        place.is_new = false;
    }
    if (!place.is_followed) {
        git.ask({"config", fmt::format("branch.{}.remote", branch), place.name});
        git.ask({"config", fmt::format("branch.{}.merge", branch), "refs/heads/" + place.branch});
        place.is_followed = true;
    }
}

std::string said_there(const OtherPlace& place, const ChildResult& result)
{
    std::string out = git_says(result);
    if (out.find("Could not read from remote repository") != std::string::npos) {
        const auto lines = lines_said(result.err); // what ssh itself says comes before
        const auto own = std::find_if(lines.begin(), lines.end(), [](const std::string& line) {
            return line.compare(0, 6, "fatal:") != 0 && line.compare(0, 8, "Warning:") != 0;
        });
        out = own == lines.end() ? out : visible(*own);
    }
    const std::string hidden = without_password(place.address);
    if (hidden != place.address) {
        const std::size_t begin = place.address.find("://") + 3;
        const std::size_t at = place.address.find('@', begin);
        const std::string secret = place.address.substr(begin, at - begin);
        const std::string user = secret.substr(0, secret.find(':'));
        for (std::size_t found = out.find(secret); found != std::string::npos;
             found = out.find(secret)) {
            out.replace(found, secret.size(), user);
        }
    }
    return out;
}

Error not_reached(const OtherPlace& place, const ChildResult& result)
{
    const std::string text =
        fmt::format("'{}' cannot be reached: {}", place.shown(), said_there(place, result));
    const std::string_view kept = "your ledger is as it was, and can be used";
    if (is_folder_address(place.address)) {
        return {Fault::ledger, text,
                fmt::format("{}; is the stick plugged in, the folder connected? It is looked for "
                            "in {}",
                            kept, visible(folder_of(place.address)))};
    }
    if (says(result, "does not appear to be a git repository")) {
        if (const auto command = making_command(place.address); !command.empty()) {
            return {Fault::ledger, text,
                    fmt::format("{}; make that place once: {}", kept, command)};
        }
    }
    return {Fault::ledger, text,
            fmt::format("{}; try again when the network and the password are right", kept)};
}

Error not_taken(const OtherPlace& place, const ChildResult& result)
{
    // A server's own words come first, then those of a hook here, then git's.
    std::vector<std::string> there;
    std::vector<std::string> here;
    for (const std::string& line : lines_said(result.err)) {
        constexpr std::string_view remote = "remote: ";
        const auto begins = [&](std::string_view mark) {
            return line.compare(0, mark.size(), mark) == 0;
        };
        if (begins(remote)) {
            const std::size_t begin = line.find_first_not_of(' ', remote.size());
            if (begin != std::string::npos) {
                there.push_back(line.substr(begin, line.find_last_not_of(' ') + 1 - begin));
            }
        } else if (!begins("remote:") && !begins("error: ") && !begins("fatal: ") &&
                   !begins("hint: ") && !begins("To ") && !begins(" ! ") && !begins("warning: ") &&
                   !begins("Everything up-to-date")) {
            here.push_back(line);
        }
    }
    constexpr std::size_t most_lines = 5;
    auto& words = there.empty() ? here : there;
    words.resize(std::min(words.size(), most_lines));
    std::string why;
    for (const std::string& line : words) {
        why += (why.empty() ? "" : "; ") + visible(line);
    }
    std::string remedy = "what came from there is merged, and nothing is lost; try again";
    const std::string_view kept = "nothing is lost; your ledger can be used";
    if (says(result, "No space left on device")) {
        why = "there is no room left";
        remedy = fmt::format("{}; make room there, then 'crm sync'", kept);
    } else if (says(result, "Permission denied") || says(result, "Read-only file system") ||
               says(result, "insufficient permission") || says(result, "error: 403") ||
               says(result, "Write access")) {
        why = why.empty() || there.empty() ? "you may not write there" : why;
        remedy = fmt::format("{}; whoever keeps that place can let you write", kept);
    } else if (says(result, "refusing to update checked out branch")) {
        why = "somebody works in that folder";
        remedy = "a place between two is a folder that is new or empty: 'crm sync ADDRESS "
                 "--instead', here and there";
    } else if (!there.empty() || says(result, "[remote rejected]")) {
        remedy = fmt::format("{}; whoever keeps that place set up this refusal", kept);
    } else if (!here.empty() && !says(result, "fatal: ")) {
        remedy = fmt::format("{}; the hook pre-push of this repository says so", kept);
    }
    return {Fault::ledger,
            fmt::format("'{}' did not take what is new here: {}", place.shown(),
                        why.empty() ? said_there(place, result) : why),
            remedy};
}

} // namespace crm
