#include "cli/committing.hpp"

#include "cli/commit_message.hpp"
#include "core/ledger/layout.hpp"
#include "core/ledger/settings_file.hpp"

#include <fmt/format.h>

#include <utility>

namespace crm::cli {
namespace {

struct Commits {
    std::string subject;
    std::string more;
    bool failed = false;
};

Commits& commits()
{
    static Commits state;
    return state;
}

Advisor advisor_of(const Folder& folder)
{
    const std::string path(layout::settings);
    Findings findings;
    try {
        const auto text = folder.read(path);
        const auto settings = text ? read_settings({path, *text}, findings) : std::nullopt;
        return settings ? settings->advisor : Advisor{};
    } catch (const Error&) {
        return {};
    }
}

void commit(const Folder& folder, const std::string& command, const std::vector<WrittenFile>& files)
{
    Git git(folder);
    const auto state = git_state(git);
    if (!state) {
        throw Error(Fault::ledger, "the ledger is in no git repository",
                    "'git init' in its folder makes one; 'crm edit --set git.commit=false' ends "
                    "this");
    }
    require_quiet(*state);
    const Advisor advisor = advisor_of(folder);
    require_identity(git, advisor.name, advisor.email);
    const std::string& subject = commits().subject;
    commit_files(git, *state, files,
                 {subject.empty() ? commit_subject(folder, command, files) : subject, command,
                  commits().more});
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
