#include "cli/editor.hpp"

#include "cli/input.hpp"
#include "core/base/environment.hpp"
#include "core/base/retry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <sys/wait.h>
#include <system_error>
#include <termios.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace crm::cli {
namespace {

constexpr std::string_view mark = "#! "; ///< begins the lines that show an error; YAML's comment
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

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
    std::error_code failure;
    // A path that is not absolute is no answer, says the specification of XDG.
    if (const auto state = environment("XDG_STATE_HOME"); state && state->front() == '/') {
        return std::filesystem::path(*state) / "crm";
    }
    if (const auto home = environment("HOME");
        home && std::filesystem::is_directory(*home, failure)) {
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

/// The terminal as it is now. An editor that was killed may leave it without echo and line ends.
class TerminalState {
public:
    TerminalState() : m_known(tcgetattr(STDIN_FILENO, &m_state) == 0) {}

    void restore() const
    {
        if (m_known && tcgetpgrp(STDIN_FILENO) == getpgrp()) {
            retried([&] { return tcsetattr(STDIN_FILENO, TCSADRAIN, &m_state); });
        }
    }

private:
    termios m_state{};
    bool m_known;
};

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
    const TerminalState terminal;
    const pid_t child = fork();
    if (child == 0) {
        sigaction(SIGINT, &old_interrupt, nullptr);
        sigaction(SIGQUIT, &old_quit, nullptr);
        std::signal(SIGPIPE, SIG_DFL);
        std::signal(SIGXFSZ, SIG_DFL);
        execl("/bin/sh", "sh", "-c", script.c_str(), command.c_str(), path.c_str(), nullptr);
        _exit(127);
    }
    int status = 0;
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (status != 0) {
        terminal.restore();
    }
    sigaction(SIGINT, &old_interrupt, nullptr);
    sigaction(SIGQUIT, &old_quit, nullptr);
    return child < 0 ? -1 : status;
}

std::size_t behind_mark(const std::string& text)
{
    const bool marked = text.substr(0, byte_order_mark.size()) == byte_order_mark;
    return marked ? byte_order_mark.size() : 0;
}

/// The lines that show an error above a text.
std::vector<std::string> header_of(const Error& error)
{
    const auto lines = [](const Error& shown) {
        std::vector<std::string> out;
        const std::string message = shown.message();
        for (std::size_t begin = 0; begin < message.size();) {
            const std::size_t end = std::min(message.find('\n', begin), message.size());
            out.push_back(std::string(mark) + message.substr(begin, end - begin));
            begin = end + 1;
        }
        out.push_back(std::string(mark) + "Correct it and save; or leave it as it is to give up: "
                                          "what you typed is kept.");
        return out;
    };
    Error shown = error;
    if (shown.place && shown.place->line > 0) {
        shown.place->line += lines(error).size(); // the line that the editor shows
    }
    return lines(shown);
}

std::string with_header(const std::string& text, const std::vector<std::string>& header)
{
    const std::size_t begin = behind_mark(text);
    std::string out = text.substr(0, begin);
    for (const std::string& line : header) {
        out += line + "\n";
    }
    return out + text.substr(begin);
}

/// How many lines at the top begin as those of a header do.
std::size_t marked_lines(const std::string& text)
{
    std::size_t count = 0;
    std::size_t begin = behind_mark(text);
    while (text.compare(begin, mark.size(), mark) == 0) {
        ++count;
        begin = std::min(text.find('\n', begin), text.size() - 1) + 1;
    }
    return count;
}

/// The text without what is left of the header above it. The user may have changed or removed some
/// of its lines; `last`, to which it was added, may begin with such lines of its own.
std::string without_header(const std::string& text, const std::vector<std::string>& header,
                           const std::string& last)
{
    const std::size_t there = marked_lines(text);
    const std::size_t own = marked_lines(last);
    std::size_t begin = behind_mark(text);
    for (std::size_t i = std::min(header.size(), there - std::min(there, own)); i > 0; --i) {
        begin = std::min(text.find('\n', begin), text.size() - 1) + 1;
    }
    return text.substr(0, behind_mark(text)) + text.substr(begin);
}

} // namespace

