#include "cli/editor.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace crm::cli {
namespace {

constexpr std::string_view mark = "#! "; ///< begins the lines that show an error; YAML's comment
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::optional<std::string> environment(const char* name)
{
    const char* value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): one thread
    return value == nullptr || *value == '\0' ? std::nullopt : std::optional<std::string>(value);
}

std::string why()
{
    return std::strerror(errno); // NOLINT(concurrency-mt-unsafe): one thread
}

bool is_in_path(const std::string& program)
{
    const std::string path = environment("PATH").value_or("/usr/bin:/bin");
    for (std::size_t begin = 0; begin <= path.size();) {
        const std::size_t end = std::min(path.find(':', begin), path.size());
        const std::string candidate = path.substr(begin, end - begin) + "/" + program;
        if (access(candidate.c_str(), X_OK) == 0) {
            return true;
        }
        begin = end + 1;
    }
    return false;
}

std::string chosen_editor()
{
    for (const char* name : {"VISUAL", "EDITOR"}) {
        if (auto command = environment(name)) {
            return *command;
        }
    }
    for (const char* program : {"sensible-editor", "editor", "nano", "vi"}) {
        if (is_in_path(program)) {
            return program;
        }
    }
    throw Error(Fault::ledger, "there is no editor", "set EDITOR, such as: export EDITOR=nano");
}

/// Where drafts are kept: $XDG_STATE_HOME/crm, else ~/.local/state/crm, else the folder for
/// temporary files.
std::filesystem::path draft_home()
{
    if (const auto state = environment("XDG_STATE_HOME")) {
        return std::filesystem::path(*state) / "crm";
    }
    if (const auto home = environment("HOME")) {
        return std::filesystem::path(*home) / ".local" / "state" / "crm";
    }
    return environment("TMPDIR").value_or("/tmp");
}

std::string make_draft_folder()
{
    std::error_code failure;
    const auto home = draft_home();
    for (std::filesystem::path at; const auto& part : home) {
        at /= part;
        if (!std::filesystem::exists(at, failure)) {
            mkdir(at.c_str(), 0700);
        }
    }
    for (const std::filesystem::path& folder :
         {home, std::filesystem::path(environment("TMPDIR").value_or("/tmp"))}) {
        std::string name = (folder / "edit-XXXXXX").string();
        if (mkdtemp(name.data()) != nullptr) {
            return name;
        }
    }
    throw Error(Fault::ledger,
                fmt::format("no draft can be made in '{}': {}", home.string(), why()));
}

/// Runs the editor on `path` as git does: by the shell, which takes the words of the command apart.
/// The status of wait().
int run_editor(const std::string& command, const std::string& path)
{
    // The shell outlives a Ctrl-C as the editor does.
    const std::string script = "trap : INT QUIT; " + command + " \"$@\"";
    struct sigaction ignore {};
    struct sigaction old_interrupt {};
    struct sigaction old_quit {};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGINT, &ignore, &old_interrupt); // Ctrl-C is the editor's
    sigaction(SIGQUIT, &ignore, &old_quit);
    const pid_t child = fork();
    if (child == 0) {
        sigaction(SIGINT, &old_interrupt, nullptr);
        sigaction(SIGQUIT, &old_quit, nullptr);
        std::signal(SIGPIPE, SIG_DFL);
        execl("/bin/sh", "sh", "-c", script.c_str(), command.c_str(), path.c_str(), nullptr);
        _exit(127);
    }
    int status = 0;
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    sigaction(SIGINT, &old_interrupt, nullptr);
    sigaction(SIGQUIT, &old_quit, nullptr);
    return child < 0 ? -1 : status;
}

