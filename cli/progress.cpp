#include "cli/progress.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <unistd.h>
#include <utility>

namespace crm::cli {
namespace {

constexpr auto patience = std::chrono::milliseconds(700); ///< what is done sooner shows nothing
constexpr auto step = std::chrono::milliseconds(200);

} // namespace

Progress::Progress(std::string what, std::size_t all)
    : m_what(std::move(what)), m_all(all), m_interactive(isatty(STDERR_FILENO) == 1),
      m_next(std::chrono::steady_clock::now() + patience)
{
}

Progress::~Progress()
{
    if (m_shown) {
        static_cast<void>(std::fputs("\r\x1B[K", stderr));
    }
}

void Progress::at(std::size_t done)
{
    if (!m_interactive || std::chrono::steady_clock::now() < m_next) {
        return;
    }
    m_next = std::chrono::steady_clock::now() + step;
    m_shown = true;
    const std::string line = m_all > 0 ? fmt::format("\r{}: {} of {}", m_what, done, m_all)
                                       : fmt::format("\r{}: {}", m_what, done);
    static_cast<void>(std::fputs(line.c_str(), stderr));
}

} // namespace crm::cli