EditorSession::EditorSession(std::string name, std::string text)
    : m_folder(make_draft_folder()), m_path(m_folder + "/" + std::move(name)),
      m_original(std::move(text))
{
}

EditorSession::~EditorSession()
{
    std::error_code failure;
    if (m_ended_well) {
        std::filesystem::remove_all(m_folder, failure); // an editor's backup goes with it
        return;
    }
    if (!m_keep && std::filesystem::is_regular_file(m_path, failure)) {
        std::filesystem::remove(m_path, failure);
    }
    rmdir(m_folder.c_str()); // what an editor that failed has saved beside it stays
}

void EditorSession::write(const std::string& text) const
{
    const std::string next = m_path + ".new";
    const int file =
        retried([&] { return open(next.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600); });
    std::size_t done = 0;
    while (file >= 0 && done < text.size()) {
        const ssize_t count =
            retried([&] { return ::write(file, text.data() + done, text.size() - done); });
        if (count < 0) {
            break;
        }
        done += static_cast<std::size_t>(count);
    }
    const bool is_done =
        file >= 0 && done == text.size() && retried([&] { return fsync(file); }) == 0;
    int error = is_done ? 0 : errno;
    if (file >= 0 && close(file) != 0 && error == 0 && errno != EINTR) {
        error = errno;
    }
    if (error == 0 && retried([&] { return std::rename(next.c_str(), m_path.c_str()); }) != 0) {
        error = errno;
    }
    if (error != 0) {
        unlink(next.c_str());
        errno = error;
        throw Error(Fault::ledger, fmt::format("'{}' cannot be written: {}", m_path, why()),
                    fate());
    }
}

std::string EditorSession::fate() const
{
    if (m_keep) {
        return fmt::format("nothing was changed; what you typed is kept in {}", m_path);
    }
    std::error_code failure;
    for (const auto& entry : std::filesystem::directory_iterator(m_folder, failure)) {
        if (entry.path() != m_path || !entry.is_regular_file(failure)) {
            return fmt::format("nothing was changed; the editor left something in {}", m_folder);
        }
    }
    return "nothing was changed";
}

/// What the editor left. `last` is what it was given, without what stands above it.
std::string EditorSession::returned(const std::string& last)
{
    try {
        return read_regular_file(m_path);
    } catch (Error& error) {
        if (last != m_original) {
            m_keep = true;
            std::error_code failure;
            std::filesystem::remove(m_path, failure);
            write(last);
        }
        error.remedy = fate();
        throw;
    }
}

std::optional<std::string> EditorSession::run(const Check& check)
{
    constexpr int most_rounds = 100; // an editor that is a program may never get it right
    const std::string command = chosen_editor();
    std::string last = m_original;
    std::vector<std::string> header;
    std::optional<Error> fault;
    for (int round = 0;; ++round) {
        const std::string shown = with_header(last, header);
        write(shown);
        const int status = run_editor(command, m_path);
        const std::string left = returned(last);
        const std::string text = without_header(left, header, last);
        m_keep = text != m_original;
        const int code = status != -1 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        if (code == 127 && !m_keep) {
            throw Error(Fault::ledger, fmt::format("the editor '{}' was not found", command),
                        "set EDITOR to one that is installed, or change keys with --set");
        }
        if (code != 0) {
            throw Error(Fault::ledger,
                        code == -1 ? fmt::format("the editor '{}' was broken off", command)
                                   : fmt::format("the editor '{}' ended with {}", command, code),
                        fate());
        }
        const bool empty = text.find_first_not_of(" \t\r\n") == std::string::npos;
        if (!m_keep || empty) {
            m_ended_well = true;
            return std::nullopt;
        }
        if (fault && (left == shown || round == most_rounds)) {
            write(text); // without what stands above it
            fault->remedy = fate();
            throw Error(*fault);
        }
        fault = check(text);
        if (!fault) {
            return text;
        }
        header = header_of(*fault);
        last = text;
    }
}

} // namespace crm::cli