std::size_t lines_in(const std::string& text)
{
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

/// The text with the error above it. The line that the error names is the one that the editor
/// shows.
std::string with_error(const std::string& text, const Error& error)
{
    const auto header = [](const Error& shown) {
        std::string out;
        const std::string message = shown.message();
        for (std::size_t begin = 0; begin < message.size();) {
            const std::size_t end = std::min(message.find('\n', begin), message.size());
            out += fmt::format("{}{}\n", mark, message.substr(begin, end - begin));
            begin = end + 1;
        }
        return out + fmt::format("{}Correct it and save; or leave it as it is to give up: what you "
                                 "typed is kept.\n",
                                 mark);
    };
    Error shown = error;
    if (shown.place && shown.place->line > 0) {
        shown.place->line += lines_in(header(error));
    }
    const bool marked = text.substr(0, byte_order_mark.size()) == byte_order_mark;
    const std::size_t begin = marked ? byte_order_mark.size() : 0;
    return text.substr(0, begin) + header(shown) + text.substr(begin);
}

/// The text without the lines that with_error() put above it.
std::string without_error(const std::string& text)
{
    const bool marked = text.substr(0, byte_order_mark.size()) == byte_order_mark;
    const std::size_t first = marked ? byte_order_mark.size() : 0;
    std::size_t begin = first;
    while (text.substr(begin, mark.size()) == mark) {
        begin = std::min(text.find('\n', begin), text.size() - 1) + 1;
    }
    return text.substr(0, first) + text.substr(begin);
}

} // namespace

EditorSession::EditorSession(std::string name, std::string text)
    : m_folder(make_draft_folder()), m_path(m_folder + "/" + std::move(name)),
      m_original(std::move(text))
{
}

EditorSession::~EditorSession()
{
    if (!m_keep) {
        std::error_code failure;
        std::filesystem::remove_all(m_folder, failure); // an editor's backup goes with it
    }
}

void EditorSession::write(const std::string& text) const
{
    const int file = open(m_path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    std::size_t done = 0;
    while (file >= 0 && done < text.size()) {
        const ssize_t count = ::write(file, text.data() + done, text.size() - done);
        if (count < 0 && errno != EINTR) {
            break;
        }
        done += count < 0 ? 0 : static_cast<std::size_t>(count);
    }
    const int error = errno;
    if (file < 0 || done < text.size() || close(file) != 0) {
        errno = file < 0 || done < text.size() ? error : errno;
        throw Error(Fault::ledger, fmt::format("'{}' cannot be written: {}", m_path, why()));
    }
}

std::string EditorSession::read() const
{
    const int file = open(m_path.c_str(), O_RDONLY | O_CLOEXEC);
    std::string out;
    std::array<char, 65536> part{};
    ssize_t count = file < 0 ? -1 : 1;
    while (count > 0) {
        count = ::read(file, part.data(), part.size());
        if (count < 0 && errno == EINTR) {
            count = 1;
            continue;
        }
        out.append(part.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
    }
    const int error = errno;
    if (file >= 0) {
        close(file);
    }
    if (count < 0) {
        errno = error;
        throw Error(Fault::ledger, fmt::format("'{}' cannot be read: {}", m_path, why()));
    }
    return out;
}

std::optional<std::string> EditorSession::run(const Check& check)
{
    const std::string command = chosen_editor();
    const auto kept = [&](std::string text) {
        return Error(Fault::ledger, std::move(text),
                     m_keep
                         ? fmt::format("nothing was changed; what you typed is kept in {}", m_path)
                         : "nothing was changed");
    };
    std::string shown = m_original;
    std::optional<Error> fault;
    for (;;) {
        write(shown);
        const int status = run_editor(command, m_path);
        const std::string returned = read();
        const std::string text = without_error(returned);
        m_keep = text != m_original;
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
            const int code = status != -1 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
            if (code == 127 && !m_keep) {
                throw Error(Fault::ledger, fmt::format("the editor '{}' was not found", command),
                            "set EDITOR to one that is installed, or change keys with --set");
            }
            throw kept(code == -1 ? fmt::format("the editor '{}' was broken off", command)
                                  : fmt::format("the editor '{}' ended with {}", command, code));
        }
        if (!m_keep) {
            return std::nullopt;
        }
        if (fault && returned == shown) {
            write(text); // without what stands above it
            Error given_up = *fault;
            given_up.remedy = kept({}).remedy;
            throw given_up;
        }
        fault = check(text);
        if (!fault) {
            return text;
        }
        shown = with_error(text, *fault);
    }
}

} // namespace crm::cli
