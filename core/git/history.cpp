#include "core/git/history.hpp"

#include "core/base/text.hpp"
#include "core/git/commit.hpp"
#include "core/git/objects.hpp"
#include "core/ledger/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <optional>
#include <unordered_map>
#include <utility>

namespace crm {
namespace {

constexpr std::size_t shortest_name = 7; ///< of a commit, as it may be typed

/// A commit as git tells it.
struct ToldCommit {
    CrmCommit commit;
    std::string command;
    std::string undoes;
    std::string redoes;
};

/// What stands behind `trailer` in a line of the last paragraph of a message.
std::string trailer_in(std::string_view message, std::string_view trailer)
{
    while (!message.empty() && message.back() == '\n') {
        message.remove_suffix(1);
    }
    const std::size_t paragraph = message.rfind("\n\n");
    message.remove_prefix(paragraph == std::string_view::npos ? message.size() : paragraph + 2);
    while (!message.empty()) {
        const std::size_t end = std::min(message.find('\n'), message.size());
        if (message.starts_with(trailer)) {
            return std::string(message.substr(trailer.size(), end - trailer.size()));
        }
        message.remove_prefix(std::min(end + 1, message.size()));
    }
    return {};
}

/// Newest first, none before those that were made on top of it.
std::vector<ToldCommit> told_commits(const Git& git, const GitState& state, const Folder& folder)
{
    std::vector<std::string> words{"log",
                                   "-z",
                                   "--date-order",
                                   "--full-history",
                                   "--no-merges",
                                   "--no-show-signature",
                                   "--no-color",
                                   "--encoding=UTF-8",
                                   "--abbrev=7",
                                   "--format=tformat:%H%x00%h%x00%P%x00%cs%x00%s%x00%B",
                                   "--basic-regexp",
                                   "--grep=^" + std::string(commit_trailer),
                                   state.head,
                                   "--"};
    if (!state.prefix.empty()) { // others lie there too
        std::error_code failure;
        words.push_back(std::filesystem::absolute(folder.path(), failure).string());
    }
    const auto parts = split(git.ask(words), '\0');
    constexpr std::size_t fields = 6;
    std::vector<ToldCommit> out;
    out.reserve(parts.size() / fields);
    for (std::size_t i = 0; i + fields <= parts.size(); i += fields) {
        const std::string& message = parts[i + 5];
        out.push_back({{parts[i], parts[i + 1], parts[i + 2], parts[i + 4], parts[i + 3],
                        trailer_in(message, computer_trailer)},
                       trailer_in(message, commit_trailer),
                       trailer_in(message, undoes_trailer),
                       trailer_in(message, redoes_trailer)});
    }
    return out;
}

bool is_of_ledger(const std::string& path)
{
    const auto is_in = [&](std::string_view folder) {
        return path.size() > folder.size() && path.starts_with(folder) &&
               path[folder.size()] == '/';
    };
    return path == layout::settings || is_in(layout::journal) || is_in(layout::contacts);
}

bool is_no_blob(const std::string& blob)
{
    return blob.find_first_not_of('0') == std::string::npos;
}

/// A field of ":MODE MODE BLOB BLOB STATUS".
std::string diff_field(const std::string& line, int number)
{
    std::size_t begin = 0;
    for (int n = 0; n < number; ++n) {
        begin = line.find(' ', begin) + 1;
    }
    return line.substr(begin, line.find(' ', begin) - begin);
}

} // namespace

CommandHistory read_history(const Git& git, const GitState& state, const Folder& folder)
{
    CommandHistory out;
    if (state.head.empty()) {
        return out;
    }
    auto told = told_commits(git, state, folder);
    // Which command a commit is about, and whether it takes it back; oldest first until the end.
    std::unordered_map<std::string, std::size_t> links;
    for (auto one = told.rbegin(); one != told.rend(); ++one) {
        const bool undoes = !one->undoes.empty();
        const std::string& about = undoes ? one->undoes : one->redoes;
        if (about.empty()) {
            links.emplace(one->commit.name, out.links.size());
            out.links.push_back({one->commit.name, out.commands.size(), false});
            out.commands.push_back({one->commit, std::move(one->command), one->commit, true});
            out.taken_back.clear();
            continue;
        }
        const auto known = links.find(about);
        if (known == links.end()) {
            continue; // history was rewritten since: nobody knows what it is about
        }
        const CommandHistory::Link& link = out.links[known->second];
        const std::size_t number = link.command;
        // Before there was a redo, taking back what takes back was one.
        const bool takes_back = undoes && !link.takes_back;
        out.commands[number].is_done = !takes_back;
        out.commands[number].last = one->commit;
        std::erase(out.taken_back, number);
        if (takes_back) {
            out.taken_back.push_back(number);
        }
        links.emplace(one->commit.name, out.links.size());
        out.links.push_back({one->commit.name, number, takes_back});
    }
    std::reverse(out.commands.begin(), out.commands.end());
    std::reverse(out.taken_back.begin(), out.taken_back.end());
    for (std::size_t& number : out.taken_back) {
        number = out.commands.size() - 1 - number;
    }
    for (CommandHistory::Link& link : out.links) {
        link.command = out.commands.size() - 1 - link.command;
    }
    return out;
}

const CommandHistory::Link& find_link(const CommandHistory& history, std::string_view word)
{
    const CommandHistory::Link* found = nullptr;
    for (const CommandHistory::Link& link : history.links) {
        if (word.size() >= shortest_name && link.name.starts_with(word)) {
            if (found != nullptr) {
                throw Error(Fault::usage,
                            fmt::format("'{}' could be several of crm's commits", visible(word)),
                            "type more of its digits, which 'crm undo --list' shows");
            }
            found = &link;
        }
    }
    if (found == nullptr) {
        throw Error(Fault::usage, fmt::format("'{}' is no commit of crm's", visible(word)),
                    "'crm undo --list' shows what can be taken back, each with its id");
    }
    return *found;
}

std::vector<WrittenFile> changes_of(const Git& git, const GitState& state, const CrmCommit& commit)
{
    struct Row {
        std::string path, before, after;
    };
    std::vector<Row> rows;
    std::vector<std::string> wanted;
    const auto parts = split(git.ask({"diff-tree", "-r", "-z", "--no-renames", "--full-index",
                                      commit.parent, commit.name}),
                             '\0');
    for (std::size_t i = 0; i + 1 < parts.size(); i += 2) {
        if (!parts[i + 1].starts_with(state.prefix)) {
            continue;
        }
        std::string path = parts[i + 1].substr(state.prefix.size());
        // Whoever wrote that commit: what is not the ledger's is not crm's to touch.
        if (is_of_ledger(path)) {
            rows.push_back({std::move(path), diff_field(parts[i], 2), diff_field(parts[i], 3)});
            for (const std::string& blob : {rows.back().before, rows.back().after}) {
                if (!is_no_blob(blob)) {
                    wanted.push_back(blob);
                }
            }
        }
    }
    const auto blobs = blobs_of(git, wanted);
    const auto text = [&](const std::string& blob) -> std::optional<std::string> {
        return is_no_blob(blob) ? std::nullopt : std::optional(blobs.at(blob));
    };
    std::vector<WrittenFile> out;
    out.reserve(rows.size());
    for (Row& row : rows) {
        out.push_back({std::move(row.path), text(row.before), text(row.after)});
    }
    return out;
}

} // namespace crm
