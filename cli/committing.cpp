#include "cli/committing.hpp"

#include "cli/commit_message.hpp"
#include "core/git/uncommitted.hpp"
#include "core/ledger/layout.hpp"
#include "core/ledger/settings_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace crm::cli {
namespace {

struct Commits {
    std::string subject;
    std::string more;
    bool failed = false;
    bool rehearsed = false;
};

Commits& commits()
{
    static Commits state;
    return state;
}

/// A program that a commit needs may hang: nobody else waits for it longer than this.
constexpr std::chrono::seconds under_the_lock{30};
constexpr std::chrono::seconds before_the_lock{60};

bool is_turned_on(const std::vector<WrittenFile>& files)
{
    return std::any_of(files.begin(), files.end(), [](const WrittenFile& file) {
        return file.path == layout::settings && !says_commit(file.before.value_or("")) &&
               says_commit(file.after.value_or(""));
    });
}

void commit(const Folder& folder, const std::string& command, const std::vector<WrittenFile>& files)
{
    Git git(folder);
    constexpr std::size_t files_a_second = 100; // on a slow disk
    git.allow_time(under_the_lock + std::chrono::seconds(files.size() / files_a_second));
    note_unfinished(folder, files);
    auto state = git_state(git);
    const bool is_new = !state && is_turned_on(files);
    if (is_new) {
        git.ask({"init", "-q", "-b", "main"});
        state = git_state(git);
    }
    if (!state) {
        throw Error(Fault::ledger, "the ledger is in no git repository",
                    "to make a new one, turn commits off and on again: crm edit --set "
                    "git.commit=false, then crm edit --set git.commit=true");
    }
    require_quiet(*state);
    const Advisor advisor = advisor_of(folder);
    require_identity(git, advisor.name, advisor.email);
    if (is_new) {
        commit_by_hand(git, *state, command, "the ledger as it was when git came to it");
        return;
    }
    const std::string& subject = commits().subject;
    commit_files(git, *state, files,
                 {subject.empty() ? commit_subject(folder, command, files) : subject, command,
                  commits().more});
}

/// Before the lock is taken. Throws where a program that a commit will need does not answer.
void rehearse(const Folder& folder)
{
    if (commits().rehearsed || !commits_writes(folder)) {
        return;
    }
    commits().rehearsed = true;
    Git git(folder);
    git.allow_time(before_the_lock);
    std::optional<GitState> state;
    try {
        if (!pin_repository(git) || !needs_programs(git)) {
            return;
        }
        state = git_state(git);
    } catch (const Error&) {
        return; // it is told when there is something to commit
    }
    if (state) {
        const Advisor advisor = advisor_of(folder);
        require_identity(git, advisor.name, advisor.email);
        rehearse_commit(git, *state);
    }
}

} // namespace

void commit_what_is_written(Context& context, const std::string& command)
{
    watch_writes([&context, command](const Folder& folder, const std::vector<WrittenFile>& files) {
        // Taking back what turned it on is the last that is committed.
        if (!commits_writes(folder) && commits().more.empty()) {
            return;
        }
        try {
            commit(folder, command, files);
        } catch (Error& error) {
            error.text = "written, but not committed: " + error.text;
            error.place.reset();
            context.complaints += error.message();
            commits().failed = true;
        }
    });
    before_locks(rehearse);
}

void add_to_commits(const std::string& subject, const std::string& more)
{
    commits().subject = subject;
    commits().more = more;
}

bool commit_failed()
{
    return commits().failed;
}

} // namespace crm::cli
