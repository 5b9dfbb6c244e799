#include "core/base/beneath.hpp"
#include "core/base/file.hpp"
#include "core/base/leftover.hpp"
#include "core/base/retry.hpp"
#include "core/base/watch.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <thread>
#include <utility>

namespace crm {

namespace {

using LockClock = std::chrono::steady_clock;

std::string seconds(std::chrono::milliseconds time)
{
    const double count = static_cast<double>(time.count()) / 1000;
    return fmt::format("{:g} second{}", count, time == std::chrono::seconds(1) ? "" : "s");
}

} // namespace

Lock::Lock(const Folder& folder, std::chrono::milliseconds patience, WriteProbe probe)
    : m_folder(folder), m_patience(patience), m_probe(std::move(probe))
{
    prepare_lock(folder);
    const auto refused = [&](int error) {
        return Error(Fault::ledger,
                     fmt::format("'{}' cannot be locked: {}", folder.path(), reason(error)));
    };
    // An open file of its own: the lock belongs to it, so two in one process exclude each other.
    m_held = Descriptor(
        retried([&] { return ::openat(folder.fd(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
    if (!m_held) {
        throw refused(errno);
    }
    const auto deadline = LockClock::now() + patience;
    while (retried([&] { return ::flock(m_held.get(), LOCK_EX | LOCK_NB); }) != 0) {
        if (errno != EWOULDBLOCK) {
            throw refused(errno);
        }
        const auto left = deadline - LockClock::now();
        if (left <= LockClock::duration::zero()) {
            throw Error(Fault::ledger,
                        fmt::format("another crm is writing to this ledger; gave up after {}",
                                    seconds(patience)),
                        "try again when it has finished");
        }
        std::this_thread::sleep_for(
            std::min<LockClock::duration>(left, std::chrono::milliseconds(20)));
    }
    remove_leftovers(folder);
}

Lock::~Lock()
{
    try {
        tell_written(m_folder);
    } catch (...) { // NOLINT(bugprone-empty-catch): who watches tells itself what went wrong
    }
    // Closing is not enough when a child, started meanwhile, has a copy of the descriptor.
    ::flock(m_held.get(), LOCK_UN);
}

} // namespace crm
