#include "core/git/trust.hpp"

#include "core/base/environment.hpp"
#include "core/base/text.hpp"
#include "core/base/watch.hpp"
#include "core/git/config_file.hpp"
#include "core/yaml/node.hpp"
#include "core/yaml/scalar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include <unistd.h>

namespace crm {
namespace {

namespace fs = std::filesystem;
using ConfigPairs = std::vector<std::pair<std::string, std::string>>;

enum class When { commit, exchange, both, never };

struct ProgramKey {
    std::string_view section; ///< "filter"; "*" for any
    std::string_view name;    ///< what stands after the last dot
    When when;                ///< what of crm's may need it; never: git itself, called by hand
};

/// From git-config(1), git 2.39 to 2.47: what git runs, or takes further settings from.
constexpr std::array<ProgramKey, 38> program_keys{{
    {"filter", "clean", When::both},
    {"filter", "process", When::both},
    {"filter", "smudge", When::exchange},
    {"gpg", "program", When::both},
    {"gpg", "defaultkeycommand", When::both},
    {"merge", "driver", When::exchange},
    {"core", "sshcommand", When::exchange},
    {"core", "gitproxy", When::exchange},
    {"core", "askpass", When::exchange},
    {"core", "alternaterefscommand", When::exchange},
    {"credential", "helper", When::exchange},
    {"remote", "uploadpack", When::exchange},
    {"remote", "receivepack", When::exchange},
    {"remote", "vcs", When::exchange},
    {"url", "insteadof", When::exchange},
    {"url", "pushinsteadof", When::exchange},
    {"core", "fsmonitor", When::never},
    {"core", "hookspath", When::never},
    {"core", "pager", When::never},
    {"core", "editor", When::never},
    {"sequence", "editor", When::never},
    {"pager", "", When::never},
    {"diff", "external", When::never},
    {"diff", "command", When::never},
    {"diff", "textconv", When::never},
    {"interactive", "difffilter", When::never},
    {"alias", "", When::never},
    {"gc", "recentobjectshook", When::never},
    {"trailer", "command", When::never},
    {"trailer", "cmd", When::never},
    {"uploadpack", "packobjectshook", When::never},
    {"difftool", "cmd", When::never},
    {"mergetool", "cmd", When::never},
    {"man", "cmd", When::never},
    {"browser", "cmd", When::never},
    {"submodule", "update", When::never},
    {"include", "path", When::never},
    {"includeif", "path", When::never},
}};

/// Hooks that crm lets run: what git calls when something is sent.
constexpr std::array<std::string_view, 2> hooks_of_sync{"pre-push", "reference-transaction"};

bool is_truth_value(const std::string& value)
{
    return value == "true" || value == "false" || value == "yes" || value == "no" ||
           value == "on" || value == "off" || value == "0" || value == "1" || value.empty();
}

/// What a value has to be so that git runs it.
bool runs(std::string_view section, std::string_view name, const std::string& value)
{
    if (section == "alias" || (section == "submodule" && name == "update")) {
        return value.starts_with("!");
    }
    return value.empty()                               ? false
           : section == "pager" || name == "fsmonitor" ? !is_truth_value(value)
                                                       : true;
}

/// "ext::sh -c ..." and the like: the way is a program.
bool is_helper_address(const std::string& value)
{
    const std::size_t end = value.find("::");
    return end != std::string::npos && end > 0 &&
           std::all_of(value.begin(), value.begin() + static_cast<std::ptrdiff_t>(end), [](char c) {
               return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '+';
           });
}

/// Whether a key holds the address of another place.
bool is_address_key(const std::string& key)
{
    return (key.starts_with("remote.") && (key.ends_with(".url") || key.ends_with(".pushurl"))) ||
           (key.starts_with("branch.") &&
            (key.ends_with(".remote") || key.ends_with(".pushremote"))) ||
           key == "remote.pushdefault";
}

/// The folder on this computer that an address names; nothing for any other.
std::optional<fs::path> folder_of_address(const std::string& value, const fs::path& top)
{
    constexpr std::string_view file = "file://";
    if (value.starts_with(file)) {
        return fs::path(value.substr(file.size()));
    }
    const std::size_t colon = value.find(':');
    if (value.find('/') == std::string::npos ||
        (colon != std::string::npos && colon < value.find('/'))) {
        return std::nullopt; // host:path, https://..., or the name of a remote
    }
    return top / value;
}

void add_named(const std::string& key, const std::string& value, std::vector<NamedProgram>& out)
{
    if (is_address_key(key) && is_helper_address(value)) {
        out.push_back({key, value, {}, false, true});
        return;
    }
    const std::string_view section = std::string_view(key).substr(0, key.find('.'));
    const std::string_view name = std::string_view(key).substr(key.rfind('.') + 1);
    for (const ProgramKey& known : program_keys) {
        if (known.section == section && (known.name.empty() || known.name == name) &&
            runs(section, name, value)) {
            out.push_back({key,
                           value,
                           {},
                           known.when == When::commit || known.when == When::both,
                           known.when == When::exchange || known.when == When::both});
            return;
        }
    }
}

bool is_program(const fs::path& file)
{
    std::error_code failure;
    return fs::is_regular_file(file, failure) && ::access(file.c_str(), X_OK) == 0;
}

/// What would run in a repository in another folder of this computer when something is sent there.
void add_of_other_place(const fs::path& place, std::vector<NamedProgram>& out)
{
    for (const char* suffix : {"", "/.git", ".git", ".git/.git"}) {
        const fs::path folder = place.string() + suffix;
        std::error_code failure;
        std::set<std::string> found; // in an order that does not depend on the file system
        for (auto one = fs::directory_iterator(folder / "hooks", failure);
             !failure && one != fs::directory_iterator(); one.increment(failure)) {
            if (is_program(one->path()) && one->path().extension() != ".sample") {
                found.insert(one->path().string());
            }
        }
        for (const std::string& hook : found) {
            out.push_back({"hook", hook, folder.string(), false, true});
        }
        std::vector<NamedProgram> named;
        if (fs::is_regular_file(folder / "config", failure)) {
            for (const auto& [key, value] : read_git_config(read_git_file(folder / "config"))) {
                add_named(key, value, named);
            }
        }
        for (NamedProgram& one : named) {
            out.push_back({one.where, one.command, folder.string(), false, true});
        }
    }
}

/// The hooks that crm lets run, where they are the repository's own.
std::vector<fs::path> own_hooks(const std::string& hooks_path, const fs::path& folder,
                                const fs::path& top)
{
    const fs::path hooks = hooks_path.empty() ? common_folder(folder) / "hooks" : top / hooks_path;
    std::vector<fs::path> out;
    for (const std::string_view name : hooks_of_sync) {
        if (is_program(hooks / name)) {
            out.push_back((hooks / name).lexically_normal());
        }
    }
    return out;
}

std::vector<NamedProgram> named_in(const ConfigPairs& own, const fs::path& top)
{
    std::vector<NamedProgram> out;
    for (const auto& [key, value] : own) {
        add_named(key, value, out);
        if (const auto place = is_address_key(key) ? folder_of_address(value, top) : std::nullopt) {
            add_of_other_place(*place, out);
        }
    }
    return out;
}

fs::path trust_folder()
{
    const auto own = environment("XDG_CONFIG_HOME");
    const auto home = environment("HOME");
    return own ? fs::path(*own) / "crm" : home ? fs::path(*home) / ".config/crm" : fs::path();
}

constexpr std::string_view trust_file = "trust.yaml";

/// Pairs of a repository and a program.
std::set<std::pair<std::string, std::string>> read_trust()
{
    std::set<std::pair<std::string, std::string>> out;
    const fs::path file = trust_folder() / trust_file;
    std::error_code failure;
    if (!fs::exists(file, failure)) {
        return out;
    }
    const yaml::Document document(file.string(), read_git_file(file));
    if (document.events().empty() || !yaml::Node(document, 0).is_sequence()) {
        return out;
    }
    for (const auto item : yaml::Node(document, 0).items()) {
        std::pair<std::string, std::string> one;
        if (item.is_mapping()) {
            for (const auto entry : item.entries()) {
                const std::string_view key = entry.key.text();
                if (entry.value.is_scalar() && (key == "repository" || key == "program")) {
                    (key == "program" ? one.second : one.first) = entry.value.text();
                }
            }
        }
        out.insert(std::move(one));
    }
    return out;
}

std::vector<NamedProgram> without_trusted(std::vector<NamedProgram> named,
                                          const std::string& folder)
{
    if (!named.empty()) {
        const auto trusted = read_trust();
        std::erase_if(named, [&](const NamedProgram& one) {
            return trusted.count({folder, one.str()}) != 0;
        });
    }
    return named;
}

ConfigPairs own_settings(const Git& git)
{
    ConfigPairs out;
    for (const GitSetting& one : git.settings()) {
        if (one.is_own) {
            out.emplace_back(one.key, one.value);
        }
    }
    return out;
}

std::string filter_name(const std::string& key)
{
    constexpr std::string_view section = "filter.";
    const std::size_t end = key.rfind('.');
    return key.starts_with(section) && end > section.size()
               ? key.substr(section.size(), end - section.size())
               : "";
}

} // namespace

std::string NamedProgram::str() const
{
    return fmt::format("{}{} = {}", where_again.empty() ? "" : where_again + ": ", where, command);
}

std::vector<NamedProgram> named_programs(const Git& git, const GitState& state)
{
    auto out = named_in(own_settings(git), state.top);
    std::string hooks_path;
    bool hooks_are_own = true;
    for (const GitSetting& one : git.settings()) {
        // The one that crm itself puts last is not the user's.
        if (one.key == "core.hookspath" && one.value != "/dev/null") {
            hooks_path = one.value;
            hooks_are_own = one.is_own;
        }
    }
    if (hooks_are_own) {
        for (const fs::path& hook : own_hooks(hooks_path, state.folder, state.top)) {
            // With its content: one in the ledger's own folder could be changed from elsewhere.
            out.push_back(
                {"hook",
                 fmt::format("{} ({})", hook.string(),
                             git.ask({"hash-object", "--no-filters", "--", hook.string()})),
                 {},
                 false,
                 true});
        }
    }
    return out;
}

std::vector<NamedProgram> untrusted_programs(const Git& git, const GitState& state)
{
    return without_trusted(named_programs(git, state), state.folder);
}

void require_trust(const Git& git, const GitState& state, GitUse use)
{
    const bool signs = is_true(git.setting("commit.gpgsign"));
    for (const NamedProgram& one : untrusted_programs(git, state)) {
        const bool is_needed = use == GitUse::exchange
                                   ? one.for_exchange
                                   : one.for_commits && signs && filter_name(one.where).empty();
        if (is_needed) {
            throw Error(Fault::ledger,
                        fmt::format("the repository names a program that you have not trusted: {}",
                                    visible(one.str())),
                        "crm runs none that came with a ledger; if you know it, say so: crm trust");
        }
    }
}

bool is_filter_trusted(const Git& git, const std::string& folder, const std::string& name)
{
    std::vector<NamedProgram> named;
    for (const auto& [key, value] : own_settings(git)) {
        if (filter_name(key) == name) {
            add_named(key, value, named);
        }
    }
    return without_trusted(std::move(named), folder).empty();
}

void turn_off_untrusted_filters(Git& git, const std::string& folder)
{
    std::set<std::string> names;
    for (const auto& [key, value] : own_settings(git)) {
        names.insert(filter_name(key));
    }
    names.erase("");
    for (const std::string& name : names) {
        if (!is_filter_trusted(git, folder, name)) {
            git.turn_off_filter(name);
        }
    }
}

void keep_trust(const std::string& folder, const std::vector<NamedProgram>& programs)
{
    const fs::path place = trust_folder();
    if (place.empty()) {
        throw Error(Fault::ledger, "there is no place to keep what you trust",
                    "set HOME or XDG_CONFIG_HOME");
    }
    make_folders(place.string());
    const Unwatched unwatched; // it is no ledger
    const Folder kept(place.string());
    Lock lock(kept);
    auto trusted = read_trust();
    std::erase_if(trusted, [&](const auto& one) { return one.first == folder; });
    for (const NamedProgram& one : programs) {
        trusted.insert({folder, one.str()});
    }
    std::string text =
        "# Programs that repositories with ledgers may run; 'crm trust' writes it.\n";
    for (const auto& [repository, program] : trusted) {
        text += fmt::format("- {{repository: {}, program: {}}}\n", yaml::quoted(repository),
                            yaml::quoted(program));
    }
    lock.write(std::string(trust_file), [&](const auto&) { return text; });
}

Findings trust_findings(const std::string& ledger)
{
    const auto place = find_repository(ledger);
    if (!place || place->folder.empty()) {
        return {};
    }
    const fs::path folder(place->folder);
    ConfigPairs own = read_git_config(read_git_file(common_folder(folder) / "config"));
    for (auto& one : read_git_config(read_git_file(folder / "config.worktree"))) {
        own.push_back(std::move(one));
    }
    auto named = named_in(own, place->top);
    std::string hooks_path;
    for (const auto& [key, value] : own) {
        hooks_path = key == "core.hookspath" ? value : hooks_path;
    }
    for (const fs::path& hook : own_hooks(hooks_path, folder, place->top)) {
        named.push_back({"hook", hook.string(), {}, false, true});
    }
    Findings out;
    if (named.empty()) {
        return out;
    }
    const auto trusted = read_trust();
    for (const NamedProgram& one : named) {
        const bool is_trusted = std::any_of(trusted.begin(), trusted.end(), [&](const auto& known) {
            return known.first == place->folder &&
                   (known.second == one.str() || known.second.starts_with(one.str() + " ("));
        });
        if (!is_trusted) {
            out.push_back(
                {Finding::Weight::remark, whole_file((folder / "config").string()),
                 fmt::format("names a program that you have not trusted: {}", visible(one.str())),
                 "crm runs none that came with a ledger; if you know it, say so: crm trust"});
        }
    }
    return out;
}

} // namespace crm
