#include "core/base/held.hpp"

#include "core/base/beneath.hpp"

#include <fcntl.h>

#include <cerrno>
#include <thread>
#include <utility>

namespace crm {

Undisturbed::Undisturbed()
{
    sigset_t waiting;
    sigemptyset(&waiting);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
        sigaddset(&waiting, signal);
    }
    pthread_sigmask(SIG_BLOCK, &waiting, &m_mask);
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGXFSZ, &ignore, &m_size_limit);
    sigaction(SIGIO, &ignore, &m_lease_break);
}

Undisturbed::~Undisturbed()
{
    sigaction(SIGIO, &m_lease_break, nullptr);
    sigaction(SIGXFSZ, &m_size_limit, nullptr);
    pthread_sigmask(SIG_SETMASK, &m_mask, nullptr);
}

std::optional<Held> Held::open(int dir, const std::string& name, const std::string& shown)
{
    Held held;
    held.m_file = open_beneath(dir, name, shown);
    if (!held.m_file) {
        return std::nullopt;
    }
    // Before reading: what is read under a lease is final until the lease is broken.
    held.ask_for_lease();
    if (held.m_lease != Lease::refused) {
        held.m_text = read_whole(held.m_file.get(), shown, held.m_status);
    }
    return held;
}

void Held::ask_for_lease()
{
    if (::fcntl(m_file.get(), F_SETLEASE, F_RDLCK) == 0) {
        m_lease = Lease::granted;
    } else {
        // Other errors: not our file, or a file system without leases.
        m_lease = errno == EAGAIN ? Lease::refused : Lease::unknown;
    }
}

bool Held::wanted() const
{
    switch (m_lease) {
    case Lease::granted: return ::fcntl(m_file.get(), F_GETLEASE) != F_RDLCK;
    case Lease::refused: return true;
    case Lease::unknown: break;
    }
    return false;
}

void Held::wait_for_writers(std::chrono::milliseconds patience, const std::string& shown)
{
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (wanted() && std::chrono::steady_clock::now() < deadline) {
        ::fcntl(m_file.get(), F_SETLEASE, F_UNLCK);
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        ask_for_lease();
    }
    m_text = read_whole(m_file.get(), shown, m_status);
}

std::string Held::let_go()
{
    m_file = {};
    return std::move(m_text);
}

} // namespace crm
