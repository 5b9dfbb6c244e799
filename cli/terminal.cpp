#include "cli/terminal.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ioctl.h>
#include <unistd.h>

namespace crm::cli {
namespace {

std::string_view environment(const char* name)
{
    const char* value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): one thread
    return value == nullptr ? std::string_view{} : value;
}

std::string_view code(Style style)
{
    switch (style) {
    case Style::plain: return "";
    case Style::bold: return "\x1b[1m";
    case Style::underline: return "\x1b[4m";
    case Style::dim: return "\x1b[2m";
    case Style::red: return "\x1b[31m";
    case Style::yellow: return "\x1b[33m";
    case Style::green: return "\x1b[32m";
    }
    return "";
}

int write_all(int fd, std::string_view text)
{
    while (!text.empty()) {
        const ssize_t written = write(fd, text.data(), text.size());
        if (written < 0 && errno != EINTR) {
            return errno;
        }
        text.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
    }
    return 0;
}

int write_to_pager(const std::string& pager, std::string_view text)
{
    // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread
    setenv("LESS", "FRXPsspace\\: more, q\\: done$", 0);
    // The command comes from the user's environment, never from the ledger.
    std::FILE* pipe = popen(pager.c_str(), "w"); // NOLINT(cert-env33-c)
    if (pipe == nullptr) {
        return errno;
    }
    std::fwrite(text.data(), 1, text.size(), pipe); // a pager that is left early is no failure
    pclose(pipe);
    return 0;
}

} // namespace

Terminal Terminal::of_process()
{
    Terminal terminal;
    terminal.m_interactive = isatty(STDOUT_FILENO) == 1;
    terminal.measure();
    terminal.choose(Colour::automatic);
    return terminal;
}

void Terminal::measure()
{
    winsize size{};
    if (m_interactive && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        m_columns = size.ws_col;
        m_rows = size.ws_row;
    } else if (m_interactive) {
        m_columns = 80;
    }
    const std::string_view columns = environment("COLUMNS");
    const int given =
        columns.size() < 6 ? std::atoi(std::string(columns).c_str()) : 0; // NOLINT(cert-err34-c)
    if (given >= 20) {
        m_columns = static_cast<std::size_t>(given);
    }
}

void Terminal::choose(Colour colour)
{
    const bool wanted =
        m_interactive && environment("NO_COLOR").empty() && environment("TERM") != "dumb";
    m_colour = colour == Colour::always || (colour == Colour::automatic && wanted);
}

std::string Terminal::styled(std::string_view text, Style style) const
{
    if (!m_colour || style == Style::plain || text.empty()) {
        return std::string(text);
    }
    return std::string(code(style)) + std::string(text) + "\x1b[0m";
}

int Terminal::flush(bool through_pager)
{
    const std::string text = std::move(m_text);
    m_text.clear();
    const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    if (through_pager && m_interactive && lines >= m_rows) {
        const char* chosen = std::getenv("PAGER"); // NOLINT(concurrency-mt-unsafe): one thread
        const std::string pager = chosen == nullptr ? "less" : chosen;
        if (!pager.empty() && pager != "cat") {
            return write_to_pager(pager, text);
        }
    }
    return write_all(STDOUT_FILENO, text);
}

} // namespace crm::cli
